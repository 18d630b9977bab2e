"""What is wrong with rows: every bad cell with its place, for a page, an API and a sheet to send back."""

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any, TypedDict

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l

from feedback_app.errors import Refusal
from feedback_app.gateways.spreadsheets.cells import Sentence

LONGEST_SHOWN_VALUE = 80
VALUES_OF_A_GROUP = 3

_NUMBER = re.compile(r"\d+")


class ProblemRecord(TypedDict):
    """A problem as JSON, which is how the report of a background job keeps it."""

    line: int
    column: str
    value: str
    reason: str


@dataclass(frozen=True, kw_only=True, slots=True)
class Problem:
    """One cell that was not accepted; an empty column means the whole line. Lines count from 1."""

    line: int
    column: str
    value: str
    reason: Sentence

    def as_record(self) -> ProblemRecord:
        """Return the problem as JSON keeps it, the reason in the language of this moment."""
        value = self.value if len(self.value) <= LONGEST_SHOWN_VALUE else f"{self.value[:LONGEST_SHOWN_VALUE]}…"
        return {"line": self.line, "column": self.column, "value": value, "reason": str(self.reason)}


@dataclass(frozen=True, kw_only=True)
class ProblemGroup:
    """One reason in one column, and the rows it was found in: what a person reads before the sheet of problems.

    column   header of the column; empty where it is about whole rows
    reason   as it was given for the first row
    lines    of the file, counting from 1, in the order of the file
    values   what stands there: the first few different texts
    varies   the numbers in the reason differ from row to row, as in "same as line 7"
    has_more whether there are further values
    """

    column: str
    reason: str
    lines: tuple[int, ...]
    values: tuple[str, ...]
    varies: bool
    has_more: bool

    @property
    def count(self) -> int:
        """How many cells it was found in."""
        return len(self.lines)

    @property
    def runs(self) -> list[tuple[int, int]]:
        """The lines as first and last of each unbroken run."""
        return runs_of(sorted(self.lines))


def runs_of(lines: Iterable[int]) -> list[tuple[int, int]]:
    """Return numbers in rising order as first and last of each unbroken run.

    >>> runs_of([2, 3, 4, 9, 11, 12])
    [(2, 4), (9, 9), (11, 12)]
    """
    runs: list[tuple[int, int]] = []
    for line in lines:
        if runs and line <= runs[-1][1] + 1:
            runs[-1] = runs[-1][0], line
        else:
            runs.append((line, line))
    return runs


def group_problems(problems: Iterable[ProblemRecord]) -> list[ProblemGroup]:
    """Return problems of the same column and reason as one each, the most frequent first.

    Reasons that differ by their numbers only are the same: a file in which every row stands twice has one problem.
    """
    alike: dict[tuple[str, str], list[ProblemRecord]] = {}
    for problem in problems:
        alike.setdefault((problem["column"], _NUMBER.sub("0", problem["reason"])), []).append(problem)
    return sorted(map(_group, alike.values()), key=lambda group: -group.count)


def _group(found: Sequence[ProblemRecord]) -> ProblemGroup:
    values = list(dict.fromkeys(problem["value"] for problem in found))
    return ProblemGroup(
        column=found[0]["column"],
        reason=found[0]["reason"],
        lines=tuple(problem["line"] for problem in found),
        values=tuple(values[:VALUES_OF_A_GROUP]),
        varies=any(problem["reason"] != found[0]["reason"] for problem in found),
        has_more=len(values) > VALUES_OF_A_GROUP,
    )


@dataclass(frozen=True, kw_only=True)
class RowProblems:
    """The problems of one file: true when there are any. ``total`` also counts those beyond the listed ones."""

    listed: tuple[Problem, ...] = ()
    total: int = 0

    def __bool__(self) -> bool:
        return self.total > 0

    def __len__(self) -> int:
        return self.total

    def __iter__(self) -> Iterator[Problem]:
        return iter(self.listed)

    def headers(self) -> tuple[str, ...]:
        """Return the headers of the sheet of problems."""
        return (_("行号"), _("列名"), _("内容"), _("原因"))

    def rows(self) -> Iterator[tuple[int, str, str, str]]:
        """Yield the lines of the sheet of problems, in the order of the file."""
        for problem in self.listed:
            record = problem.as_record()
            yield record["line"], record["column"], record["value"], record["reason"]

    def groups(self) -> list[ProblemGroup]:
        """Return the problems that are listed, those alike as one."""
        return group_problems(problem.as_record() for problem in self.listed)


class RowsRefused(Refusal):
    """Some rows of a file cannot be accepted, so none was; ``problems`` names every one."""

    status = 422
    sentence = _l("文件“%(name)s”有 %(count)s 处问题，没有导入任何内容。请按清单更正后重新上传。")

    def __init__(self, *, name: str, problems: RowProblems, **data: Any) -> None:
        super().__init__(name=name, count=len(problems), **data)
        self.problems = problems
