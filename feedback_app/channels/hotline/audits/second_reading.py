"""What the audit says of a reviewer's decisions; only of settled records, which nobody has to read blindly any more."""

from sqlalchemy import select
from sqlalchemy.orm import joinedload, selectinload

from feedback_app.channels.hotline.audits.models import AuditItem, Coding, ItemState
from feedback_app.channels.hotline.models import HotlineRecord
from feedback_app.database import session
from surveys.estimation import Agreement, cohen_kappa


def find_second_reading(record: HotlineRecord) -> Coding | None:
    """Return what the audit has found about a record."""
    query = select(AuditItem).where(AuditItem.record_id == record.id, AuditItem.state == ItemState.SETTLED)
    item = session().scalar(query.options(selectinload(AuditItem.codings)).limit(1))
    return None if item is None else item.truth


def agreement_of(reviewer: str) -> Agreement:
    """Return how far a reviewer's decisions agree with the audit: whether it is an evaluation, and at which level."""
    query = (
        select(AuditItem)
        .join(AuditItem.record)
        .where(AuditItem.state == ItemState.SETTLED, HotlineRecord.decided_by == reviewer)
        .options(selectinload(AuditItem.codings), joinedload(AuditItem.record))
    )
    pairs = [(item.record, item.truth) for item in session().scalars(query)]
    return cohen_kappa((str(record.decided_level), str(truth.level)) for record, truth in pairs if truth is not None)
