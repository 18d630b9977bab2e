"""From rows to records: everything that takes time is done here, before and outside the unit of work that stores it."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from functools import partial
from hashlib import sha256
from typing import Any, NamedTuple
from zoneinfo import ZoneInfo

from flask_babel import gettext as _

from feedback_app.channels.hotline.columns import HotlineRow
from feedback_app.channels.hotline.judging import Judgement, Official, Span, judge
from feedback_app.channels.hotline.models import ProblemKind
from feedback_app.channels.hotline.units import UnitBook
from feedback_app.gateways.pseudonyms import pseudonym
from feedback_app.gateways.spreadsheets import CheckedRow
from feedback_app.responses.service import Verdict
from nlp.extraction import Extraction

LONGEST_TITLE = 120
LONGEST_REASON = 300
LONGEST_COLUMN = 120

ExtractMany = Callable[[Sequence[str]], Sequence[Extraction]]


@dataclass(frozen=True, kw_only=True, slots=True)
class Trouble:
    """What is wrong with a row, and what became of it."""

    kind: ProblemKind
    line: int
    column: str
    reason: str


@dataclass(frozen=True, kw_only=True, slots=True)
class ReadRecord:
    """A record ready to be stored: nothing in it identifies a citizen."""

    line: int
    order_key: str
    caller_key: str | None
    occurred_on: date | None
    official_class: str
    official: Official
    extraction: Extraction
    judgement: Judgement

    @property
    def title(self) -> str:
        """The first line of the masked text."""
        return self.extraction.text.partition("\n")[0][:LONGEST_TITLE]


class Ready(NamedTuple):
    """A record as it is stored, but for the numbers that the database gives.

    ``content`` is the response's, ``columns`` the record's; plain values, because thousands go from process to process.
    """

    line: int
    order_key: str
    unknown_official: str
    verdict: Verdict | None
    content: dict[str, Any]
    columns: dict[str, Any]


@dataclass(frozen=True, kw_only=True)
class Batch:
    """Some rows of a file, read: ``rows`` counts all of them, good and bad."""

    rows: int
    records: Sequence[Ready]
    troubles: Sequence[Trouble]


@dataclass(frozen=True, kw_only=True)
class Reader:
    """All that reading rows needs to know; bound once for a whole import."""

    extract_many: ExtractMany
    book: UnitBook
    span: Span
    timezone: str
    key: str
    headers: Mapping[str, str]

    def sift(self, checked: Sequence[CheckedRow]) -> tuple[list[HotlineRow], list[Trouble]]:
        """Tell rows that can be read from those that cannot, with every reason."""
        rows: list[HotlineRow] = []
        troubles: list[Trouble] = []
        for row in checked:
            found = [_refused(p.line, p.column, str(p.reason)) for p in row.problems]
            if not found and not (row.values.get("title") or row.values.get("text")):
                found = [_refused(row.line, self.headers.get("text", ""), _("标题和内容都是空的"))]
            if found:
                troubles += found
            else:
                rows.append(HotlineRow(line=row.line, **row.values))
        return rows, troubles

    def order_key(self, row: HotlineRow) -> str:
        """Return what stands for the work order's number."""
        return pseudonym(self.key, "hotline order", row.order_number)

    def read(self, rows: Sequence[HotlineRow]) -> list[Ready]:
        """Read the texts of rows, masked, and decide what each counts as."""
        extractions = self.extract_many([row.whole_text for row in rows])
        return [ready(self._record(row, extraction)) for row, extraction in zip(rows, extractions, strict=True)]

    def _record(self, row: HotlineRow, extraction: Extraction) -> ReadRecord:
        unit_id = self.book.find(row.official_unit) if row.official_unit else None
        official = Official(name=row.official_unit, unit_id=unit_id, code=self.book.code_of(unit_id))
        occurred_on = _local_day(row.occurred_at, self.timezone)
        return ReadRecord(
            line=row.line,
            order_key=self.order_key(row),
            caller_key=pseudonym(self.key, "hotline caller", row.caller) if row.caller else None,
            occurred_on=occurred_on,
            official_class=row.official_class,
            official=official,
            extraction=extraction,
            judgement=judge(
                extraction,
                text_unit_id=self.book.by_code(extraction.body_code),
                official=official,
                occurred_on=occurred_on,
                span=self.span,
            ),
        )


def ready(record: ReadRecord) -> Ready:
    """Lay out what is stored of a record. The text stands there once; its checksum ties the response to it."""
    read, official = record.extraction, record.official
    return Ready(
        line=record.line,
        order_key=record.order_key,
        unknown_official=official.name if official.unit_id is None else "",
        verdict=record.judgement.verdict,
        content={
            "title": record.title,
            "occurred_on": record.occurred_on.isoformat() if record.occurred_on else None,
            "text_sha256": sha256(read.text.encode()).hexdigest(),
        },
        columns={
            "line": record.line,
            "order_key": record.order_key,
            "caller_key": record.caller_key,
            "title": record.title,
            "text": read.text,
            "occurred_on": record.occurred_on,
            "official_class": record.official_class,
            "official_unit": official.name,
            "is_valid": read.valid,
            "reason": None if read.reason is None else str(read.reason),
            "level": read.level,
            "theme": read.theme,
            "p_valid": read.p_valid,
            "has_abstained": read.abstained,
            "is_urgent": read.urgency is not None,
            "unit_id": record.judgement.unit_id,
            "model_version": read.model_version,
            "extraction": as_json(read),
            "review_state": record.judgement.review_state,
        },
    )


def as_json(extraction: Extraction) -> dict[str, Any]:
    """Return what a reviewer's page needs of an extraction beyond the columns of its record."""
    sure = extraction.confidence
    return {
        "span": extraction.span,
        "asides": [[one.start, one.end, str(one.voice)] for one in extraction.asides],
        "body": extraction.body,
        "body_span": extraction.body_span,
        "candidates": [[c.code, c.confidence, str(c.basis)] for c in extraction.body_candidates],
        "aspects": list(map(str, extraction.aspects)),
        "theme_top": [[name, round(share, 4)] for name, share in extraction.theme_top],
        "urgency": None if extraction.urgency is None else str(extraction.urgency),
        "confidence": {"kind": sure.kind, "level": sure.level, "theme": sure.theme, "body": sure.body},
    }


def _refused(line: int, column: str, reason: str, kind: ProblemKind = ProblemKind.REFUSED) -> Trouble:
    return Trouble(kind=kind, line=line, column=column[:LONGEST_COLUMN], reason=reason[:LONGEST_REASON])


duplicate = partial(_refused, kind=ProblemKind.DUPLICATE)
unknown_unit = partial(_refused, kind=ProblemKind.UNKNOWN_UNIT)


def _local_day(moment: datetime | None, timezone: str) -> date | None:
    return None if moment is None else moment.astimezone(ZoneInfo(timezone)).date()
