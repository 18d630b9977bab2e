"""Pages of periods."""

from collections.abc import Callable

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l

from feedback_app import clock
from feedback_app.accounts.access import current_principal, requires
from feedback_app.accounts.permissions import Permission
from feedback_app.database import unit_of_work
from feedback_app.errors import NotFound, Refusal
from feedback_app.periods import queries, service
from feedback_app.periods.forms import PeriodChangeForm, PeriodForm, ReopenForm
from feedback_app.periods.models import PeriodState

blueprint = Blueprint("periods", __name__, url_prefix="/periods", template_folder="templates")

STATE_LABELS = {
    PeriodState.PLANNED: _l("筹备中"),
    PeriodState.OPEN: _l("开放评价"),
    PeriodState.CLOSED: _l("已截止"),
    PeriodState.FROZEN: _l("已冻结"),
    PeriodState.PUBLISHED: _l("已公布"),
}
HERE = frozenset({PeriodState.OPEN})
"""Steps taken by one button. Closing is asked about first; freezing and publishing belong to scoring, with figures."""


@blueprint.route("", methods=["GET", "POST"])
@requires(Permission.RUN_PERIODS)
def index() -> ResponseReturnValue:
    form = PeriodForm()
    if form.validate_on_submit() and _is_done(
        lambda: service.plan_period(**form.facts(), actor=current_principal().name, now=clock.now()),
        _("周期已建立，开放后才接收评价。"),
    ):
        return redirect(url_for("periods.index"))
    return render_template(
        "periods/index.html", form=form, reopening=ReopenForm(), periods=queries.list_periods(), labels=STATE_LABELS
    )


def _is_done(deed: Callable[[], object], said: str) -> bool:
    """Do what a form asks for and say so; or say why not, and the form is shown again."""
    try:
        with unit_of_work():
            deed()
    except Refusal as refusal:
        flash(refusal.explain(), "error")
        return False
    flash(said, "done")
    return True


@blueprint.post("/<code>/advance/<state>")
@requires(Permission.RUN_PERIODS)
def advance(code: str, state: str) -> ResponseReturnValue:
    if state not in HERE:
        raise NotFound(kind="period state", key=state)
    with unit_of_work():
        period = queries.get_period(code)
        service.advance_period(period, PeriodState(state), actor=current_principal().name, now=clock.now())
    flash(_("周期“%(name)s”：%(state)s。", name=period.name, state=STATE_LABELS[period.state]), "done")
    return redirect(url_for("periods.index"))


@blueprint.route("/<code>/close", methods=["GET", "POST"])
@requires(Permission.RUN_PERIODS)
def close(code: str) -> ResponseReturnValue:
    period = queries.get_period(code)
    if request.method == "GET":
        if period.state is not PeriodState.OPEN:
            raise service.PeriodStepOutOfOrder(period=period.name)
        return render_template("periods/close.html", period=period, back=url_for("periods.index"))
    with unit_of_work():
        period = queries.get_period(code)
        service.advance_period(period, PeriodState.CLOSED, actor=current_principal().name, now=clock.now())
    flash(_("周期“%(name)s”：%(state)s。", name=period.name, state=STATE_LABELS[period.state]), "done")
    return redirect(url_for("periods.index"))


@blueprint.post("/<code>/reopen")
@requires(Permission.RUN_PERIODS)
def reopen(code: str) -> ResponseReturnValue:
    form = ReopenForm()
    if not form.validate():
        flash(_("请写明重新开放的理由。"), "error")
        return redirect(url_for("periods.index"))
    with unit_of_work():
        service.reopen_period(
            queries.get_period(code), reason=form.reason.data.strip(), actor=current_principal().name, now=clock.now()
        )
    flash(_("周期已重新开放。"), "done")
    return redirect(url_for("periods.index"))


@blueprint.route("/<code>/edit", methods=["GET", "POST"])
@requires(Permission.RUN_PERIODS)
def edit(code: str) -> ResponseReturnValue:
    period = queries.get_period(code)
    service.require_planned(period)
    form = PeriodChangeForm(obj=period)
    if form.validate_on_submit() and _is_done(
        lambda: service.change_period(
            queries.get_period(code), **form.facts(), actor=current_principal().name, now=clock.now()
        ),
        _("周期已修改。"),
    ):
        return redirect(url_for("periods.index"))
    return render_template("periods/edit.html", form=form, period=period)


@blueprint.route("/<code>/delete", methods=["GET", "POST"])
@requires(Permission.RUN_PERIODS)
def delete(code: str) -> ResponseReturnValue:
    period = queries.get_period(code)
    if request.method == "GET":
        service.require_unused(period)
        return render_template("periods/delete.html", period=period, back=url_for("periods.index"))
    with unit_of_work():
        service.delete_period(queries.get_period(code), actor=current_principal().name, now=clock.now())
    flash(_("周期“%(name)s”已删除。", name=period.name), "done")
    return redirect(url_for("periods.index"))
