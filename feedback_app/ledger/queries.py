"""Reading the ledger."""

from collections.abc import Collection, Sequence

from sqlalchemy import func, select

from feedback_app.database import session
from feedback_app.ledger.models import AuditEntry


def list_entries(*, subject_kind: str = "", page: int = 1, page_size: int = 50) -> Sequence[AuditEntry]:
    """Return one page of entries, the newest first."""
    query = select(AuditEntry).order_by(AuditEntry.id.desc())
    if subject_kind:
        query = query.where(AuditEntry.subject_kind == subject_kind)
    return session().scalars(query.limit(page_size).offset((page - 1) * page_size)).all()


def find_latest_entry(subject: tuple[str, str], *, actions: Collection[str]) -> AuditEntry | None:
    """Return the newest entry of one of some actions on a subject, given as kind and key."""
    kind, key = subject
    query = select(AuditEntry).where(AuditEntry.subject_kind == kind, AuditEntry.subject_key == key)
    return session().scalar(query.where(AuditEntry.action.in_(actions)).order_by(AuditEntry.id.desc()).limit(1))


def count_entries(*, subject_kind: str = "") -> int:
    """Return how many entries there are, of one kind of subject or in all."""
    query = select(func.count()).select_from(AuditEntry)
    if subject_kind:
        query = query.where(AuditEntry.subject_kind == subject_kind)
    return session().scalar(query) or 0


def list_subject_kinds() -> Sequence[str]:
    """Return the kinds of subject that occur, for the filter of the page."""
    query = select(AuditEntry.subject_kind).distinct().order_by(AuditEntry.subject_kind)
    return session().scalars(query).all()
