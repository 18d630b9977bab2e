"""How a board is read: what rises apart from what does not, the span's own records apart from those before it."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from feedback_app.channels.hotline.models import HotlineRecord
from feedback_app.themes import queries
from nlp.hot_issues import Window
from nlp.issues import Issue

Line = Mapping[str, Any]


@dataclass(frozen=True, kw_only=True, slots=True)
class Shares:
    """The lines of a board: more people than expected, no more than expected, and no title that speaks for them."""

    rising: tuple[Line, ...]
    steady: tuple[Line, ...]
    loose: tuple[Line, ...]


@dataclass(frozen=True, kw_only=True, slots=True)
class Members:
    """The records of an issue, the latest first: of the span, and of the spans it is compared with.

    ``missing`` counts records that the issue had and the hotline has no more.
    """

    now: tuple[HotlineRecord, ...]
    before: tuple[HotlineRecord, ...]
    missing: int


def shares_of(lines: Iterable[Line]) -> Shares:
    """Part the lines of a board, each part in the board's order. Boards of before the mark have no loose lines."""
    told = [(line, bool(line.get("loose"))) for line in lines]
    return Shares(
        rising=tuple(line for line, is_loose in told if not is_loose and line["heat"] > 0),
        steady=tuple(line for line, is_loose in told if not is_loose and line["heat"] <= 0),
        loose=tuple(line for line, is_loose in told if is_loose),
    )


def members_of(issue: Issue, window: Window) -> Members:
    """Read the records of an issue and part them by the window."""
    rows = queries.list_by_id({int(member) for member in issue.members})
    rows.sort(key=lambda row: (row.occurred_on or date.min, row.id), reverse=True)
    return Members(
        now=tuple(row for row in rows if window.period_of(row.occurred_on) == 0),
        before=tuple(row for row in rows if window.period_of(row.occurred_on) != 0),
        missing=len(issue.members) - len(rows),
    )
