"""Changing and deleting campaigns that nobody has answered yet."""

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from feedback_app import clock
from feedback_app.accounts.access import current_principal, requires
from feedback_app.accounts.permissions import Permission
from feedback_app.campaigns import changing, queries
from feedback_app.campaigns.forms import CampaignChangeForm
from feedback_app.campaigns.views import blueprint as blueprint
from feedback_app.campaigns.views import in_the_city, utc
from feedback_app.database import unit_of_work
from feedback_app.errors import Refusal


@blueprint.route("/<code>/edit", methods=["GET", "POST"])
@requires(Permission.RUN_CAMPAIGNS)
def edit(code: str) -> ResponseReturnValue:
    campaign = queries.get_campaign(code)
    changing.require_changeable(campaign, clock.now())
    shown = {"opens_at": in_the_city(campaign.opens_at), "closes_at": in_the_city(campaign.closes_at)}
    form = CampaignChangeForm(title=campaign.title, **shown)
    if form.validate_on_submit():
        opens_at = utc(form.opens_at.data)
        assert opens_at is not None, "the form requires it"
        try:
            with unit_of_work():
                changing.change_campaign(
                    queries.get_campaign(code),
                    title=form.title.data.strip(),
                    opens_at=opens_at,
                    closes_at=utc(form.closes_at.data),
                    actor=current_principal().name,
                    now=clock.now(),
                )
        except Refusal as refusal:
            flash(refusal.explain(), "error")
        else:
            flash(_("活动已修改。"), "done")
            return redirect(url_for("campaigns.show", code=code))
    return render_template("campaigns/edit.html", form=form, campaign=campaign)


@blueprint.route("/<code>/delete", methods=["GET", "POST"])
@requires(Permission.RUN_CAMPAIGNS)
def delete(code: str) -> ResponseReturnValue:
    campaign = queries.get_campaign(code)
    if request.method == "GET":
        changing.require_unused(campaign)
        targets = queries.count_targets(campaign)
        back = url_for("campaigns.show", code=code)
        return render_template("campaigns/delete.html", campaign=campaign, targets=targets, back=back)
    with unit_of_work():
        changing.delete_campaign(queries.get_campaign(code), actor=current_principal().name, now=clock.now())
    flash(_("活动“%(title)s”已删除。", title=campaign.title), "done")
    return redirect(url_for("campaigns.index"))
