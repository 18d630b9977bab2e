"""The citizen's pages: the form behind a QR code, the receipt, and what to show when something is in the way."""

from flask import Blueprint, g, redirect, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import LazyString
from flask_babel import lazy_gettext as _l
from flask_wtf.csrf import CSRFError
from werkzeug.exceptions import HTTPException

from feedback_app import clock
from feedback_app.accounts.access import public
from feedback_app.channels.web import pages, service
from feedback_app.config import settings
from feedback_app.database import unit_of_work
from feedback_app.errors import DATABASE_AWAY, RETRY_AFTER_SECONDS, DatabaseBusy, Refusal
from feedback_app.responses.sheets import sentence_of
from surveys.questionnaire import LABELS, AnswerProblem

blueprint = Blueprint("web", __name__, template_folder="templates")

LARGEST_FORM = 64 * 1024  # bytes; the longest honest answer is some 10 KB
KEY_FIELD = "key"
HIDDEN_FIELDS = frozenset({KEY_FIELD, "csrf_token"})
STALE = _l("页面打开得太久，或不是从本页提交的。您填的内容还在下面，请再提交一次。")
TOO_LARGE = _l("提交的内容太大。请返回上一页，缩短后再提交。")
BROKEN = _l("系统出了故障，已记录下来。请稍后再试。")


@blueprint.url_value_preprocessor
def receive_stranger(_endpoint: str | None, _values: dict[str, object] | None) -> None:
    """Refuse a huge form before anything reads it, and never ask who is signed in: a citizen's page has no need."""
    request.max_content_length = LARGEST_FORM
    g.principal = None


@blueprint.get("/q/<code>")
@public
def form(code: str) -> ResponseReturnValue:
    return _form_page(service.open_form(code, now=clock.now(), today=clock.today(settings().timezone)))


@blueprint.post("/q/<code>")
@public
def answer(code: str) -> ResponseReturnValue:
    raw, now = request.form.to_dict(flat=False), clock.now()
    key = request.form.get(KEY_FIELD, "")
    try:
        with unit_of_work():
            taken = service.record_answer(code, raw, key=key, now=now, today=clock.today(settings().timezone))
    except service.AnswerRefused as refused:
        return _form_page(refused.form, raw=raw, problems=dict(refused.problems), status=400)
    except service.FormHasNoKey as refusal:
        return _shown_again(code, refusal.sentence)
    first = "" if taken.differs else None
    return redirect(url_for("web.receipt", receipt=taken.code, l=pages.asked_language(), first=first), 303)


@blueprint.get("/r")
@public
def find_receipt() -> ResponseReturnValue:
    given = request.args.get("receipt", "").strip()
    if not given:
        return pages.draw("find.html")
    found = service.look_up(given)
    return redirect(url_for("web.receipt", receipt=found.receipt, l=pages.asked_language()))


@blueprint.get("/r/<receipt>")
@public
def receipt(receipt: str) -> ResponseReturnValue:
    found = service.look_up(receipt)
    today = clock.today(settings().timezone)
    return pages.draw(
        "receipt.html",
        response=found,
        today=today,
        is_first_kept="first" in request.args,
        public_address=settings().public_address,
    )


def _form_page(
    opened: service.Form,
    *,
    raw: dict[str, list[str]] | None = None,
    problems: dict[str, AnswerProblem] | None = None,
    notice: LazyString | None = None,
    status: int = 200,
) -> ResponseReturnValue:
    given = raw or {}
    return pages.draw(
        "form.html",
        status,
        target=opened.target,
        definition=opened.definition,
        given=given,
        problems=problems or {},
        sentence_of=sentence_of,
        labels=LABELS,
        notice=notice,
        key=service.kept_or_new_key(next(iter(given.get(KEY_FIELD, ())), "")),
    )


def _shown_again(code: str, notice: LazyString) -> ResponseReturnValue:
    """Show the form with everything that was filled in, because it must be sent once more."""
    opened = service.open_form(code, now=clock.now(), today=clock.today(settings().timezone))
    return _form_page(opened, raw=request.form.to_dict(flat=False), notice=notice, status=400)


@blueprint.errorhandler(CSRFError)
def stale_form(_error: CSRFError) -> ResponseReturnValue:
    try:
        return _shown_again(str((request.view_args or {}).get("code", "")), STALE)
    except Refusal as refusal:
        return refused(refusal)
    except DATABASE_AWAY as away:
        return database_away(away)


@blueprint.errorhandler(Refusal)
def refused(refusal: Refusal) -> ResponseReturnValue:
    if isinstance(refusal, DatabaseBusy):
        return database_away(refusal)
    return pages.draw("message.html", refusal.status, refusal=refusal, asks_receipt=request.path.startswith("/r"))


def database_away(_error: Exception) -> ResponseReturnValue:
    """Show a page that holds what was filled in, so that one press sends it again; it needs no database."""
    sent = [(name, value) for name, value in request.form.items(multi=True) if name not in HIDDEN_FIELDS]
    key = request.form.get(KEY_FIELD, "")
    response = pages.draw("busy.html", 503, sent=sent, key=key)
    response.headers["Retry-After"] = str(RETRY_AFTER_SECONDS)
    return response


for _away in DATABASE_AWAY:
    blueprint.register_error_handler(_away, database_away)


@blueprint.errorhandler(HTTPException)
def http_error(error: HTTPException) -> ResponseReturnValue:
    status = error.code or 500
    if status < 400:
        return error
    return pages.draw("message.html", status, sentence=TOO_LARGE if status == 413 else BROKEN)
