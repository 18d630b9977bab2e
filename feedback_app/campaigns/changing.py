"""Use cases of a campaign that people have not answered yet: change what was announced, or take it away.

A room of its own because both end with the first answer, while the use cases of ``service`` begin with it.
"""

from datetime import datetime

from flask_babel import lazy_gettext as _l
from sqlalchemy import delete

from feedback_app.campaigns.models import Campaign, CampaignTarget
from feedback_app.campaigns.service import CampaignHasNoTime
from feedback_app.database import list_dependents, session
from feedback_app.errors import Refusal
from feedback_app.ledger.service import record
from feedback_app.periods.queries import lock_period
from feedback_app.periods.service import require_not_frozen

DEPENDENTS = {
    "evaluations": _l("评价"),
    "hotline_files": _l("热线文件"),
    "hotline_records": _l("热线工单"),
    "phone_batches": _l("电话样本"),
    "phone_cases": _l("电话样本"),
    "phone_uploads": _l("待确认的电话样本"),
    "rater_groups": _l("评议组"),
    "responses": _l("答卷"),
}
OWN_TABLES = ("campaign_targets",)


class CampaignStarted(Refusal):
    """People answer by what was announced; from the opening on a campaign is only closed and reopened."""

    status = 409
    sentence = _l("评价活动“%(campaign)s”已经开始，不能再修改；可以截止或恢复。")


class CampaignInUse(Refusal):
    """Other rows belong to the campaign; ``what`` says which."""

    status = 409
    sentence = _l("评价活动“%(campaign)s”已有%(what)s，不能删除。")


def may_change(campaign: Campaign, now: datetime) -> bool:
    """Tell whether a campaign's title and times may still change."""
    return now < campaign.opens_at


def require_changeable(campaign: Campaign, now: datetime) -> None:
    """Refuse to change what was announced once a campaign has begun.

    Raises:
        PeriodFrozen, CampaignStarted
    """
    require_not_frozen(campaign.period)
    if not may_change(campaign, now):
        raise CampaignStarted(campaign=campaign.title)


def change_campaign(
    campaign: Campaign, *, title: str, opens_at: datetime, closes_at: datetime | None, actor: str, now: datetime
) -> None:
    """Change the title and the times of a campaign that has not begun.

    Raises:
        PeriodFrozen, CampaignStarted, CampaignHasNoTime
    """
    require_changeable(campaign, now)
    if closes_at is not None and closes_at <= opens_at:
        raise CampaignHasNoTime
    new: dict[str, str | datetime | None] = {"title": title, "opens_at": opens_at, "closes_at": closes_at}
    changed = {
        key: [_plain(getattr(campaign, key)), _plain(value)]
        for key, value in new.items()
        if getattr(campaign, key) != value
    }
    campaign.title, campaign.opens_at, campaign.closes_at = title, opens_at, closes_at
    if changed:
        record("campaign.change", subject=("campaign", campaign.code), actor=actor, at=now, detail=changed)


def _plain(value: str | datetime | None) -> str:
    return value.isoformat(timespec="minutes") if isinstance(value, datetime) else value or "—"


def is_unused(campaign: Campaign) -> bool:
    """Tell whether nothing but its targets belongs to a campaign."""
    return not list_dependents(campaign, but=OWN_TABLES)


def require_unused(campaign: Campaign) -> None:
    """Refuse when anything but its targets belongs to a campaign.

    Raises:
        CampaignInUse
    """
    tables = list_dependents(campaign, but=OWN_TABLES)
    words = dict.fromkeys(str(DEPENDENTS.get(table, _l("其他数据"))) for table in tables)
    if words:
        raise CampaignInUse(campaign=campaign.title, what="、".join(words))


def delete_campaign(campaign: Campaign, *, actor: str, now: datetime) -> None:
    """Delete a campaign to which nothing belongs but its targets, with them.

    Raises:
        PeriodFrozen, CampaignInUse
    """
    lock_period(campaign.period)
    require_not_frozen(campaign.period)
    require_unused(campaign)
    session().execute(delete(CampaignTarget).where(CampaignTarget.campaign_id == campaign.id))
    session().delete(campaign)
    record("campaign.delete", subject=("campaign", campaign.code), actor=actor, at=now, detail={"name": campaign.title})
