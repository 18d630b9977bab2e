"""QR codes and posters for what a web campaign asks about.

Views of their own beside ``views``: a poster is printed and hung up, and shares no layout with the staff's pages.
"""

from collections.abc import Sequence

from flask import Blueprint, Response, abort, render_template, request, url_for
from flask.typing import ResponseReturnValue

from feedback_app import clock
from feedback_app.accounts.access import requires
from feedback_app.accounts.permissions import Permission
from feedback_app.campaigns import queries
from feedback_app.campaigns.models import CampaignTarget, Channel
from feedback_app.config import settings
from feedback_app.directory.queries import get_unit
from feedback_app.errors import NotFound
from feedback_app.gateways import qr
from feedback_app.gateways.downloads import attachment

blueprint = Blueprint("posters", __name__, url_prefix="/posters", template_folder="templates")

MOST_ON_PAPER = 200


@blueprint.app_template_global()
def citizens_address(code: str) -> str:
    """Return the address that a citizen's phone opens, as it stands in the QR code."""
    return settings().public_address + url_for("web.form", code=code)


@blueprint.get("")
@requires(Permission.RUN_CAMPAIGNS, Permission.READ_CAMPAIGNS)
def index() -> ResponseReturnValue:
    unit = get_unit(request.args.get("unit", ""))
    targets = queries.list_web_targets(unit, now=clock.now())
    return render_template("campaigns/posters.html", unit=unit, targets=targets)


@blueprint.get("/<code>")
@requires(Permission.RUN_CAMPAIGNS, Permission.READ_CAMPAIGNS)
def show(code: str) -> ResponseReturnValue:
    return _on_paper([_target(code)])


@blueprint.get("/campaigns/<code>")
@requires(Permission.RUN_CAMPAIGNS, Permission.READ_CAMPAIGNS)
def show_all(code: str) -> ResponseReturnValue:
    campaign = queries.get_campaign(code)
    if campaign.channel != Channel.WEB:
        abort(404)
    page = max(1, request.args.get("page", 1, type=int))
    targets = queries.list_targets(campaign)[(page - 1) * MOST_ON_PAPER : page * MOST_ON_PAPER]
    return _on_paper(targets)


@blueprint.get("/<code>/qr.svg")
@requires(Permission.RUN_CAMPAIGNS, Permission.READ_CAMPAIGNS)
def svg(code: str) -> ResponseReturnValue:
    target = _target(code)
    return _file(qr.draw_svg_file(citizens_address(target.code)), "image/svg+xml", f"{_place(target)}.svg")


@blueprint.get("/<code>/qr.png")
@requires(Permission.RUN_CAMPAIGNS, Permission.READ_CAMPAIGNS)
def png(code: str) -> ResponseReturnValue:
    target = _target(code)
    return _file(qr.draw_png(citizens_address(target.code)), "image/png", f"{_place(target)}.png")


def _target(code: str) -> CampaignTarget:
    target = queries.find_target(code)
    if target is None or target.campaign.channel != Channel.WEB:
        raise NotFound(kind="campaign target", key=code)
    return target


def _place(target: CampaignTarget) -> str:
    point = target.service_point
    return f"{target.unit.name}-{point.name}" if point else target.unit.name


def _on_paper(targets: Sequence[CampaignTarget]) -> str:
    definition = queries.definition_of(targets[0].campaign.survey_version) if targets else None
    drawn = [(target, qr.draw_svg(citizens_address(target.code))) for target in targets]
    return render_template("campaigns/poster.html", drawn=drawn, definition=definition)


def _file(content: bytes, mimetype: str, name: str) -> Response:
    response = Response(content, mimetype=mimetype)
    response.headers["Content-Disposition"] = attachment(name)
    response.headers["Cache-Control"] = "no-store"
    return response
