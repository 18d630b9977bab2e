"""Wrong codes, counted by address in memory only: an address written down beside ballots would be a link to them.

A room of its own because it must never meet the database. Codes have 60 bits, so this is a second fence; it is wide
enough for an office behind one address to mistype.
"""

from collections import deque
from datetime import datetime, timedelta
from threading import Lock

from flask import current_app
from flask_babel import lazy_gettext as _l

from feedback_app.errors import Refusal

MOST_FAILURES = 30
SPAN = timedelta(minutes=10)
MOST_ADDRESSES = 10_000


class TooManyTries(Refusal):
    """Too many wrong codes from one address."""

    status = 429
    sentence = _l("输错投票码的次数太多，请过十分钟再试。")


class Attempts:
    """The failures of the last minutes, in this process."""

    def __init__(self) -> None:
        self._failures: dict[str, deque[datetime]] = {}
        self._lock = Lock()

    def require_patience(self, address: str, *, now: datetime) -> None:
        """Refuse an address that has failed too often of late.

        Raises:
            TooManyTries
        """
        with self._lock:
            failures = self._recent(address, now)
            if len(failures) >= MOST_FAILURES:
                raise TooManyTries

    def note_failure(self, address: str, *, now: datetime) -> None:
        """Count a wrong code."""
        with self._lock:
            if len(self._failures) >= MOST_ADDRESSES:
                self._failures = {key: times for key in list(self._failures) if (times := self._recent(key, now))}
            if len(self._failures) < MOST_ADDRESSES:
                self._failures.setdefault(address, deque()).append(now)

    def _recent(self, address: str, now: datetime) -> deque[datetime]:
        failures = self._failures.get(address, deque())
        while failures and failures[0] <= now - SPAN:
            failures.popleft()
        return failures


def attempts() -> Attempts:
    """Return the counter of this application."""
    counter: Attempts = current_app.extensions.setdefault("ballot_attempts", Attempts())
    return counter
