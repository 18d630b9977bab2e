"""Whose turn it is: what somebody may read next, and what they may read again.

A room of its own because blindness is decided here, for pages and commands alike.
"""

from sqlalchemy import ColumnElement, and_, func, select
from sqlalchemy.orm import aliased

from feedback_app.channels.hotline.audits.models import Audit, AuditItem, Coding, ItemState, Step
from feedback_app.channels.hotline.audits.queries import has_codings
from feedback_app.channels.hotline.models import HotlineRecord
from feedback_app.database import session


def _may_read(person: str) -> ColumnElement[bool]:
    """Hold what somebody may read blindly: neither read by them before, nor decided by them with the machine's help."""
    theirs = select(Coding.id).where(Coding.item_id == AuditItem.id, Coding.coder == person).exists()
    decided = select(HotlineRecord.id).where(
        HotlineRecord.id == AuditItem.record_id, HotlineRecord.decided_by == person
    )
    return and_(~theirs, ~decided.exists())


def find_next(audit: Audit, state: ItemState, person: str) -> AuditItem | None:
    """Return the record that somebody reads, or decides, next: those begun by another first."""
    query = select(AuditItem).where(AuditItem.audit_id == audit.id, AuditItem.state == state, _may_read(person))
    return session().scalar(query.order_by(has_codings().desc(), AuditItem.id).limit(1))


def count_left(audit: Audit, state: ItemState, person: str) -> int:
    """Return how many records wait for this person."""
    query = select(func.count()).select_from(AuditItem)
    conditions = (AuditItem.audit_id == audit.id, AuditItem.state == state, _may_read(person))
    return session().scalar(query.where(*conditions)) or 0


def find_last_read(audit: Audit, person: str) -> AuditItem | None:
    """Return the record that somebody read last, while nobody else has: it can still be read again."""
    other = aliased(Coding)
    by_others = select(other.id).where(other.item_id == AuditItem.id, other.coder != person).exists()
    query = (
        select(AuditItem)
        .join(AuditItem.codings)
        .where(AuditItem.audit_id == audit.id, Coding.coder == person, Coding.step == Step.FIRST, ~by_others)
    )
    return session().scalar(query.order_by(Coding.coded_at.desc(), Coding.id.desc()).limit(1))
