"""A whole file into the directory: checked and shown before anything is stored, and stored whole or not at all.

A room of its own beside ``service``, because reading and comparing a file is a longer story than changing one entry.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from itertools import chain
from typing import TypeAlias, cast

from flask_babel import lazy_gettext as _l
from sqlalchemy.exc import IntegrityError

from feedback_app.database import session
from feedback_app.directory import queries
from feedback_app.directory.files import COLUMNS, DirectoryTable, which_table
from feedback_app.directory.models import ServicePoint, Unit
from feedback_app.directory.plans import (
    ImportPlan,
    find_service_point_problems,
    find_unit_problems,
    place_records,
    plan,
)
from feedback_app.directory.records import ServicePointRecord, UnitRecord
from feedback_app.directory.service import fill_service_point, fill_unit
from feedback_app.errors import Refusal
from feedback_app.gateways.spreadsheets import (
    CheckedRow,
    Problem,
    RowProblems,
    RowsRefused,
    Source,
    check_rows,
    digest,
    match_columns,
    open_table,
)
from feedback_app.ledger.service import record

UnitPlan: TypeAlias = ImportPlan[UnitRecord]
ServicePointPlan: TypeAlias = ImportPlan[ServicePointRecord]


class DirectoryChangedMeanwhile(Refusal):
    """What the preview showed is not what would happen now."""

    status = 409
    sentence = _l("预览之后名录有了变化，没有导入。请重新核对预览。")


@dataclass(frozen=True, kw_only=True)
class PreparedImport:
    """A file that was read and checked whole, and what it would do."""

    table: DirectoryTable
    name: str
    digest: str
    plan: UnitPlan | ServicePointPlan

    @property
    def counts(self) -> dict[str, int]:
        """How many entries are new, changed and unchanged."""
        return {"new": len(self.plan.new), "changed": len(self.plan.changed), "unchanged": self.plan.unchanged}


def prepare_import(source: Source, name: str) -> PreparedImport:
    """Read a whole file and decide what it would do; nothing is stored.

    Raises:
        SpreadsheetRefused: the file is not a table, or lacks columns.
        RowsRefused: with every bad row; nothing of the file can be imported until all are right.
    """
    table = open_table(source, name)
    kind = which_table(table)
    headers = match_columns(table, COLUMNS[kind])
    rows, problems = check_rows(table, COLUMNS[kind])
    decide = _decide_units if kind is DirectoryTable.UNITS else _decide_service_points
    decided, across = decide([row for row in rows if row.values["code"] is not None], headers)
    if problems or across:
        raise RowsRefused(name=name, problems=_merge(problems, across))
    return PreparedImport(table=kind, name=name, digest=digest(source), plan=decided)


def _decide_units(rows: Sequence[CheckedRow], headers: Mapping[str, str]) -> tuple[UnitPlan, list[Problem]]:
    known = {entry.code: entry for entry in queries.list_unit_records()}
    placed = place_records(rows, UnitRecord, known=known, fields=headers.keys())
    return plan(placed, known), list(find_unit_problems(placed, known, headers))


def _decide_service_points(
    rows: Sequence[CheckedRow], headers: Mapping[str, str]
) -> tuple[ServicePointPlan, list[Problem]]:
    known = {entry.code: entry for entry in queries.list_service_point_records()}
    placed = place_records(rows, ServicePointRecord, known=known, fields=headers.keys())
    units = {code for code, _name in queries.list_unit_names()}
    return plan(placed, known), list(find_service_point_problems(placed, units, headers))


def _merge(problems: RowProblems, across: Sequence[Problem]) -> RowProblems:
    listed = sorted(chain(problems, across), key=lambda problem: problem.line)
    return RowProblems(listed=tuple(listed), total=len(problems) + len(across))


def apply_import(prepared: PreparedImport, *, actor: str, now: datetime) -> None:
    """Store all that a prepared import says, inside the caller's unit of work.

    Raises:
        DirectoryChangedMeanwhile: somebody else stored one of its codes while this file was being read.
    """
    if prepared.plan.is_idle:
        return
    try:
        if prepared.table is DirectoryTable.UNITS:
            _store_units(cast("UnitPlan", prepared.plan))
        else:
            _store_service_points(cast("ServicePointPlan", prepared.plan))
        session().flush()
    except IntegrityError as error:
        raise DirectoryChangedMeanwhile from error
    record(
        "directory.import",
        subject=("directory", prepared.table),
        actor=actor,
        at=now,
        detail={
            "file": prepared.name,
            "sha256": prepared.digest,
            **prepared.counts,
            "new_codes": [entry.code for entry in prepared.plan.new],
            "changed_codes": {
                change.record.code: [name for name, _old, _new in change.changes] for change in prepared.plan.changed
            },
        },
    )


def import_file(
    source: Source, name: str, *, actor: str, now: datetime, expected: Mapping[str, int] | None = None
) -> PreparedImport:
    """Read, check and store a whole file inside the caller's unit of work.

    Args:
        expected: the counts that the person agreed to; where they differ now, nothing is stored.

    Raises:
        SpreadsheetRefused, RowsRefused: see :func:`prepare_import`.
        DirectoryChangedMeanwhile: the counts differ.
    """
    prepared = prepare_import(source, name)
    if expected is not None and dict(expected) != prepared.counts:
        raise DirectoryChangedMeanwhile
    apply_import(prepared, actor=actor, now=now)
    return prepared


def _store_units(wanted: UnitPlan) -> None:
    """Store units in an order that constraints accept: parents may come later, codes and ranks may be swapped."""
    rows: dict[str, Unit] = {unit.code: unit for unit in queries.list_whole_units()}
    for change in wanted.changed:
        touched = {name for name, _old, _new in change.changes}
        if "credit_code" in touched:
            rows[change.record.code].credit_code = None
        if "parent_code" in touched:
            rows[change.record.code].parent = None
    session().flush()
    rows |= {entry.code: Unit(code=entry.code) for entry in wanted.new}
    for entry in [*wanted.new, *(change.record for change in wanted.changed)]:
        fill_unit(rows[entry.code], entry, parent=rows.get(entry.parent_code))
    session().add_all(rows[entry.code] for entry in wanted.new)


def _store_service_points(wanted: ServicePointPlan) -> None:
    units = {unit.code: unit for unit in queries.list_whole_units()}
    rows = {point.code: point for point in queries.list_service_points()}
    for entry in [*wanted.new, *(change.record for change in wanted.changed)]:
        point = rows.get(entry.code) or ServicePoint(code=entry.code)
        session().add(point)
        fill_service_point(point, entry, units[entry.unit_code])
