"""The frame of an audit: all records of a period, and those of them that are drawn already.

A room of its own because a draw reads a million keys at once, which nothing else does.
"""

from collections.abc import Sequence

from sqlalchemy import ColumnElement, func, select
from sqlalchemy.orm import joinedload

from feedback_app.campaigns.models import Campaign
from feedback_app.channels.hotline.audits.models import Audit, AuditItem
from feedback_app.channels.hotline.models import HotlineRecord
from feedback_app.database import session
from feedback_app.periods.models import Period


def _of_period(period: Period) -> ColumnElement[bool]:
    return HotlineRecord.campaign_id.in_(select(Campaign.id).where(Campaign.period_id == period.id))


def count_records(period: Period) -> int:
    """Return how many hotline records a period has."""
    return session().scalar(select(func.count()).select_from(HotlineRecord).where(_of_period(period))) or 0


def list_keys(period: Period) -> dict[str, int]:
    """Return every hotline record of a period: what names it, which nobody outside can guess, and its number."""
    rows = session().execute(
        select(HotlineRecord.campaign_id, HotlineRecord.order_key, HotlineRecord.id).where(_of_period(period))
    )
    return {f"{campaign}:{key}": record_id for campaign, key, record_id in rows}


def list_drawn(audit: Audit) -> set[int]:
    """Return the numbers of the records that an audit has drawn."""
    return set(session().scalars(select(AuditItem.record_id).where(AuditItem.audit_id == audit.id)))


def list_records(numbers: Sequence[int]) -> Sequence[HotlineRecord]:
    """Return records by their numbers, with their units."""
    query = select(HotlineRecord).where(HotlineRecord.id.in_(numbers)).options(joinedload(HotlineRecord.unit))
    return session().scalars(query.order_by(HotlineRecord.id)).all()
