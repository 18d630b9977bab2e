"""The page on which weights are set in a table instead of a file; what it makes is proposed or adopted as a file is."""

from typing import NamedTuple

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l

from feedback_app import clock
from feedback_app.accounts.access import current_principal, requires
from feedback_app.accounts.permissions import Permission
from feedback_app.database import unit_of_work
from feedback_app.errors import Refusal
from feedback_app.periods.models import Period
from feedback_app.periods.queries import get_period
from feedback_app.periods.service import require_not_frozen
from feedback_app.scoring import proposals, queries, service
from feedback_app.scoring.computing import SchemeMissing
from feedback_app.scoring.forms import WeightsForm
from feedback_app.scoring.numbering import version_after
from feedback_app.scoring.outline import spoken
from feedback_app.scoring.views import back, propose
from feedback_app.scoring.weight_table import WeightTable
from surveys.assessment import Scheme, list_shipped_schemes, load_shipped_scheme, reweigh

blueprint = Blueprint("weights", __name__, url_prefix="/scoring/<code>/weights", template_folder="templates")


class SchemeChangedMeanwhile(Refusal):
    """The weights were set against a scheme that is not in force any more."""

    status = 409
    sentence = _l("您填写期间，现行方案已有变更，没有提交。请核对新的现行权重后重新填写。")


class _Base(NamedTuple):
    """The scheme whose weights are set: the one in force, or a shipped one where none is."""

    scheme: Scheme
    mark: str


@blueprint.get("")
@requires(Permission.MANAGE_SCORING)
def show(code: str) -> ResponseReturnValue:
    period = get_period(code)
    if (pending := queries.find_pending_proposal(period)) is not None:
        flash(proposals.AnotherProposalPending().explain(), "warn")
        return redirect(url_for("schemes.show", proposal_id=pending.id))
    base = _base(period, request.args.get("base", ""))
    return _page(period, base, WeightTable.of(base.scheme), WeightsForm(data={"base": base.mark}))


@blueprint.post("")
@requires(Permission.MANAGE_SCORING)
def submit(code: str) -> ResponseReturnValue:
    period, form = get_period(code), WeightsForm()
    base = _base(period, form.base.data or "")
    table = WeightTable.of(base.scheme, {name: text.strip() for name, text in request.form.items()})
    try:
        _require_unchanged(period, base, form)
        if not form.reason.validate(form):
            return _page(period, base, table, form, [str(error) for error in form.reason.errors])
        if problems := table.problems():
            return _page(period, base, table, form, problems)
        return _put_forward(period, base, table, form)
    except Refusal as refusal:
        form.base.data = base.mark
        return _page(period, base, table, form, [refusal.explain()], refusal.status)


def _require_unchanged(period: Period, base: _Base, form: WeightsForm) -> None:
    """Refuse what was filled in while another was faster; the page comes back with all that was typed.

    Raises:
        AnotherProposalPending, SchemeChangedMeanwhile
    """
    if queries.find_pending_proposal(period) is not None:
        raise proposals.AnotherProposalPending
    if form.base.data not in {"", base.mark}:
        raise SchemeChangedMeanwhile


def _put_forward(period: Period, base: _Base, table: WeightTable, form: WeightsForm) -> ResponseReturnValue:
    """Adopt or propose the scheme with the weights of the table; a shipped one may be taken as it is."""
    if not table.is_changed and base.mark not in list_shipped_schemes():
        return _page(period, base, table, form, [_("权重没有变动。")])
    version = version_after(period, base.scheme) if table.is_changed else base.scheme.version
    scheme = reweigh(base.scheme, table.weights, version=version)
    if service.needs_second_person(period):
        return propose(period, scheme, form.reason.data or "")
    with unit_of_work():
        service.adopt_scheme(period, scheme, actor=current_principal().name, now=clock.now())
    flash(_("方案已采用，并记入操作记录。"), "done")
    return back(period.code)


def _base(period: Period, mark: str) -> _Base:
    """Return what a page is to be filled in for: the scheme in force, or the shipped one asked for where none is.

    Raises:
        PeriodFrozen, SchemeMissing
    """
    require_not_frozen(period)
    adopted = queries.find_adopted_scheme(period)
    if adopted is not None:
        return _Base(queries.scheme_of(adopted), str(adopted.ordinal))
    if mark not in list_shipped_schemes():
        raise SchemeMissing(period=period.name)
    return _Base(load_shipped_scheme(mark), mark)


def _page(
    period: Period,
    base: _Base,
    table: WeightTable,
    form: WeightsForm,
    problems: list[str] | None = None,
    status: int = 422,
) -> ResponseReturnValue:
    page = render_template(
        "scoring/weights.html",
        period=period,
        scheme=base.scheme,
        spoken=spoken,
        table=table,
        form=form,
        problems=problems or [],
        pending=queries.find_pending_proposal(period),
        needs_second_person=service.needs_second_person(period),
    )
    return page, status if problems else 200
