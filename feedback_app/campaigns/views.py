"""Pages of campaigns."""

from datetime import datetime
from zoneinfo import ZoneInfo

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from wtforms.fields import SelectChoice

from feedback_app import clock
from feedback_app.accounts.access import current_principal, requires
from feedback_app.accounts.permissions import Permission
from feedback_app.campaigns import changing, queries, service
from feedback_app.campaigns.forms import CHANNEL_LABELS, CampaignForm
from feedback_app.campaigns.models import Channel
from feedback_app.config import settings
from feedback_app.database import unit_of_work
from feedback_app.errors import Refusal
from feedback_app.localisation import chosen_language
from feedback_app.periods.queries import get_period, list_periods
from surveys.questionnaire.shipped import list_shipped, load_shipped

blueprint = Blueprint("campaigns", __name__, url_prefix="/campaigns", template_folder="templates")


def utc(local: datetime | None) -> datetime | None:
    """Return the moment that a local time of the city is."""
    return local.replace(tzinfo=ZoneInfo(settings().timezone)) if local else None


def in_the_city(moment: datetime | None) -> datetime | None:
    """Return a moment as the clocks of the city show it."""
    return moment.astimezone(ZoneInfo(settings().timezone)) if moment else None


def _offer_choices(form: CampaignForm) -> CampaignForm:
    form.period.choices = [SelectChoice(period.code, period.name) for period in list_periods()]
    form.survey.choices = [
        SelectChoice(code, load_shipped(code).title.in_language(chosen_language())) for code in list_shipped()
    ]
    return form


@blueprint.get("")
@requires(Permission.RUN_CAMPAIGNS, Permission.READ_CAMPAIGNS)
def index() -> ResponseReturnValue:
    channel = request.args.get("channel", "")
    chosen = Channel(channel) if channel in set(Channel) else None
    return render_template(
        "campaigns/index.html",
        campaigns=queries.list_campaigns(channel=chosen),
        labels=CHANNEL_LABELS,
        chosen=chosen,
        now=clock.now(),
    )


@blueprint.route("/new", methods=["GET", "POST"])
@requires(Permission.RUN_CAMPAIGNS)
def new() -> ResponseReturnValue:
    form = _offer_choices(CampaignForm())
    if form.validate_on_submit():
        try:
            with unit_of_work():
                service.open_wanted_campaign(_wanted(form), actor=current_principal().name, now=clock.now())
        except Refusal as refusal:
            flash(refusal.explain(), "error")
        else:
            flash(_("活动已建立。"), "done")
            return redirect(url_for("campaigns.show", code=form.code.data.strip()))
    return render_template("campaigns/new.html", form=form)


def _wanted(form: CampaignForm) -> service.WantedCampaign:
    opens_at = utc(form.opens_at.data)
    assert opens_at is not None, "the form requires it"
    return service.WantedCampaign(
        code=form.code.data.strip(),
        title=form.title.data.strip(),
        channel=Channel(form.channel.data),
        period=get_period(form.period.data),
        definition=load_shipped(form.survey.data),
        target_kinds=tuple(form.targets.data),
        opens_at=opens_at,
        closes_at=utc(form.closes_at.data),
    )


@blueprint.get("/<code>")
@requires(Permission.RUN_CAMPAIGNS, Permission.READ_CAMPAIGNS)
def show(code: str) -> ResponseReturnValue:
    campaign = queries.get_campaign(code)
    return render_template(
        "campaigns/show.html",
        campaign=campaign,
        definition=queries.definition_of(campaign.survey_version),
        targets=queries.list_targets(campaign),
        labels=CHANNEL_LABELS,
        may_change=changing.may_change(campaign, clock.now()),
        may_delete=changing.is_unused(campaign),
        now=clock.now(),
        language=chosen_language(),
    )


@blueprint.post("/<code>/close")
@requires(Permission.RUN_CAMPAIGNS)
def close(code: str) -> ResponseReturnValue:
    with unit_of_work():
        service.close_campaign(queries.get_campaign(code), actor=current_principal().name, now=clock.now())
    flash(_("活动已截止，可以随时恢复。"), "done")
    return redirect(url_for("campaigns.show", code=code))


@blueprint.post("/<code>/reopen")
@requires(Permission.RUN_CAMPAIGNS)
def reopen(code: str) -> ResponseReturnValue:
    with unit_of_work():
        service.reopen_campaign(queries.get_campaign(code), actor=current_principal().name, now=clock.now())
    flash(_("活动已恢复。"), "done")
    return redirect(url_for("campaigns.show", code=code))
