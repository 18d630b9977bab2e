"""Pages of schemes: what waits for a second person, what a change changes, and the files to take home."""

from flask import Blueprint, Response, flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from feedback_app import clock
from feedback_app.accounts.access import current_principal, requires
from feedback_app.accounts.permissions import Permission
from feedback_app.database import unit_of_work
from feedback_app.errors import Refusal
from feedback_app.gateways.downloads import attachment
from feedback_app.periods.models import Period
from feedback_app.periods.queries import get_period
from feedback_app.scoring import proposals, queries
from feedback_app.scoring.differences import CHANGE_LABELS, has_differences, tell_differences
from feedback_app.scoring.forms import PROPOSAL_LABELS, DecisionForm
from feedback_app.scoring.outline import outline, spoken
from feedback_app.scoring.rater_groups import list_left_out, name_ballots
from surveys.assessment import Scheme, write_scheme

blueprint = Blueprint("schemes", __name__, url_prefix="/schemes", template_folder="templates")
_READERS = (Permission.DECIDE_SCHEMES, Permission.MANAGE_SCORING, Permission.READ_SCORES)


@blueprint.get("")
@requires(Permission.DECIDE_SCHEMES)
def index() -> ResponseReturnValue:
    return render_template(
        "scoring/proposals.html",
        proposals=queries.list_proposals(),
        states=PROPOSAL_LABELS,
        spoken=spoken,
        scheme_of=queries.scheme_of,
    )


@blueprint.get("/proposals/<int:proposal_id>")
@requires(Permission.DECIDE_SCHEMES)
def show(proposal_id: int) -> ResponseReturnValue:
    return _page(proposal_id, DecisionForm())


def _page(proposal_id: int, form: DecisionForm, status: int = 200) -> ResponseReturnValue:
    proposal = queries.get_proposal(proposal_id)
    scheme = queries.scheme_of(proposal)
    page = render_template(
        "scoring/proposal.html",
        proposal=proposal,
        states=PROPOSAL_LABELS,
        form=form,
        is_own=proposal.proposed_by == current_principal().name,
        left_out=name_ballots(list_left_out(proposal.period, scheme)),
        **_comparison(proposal.period, queries.scheme_of(proposal.base) if proposal.base else None, scheme),
    )
    return page, status


def _comparison(period: Period, old: Scheme | None, new: Scheme) -> dict[str, object]:
    classes = {str(unit.category or "") for unit in queries.list_assessed_units(period)}
    lines = tell_differences(old, new, classes) if old else []
    return {
        "base": old,
        "scheme": new,
        "lines": outline(new),
        "differences": lines,
        "differs": has_differences(lines),
        "changes": CHANGE_LABELS,
        "spoken": spoken,
    }


@blueprint.post("/proposals/<int:proposal_id>")
@requires(Permission.DECIDE_SCHEMES)
def decide(proposal_id: int) -> ResponseReturnValue:
    form, who = DecisionForm(), current_principal()
    if not form.validate():
        flash(_("请选择批准或不批准。"), "error")
        return _page(proposal_id, form, 400)
    try:
        with unit_of_work():
            proposal, comment = queries.get_proposal(proposal_id), form.comment.data or ""
            if form.approve.data:
                proposals.approve_proposal(proposal, comment=comment, actor=who.name, now=clock.now())
            else:
                proposals.refuse_proposal(proposal, comment=comment, actor=who.name, now=clock.now())
    except Refusal as refusal:
        flash(refusal.explain(), "error")
        return _page(proposal_id, form, refusal.status)
    flash(_("已批准，方案即时生效。") if form.approve.data else _("已退回，现行方案不变。"), "done")
    return redirect(url_for("schemes.show", proposal_id=proposal_id), 303)


@blueprint.post("/proposals/<int:proposal_id>/withdraw")
@requires(Permission.MANAGE_SCORING)
def withdraw(proposal_id: int) -> ResponseReturnValue:
    with unit_of_work():
        proposal = queries.get_proposal(proposal_id)
        proposals.withdraw_proposal(proposal, actor=current_principal().name, now=clock.now())
    flash(_("已撤回，现行方案不变。"), "done")
    return redirect(url_for("schemes.show", proposal_id=proposal_id), 303)


@blueprint.get("/proposals/<int:proposal_id>.yaml")
@requires(Permission.DECIDE_SCHEMES)
def download_proposal(proposal_id: int) -> ResponseReturnValue:
    return _as_file(queries.scheme_of(queries.get_proposal(proposal_id)))


@blueprint.get("/<code>/<int:ordinal>")
@requires(*_READERS)
def changes(code: str, ordinal: int) -> ResponseReturnValue:
    period = get_period(code)
    adopted = queries.get_adopted_scheme(period, ordinal)
    before = queries.get_adopted_scheme(period, ordinal - 1) if ordinal > 1 else None
    return render_template(
        "scoring/changes.html",
        period=period,
        adopted=adopted,
        before=before,
        may_manage=current_principal().may(Permission.MANAGE_SCORING),
        **_comparison(period, queries.scheme_of(before) if before else None, queries.scheme_of(adopted)),
    )


@blueprint.get("/<code>/<int:ordinal>.yaml")
@requires(*_READERS)
def download(code: str, ordinal: int) -> ResponseReturnValue:
    return _as_file(queries.scheme_of(queries.get_adopted_scheme(get_period(code), ordinal)))


def _as_file(scheme: Scheme) -> Response:
    response = Response(write_scheme(scheme), content_type="application/yaml; charset=utf-8")
    response.headers["Content-Disposition"] = attachment(f"{scheme.code}-{scheme.version}.yaml")
    response.headers["Cache-Control"] = "no-store"
    return response
