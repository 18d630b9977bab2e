"""Freezing and publishing: each is asked about on a page of its own, because neither can be taken back."""

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from feedback_app import clock
from feedback_app.accounts.access import current_principal, requires
from feedback_app.accounts.permissions import Permission
from feedback_app.database import unit_of_work
from feedback_app.integrity.forms import STANDING_LABELS
from feedback_app.periods.models import Period, PeriodState
from feedback_app.periods.queries import get_period
from feedback_app.periods.service import PeriodStepOutOfOrder
from feedback_app.scoring import computing, queries, service
from feedback_app.scoring.consequences import foresee
from feedback_app.scoring.forms import REASON_LABELS
from feedback_app.scoring.outline import spoken
from feedback_app.scoring.rater_groups import name_ballots
from feedback_app.scoring.views import back
from feedback_app.scoring.views import blueprint as blueprint


@blueprint.route("/<code>/freeze", methods=["GET", "POST"])
@requires(Permission.MANAGE_SCORING)
def freeze(code: str) -> ResponseReturnValue:
    period, who = get_period(code), current_principal()
    if period.state in {PeriodState.PLANNED, PeriodState.OPEN}:
        return render_template("scoring/too_early.html", period=period), PeriodStepOutOfOrder.status
    if period.state not in {PeriodState.CLOSED, PeriodState.FROZEN}:
        raise PeriodStepOutOfOrder(period=period.name)
    seen = computing.compute(period)  # a period that cannot be scored must not be frozen
    if request.method == "GET" or request.form.get("seen") != seen.fingerprint:
        return _ask_to_freeze(period, seen)
    with unit_of_work():
        service.freeze_inputs(period, actor=who.name, now=clock.now())
    computed = computing.compute(period)
    with unit_of_work():
        service.freeze_totals(period, computed, actor=who.name, now=clock.now())
    flash(_("数据和结果已冻结，以后不再改动。"), "done")
    return back(code)


def _ask_to_freeze(period: Period, computed: computing.Computed) -> ResponseReturnValue:
    """Say what will be fixed; who said yes to something else than is stored now is asked again."""
    if request.method == "POST":
        flash(_("您看过以后数据有了变化，没有冻结。请核对下面的新情况再决定。"), "error")
    foreseen = foresee(period, computed)
    page = render_template(
        "scoring/freeze.html",
        period=period,
        foreseen=foreseen,
        unscored=name_ballots(foreseen.unscored),
        names={unit.code: unit.short_name or unit.name for unit in queries.list_assessed_units(period)},
        standings=STANDING_LABELS,
        reasons=REASON_LABELS,
        spoken=spoken,
        back=url_for("scoring.show", code=period.code),
    )
    return page, 409 if request.method == "POST" else 200


@blueprint.route("/<code>/publish", methods=["GET", "POST"])
@requires(Permission.MANAGE_SCORING)
def publish(code: str) -> ResponseReturnValue:
    period = get_period(code)
    run = queries.find_run(period, is_final=True)
    if run is None:
        raise computing.ScoresNotFrozen(period=period.name)
    if period.state is not PeriodState.FROZEN:
        raise PeriodStepOutOfOrder(period=period.name)
    if request.method == "GET":
        scores = queries.list_scores(run)
        return render_template(
            "scoring/publish.html",
            period=period,
            run=run,
            scores=scores,
            scheme_title=spoken(queries.scheme_of(run.scheme).title),
            back=url_for("scoring.show", code=code),
        )
    verification = computing.verify(period)
    with unit_of_work():
        service.publish_scores(period, verification, actor=current_principal().name, now=clock.now())
    flash(_("结果已公布。"), "done")
    return redirect(url_for("dashboards.board", period=code), 303)
