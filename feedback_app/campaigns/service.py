"""Use cases of campaigns: freeze a questionnaire, open a campaign, add its targets, close it."""

import secrets
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from hashlib import sha256
from typing import Any

from flask_babel import lazy_gettext as _l

from feedback_app.campaigns import queries
from feedback_app.campaigns.models import Campaign, CampaignTarget, Channel, SurveyVersion
from feedback_app.database import session
from feedback_app.directory.models import ServicePoint, Unit
from feedback_app.errors import Refusal
from feedback_app.ledger.service import record
from feedback_app.periods.models import Period
from feedback_app.periods.service import require_not_frozen, require_open
from surveys.questionnaire.definition import Definition
from surveys.questionnaire.loader import dump_definition

CODE_LETTERS = "23456789ABCDEFGHJKMNPQRSTUVWXYZ"  # no 0/O, 1/I/L: people type these from posters
CODE_LENGTH = 8


class CampaignCodeTaken(Refusal):
    """Another campaign has that code."""

    status = 409
    sentence = _l("评价活动编号“%(code)s”已存在。")


class CampaignHasNoTime(Refusal):
    """A campaign closes after it opens."""

    sentence = _l("评价活动的截止时间须晚于开始时间。")


class CampaignNotYetOpen(Refusal):
    """The campaign opens later."""

    status = 409
    sentence = _l("评价活动“%(campaign)s”尚未开始。")


class CampaignClosed(Refusal):
    """The campaign takes no answers any more."""

    status = 409
    sentence = _l("评价活动“%(campaign)s”已结束，感谢您的关注。")


class FormExpired(Refusal):
    """The form's statistical approval has run out: it must not be answered (统计法 art. 17)."""

    status = 409
    sentence = _l("这份调查表的有效期至 %(valid_until)s，已不能填报。")


def freeze_survey(definition: Definition, *, now: datetime) -> SurveyVersion:
    """Keep a questionnaire's exact wording; the same wording is kept once."""
    text = dump_definition(definition)
    checksum = sha256(text.encode()).hexdigest()
    existing = queries.find_survey_version(definition.code, checksum)
    if existing is not None:
        return existing
    version = SurveyVersion(code=definition.code, checksum=checksum, definition=text, frozen_at=now)
    session().add(version)
    session().flush()
    return version


def open_campaign(
    *,
    code: str,
    title: str,
    channel: Channel,
    period: Period,
    definition: Definition,
    opens_at: datetime,
    closes_at: datetime | None = None,
    settings: Mapping[str, Any] | None = None,
    actor: str,
    now: datetime,
) -> Campaign:
    """Open a campaign with a frozen copy of its questionnaire; targets are added next.

    Raises:
        CampaignCodeTaken, CampaignHasNoTime, PeriodFrozen
    """
    require_not_frozen(period)
    if queries.find_campaign(code) is not None:
        raise CampaignCodeTaken(code=code)
    if closes_at is not None and closes_at <= opens_at:
        raise CampaignHasNoTime
    campaign = Campaign(
        code=code,
        title=title,
        channel=channel,
        period=period,
        survey_version=freeze_survey(definition, now=now),
        opens_at=opens_at,
        closes_at=closes_at,
        settings=dict(settings or {}),
    )
    session().add(campaign)
    session().flush()
    record("campaign.open", subject=("campaign", code), actor=actor, at=now, detail={"survey": definition.code})
    return campaign


@dataclass(frozen=True, kw_only=True)
class WantedCampaign:
    """A campaign as the office asks for it: about all active units of some kinds."""

    code: str
    title: str
    channel: Channel
    period: Period
    definition: Definition
    target_kinds: tuple[str, ...]
    opens_at: datetime
    closes_at: datetime | None = None


def open_wanted_campaign(wanted: WantedCampaign, *, actor: str, now: datetime) -> Campaign:
    """Open a campaign about all active units of some kinds; by web, about their service points too.

    Raises:
        CampaignCodeTaken, CampaignHasNoTime, PeriodFrozen
    """
    campaign = open_campaign(
        code=wanted.code,
        title=wanted.title,
        channel=wanted.channel,
        period=wanted.period,
        definition=wanted.definition,
        opens_at=wanted.opens_at,
        closes_at=wanted.closes_at,
        actor=actor,
        now=now,
    )
    units = queries.list_active_units(wanted.target_kinds)
    places: list[tuple[Unit, ServicePoint | None]] = [(unit, None) for unit in units]
    if wanted.channel is Channel.WEB:
        places += [(unit, point) for unit in units for point in unit.service_points if point.is_active]
    add_targets(campaign, places)
    return campaign


def add_targets(campaign: Campaign, places: Iterable[tuple[Unit, ServicePoint | None]]) -> list[CampaignTarget]:
    """Let a campaign ask about units or service points; those it has already are left as they are.

    Raises:
        PeriodFrozen
    """
    require_not_frozen(campaign.period)
    known = {(target.unit_id, target.service_point_id) for target in queries.list_targets(campaign)}
    added = [
        CampaignTarget(campaign=campaign, unit=unit, service_point=point, code=new_public_code())
        for unit, point in places
        if (unit.id, point.id if point else None) not in known
    ]
    session().add_all(added)
    session().flush()
    return added


def new_public_code() -> str:
    """Return a short random code that people can type from a poster (31^8, about 2^39 codes)."""
    return "".join(secrets.choice(CODE_LETTERS) for _ in range(CODE_LENGTH))


def close_campaign(campaign: Campaign, *, actor: str, now: datetime) -> None:
    """Close a campaign now."""
    if campaign.closes_at is not None and campaign.closes_at <= now:
        raise CampaignClosed(campaign=campaign.title)
    if now <= campaign.opens_at:
        raise CampaignNotYetOpen(campaign=campaign.title)
    campaign.closes_at = now
    record("campaign.close", subject=("campaign", campaign.code), actor=actor, at=now)


def reopen_campaign(campaign: Campaign, *, actor: str, now: datetime) -> None:
    """Undo a closing, as long as the period takes evaluations."""
    require_open(campaign.period)
    campaign.closes_at = None
    record("campaign.reopen", subject=("campaign", campaign.code), actor=actor, at=now)


def require_taking_answers(campaign: Campaign, *, now: datetime, today: date) -> Definition:
    """Return the campaign's questionnaire, or refuse with the reason why nobody may answer it now.

    Raises:
        CampaignNotYetOpen, CampaignClosed, PeriodNotOpen, FormExpired
    """
    if now < campaign.opens_at:
        raise CampaignNotYetOpen(campaign=campaign.title)
    if not campaign.is_open(now):
        raise CampaignClosed(campaign=campaign.title)
    require_open(campaign.period)
    definition = queries.definition_of(campaign.survey_version)
    if definition.is_expired(today):
        raise FormExpired(valid_until=definition.approval.valid_until)
    return definition
