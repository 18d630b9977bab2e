"""Pages of models: which there are, old and new side by side, the button that promotes, and the way back."""

from flask import Blueprint, flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from wtforms.fields import SelectChoice

from feedback_app import clock
from feedback_app.accounts.access import current_principal, requires
from feedback_app.accounts.permissions import Permission
from feedback_app.channels.hotline.audits.queries import list_audited_periods
from feedback_app.channels.hotline.engines import asking, queries, service
from feedback_app.channels.hotline.engines.comparing import LEAST, compare
from feedback_app.channels.hotline.engines.folders import find_folder, get_folder, list_names
from feedback_app.channels.hotline.engines.forms import PromotionForm, RereadingForm
from feedback_app.channels.hotline.engines.labels import collect_labels, count_labels
from feedback_app.channels.hotline.engines.quality_views import register_quality
from feedback_app.channels.hotline.engines.rereading import ask_for_rereading
from feedback_app.database import unit_of_work
from feedback_app.errors import Refusal
from feedback_app.periods.models import PeriodState
from feedback_app.periods.queries import get_period

blueprint = Blueprint("engines", __name__, url_prefix="/hotline/models", template_folder="templates")
register_quality(blueprint)
_READERS = (Permission.REVIEW_EVALUATIONS, Permission.PROMOTE_MODELS)
_FIXED = frozenset({PeriodState.FROZEN, PeriodState.PUBLISHED})


@blueprint.get("")
@requires(*_READERS)
def index() -> ResponseReturnValue:
    return render_template(
        "engines/index.html",
        folders=[(name, find_folder(name)) for name in list_names()],
        in_force=queries.name_in_force(),
        promotions=queries.list_promotions(),
        periods=list_audited_periods(),
        rereading=_rereading_form(),
        **_training(),
    )


def _training() -> dict[str, object]:
    """Return what the page says of training: what came of the latest, what another would learn from, what it lacks."""
    latest, labels = asking.find_training(), count_labels()
    missing = ""
    try:
        asking.require_enough(labels)
    except Refusal as refusal:
        missing = refusal.explain()
    return {"training": latest, "is_training": asking.is_under_way(latest), "labels": labels, "missing": missing}


def _rereading_form() -> RereadingForm:
    form = RereadingForm()
    open_ = [period for period in list_audited_periods() if period.state not in _FIXED]
    form.period.choices = [SelectChoice(period.code, period.name) for period in open_]
    return form


@blueprint.get("/<name>")
@requires(*_READERS)
def show(name: str) -> ResponseReturnValue:
    folder, in_force = get_folder(name), queries.name_in_force()
    held_out = collect_labels().held_out
    is_comparable = name != in_force and len(held_out) >= LEAST
    comparison = compare(get_folder(in_force), folder, held_out) if is_comparable else None
    return render_template(
        "engines/show.html",
        folder=folder,
        in_force=in_force,
        comparison=comparison,
        held_out=len(held_out),
        least=LEAST,
        form=PromotionForm(formdata=None, data={"seen": comparison.digest if comparison else ""}),
    )


@blueprint.post("/<name>/promote")
@requires(Permission.PROMOTE_MODELS)
def promote(name: str) -> ResponseReturnValue:
    form, folder = PromotionForm(), get_folder(name)
    comparison = compare(get_folder(queries.name_in_force()), folder, collect_labels().held_out)
    try:
        with unit_of_work():
            service.promote(
                folder, comparison, seen=form.seen.data or "", actor=current_principal().name, now=clock.now()
            )
    except Refusal as refusal:
        flash(refusal.explain(), "error")
        return redirect(url_for("engines.show", name=name))
    flash(_("已启用。以后导入的记录由这个模型判读，以前的记录没有改动。"), "done")
    return redirect(url_for("engines.index"))


@blueprint.post("/train")
@requires(Permission.PROMOTE_MODELS)
def train() -> ResponseReturnValue:
    try:
        with unit_of_work():
            job = asking.ask_for_training(actor=current_principal().name, now=clock.now())
    except Refusal as refusal:
        flash(refusal.explain(), "error")
        return redirect(url_for("engines.index"))
    return redirect(url_for("jobs.show", job_id=job.id))


@blueprint.post("/roll-back")
@requires(Permission.PROMOTE_MODELS)
def roll_back() -> ResponseReturnValue:
    try:
        with unit_of_work():
            promotion = service.roll_back(actor=current_principal().name, now=clock.now())
    except Refusal as refusal:
        flash(refusal.explain(), "error")
    else:
        flash(_("已退回模型“%(model)s”。", model=promotion.model), "done")
    return redirect(url_for("engines.index"))


@blueprint.post("/reread")
@requires(Permission.PROMOTE_MODELS)
def reread() -> ResponseReturnValue:
    form = _rereading_form()
    if not form.validate():
        flash(_("请选择一个没有冻结的考核周期。"), "error")
        return redirect(url_for("engines.index"))
    with unit_of_work():
        actor = current_principal().name
        job = ask_for_rereading(get_period(form.period.data), actor=actor, now=clock.now())
    return redirect(url_for("jobs.show", job_id=job.id))
