"""Record what was done, inside the same unit of work as the deed itself."""

from datetime import datetime
from typing import Any

from feedback_app.database import session
from feedback_app.ledger.models import AuditEntry


def record(
    action: str, *, subject: tuple[str, str], actor: str, at: datetime, detail: dict[str, Any] | None = None
) -> None:
    """Append one audit entry.

    Args:
        action: the clerk's verb, for instance ``period.freeze``.
        subject: kind and code of what was acted on, for instance ``("period", "2026")``.
        actor: login name of the person, ``key:<prefix>`` of an API key, or ``system``.
        at: when, in UTC.
        detail: the facts needed to understand the entry later; never a citizen's personal data.
    """
    kind, key = subject
    session().add(
        AuditEntry(at=at, actor=actor, action=action, subject_kind=kind, subject_key=key, detail=detail or {})
    )
