"""Rows that tests of several slices need, stored through the services that real users use."""

from datetime import date, datetime, timedelta

from feedback_app.campaigns import service as campaigns
from feedback_app.campaigns.models import Campaign, Channel
from feedback_app.database import session
from feedback_app.directory.models import Unit, UnitKind
from feedback_app.periods import queries as periods
from feedback_app.periods import service as period_service
from feedback_app.periods.models import Period, PeriodState
from surveys.questionnaire.shipped import load_shipped

ACTOR = "test"
SURVEYS = {
    Channel.WEB: "hcp_onsite",
    Channel.PHONE: "public_phone_poll",
    Channel.HOTLINE: "hotline_text",
    Channel.REVERSE: "reverse_ballot",
}


def store_unit(code: str = "JYJ", name: str = "市教育局", kind: UnitKind = UnitKind.CITY_DEPARTMENT) -> Unit:
    """Add a unit to the directory; inside a unit of work."""
    unit = Unit(code=code, name=name, kind=kind)
    session().add(unit)
    session().flush()
    return unit


def store_period(now: datetime, code: str = "2026", *, is_open: bool = True) -> Period:
    """Plan a year, and open it unless told otherwise; inside a unit of work."""
    existing = periods.find_period(code)
    if existing is not None:
        return existing
    period = period_service.plan_period(
        code=code,
        name=f"{code} 年度",
        starts_on=date(2026, 1, 1),
        ends_on=date(2026, 12, 31),
        actor=ACTOR,
        now=now,
    )
    if is_open:
        period_service.advance_period(period, PeriodState.OPEN, actor=ACTOR, now=now)
    return period


def store_campaign(
    now: datetime, *units: Unit, channel: Channel = Channel.WEB, code: str = "C1", survey: str = ""
) -> Campaign:
    """Open a campaign of a channel about some units, in the open period; inside a unit of work."""
    campaign = campaigns.open_campaign(
        code=code,
        title="测试活动",
        channel=channel,
        period=store_period(now),
        definition=load_shipped(survey or SURVEYS[channel]),
        opens_at=now - timedelta(hours=1),
        actor=ACTOR,
        now=now,
    )
    campaigns.add_targets(campaign, [(unit, None) for unit in units])
    return campaign
