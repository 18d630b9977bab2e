"""Pages of audits: draw, read blindly, decide disputes, and see how right the machine is."""

from flask import Blueprint, flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from feedback_app import clock
from feedback_app.accounts.access import current_principal, requires
from feedback_app.accounts.permissions import Permission
from feedback_app.channels.hotline.audits import frames, queries, service, turns
from feedback_app.channels.hotline.audits.forms import CodingForm, DrawForm
from feedback_app.channels.hotline.audits.models import AuditItem, ItemState
from feedback_app.channels.hotline.audits.report import LEAST_SETTLED, report_on
from feedback_app.channels.hotline.forms import ANSWER_KEYS, REASON_LABELS
from feedback_app.channels.hotline.queries import load_units
from feedback_app.channels.hotline.review import resolve_unit
from feedback_app.database import unit_of_work
from feedback_app.errors import Refusal
from feedback_app.periods.models import Period
from feedback_app.periods.queries import get_period
from nlp.level import LEVELS, verdict_of

blueprint = Blueprint("audits", __name__, url_prefix="/hotline/audits", template_folder="templates")
_READERS = (Permission.REVIEW_EVALUATIONS, Permission.RUN_AUDITS)


@blueprint.get("")
@requires(*_READERS)
def index() -> ResponseReturnValue:
    audits = {period: queries.find_audit(period) for period in queries.list_audited_periods()}
    progress = {period: queries.measure_progress(audit) if audit else None for period, audit in audits.items()}
    return render_template("audits/index.html", audits=audits, progress=progress)


@blueprint.get("/<period>")
@requires(*_READERS)
def show(period: str) -> ResponseReturnValue:
    return _page(get_period(period), DrawForm())


def _page(period: Period, form: DrawForm) -> str:
    audit, person = queries.find_audit(period), current_principal().name
    if audit is not None and not form.is_submitted():
        form.share.data, form.minimum.data = audit.share * 100, audit.minimum
    return render_template(
        "audits/show.html",
        period=period,
        audit=audit,
        form=form,
        records=frames.count_records(period),
        progress=queries.measure_progress(audit) if audit else None,
        mine=turns.count_left(audit, ItemState.WAITING, person) if audit else 0,
        disputes=turns.count_left(audit, ItemState.DISPUTED, person) if audit else 0,
        report=report_on(queries.list_items(audit)) if audit else None,
        least=LEAST_SETTLED,
        verdict_of=verdict_of,
    )


@blueprint.post("/<period>/draw")
@requires(Permission.RUN_AUDITS)
def draw(period: str) -> ResponseReturnValue:
    form, found = DrawForm(), get_period(period)
    if not form.validate():
        return _page(found, form), 422
    seed, actor = form.seed.data or "", current_principal().name
    try:
        with unit_of_work():
            service.draw(get_period(period), form.plan(), seed=seed, actor=actor, now=clock.now())
    except Refusal as refusal:
        flash(refusal.explain(), "error")
        return _page(get_period(period), form), refusal.status
    flash(_("已抽取。"), "done")
    return redirect(url_for("audits.show", period=period))


@blueprint.get("/<period>/next", defaults={"state": ItemState.WAITING})
@blueprint.get("/<period>/disputes", defaults={"state": ItemState.DISPUTED}, endpoint="disputes")
@requires(Permission.REVIEW_EVALUATIONS)
def next_(period: str, state: ItemState) -> ResponseReturnValue:
    found = get_period(period)
    audit, person = queries.get_audit(found), current_principal().name
    item = turns.find_next(audit, state, person)
    if item is None:
        return render_template("audits/nothing.html", period=found, state=state)
    return _item_page(queries.get_item(item.id), CodingForm(formdata=None))


@blueprint.get("/items/<int:item_id>")
@requires(Permission.REVIEW_EVALUATIONS)
def item(item_id: int) -> ResponseReturnValue:
    found, person = queries.get_item(item_id), current_principal().name
    service.require_open_to(found, person)
    return _item_page(found, CodingForm(formdata=None))


def _item_page(found: AuditItem, form: CodingForm) -> str:
    book, person, state = load_units(), current_principal().name, found.state
    last = turns.find_last_read(found.audit, person)
    return render_template(
        "audits/item.html",
        item=found,
        form=form,
        period=found.audit.period,
        said=found.codings if state is ItemState.DISPUTED else [],
        left=turns.count_left(found.audit, state, person),
        last=last if last is not None and last.id != found.id else None,
        units=book.units,
        unit_names={unit.id: unit.name for unit in book.units},
        verdicts={f"level-{level}": verdict_of(level) for level in LEVELS},
        reasons={f"not-{reason}": label for reason, label in REASON_LABELS.items()},
        keys=ANSWER_KEYS,
    )


@blueprint.post("/items/<int:item_id>")
@requires(Permission.REVIEW_EVALUATIONS)
def answer(item_id: int) -> ResponseReturnValue:
    form, was = CodingForm(), queries.get_item(item_id)
    state, period = was.state, was.audit.period.code
    try:
        with unit_of_work():
            _answer(item_id, form, settles=state is not ItemState.WAITING)
    except Refusal as refusal:
        flash(refusal.explain(), "error")
        if refusal.status == 400:
            return _item_page(queries.get_item(item_id), form), 400
        return redirect(url_for("audits.show", period=period))
    following = "audits.next_" if state is ItemState.WAITING else "audits.disputes"
    return redirect(url_for(following, period=period, done=item_id))


def _answer(item_id: int, form: CodingForm, *, settles: bool) -> None:
    if not form.validate():
        raise service.CodingIncomplete
    is_level, called = (form.answer.data or "").startswith("level-"), (form.called.data or "").strip()
    unit_id = resolve_unit(load_units(), called) if is_level and called else None
    person, now = current_principal().name, clock.now()
    if settles:
        service.settle(item_id, form.coding(unit_id), actor=person, now=now)
    else:
        service.code(item_id, form.coding(unit_id), coder=person, now=now)
