"""Pages of raters: enter a code, fill the ballot, be thanked. No account, no script, no code in any address.

The code travels in the body of each form only, so that no log of addresses ever holds one; nothing of a ballot is kept
on the server before it is cast.
"""

from collections.abc import Sequence

from flask import Blueprint, make_response, redirect, render_template, request, url_for
from flask import session as cookie
from flask.typing import ResponseReturnValue
from flask_babel import LazyString
from flask_babel import lazy_gettext as _l
from flask_wtf.csrf import CSRFError

from feedback_app import clock
from feedback_app.accounts.access import public
from feedback_app.channels.reverse import service
from feedback_app.channels.reverse.attempts import attempts
from feedback_app.channels.reverse.ballots import Ballot, Raw
from feedback_app.channels.reverse.forms import CodeForm
from feedback_app.config import settings
from feedback_app.database import unit_of_work
from feedback_app.errors import DATABASE_AWAY, RETRY_AFTER_SECONDS, DatabaseBusy, Refusal
from feedback_app.gateways.qr import draw_svg_file
from feedback_app.localisation import chosen_language
from feedback_app.responses.sheets import sentence_of
from surveys.questionnaire import LABELS, AnswerProblem

blueprint = Blueprint("ballot", __name__, url_prefix="/ballot", template_folder="templates")

LARGEST_FORM = 1024 * 1024  # bytes; a hundred departments on ten points are some 100 KB
HIDDEN_FIELDS = frozenset({"csrf_token", "key", "code"})
STALE = _l("页面打开得太久。您填的内容还在下面，请再提交一次。")


@blueprint.url_value_preprocessor
def limit_size(_endpoint: str | None, _values: dict[str, object] | None) -> None:
    """Runs before anything reads the form, and so before a huge one is read at all."""
    request.max_content_length = LARGEST_FORM


@blueprint.get("")
@public
def enter() -> ResponseReturnValue:
    return render_template("reverse/enter.html", form=CodeForm(formdata=None))


@blueprint.post("")
@public
def open_() -> ResponseReturnValue:
    form = CodeForm()
    if not form.validate():
        return render_template("reverse/enter.html", form=form), 400
    try:
        return _ballot_page(_open(form.code.data), raw={}, key=service.new_key())
    except Refusal as refusal:
        return render_template("reverse/enter.html", form=form, notice=refusal.explain()), refusal.status


@blueprint.post("/cast")
@public
def cast() -> ResponseReturnValue:
    code, key, raw = request.form.get("code", ""), request.form.get("key", ""), request.form.to_dict(flat=False)
    _require_patience()
    try:
        with unit_of_work():
            receipt = service.cast_ballot(code, raw, key=key, now=clock.now(), today=clock.today(settings().timezone))
    except service.BallotRefused as refused:
        return _ballot_page(
            refused.ballot, raw=raw, key=key, problems=refused.problems, missing=refused.missing, status=400
        )
    except service.BallotHasNoKey as refusal:
        return _ballot_page(_open(code), raw=raw, key=service.new_key(), notice=refusal.sentence, status=400)
    except service.UnknownBallotCode:
        _note_failure()
        raise
    cookie["ballot_receipt"] = receipt.code
    return redirect(url_for("ballot.done"), 303)


@blueprint.get("/done")
@public
def done() -> ResponseReturnValue:
    """Shown once: on a shared machine the next rater must not find it."""
    return render_template("reverse/done.html", receipt=cookie.pop("ballot_receipt", ""))


@blueprint.get("/qr.svg")
@public
def qr() -> ResponseReturnValue:
    picture = make_response(draw_svg_file(settings().public_address + url_for("ballot.enter")))
    picture.mimetype = "image/svg+xml"
    return picture


def _open(code: str) -> Ballot:
    _require_patience()
    try:
        return service.open_ballot(code, now=clock.now(), today=clock.today(settings().timezone))
    except service.UnknownBallotCode:
        _note_failure()
        raise


def _require_patience() -> None:
    attempts().require_patience(request.remote_addr or "", now=clock.now())


def _note_failure() -> None:
    attempts().note_failure(request.remote_addr or "", now=clock.now())


def _ballot_page(
    ballot: Ballot,
    *,
    raw: Raw,
    key: str,
    problems: dict[str, AnswerProblem] | None = None,
    missing: Sequence[str] = (),
    notice: LazyString | None = None,
    status: int = 200,
) -> ResponseReturnValue:
    page = render_template(
        "reverse/ballot.html",
        ballot=ballot,
        given=raw,
        key=key,
        code=request.form.get("code", ""),
        problems=problems or {},
        missing=frozenset(missing),
        notice=notice,
        labels=LABELS,
        lang="zh-Hans" if chosen_language() == "zh" else "en",
        sentence_of=sentence_of,
    )
    return page, status


@blueprint.errorhandler(CSRFError)
def stale_form(_error: CSRFError) -> ResponseReturnValue:
    """Show a ballot again whose page was open for too long; nothing that was ticked is lost."""
    if request.endpoint != "ballot.cast":
        return render_template("reverse/enter.html", form=CodeForm(), notice=STALE), 400
    try:
        raw = request.form.to_dict(flat=False)
        return _ballot_page(
            _open(request.form.get("code", "")), raw=raw, key=service.new_key(), notice=STALE, status=400
        )
    except Refusal as refusal:
        return refused(refusal)
    except DATABASE_AWAY as away:
        return database_away(away)


@blueprint.errorhandler(Refusal)
def refused(refusal: Refusal) -> ResponseReturnValue:
    return render_template("reverse/message.html", sentence=refusal.explain()), refusal.status


@blueprint.errorhandler(DatabaseBusy)
def database_away(_error: Exception) -> ResponseReturnValue:
    """Show a page that holds what was ticked, so that one press sends it again; it needs no database."""
    sent = [(name, value) for name, value in request.form.items(multi=True) if name not in HIDDEN_FIELDS]
    code, key = request.form.get("code", ""), request.form.get("key", "")
    response = make_response(render_template("reverse/busy.html", sent=sent, code=code, key=key), 503)
    response.headers["Retry-After"] = str(RETRY_AFTER_SECONDS)
    return response


for _away in DATABASE_AWAY:
    blueprint.register_error_handler(_away, database_away)
