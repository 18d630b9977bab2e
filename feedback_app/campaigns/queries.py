"""Reading campaigns, their targets and their frozen questionnaires."""

from collections.abc import Sequence
from datetime import datetime
from functools import lru_cache

from sqlalchemy import func, or_, select
from sqlalchemy.orm import joinedload, selectinload

from feedback_app.campaigns.models import Campaign, CampaignTarget, Channel, SurveyVersion
from feedback_app.database import session
from feedback_app.directory.models import Unit
from feedback_app.errors import NotFound
from feedback_app.periods.models import Period
from surveys.questionnaire.definition import Definition
from surveys.questionnaire.loader import load_definition


def find_campaign(code: str) -> Campaign | None:
    """Return the campaign of a code, with its period and survey version."""
    query = select(Campaign).options(joinedload(Campaign.period), joinedload(Campaign.survey_version))
    return session().scalar(query.where(Campaign.code == code))


def get_campaign(code: str) -> Campaign:
    """Return the campaign of a code, which must exist."""
    campaign = find_campaign(code)
    if campaign is None:
        raise NotFound(kind="campaign", key=code)
    return campaign


def list_campaigns(*, period: Period | None = None, channel: Channel | None = None) -> Sequence[Campaign]:
    """Return campaigns of a period or a channel or all, by code."""
    query = select(Campaign).options(joinedload(Campaign.period), joinedload(Campaign.survey_version))
    if period is not None:
        query = query.where(Campaign.period_id == period.id)
    if channel is not None:
        query = query.where(Campaign.channel == channel)
    return session().scalars(query.order_by(Campaign.code)).all()


def list_taking_campaigns(channel: Channel, *, now: datetime) -> list[Campaign]:
    """Return the campaigns of a channel that take answers now, by code."""
    return [campaign for campaign in list_campaigns(channel=channel) if campaign.takes_answers(now)]


def find_target(code: str) -> CampaignTarget | None:
    """Return what a public code points at, with all that the citizen's page shows."""
    query = select(CampaignTarget).options(
        joinedload(CampaignTarget.unit),
        joinedload(CampaignTarget.service_point),
        joinedload(CampaignTarget.campaign).joinedload(Campaign.period),
        joinedload(CampaignTarget.campaign).joinedload(Campaign.survey_version),
    )
    return session().scalar(query.where(CampaignTarget.code == code))


def find_current_target(target: CampaignTarget, *, now: datetime) -> CampaignTarget | None:
    """Return what citizens can rate now at the place of a target: by the web campaign there that opened last."""
    query = (
        select(CampaignTarget)
        .join(CampaignTarget.campaign)
        .join(Campaign.period)
        .where(
            CampaignTarget.unit_id == target.unit_id,
            CampaignTarget.service_point_id.is_not_distinct_from(target.service_point_id),
            Campaign.channel == Channel.WEB,
            Campaign.opens_at <= now,
            or_(Campaign.closes_at.is_(None), Campaign.closes_at > now),
            Period.opened_at.is_not(None),
            Period.closed_at.is_(None),
        )
    )
    newest = session().scalar(query.order_by(Campaign.opens_at.desc(), CampaignTarget.id.desc()).limit(1))
    return find_target(newest.code) if newest else None


def list_targets(campaign: Campaign) -> Sequence[CampaignTarget]:
    """Return a campaign's targets with their units and service points, by unit."""
    query = (
        select(CampaignTarget)
        .options(joinedload(CampaignTarget.unit), joinedload(CampaignTarget.service_point))
        .where(CampaignTarget.campaign_id == campaign.id)
    )
    return session().scalars(query.order_by(CampaignTarget.unit_id, CampaignTarget.id)).all()


def list_web_targets(unit: Unit, *, now: datetime) -> Sequence[CampaignTarget]:
    """Return what citizens can rate by QR code at a unit, in web campaigns that are not over."""
    query = (
        select(CampaignTarget)
        .join(CampaignTarget.campaign)
        .options(joinedload(CampaignTarget.campaign), joinedload(CampaignTarget.service_point))
        .where(CampaignTarget.unit_id == unit.id, Campaign.channel == Channel.WEB)
        .where(or_(Campaign.closes_at.is_(None), Campaign.closes_at > now))
    )
    return session().scalars(query.order_by(CampaignTarget.id)).all()


def list_active_units(kinds: Sequence[str]) -> Sequence[Unit]:
    """Return the active units of some kinds with their service points, by code."""
    query = select(Unit).options(selectinload(Unit.service_points)).where(Unit.kind.in_(kinds), Unit.is_active)
    return session().scalars(query.order_by(Unit.code)).all()


def count_targets(campaign: Campaign) -> int:
    """Return how many targets a campaign has."""
    query = select(func.count()).select_from(CampaignTarget).where(CampaignTarget.campaign_id == campaign.id)
    return session().scalar(query) or 0


def find_survey_version(code: str, checksum: str) -> SurveyVersion | None:
    """Return a questionnaire's frozen wording."""
    query = select(SurveyVersion).where(SurveyVersion.code == code, SurveyVersion.checksum == checksum)
    return session().scalar(query)


@lru_cache(maxsize=256)
def _parsed(text: str) -> Definition:
    return load_definition(text)


def definition_of(version: SurveyVersion) -> Definition:
    """Return a frozen questionnaire as the methodology knows it; parsed once per process."""
    return _parsed(version.definition)
