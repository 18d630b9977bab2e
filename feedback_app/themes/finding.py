"""Finding the issues of a span: records in, a board out. Seconds of work, so a job or a command does it.

A room of its own because it turns the hotline's rows into what the text engine knows, and back into plain data.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import asdict
from datetime import UTC, date, datetime, time, timedelta
from functools import cache, partial
from typing import Any

from flask_babel import lazy_gettext as _l

from feedback_app import clock
from feedback_app.channels.hotline.models import HotlineRecord
from feedback_app.config import settings
from feedback_app.database import session
from feedback_app.errors import Refusal
from feedback_app.jobs.models import Job
from feedback_app.jobs.service import enqueue
from feedback_app.jobs.worker import Progress, Step
from feedback_app.themes import queries
from feedback_app.themes.models import Change, IssueBoard, Scale
from nlp.hot_issues import HotIssue, Record, Window, gather, rank
from nlp.issues import Issue, carry
from nlp.repeats import MONTHS, Order, find_repeats
from nlp.segmentation import Segmenter

KIND = "hot_issues"
SHOWN = 50
LATEST_REPEATS = 20
COMPLAINT = 2
"""The best level that is still a complaint."""
DAY_AHEAD = _l("这一天还没有到，请选今天或以前的日期。")
SPANS: Mapping[Scale, tuple[int, int]] = {Scale.DAY: (1, 28), Scale.WEEK: (7, 8), Scale.MONTH: (30, 6)}
"""Days of each scale's span, and how many spans before it say what was to be expected."""


class DayAhead(Refusal):
    """A span that ends after today has not been lived through; its board would stand for good and be wrong."""

    sentence = DAY_AHEAD


class SpanUncovered(Refusal):
    """A span that begins before the first record: what was not recorded would look like what did not happen."""

    sentence = _l("最早的热线记录在 %(first)s，这一时段开始得更早，请选更晚的日期或更短的时段。")


class SpanEmpty(Refusal):
    """A span of which there is no record; its board would be empty."""

    sentence = _l("截至 %(last_on)s 的这一时段没有热线记录，请选别的日期。")


def window_of(scale: Scale, last_on: date) -> Window:
    """Return the span that ends on a day, with the spans before it."""
    days, periods = SPANS[scale]
    return Window(last=last_on, days=days, periods=periods)


def today() -> date:
    """Return the day that it is where the house is."""
    return clock.today(settings().timezone)


def first_day(window: Window) -> date:
    """Return the first day that a window looks at."""
    return window.last - timedelta(days=window.days * (window.periods + 1) - 1)


def ask_for_issues(scale: Scale, last_on: date, *, actor: str, now: datetime) -> Job:
    """Let a job find the issues of a span.

    Raises:
        DayAhead: the span ends after today
        SpanUncovered: it begins before the first record
        SpanEmpty: there is no record of it
    """
    _require_records(scale, last_on)
    payload = {"scale": str(scale), "last_on": last_on.isoformat()}
    return enqueue(KIND, payload, title=f"热点问题 {last_on}", actor=actor, now=now)


def _require_records(scale: Scale, last_on: date) -> None:
    if last_on > today():
        raise DayAhead
    first, before_last = queries.find_first_day(), timedelta(days=SPANS[scale][0] - 1)
    if first is not None and last_on - first < before_last:
        raise SpanUncovered(first=first)
    if first is None or not queries.has_records_between(last_on - before_last, last_on):
        raise SpanEmpty(last_on=last_on)


def issue_steps(job: Job) -> Iterator[Step]:
    """Yield the finding as one step: what takes time is done before it."""
    scale, last_on = Scale(job.payload["scale"]), date.fromisoformat(job.payload["last_on"])
    board = find_issues(scale, last_on, actor=job.created_by, now=clock.now())
    yield partial(_store, board)


def _store(board: IssueBoard) -> Progress:
    session().add(board)
    session().flush()
    outcome = {"records": board.records, "issues": len(board.issues)}
    return Progress(done=board.records, total=board.records, checkpoint={"board": board.id}, outcome=outcome)


def find_issues(scale: Scale, last_on: date, *, actor: str, now: datetime) -> IssueBoard:
    """Return a new board, not stored yet; issues that go on keep their keys, names and what people have settled."""
    window, previous = window_of(scale, last_on), queries.find_previous(scale, last_on)
    rows = queries.list_between(first_day(window), last_on)
    records = [record_of(row) for row in rows]
    known = read_issues(previous.issues) if previous else []
    issues = [one for one in carry(known, gather(records)) if len(one.members) > 1 or one.name or one.is_settled]
    return IssueBoard(
        scale=scale,
        last_on=last_on,
        records=sum(window.period_of(record.day) == 0 for record in records),
        issues=plain_issues(issues),
        lines=plain_lines(rank(issues, records, window=window, segmenter=segmenter())),
        repeats=plain_repeats(rows),
        change=Change.FOUND,
        before_id=None,
        made_by=actor,
        made_at=now,
    )


@cache
def segmenter() -> Segmenter:
    """Return the segmenter, whose dictionary is read once a process."""
    return Segmenter()


def record_of(row: HotlineRecord) -> Record:
    """Return a row as the text engine knows records; the place is the unit that handled it."""
    return Record(
        id=str(row.id),
        title=row.title,
        detail=row.text.partition("\n")[2],
        day=row.occurred_on,
        caller=row.caller_key or "",
        place=row.official_unit,
    )


def plain_issues(issues: Iterable[Issue]) -> list[dict[str, Any]]:
    """Return issues as plain data."""
    return [asdict(issue) | {"members": list(issue.members)} for issue in issues]


def read_issues(plain: Iterable[Mapping[str, Any]]) -> list[Issue]:
    """Return the issues that :func:`plain_issues` wrote."""
    return [Issue(**{**one, "members": tuple(one["members"])}) for one in plain]


def plain_lines(ranked: Sequence[HotIssue]) -> list[dict[str, Any]]:
    """Return the hottest issues as plain data; of their records only the exemplars."""
    return [
        {
            "key": hot.issue.key,
            "rank": hot.rank,
            "records": hot.records,
            "voices": hot.voices,
            "expected": round(hot.expected, 2),
            "heat": round(hot.heat, 2),
            "places": dict(sorted(hot.places.items(), key=lambda place: (-place[1], place[0]))[:5]),
            "spread": round(hot.spread, 1) if hot.places else None,
            "exemplars": list(hot.exemplars),
            "keywords": list(hot.keywords),
            "title": hot.title,
            "loose": hot.is_loose,
        }
        for hot in ranked[:SHOWN]
    ]


def plain_repeats(rows: Sequence[HotlineRecord]) -> dict[str, Any]:
    """Return the repeat complaints among rows: same caller, theme and handling unit within three months.

    The files do not say when an order was closed, so that one of an earlier day is taken to be.
    """
    orders = [_order(row, row.occurred_on) for row in rows if row.occurred_on and (row.level or 5) <= COMPLAINT]
    found = find_repeats(orders, months=MONTHS)
    latest = sorted(found.earlier.items(), key=lambda pair: -int(pair[0]))[:LATEST_REPEATS]
    return {"complaints": found.complaints, "repeats": len(found.earlier), "latest": [list(pair) for pair in latest]}


def _order(row: HotlineRecord, on: date) -> Order:
    opened = datetime.combine(on, time(), tzinfo=UTC)
    return Order(
        id=str(row.id),
        caller=row.caller_key or "",
        theme=row.theme,
        place=row.official_unit,
        opened_at=opened,
        closed_at=opened,
    )
