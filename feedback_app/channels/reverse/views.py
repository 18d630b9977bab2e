"""Pages of organisers: rosters, codes shown once, turnout."""

from flask import Blueprint, flash, make_response, redirect, render_template, url_for
from flask import Response as Page
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from feedback_app import clock
from feedback_app.accounts.access import current_principal, requires
from feedback_app.accounts.permissions import Permission
from feedback_app.campaigns.models import Campaign, Channel
from feedback_app.campaigns.queries import get_campaign, list_campaigns
from feedback_app.channels.reverse import queries, results, service
from feedback_app.channels.reverse.forms import GroupForm, IssueForm, RosterForm
from feedback_app.channels.reverse.models import RaterGroup
from feedback_app.channels.reverse.scored_groups import list_groups, scored_groups
from feedback_app.config import settings
from feedback_app.database import unit_of_work
from feedback_app.errors import Refusal
from feedback_app.gateways.downloads import attachment
from feedback_app.gateways.spreadsheets import csv_chunks
from surveys.estimation.suppression import DEFAULT_THRESHOLDS

blueprint = Blueprint("reverse", __name__, url_prefix="/reverse", template_folder="templates")


@blueprint.get("")
@requires(Permission.ORGANISE_BALLOTS)
def index() -> ResponseReturnValue:
    campaigns = list_campaigns(channel=Channel.REVERSE)
    turnouts = {campaign.id: results.list_turnouts(campaign) for campaign in campaigns}
    return render_template("reverse/index.html", campaigns=campaigns, turnouts=turnouts, now=clock.now())


@blueprint.get("/<code>")
@requires(Permission.ORGANISE_BALLOTS)
def show(code: str) -> ResponseReturnValue:
    return _campaign_page(_get_campaign(code), GroupForm())


@blueprint.post("/<code>/groups")
@requires(Permission.ORGANISE_BALLOTS)
def add_group(code: str) -> ResponseReturnValue:
    form = GroupForm()
    if not form.validate():
        return _campaign_page(_get_campaign(code), form), 400
    try:
        with unit_of_work():
            service.add_group(
                _get_campaign(code),
                code=form.code.data.strip(),
                name=form.name.data.strip(),
                roster=form.roster.data,
                actor=current_principal().name,
                now=clock.now(),
            )
    except Refusal as refusal:
        flash(refusal.explain(), "error")
        return _campaign_page(_get_campaign(code), form), refusal.status
    flash(_("组别已加入名册。"), "done")
    return redirect(url_for("reverse.show", code=code), 303)


@blueprint.get("/<code>/groups/<group>")
@requires(Permission.ORGANISE_BALLOTS)
def show_group(code: str, group: str) -> ResponseReturnValue:
    return _group_page(queries.get_group(_get_campaign(code), group))


@blueprint.post("/<code>/groups/<group>/roster")
@requires(Permission.ORGANISE_BALLOTS)
def change_roster(code: str, group: str) -> ResponseReturnValue:
    form = RosterForm()
    if not form.validate():
        return _group_page(queries.get_group(_get_campaign(code), group), roster_form=form), 400
    with unit_of_work():
        found = queries.get_group(_get_campaign(code), group)
        service.change_roster(found, form.roster.data, actor=current_principal().name, now=clock.now())
    flash(_("名册人数已修改。"), "done")
    return redirect(url_for("reverse.show_group", code=code, group=group), 303)


@blueprint.post("/<code>/groups/<group>/codes")
@requires(Permission.ORGANISE_BALLOTS)
def issue(code: str, group: str) -> ResponseReturnValue:
    form = IssueForm()
    if not form.validate():
        return _group_page(queries.get_group(_get_campaign(code), group), issue_form=form), 400
    with unit_of_work():
        found = queries.get_group(_get_campaign(code), group)
        codes = service.issue_codes(found, form.number.data, actor=current_principal().name, now=clock.now())
    return _codes_file(found, codes) if form.output.data == "csv" else _slips(found, codes)


@blueprint.post("/<code>/groups/<group>/void")
@requires(Permission.ORGANISE_BALLOTS)
def void(code: str, group: str) -> ResponseReturnValue:
    today = clock.today(settings().timezone)
    with unit_of_work():
        found = queries.get_group(_get_campaign(code), group)
        number = service.void_unused_codes(found, actor=current_principal().name, now=clock.now(), today=today)
    flash(_("%(n)s 个未使用的投票码已作废，可以重新发码。", n=number), "done")
    return redirect(url_for("reverse.show_group", code=code, group=group), 303)


def _get_campaign(code: str) -> Campaign:
    return service.require_ballots(get_campaign(code))


def _campaign_page(campaign: Campaign, form: GroupForm) -> str:
    means = []
    if current_principal().may(Permission.READ_SCORES):
        means = results.list_group_means(campaign, now=clock.now())
    scored = scored_groups(campaign.period)
    return render_template(
        "reverse/show.html",
        campaign=campaign,
        form=form,
        turnouts=results.list_turnouts(campaign),
        scored=scored,
        scored_in_words=list_groups(scored or {}),
        thresholds=DEFAULT_THRESHOLDS,
        units=queries.list_rated_units(campaign),
        means={(mean.unit_id, mean.group): mean for mean in means},
        now=clock.now(),
    )


def _group_page(
    group: RaterGroup, *, issue_form: IssueForm | None = None, roster_form: RosterForm | None = None
) -> str:
    turnout = next(each for each in results.list_turnouts(group.campaign) if each.group.id == group.id)
    left = group.roster - turnout.issued
    return render_template(
        "reverse/group.html",
        group=group,
        turnout=turnout,
        left=left,
        scored=scored_groups(group.campaign.period),
        issue_form=issue_form or IssueForm(formdata=None, number=max(1, min(left, service.MOST_CODES_AT_ONCE))),
        roster_form=roster_form or RosterForm(formdata=None, roster=group.roster),
        thresholds=DEFAULT_THRESHOLDS,
    )


def _ballot_address() -> str:
    return settings().public_address + url_for("ballot.enter")


def _slips(group: RaterGroup, codes: list[str]) -> ResponseReturnValue:
    return render_template("reverse/slips.html", group=group, codes=codes, address=_ballot_address())


def _codes_file(group: RaterGroup, codes: list[str]) -> ResponseReturnValue:
    rows = ((group.name, code, _ballot_address()) for code in codes)
    page: Page = make_response(b"".join(csv_chunks((_("组别"), _("投票码"), _("网址")), rows)))
    page.mimetype = "text/csv"
    page.headers["Content-Disposition"] = attachment(f"codes-{group.code}.csv")
    page.headers["Cache-Control"] = "no-store"
    return page
