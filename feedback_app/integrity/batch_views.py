"""Deciding about many evaluations at once: chosen on the list, looked at again, then changed; and taken back."""

from collections.abc import Sequence
from dataclasses import replace

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from feedback_app import clock
from feedback_app.accounts.access import current_principal, requires
from feedback_app.accounts.permissions import Permission
from feedback_app.database import unit_of_work
from feedback_app.errors import NotFound, Refusal
from feedback_app.integrity import service
from feedback_app.integrity.forms import STANDING_LABELS, BatchForm, FilterForm
from feedback_app.integrity.selecting import address_of, kept, read_filter, read_keys
from feedback_app.integrity.views import blueprint as blueprint
from feedback_app.integrity.views import list_page
from feedback_app.periods.models import Period
from feedback_app.periods.queries import get_period
from feedback_app.responses import queries, selections
from feedback_app.responses.handles import Key, handle_of_key
from feedback_app.responses.models import Standing
from feedback_app.responses.selections import Selection

UNITS_SHOWN = 20


@blueprint.post("/change")
@requires(Permission.CHANGE_STANDING)
def change() -> ResponseReturnValue:
    form, batch = read_filter(request), BatchForm()
    filters, period, chosen = form
    if period is None or chosen is None:
        raise NotFound(kind="period", key="")
    if not batch.validate():
        return list_page(batch, 400)
    if batch.scope.data == "picked":
        chosen = replace(chosen, keys=read_keys(request.form.getlist("key")))
        if not chosen.keys:
            flash(_("还没有勾选评价。请勾选，或选“符合上面条件的全部评价”。"), "error")
            return list_page(batch, 400)
    if "seen" not in request.form:
        return _ask(filters, period, chosen, batch)
    return _change(filters, period, chosen, batch)


def _ask(filters: FilterForm, period: Period, chosen: Selection, batch: BatchForm) -> ResponseReturnValue:
    standings = selections.count_standings(chosen)
    return render_template(
        "integrity/change.html",
        period=period,
        after=Standing(batch.after.data),
        standings=standings,
        total=sum(standings.values()),
        units=selections.count_units(chosen),
        shown=UNITS_SHOWN,
        labels=STANDING_LABELS,
        hidden=_hidden(filters, batch, chosen.keys),
        reason=batch.reason.data,
        back=address_of(filters),
    )


def _hidden(filters: FilterForm, batch: BatchForm, keys: Sequence[Key] | None) -> list[tuple[str, str]]:
    fields = [*kept(filters).items()]
    fields += [(name, batch[name].data) for name in ("scope", "after", "reason")]
    return fields + [("key", handle_of_key(key)) for key in keys or ()]


def _change(filters: FilterForm, period: Period, chosen: Selection, batch: BatchForm) -> ResponseReturnValue:
    try:
        with unit_of_work():
            done = service.decide_standings(
                period,
                chosen,
                Standing(batch.after.data),
                reason=batch.reason.data,
                seen=request.form.get("seen", -1, type=int),
                actor=current_principal().name,
                now=clock.now(),
            )
    except Refusal as refusal:
        flash(refusal.explain(), "error")
        return redirect(address_of(filters), 303)
    flash(_("已更改 %(n)s 条，并记入操作记录；可以一次撤销。", n=done.changed), "done")
    return redirect(url_for("integrity.batches", code=period.code), 303)


@blueprint.get("/batches/<code>")
@requires(Permission.CHANGE_STANDING)
def batches(code: str) -> ResponseReturnValue:
    period = get_period(code)
    found = queries.list_batches(period)
    return render_template(
        "integrity/batches.html",
        period=period,
        batches=found,
        undone={batch.undoes_id for batch in found},
        labels=STANDING_LABELS,
    )


@blueprint.post("/batches/<int:batch_id>/undo")
@requires(Permission.CHANGE_STANDING)
def undo(batch_id: int) -> ResponseReturnValue:
    batch = queries.get_batch(batch_id)
    code, wanted = batch.period.code, batch.changed
    try:
        with unit_of_work():
            undoing = service.take_back(queries.get_batch(batch_id), actor=current_principal().name, now=clock.now())
    except Refusal as refusal:
        flash(refusal.explain(), "error")
        return redirect(url_for("integrity.batches", code=code), 303)
    left = wanted - undoing.changed
    flash(
        _("已撤销：恢复 %(n)s 条，另有 %(left)s 条后来又单独处理过，保持不变。", n=undoing.changed, left=left), "done"
    )
    return redirect(url_for("integrity.batches", code=code), 303)
