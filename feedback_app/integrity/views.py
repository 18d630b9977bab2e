"""Pages of integrity: find evaluations, see why they stand as they do, decide."""

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from feedback_app import clock
from feedback_app.accounts.access import current_principal, requires
from feedback_app.accounts.permissions import Permission
from feedback_app.campaigns.forms import CHANNEL_LABELS
from feedback_app.campaigns.items import ItemWords
from feedback_app.database import unit_of_work
from feedback_app.errors import Refusal
from feedback_app.integrity import service
from feedback_app.integrity.describing import item_of, source_of
from feedback_app.integrity.forms import STANDING_LABELS, BatchForm, StandingForm
from feedback_app.integrity.selecting import kept, read_filter
from feedback_app.localisation import chosen_language
from feedback_app.paging import asked_page
from feedback_app.responses import queries, selections
from feedback_app.responses.handles import get_key, handle_of
from feedback_app.responses.models import Standing

blueprint = Blueprint("integrity", __name__, url_prefix="/evaluations", template_folder="templates")
PAGE_SIZE = 50


@blueprint.get("")
@requires(Permission.CHANGE_STANDING)
def index() -> ResponseReturnValue:
    return list_page(BatchForm())


def list_page(batch: BatchForm, status: int = 200) -> ResponseReturnValue:
    """Draw the list that the address or form asks for, with what was filled in below it."""
    form, period, chosen = read_filter(request)
    total = selections.count_evaluations(chosen) if chosen else 0
    page = asked_page(total, size=PAGE_SIZE)
    drawn = render_template(
        "integrity/index.html",
        filters=form,
        batch=batch,
        kept=kept(form) if period else {},
        period=period,
        found=selections.list_evaluations(chosen, page=page.number, page_size=PAGE_SIZE) if chosen else [],
        picked=set(request.form.getlist("key")),
        total=total,
        page=page,
        items=ItemWords(period, chosen_language()) if period else None,
        handle_of=handle_of,
        labels=STANDING_LABELS,
        channels=CHANNEL_LABELS,
    )
    return drawn, status


@blueprint.route("/<handle>", methods=["GET", "POST"])
@requires(Permission.CHANGE_STANDING)
def show(handle: str) -> ResponseReturnValue:
    key, form = get_key(handle), StandingForm()
    if form.validate_on_submit():
        try:
            with unit_of_work():
                service.decide_standing(
                    *key,
                    Standing(form.standing.data),
                    reason=form.reason.data,
                    actor=current_principal().name,
                    now=clock.now(),
                )
        except Refusal as refusal:
            flash(refusal.explain(), "error")
        else:
            flash(_("已更改，并记入操作记录；需要时可以改回。"), "done")
            return redirect(url_for("integrity.show", handle=handle))
    evaluation = queries.get_evaluation(*key)
    return render_template(
        "integrity/show.html",
        form=form,
        evaluation=evaluation,
        changes=queries.list_changes(evaluation),
        item=item_of(evaluation),
        source=source_of(evaluation),
        labels=STANDING_LABELS,
        channels=CHANNEL_LABELS,
    )
