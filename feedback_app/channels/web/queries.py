"""Reading what one answer needs, and no more: this is the busiest query of the house."""

from dataclasses import dataclass
from datetime import datetime
from functools import lru_cache

from sqlalchemy import bindparam, or_, select

from feedback_app.campaigns.models import Campaign, CampaignTarget, Channel, SurveyVersion
from feedback_app.database import UtcDateTime, connection, session
from feedback_app.directory.models import Unit
from feedback_app.errors import NotFound
from feedback_app.periods.models import Period
from feedback_app.responses.models import Response
from feedback_app.responses.queries import find_sent
from surveys.questionnaire import Definition, load_definition


@dataclass(frozen=True, kw_only=True, slots=True)
class Occasion:
    """The campaign, as far as the door needs it."""

    id: int
    period_id: int
    channel: Channel


@dataclass(frozen=True, kw_only=True, slots=True)
class Place:
    """What a code points at while its answers are taken."""

    target_id: int
    unit_id: int
    unit_code: str
    survey_checksum: str
    occasion: Occasion


_NOW = bindparam("now", type_=UtcDateTime())
_OPEN_PLACE = (
    select(
        CampaignTarget.id,
        Unit.id,
        Unit.code,
        SurveyVersion.checksum,
        Campaign.id,
        Campaign.period_id,
    )
    .join(Campaign, CampaignTarget.campaign_id == Campaign.id)
    .join(Period, Campaign.period_id == Period.id)
    .join(SurveyVersion, Campaign.survey_version_id == SurveyVersion.id)
    .join(Unit, CampaignTarget.unit_id == Unit.id)
    .where(
        CampaignTarget.code == bindparam("code"),
        Campaign.channel == Channel.WEB,
        Campaign.opens_at <= _NOW,
        or_(Campaign.closes_at.is_(None), Campaign.closes_at > _NOW),
        Period.opened_at.is_not(None),
        Period.closed_at.is_(None),
    )
    .with_for_update(read=True, of=Period)
)


def find_open_place(code: str, *, now: datetime) -> Place | None:
    """Return what a code points at if its campaign and period take answers now; None does not say why not.

    The same statement holds the period until this unit of work ends: an answer checked here is stored before the period
    closes, or not at all.
    """
    row = connection().execute(_OPEN_PLACE, {"code": code, "now": now}).one_or_none()
    if row is None:
        return None
    target_id, unit_id, unit_code, checksum, campaign_id, period_id = row
    return Place(
        target_id=target_id,
        unit_id=unit_id,
        unit_code=unit_code,
        survey_checksum=checksum,
        occasion=Occasion(id=campaign_id, period_id=period_id, channel=Channel.WEB),
    )


def find_taken(code: str, key: str) -> Response | None:
    """Return the response that a form handed out for a code has become already."""
    campaign_id = session().scalar(select(CampaignTarget.campaign_id).where(CampaignTarget.code == code))
    return find_sent(campaign_id, key) if campaign_id is not None else None


@lru_cache(maxsize=256)
def get_definition(checksum: str) -> Definition:
    """Return a frozen questionnaire by the checksum of its wording; read and parsed once per process."""
    text = session().scalar(select(SurveyVersion.definition).where(SurveyVersion.checksum == checksum))
    if text is None:
        raise NotFound(kind="survey version", key=checksum)
    return load_definition(text)
