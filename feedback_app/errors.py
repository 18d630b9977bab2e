"""Refusals: what the application declines to do, each by name, and how each one reaches a reader.

A refusal carries data; its ``sentence`` is the catalogue entry that a template or the API fills with that data.
"""

from typing import Any, ClassVar

from flask import Flask, Response, jsonify, make_response, render_template, request
from flask.typing import ResponseReturnValue
from flask_babel import LazyString
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from flask_wtf.csrf import CSRFError
from sqlalchemy.exc import InterfaceError, OperationalError
from sqlalchemy.exc import TimeoutError as PoolTimeout
from werkzeug.exceptions import HTTPException

RETRY_AFTER_SECONDS = 5
DATABASE_AWAY = (OperationalError, InterfaceError, PoolTimeout)
"""What the drivers raise when the database is locked for too long, or cannot be reached."""


class Refusal(Exception):
    """Something the house declines to do, with the facts that explain it."""

    status: ClassVar[int] = 400
    sentence: ClassVar[LazyString] = _l("这项操作不能进行。")

    def __init__(self, **data: Any) -> None:
        super().__init__(f"{type(self).__name__} {data}" if data else type(self).__name__)
        self.data = data

    def explain(self) -> str:
        """Return the sentence a person reads, in the language of the request."""
        return str(self.sentence) % self.data if self.data else str(self.sentence)


class NotFound(Refusal):
    """Nothing is known by that name. ``kind`` and ``key`` say what was looked for."""

    status = 404
    sentence = _l("没有找到这项内容，请检查地址是否完整。")


class DatabaseBusy(Refusal):
    """Another writer held the database for too long; trying again is safe."""

    status = 503
    sentence = _l("系统正忙，请稍候再试，已填的内容没有丢失。")


def _wants_json() -> bool:
    return request.path.startswith("/api/")


def _answer(status: int, title: str, sentence: str, code: str) -> Response:
    if _wants_json():
        response = make_response(jsonify(error=code, message=sentence), status)
    else:
        page = render_template("error.html", status=status, title=title, sentence=sentence)
        response = make_response(page, status)
    if status == 503:
        response.headers["Retry-After"] = str(RETRY_AFTER_SECONDS)
    return response


def _refused(refusal: Refusal) -> ResponseReturnValue:
    return _answer(refusal.status, _("未能完成"), refusal.explain(), type(refusal).__name__)


def _database_away(_error: Exception) -> ResponseReturnValue:
    return _refused(DatabaseBusy())


def _stale_form(_error: CSRFError) -> ResponseReturnValue:
    sentence = _("这个页面打开得太久，或不是从本系统打开的。请返回上一页，刷新后再提交。")
    return _answer(400, _("页面已过期"), sentence, "StaleForm")


_HTTP_SENTENCES = {
    403: _l("您没有办理这件事的权限。需要时请联系系统管理员。"),
    404: _l("没有找到这项内容，请检查地址是否完整。"),
    405: _l("这个地址不能这样使用，请返回上一页重试。"),
    413: _l("提交的内容太大，请减小后重试。"),
    429: _l("操作太频繁，请稍候再试。"),
    500: _l("系统出了故障，已记录下来。请稍后再试。"),
}


def _http_error(error: HTTPException) -> ResponseReturnValue:
    status = error.code or 500
    if status < 400:
        return error
    sentence = str(_HTTP_SENTENCES.get(status, _l("这个请求不能办理。")))
    response = _answer(status, _("未能完成"), sentence, error.name.replace(" ", ""))
    for name, value in error.get_headers():
        if name in {"Allow", "Retry-After"}:
            response.headers[name] = value
    return response


def register_error_handlers(app: Flask) -> None:
    """Answer every refusal once and in one place: a page for people, JSON below /api/."""
    app.register_error_handler(Refusal, _refused)
    app.register_error_handler(CSRFError, _stale_form)
    app.register_error_handler(HTTPException, _http_error)
    for away in DATABASE_AWAY:
        app.register_error_handler(away, _database_away)
