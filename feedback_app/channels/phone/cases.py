"""A poller's table, row by row: cases that can be stored, and every problem with its place.

A room of its own because it decides without storing: the service loads before and stores after.
"""

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import asdict, dataclass, field, replace
from datetime import date
from itertools import chain
from typing import Any

from flask_babel import lazy_gettext as _l

from feedback_app.channels.phone.columns import Layout
from feedback_app.channels.phone.dispositions import is_complete, may_have_ratings
from feedback_app.gateways.spreadsheets import (
    CheckedRow,
    ColumnSpec,
    Problem,
    RowProblems,
    Table,
    gather,
    iter_checked,
    match_columns,
)
from feedback_app.gateways.spreadsheets.refusals import MissingColumns
from feedback_app.responses.sheets import masked, sentence_of, unidentified
from surveys.questionnaire import AnswerProblem, AnswerProblems, QuestionKind, Verdict, check, ratings
from surveys.questionnaire.scales import NON_RATINGS

FACTS = {"channel": "phone"}
HIDDEN = "……"


@dataclass(frozen=True, kw_only=True)
class CaseVerdict:
    """What a complete says about a unit, by the unit's code."""

    unit: str
    item: str
    verdict: str


@dataclass(frozen=True, kw_only=True)
class Case:
    """One case drawn, as it will be stored; answers and verdicts are there for completes only."""

    case_id: str
    disposition: str
    unit: str = ""
    stratum: str = ""
    substratum: str = ""
    design_weight: float | None = None
    interviewer: str = ""
    talk_seconds: int | None = None
    called_on: date | None = None
    sex: str = ""
    age_band: str = ""
    residence: str = ""
    education: str = ""
    phone_hash: str | None = None
    answers: Mapping[str, list[str]] = field(default_factory=dict)
    verdicts: tuple[CaseVerdict, ...] = ()

    def as_json(self) -> dict[str, Any]:
        """Return the case as JSON keeps it while the upload waits for a yes."""
        return asdict(self) | {"called_on": self.called_on.isoformat() if self.called_on else None}

    @classmethod
    def from_json(cls, kept: Mapping[str, Any]) -> "Case":
        """Return a case that was kept as JSON."""
        on = kept["called_on"]
        verdicts = tuple(CaseVerdict(**verdict) for verdict in kept["verdicts"])
        return cls(**{**kept, "called_on": date.fromisoformat(on) if on else None, "verdicts": verdicts})


CASE_FIELDS = tuple(name for name in Case.__dataclass_fields__ if name not in {"answers", "verdicts"})


@dataclass(frozen=True, kw_only=True)
class ReadSheet:
    """What a file holds: its cases where nothing is wrong, else every problem.

    ``ignored`` counts cases without a finished interview whose answers are left out.
    """

    cases: tuple[Case, ...]
    problems: RowProblems
    ignored: int = 0


def read_cases(table: Table, layout: Layout, *, find_known: Callable[[Iterable[str]], set[str]]) -> ReadSheet:
    """Read a poller's table.

    Args:
        table: the file.
        layout: the campaign's columns.
        find_known: tells which of some case numbers the campaign holds already.

    Raises:
        MissingColumns: a column is absent without which nothing could be accepted.
    """
    columns = layout.columns()
    headers = match_columns(table, columns)
    _require_answer_columns(table, layout, headers)
    reader = _Reader(layout=layout, columns=columns, headers=headers)
    rows = list(iter_checked(table, columns))
    read = [reader.read(row) for row in rows]
    known = find_known(row.values["case_id"] for row in rows if row.values["case_id"])
    repeated = (_repeated(row, headers) for row in rows if row.values["case_id"] in known)
    problems = sorted(chain(repeated, *(found for _, found in read)), key=lambda problem: problem.line)
    cases = tuple(case for case, _ in read if case is not None)
    hidden = headers.get("phone_hash", "")
    return ReadSheet(
        cases=cases,
        problems=gather(_presentable(problem, hidden) for problem in problems),
        ignored=sum(1 for row in rows if reader.leaves_answers_out(row)),
    )


