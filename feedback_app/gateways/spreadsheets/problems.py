"""What is wrong with rows: every bad cell with its place, for a page, an API and a sheet to send back."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any, TypedDict

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l

from feedback_app.errors import Refusal
from feedback_app.gateways.spreadsheets.cells import Sentence

LONGEST_SHOWN_VALUE = 80


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


class RowsRefused(Refusal):
    """Some rows of a file cannot be accepted, so none was; ``problems`` names every one."""

    status = 422
    sentence = _l("文件“%(name)s”有 %(count)s 处问题，没有导入任何内容。请按清单更正后重新上传。")

    def __init__(self, *, name: str, problems: RowProblems, **data: Any) -> None:
        super().__init__(name=name, count=len(problems), **data)
        self.problems = problems
