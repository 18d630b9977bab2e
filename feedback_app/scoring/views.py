"""Pages of scoring: the scheme in force, imported components, adjustments, and what makes totals official."""

from decimal import Decimal

from flask import Blueprint, flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from wtforms.fields import SelectChoice

from feedback_app import clock
from feedback_app.accounts.access import current_principal, requires
from feedback_app.accounts.permissions import Permission
from feedback_app.database import unit_of_work
from feedback_app.directory.queries import get_unit
from feedback_app.errors import Refusal
from feedback_app.gateways.downloads import TableFormat, send_table
from feedback_app.gateways.spreadsheets import RowsRefused
from feedback_app.periods.models import Period
from feedback_app.periods.queries import get_period, list_periods
from feedback_app.periods.views import STATE_LABELS
from feedback_app.scoring import components, computing, proposals, queries, service
from feedback_app.scoring.forms import KIND_LABELS, AdjustmentForm, ComponentsForm, SchemeForm
from feedback_app.scoring.outdated import is_outdated
from feedback_app.scoring.outline import component_labels, outline, spoken
from feedback_app.scoring.rater_groups import tell_unscored
from surveys.assessment import AdjustmentKind, Scheme, list_shipped_schemes, load_shipped_scheme

blueprint = Blueprint("scoring", __name__, url_prefix="/scoring", template_folder="templates")


@blueprint.get("")
@requires(Permission.MANAGE_SCORING)
def index() -> ResponseReturnValue:
    rows = [(period, queries.find_adopted_scheme(period), queries.find_run(period)) for period in list_periods()]
    return render_template(
        "scoring/index.html", rows=rows, states=STATE_LABELS, spoken=spoken, scheme_of=queries.scheme_of
    )


@blueprint.get("/<code>")
@requires(Permission.MANAGE_SCORING)
def show(code: str) -> ResponseReturnValue:
    return _page(get_period(code))


def _page(
    period: Period, *, refused: RowsRefused | None = None, scheme_refused: service.SchemeRefused | None = None
) -> ResponseReturnValue:
    units = queries.list_assessed_units(period)
    scheme_form, adjustment_form = SchemeForm(), AdjustmentForm()
    shipped = [SelectChoice(code, spoken(load_shipped_scheme(code).title)) for code in list_shipped_schemes()]
    scheme_form.shipped.choices = [SelectChoice("", _("（不用自带的）")), *shipped]
    adjustment_form.unit.choices = [SelectChoice(unit.code, f"{unit.name}（{unit.code}）") for unit in units]
    refusal, run = refused or scheme_refused, queries.find_run(period)
    page = render_template(
        "scoring/show.html",
        period=period,
        states=STATE_LABELS,
        **_schemes(period),
        imported=queries.list_imported_scores(period),
        adjustments=queries.list_adjustments(period),
        kinds=KIND_LABELS,
        unscored=tell_unscored(period),
        run=run,
        is_outdated=run is not None and is_outdated(period, run, queries.list_scores(run)),
        units=units,
        refused=refused,
        scheme_refused=scheme_refused,
        scheme_form=scheme_form,
        components_form=ComponentsForm(),
        adjustment_form=adjustment_form,
    )
    return page, refusal.status if refusal else 200


def _schemes(period: Period) -> dict[str, object]:
    """Return what the page says of the scheme in force, those before it, and the one that waits."""
    adopted = queries.find_adopted_scheme(period)
    scheme = queries.scheme_of(adopted) if adopted else None
    return {
        "adopted": queries.list_adopted_schemes(period),
        "pending": queries.find_pending_proposal(period),
        "needs_second_person": service.needs_second_person(period),
        "scheme": scheme,
        "lines": outline(scheme) if scheme else [],
        "spoken": spoken,
        "scheme_of": queries.scheme_of,
        "components": component_labels(scheme) if scheme else {},
    }


def back(code: str) -> ResponseReturnValue:
    """Lead to the period's page, whatever became of what was asked."""
    return redirect(url_for("scoring.show", code=code), 303)


@blueprint.post("/<code>/scheme")
@requires(Permission.MANAGE_SCORING)
def adopt(code: str) -> ResponseReturnValue:
    form, period = SchemeForm(), get_period(code)
    if not form.reason.validate(form):
        flash(form.reason.errors[0], "error")
        return back(code)
    try:
        scheme = _wanted_scheme(form)
        if scheme is None:
            flash(_("请选一份自带的方案，或上传一份方案文件。"), "error")
            return back(code)
        if service.needs_second_person(period):
            return propose(period, scheme, form.reason.data or "")
        with unit_of_work():
            service.adopt_scheme(period, scheme, actor=current_principal().name, now=clock.now())
    except service.SchemeRefused as refused:
        return _page(period, scheme_refused=refused)
    except Refusal as refusal:
        flash(refusal.explain(), "error")
        return back(code)
    flash(_("方案已采用，并记入操作记录。"), "done")
    return back(code)


