"""The only teller of the time: everybody else is handed ``now``."""

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from datetime import UTC, date, datetime
from zoneinfo import ZoneInfo

_stopped_at: ContextVar[datetime | None] = ContextVar("stopped_at", default=None)


def now() -> datetime:
    """Return the present moment, aware, in UTC."""
    return _stopped_at.get() or datetime.now(UTC)


def today(timezone: str) -> date:
    """Return the calendar day in a place, which is what deadlines and anonymous answers are dated by."""
    return now().astimezone(ZoneInfo(timezone)).date()


@contextmanager
def stopped(at: datetime) -> Iterator[None]:
    """Hold the clock at a moment, for tests and for replaying a period."""
    token = _stopped_at.set(at)
    try:
        yield
    finally:
        _stopped_at.reset(token)