def _require_answer_columns(table: Table, layout: Layout, headers: Mapping[str, str]) -> None:
    missing = tuple(column.title for column in layout.required_answers() if column.field not in headers)
    if missing:
        raise MissingColumns(name=table.name, missing=missing, present=tuple(filter(None, table.headers)))


@dataclass(frozen=True, kw_only=True)
class _Reader:
    """Reads single rows of one table."""

    layout: Layout
    columns: list[ColumnSpec]
    headers: Mapping[str, str]

    def read(self, row: CheckedRow) -> tuple[Case | None, list[Problem]]:
        problems = list(row.problems)
        if problems:
            return None, problems
        case = Case(**{name: row.values[name] for name in CASE_FIELDS})
        units = self.layout.unit_codes
        if not case.unit and len(units) == 1:
            case = replace(case, unit=units[0])
        if not is_complete(case.disposition):
            return case, self._misplaced_ratings(row)
        try:
            return self._with_answers(case, row), []
        except AnswerProblems as refused:
            return None, [self._problem(row, problem) for problem in refused.problems]

    def leaves_answers_out(self, row: CheckedRow) -> bool:
        """Tell whether a case without a finished interview has answers all the same, agreeing to it apart."""
        if row.problems or is_complete(row.values["disposition"]):
            return False
        asked = {q.code for q in self.layout.definition.questions if q.kind is not QuestionKind.CONSENT}
        fields = (column.field for column in self.layout.answer_columns())
        return any(_values(row.values.get(field)) for field in fields if field.partition(":")[0] in asked)

    def _misplaced_ratings(self, row: CheckedRow) -> list[Problem]:
        """Refuse a rating by somebody who was never interviewed: either it or the disposition is wrong.

        A broken-off interview has ratings, which do not count; "refused" and "don't know" are no ratings.
        """
        if may_have_ratings(row.values["disposition"]):
            return []
        reason = _l("处置结果不是成功访问，却有评价。请更正处置结果，或清空这一格")
        rating = {str(verdict) for verdict in Verdict} - {str(verdict) for verdict in NON_RATINGS}
        return [
            Problem(line=row.line, column=self.headers[column.field], value=str(given), reason=reason)
            for column in self.layout.rating_columns()
            if (given := row.values.get(column.field)) in rating
        ]

    def _with_answers(self, case: Case, row: CheckedRow) -> Case:
        definition = self.layout.definition
        asked = {column.field for column in self.columns}
        raw = {name: _values(row.values[name]) for name in asked & row.values.keys()}
        sheet = check(definition, raw, targets=self.layout.unit_codes, facts=FACTS)
        verdicts = tuple(
            CaseVerdict(unit=rating.target or case.unit, item=rating.item, verdict=str(rating.verdict))
            for rating in ratings(definition, sheet)
        )
        return replace(case, answers=unidentified(definition, sheet), verdicts=verdicts)

    def _problem(self, row: CheckedRow, problem: AnswerProblem) -> Problem:
        column = self.headers.get(problem.question, problem.question)
        reason = sentence_of(problem)
        return Problem(line=row.line, column=column, value=problem.given, reason=reason)


def _values(value: Any) -> tuple[str, ...]:
    if value is None or value == "":
        return ()
    return tuple(value) if isinstance(value, tuple) else (str(value),)


def _repeated(row: CheckedRow, headers: Mapping[str, str]) -> Problem:
    reason = _l("这个个案编号已在本活动先前接收的批次中")
    return Problem(line=row.line, column=headers["case_id"], value=row.values["case_id"], reason=reason)


def _presentable(problem: Problem, hidden: str) -> Problem:
    """Keep telephone numbers out of reports, in whatever column they have slipped into."""
    value = HIDDEN if problem.column == hidden else masked(problem.value)
    return Problem(line=problem.line, column=problem.column, value=value, reason=problem.reason)


def count_outcomes(cases: Iterable[Case]) -> dict[str, int]:
    """Return how many cases ended in each disposition, by code in the order of the codes."""
    counts: dict[str, int] = {}
    for case in cases:
        counts[case.disposition] = counts.get(case.disposition, 0) + 1
    return dict(sorted(counts.items()))


def iter_completes(cases: Iterable[Case]) -> Iterator[Case]:
    """Yield the cases that ended in an interview."""
    return (case for case in cases if is_complete(case.disposition))
