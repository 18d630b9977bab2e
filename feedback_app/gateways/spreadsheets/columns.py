"""Columns: which header means which field, and every cell checked with every problem kept."""

import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import islice
from typing import Any

from flask_babel import lazy_gettext as _l

from feedback_app.gateways.spreadsheets.cells import Sentence
from feedback_app.gateways.spreadsheets.parsing import BadCell, fold
from feedback_app.gateways.spreadsheets.problems import Problem, RowProblems
from feedback_app.gateways.spreadsheets.refusals import AmbiguousColumns, MissingColumns
from feedback_app.gateways.spreadsheets.tables import Row, Table

MOST_LISTED = 100_000

_DECORATION = re.compile(r"[\s*:_]|\((?:必填|选填|required|optional)\)")

CANNOT_BE_BLANK = _l("必填，不能为空")


@dataclass(frozen=True, kw_only=True)
class ColumnSpec:
    """One field: the headers under which people send it, and how its cells are read.

    ``names`` holds the preferred Chinese header first (the export uses it), then synonyms in both languages.
    A ``required`` column must be there and its cells filled; a blank optional cell becomes ``default``.
    A ``unique`` column holds no value twice.
    """

    field: str
    names: tuple[str, ...]
    parse: Callable[[str], Any]
    required: bool = False
    unique: bool = False
    default: Any = None

    @property
    def title(self) -> str:
        """The header to write and to name in problems."""
        return self.names[0]


@dataclass(frozen=True, kw_only=True, slots=True)
class CheckedRow:
    """One line's values by field; fields with a problem hold their default."""

    line: int
    values: Mapping[str, Any]
    problems: tuple[Problem, ...] = ()


def match_columns(
    table: Table, specs: Sequence[ColumnSpec], *, chosen: Mapping[str, str] | None = None
) -> dict[str, str]:
    """Return the header of every field that is there; ``chosen`` overrides the guess (field to header).

    Raises:
        MissingColumns: required fields without a header, all of them.
        AmbiguousColumns: two headers for one field.
    """
    by_name: dict[str, list[str]] = {}
    for header in filter(None, table.headers):
        by_name.setdefault(plain_header(header), []).append(header)
    matched: dict[str, str] = {}
    for spec in specs:
        picked = (chosen or {}).get(spec.field, "")
        names = dict.fromkeys(map(plain_header, (*spec.names, spec.field)))
        found = [picked] if picked in table.headers and picked else [h for n in names for h in by_name.get(n, ())]
        if len(found) > 1:
            raise AmbiguousColumns(name=table.name, field=spec.title, headers=tuple(found))
        if found:
            matched[spec.field] = found[0]
    missing = tuple(spec.title for spec in specs if spec.required and spec.field not in matched)
    if missing:
        raise MissingColumns(name=table.name, missing=missing, present=tuple(filter(None, table.headers)))
    return matched


def iter_checked(
    table: Table, specs: Sequence[ColumnSpec], *, chosen: Mapping[str, str] | None = None
) -> Iterator[CheckedRow]:
    """Yield every row with its values and problems, in constant memory but for the values of unique columns."""
    headers = match_columns(table, specs, chosen=chosen)
    columns = [_Column(spec=spec, header=headers.get(spec.field, "")) for spec in specs]
    wanted = set(headers.values())
    for row in table:
        values: dict[str, Any] = {}
        problems = [*_faults_of(row, wanted)] if row.faults else []
        faulty = {problem.column for problem in problems}
        for column in columns:
            value, problem = column.read(row, is_faulty=bool(column.header) and column.header in faulty)
            values[column.spec.field] = value
            if problem is not None:
                problems.append(problem)
        yield CheckedRow(line=row.line, values=values, problems=tuple(problems))


def check_rows(
    table: Table, specs: Sequence[ColumnSpec], *, chosen: Mapping[str, str] | None = None
) -> tuple[list[CheckedRow], RowProblems]:
    """Check a whole table: all rows, good and bad, and all problems in the order of the file.

    Raises:
        MissingColumns, AmbiguousColumns: see :func:`match_columns`.
    """
    rows = list(iter_checked(table, specs, chosen=chosen))
    return rows, gather(problem for row in rows for problem in row.problems)


def gather(problems: Iterator[Problem]) -> RowProblems:
    """List problems up to a number that a person could still read, and count all."""
    listed = tuple(islice(problems, MOST_LISTED))
    return RowProblems(listed=listed, total=len(listed) + sum(1 for _ in problems))


@dataclass(kw_only=True)
class _Column:
    """A field bound to its header, remembering the values of a unique one."""

    spec: ColumnSpec
    header: str
    seen: dict[Any, int] = field(default_factory=dict)

    def read(self, row: Row, *, is_faulty: bool) -> tuple[Any, Problem | None]:
        cell = row.values.get(self.header, "") if self.header else ""
        if is_faulty or (not cell and not self.spec.required):
            return self.spec.default, None
        if not cell:
            return self.spec.default, self._problem(row, cell, CANNOT_BE_BLANK)
        try:
            value = self.spec.parse(cell)
        except BadCell as error:
            return self.spec.default, self._problem(row, cell, error.reason)
        if self.spec.unique and (first := self.seen.setdefault(value, row.line)) != row.line:
            return value, self._problem(row, cell, _repeated(first))
        return value, None

    def _problem(self, row: Row, cell: str, reason: Sentence) -> Problem:
        return Problem(line=row.line, column=self.header, value=cell, reason=reason)


def _repeated(line: int) -> Sentence:
    sentence: Sentence = _l("与第 %(line)s 行重复", line=line)
    return sentence


def _faults_of(row: Row, headers: set[str]) -> Iterator[Problem]:
    """Yield what the file itself got wrong, except in columns that nobody reads."""
    for fault in row.faults:
        if not fault.column or fault.column in headers:
            yield Problem(line=row.line, column=fault.column, value=fault.value, reason=fault.reason)


def plain_header(header: str) -> str:
    """Return a header without width, case, blanks and decoration, which is how headers are compared."""
    return _DECORATION.sub("", fold(header).casefold())