def propose(period: Period, scheme: Scheme, reason: str) -> ResponseReturnValue:
    """Put a scheme before a second person, and lead to what it changes."""
    with unit_of_work():
        proposal = proposals.propose_scheme(
            period, scheme, reason=reason, actor=current_principal().name, now=clock.now()
        )
    flash(_("已提出，等待另一人批准；批准以前现行方案不变。请核对下面的不同之处。"), "done")
    return redirect(url_for("schemes.show", proposal_id=proposal.id), 303)


def _wanted_scheme(form: SchemeForm) -> Scheme | None:
    given = form.file.data
    if given and given.filename:
        return service.read_scheme(given.read().decode("utf-8-sig", errors="replace"), source=given.filename)
    if form.shipped.data in list_shipped_schemes():
        return load_shipped_scheme(form.shipped.data)
    return None


@blueprint.post("/<code>/components")
@requires(Permission.MANAGE_SCORING)
def import_components(code: str) -> ResponseReturnValue:
    form, period = ComponentsForm(), get_period(code)
    if not form.validate():
        flash(_("请选择文件。"), "error")
        return back(code)
    given = form.file.data
    try:
        with unit_of_work():
            done = components.import_components(
                given.read(), given.filename or "", period, actor=current_principal().name, now=clock.now()
            )
    except RowsRefused as refused:
        return _page(period, refused=refused)
    except Refusal as refusal:
        flash(refusal.explain(), "error")
        return back(code)
    flash(
        _(
            "已导入“%(name)s”：新增 %(new)s，修改 %(changed)s，不变 %(unchanged)s。",
            name=done.name,
            new=done.new,
            changed=done.changed,
            unchanged=done.unchanged,
        ),
        "done",
    )
    if done.ignored:
        flash(_("这些列没有用到：%(columns)s。", columns=_("、").join(done.ignored)), "warn")
    return back(code)


@blueprint.get("/<code>/components.<any(csv, xlsx):form>")
@requires(Permission.MANAGE_SCORING)
def component_template(code: str, form: str) -> ResponseReturnValue:
    period = get_period(code)
    adopted = queries.find_adopted_scheme(period)
    if adopted is None:
        raise computing.SchemeMissing(period=period.name)
    specs = components.columns(queries.scheme_of(adopted))
    rows = components.list_rows(period, specs)
    return send_table(_("分项得分-%(period)s", period=code), TableFormat(form), [s.title for s in specs], rows)


@blueprint.post("/<code>/adjustments")
@requires(Permission.MANAGE_SCORING)
def adjust(code: str) -> ResponseReturnValue:
    form, period = AdjustmentForm(), get_period(code)
    form.unit.choices = [SelectChoice(unit.code, unit.name) for unit in queries.list_assessed_units(period)]
    if not form.validate():
        flash(_("没有记入：请选择单位，分值在 0 到 100 之间，并写明依据。"), "error")
        return back(code)
    try:
        with unit_of_work():
            service.record_adjustment(
                period,
                get_unit(form.unit.data),
                AdjustmentKind(form.kind.data),
                points=form.points.data or Decimal(0),
                reason=form.reason.data,
                actor=current_principal().name,
                now=clock.now(),
            )
    except Refusal as refusal:
        flash(refusal.explain(), "error")
    else:
        flash(_("已记入；需要时可以撤销。"), "done")
    return back(code)


@blueprint.post("/<code>/adjustments/<int:adjustment_id>/withdraw")
@requires(Permission.MANAGE_SCORING)
def withdraw(code: str, adjustment_id: int) -> ResponseReturnValue:
    with unit_of_work():
        service.withdraw_adjustment(
            queries.get_adjustment(adjustment_id), actor=current_principal().name, now=clock.now()
        )
    flash(_("已撤销，记录保留。"), "done")
    return back(code)


@blueprint.post("/<code>/compute")
@requires(Permission.MANAGE_SCORING)
def compute(code: str) -> ResponseReturnValue:
    period = get_period(code)
    try:
        computed = computing.compute(period)
        with unit_of_work():
            service.store_provisional(period, computed, actor=current_principal().name, now=clock.now())
    except Refusal as refusal:
        flash(refusal.explain(), "error")
        return back(code)
    flash(_("已按现有数据计分，结果在“考核总览”。"), "done")
    return back(code)
