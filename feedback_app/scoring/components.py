"""Imported components: a sheet of units and their scores, taken whole or not at all.

A room of its own because reading and comparing a file is a longer story than one decision.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal

from flask_babel import lazy_gettext as _l

from feedback_app.database import session
from feedback_app.directory.models import Unit
from feedback_app.directory.queries import list_whole_units
from feedback_app.gateways.spreadsheets import (
    Cell,
    CheckedRow,
    ColumnSpec,
    Problem,
    RowProblems,
    RowsRefused,
    Source,
    check_rows,
    digest,
    match_columns,
    open_table,
)
from feedback_app.gateways.spreadsheets.parsing import decimal, fold, text
from feedback_app.ledger.service import record
from feedback_app.periods.models import Period
from feedback_app.periods.service import require_not_frozen
from feedback_app.scoring import queries
from feedback_app.scoring.computing import SchemeMissing
from feedback_app.scoring.models import ImportedScore
from surveys.assessment import ImportedNode, Scheme

PLACES = 4


@dataclass(frozen=True, kw_only=True)
class WantedScore:
    """One row of the sheet, understood."""

    unit: Unit
    component: str
    points: Decimal


@dataclass(frozen=True, kw_only=True)
class ComponentImport:
    """What a sheet did: how many scores were new, changed, and as they were; headers that mean nothing here."""

    name: str
    new: int
    changed: int
    unchanged: int
    ignored: tuple[str, ...] = ()


def columns(scheme: Scheme) -> tuple[ColumnSpec, ...]:
    """Return the sheet's columns: the unit by code or name, and one column for each component of the scheme."""
    labels = {node.component: str(node.label) for node in scheme.nodes() if isinstance(node, ImportedNode)}
    unit = ColumnSpec(
        field="unit",
        names=("单位编码", "单位代码", "单位编号", "单位名称", "单位", "unit_code"),
        parse=text(longest=120),
        required=True,
        unique=True,
        default="",
    )
    points = decimal(low=0, high=100)
    return unit, *(ColumnSpec(field=code, names=(label, code), parse=points) for code, label in labels.items())


def import_components(source: Source, name: str, period: Period, *, actor: str, now: datetime) -> ComponentImport:
    """Read, check and store a sheet of component scores inside the caller's unit of work.

    Blank cells leave a score as it is. What a correction replaces is kept in the ledger.

    Raises:
        SpreadsheetRefused: the file is no table, or lacks a column.
        RowsRefused: with every bad row; nothing is stored until all are right.
        PeriodFrozen, SchemeMissing
    """
    require_not_frozen(period)
    adopted = queries.find_adopted_scheme(period)
    if adopted is None:
        raise SchemeMissing(period=period.name)
    wanted, ignored = _read(source, name, columns(queries.scheme_of(adopted)))
    known = {(score.unit_id, score.component): score for score in queries.list_imported_scores(period)}
    replaced: dict[str, list[str]] = {}
    new = unchanged = 0
    for score in wanted:
        earlier = known.get((score.unit.id, score.component))
        if earlier is None:
            session().add(_row(score, period, name, actor, now))
            new += 1
        elif earlier.points == score.points:
            unchanged += 1
        else:
            replaced[f"{score.unit.code}/{score.component}"] = [str(earlier.points), str(score.points)]
            earlier.points, earlier.file_name = score.points, name[-200:]
            earlier.imported_by, earlier.imported_at = actor, now
    session().flush()
    if new or replaced:
        detail = {"file": name, "sha256": digest(source), "new": new, "replaced": replaced}
        record("components.import", subject=("period", period.code), actor=actor, at=now, detail=detail)
    return ComponentImport(name=name, new=new, changed=len(replaced), unchanged=unchanged, ignored=ignored)


def _row(score: WantedScore, period: Period, name: str, actor: str, now: datetime) -> ImportedScore:
    return ImportedScore(
        period_id=period.id,
        unit_id=score.unit.id,
        component=score.component,
        points=score.points,
        file_name=name[-200:],
        imported_by=actor,
        imported_at=now,
    )


def _read(source: Source, name: str, specs: tuple[ColumnSpec, ...]) -> tuple[list[WantedScore], tuple[str, ...]]:
    """Return what the sheet wants, and the headers of columns that mean nothing here."""
    table = open_table(source, name)
    headers = match_columns(table, specs)
    rows, problems = check_rows(table, specs)
    units = _units_by_name()
    strangers = list(_unknown_units(rows, units, headers["unit"]))
    nothing = [] if len(headers) > 1 else [_no_component(table.header_line, specs)]
    if problems or strangers or nothing:
        listed = sorted([*problems, *strangers, *nothing], key=lambda problem: problem.line)
        raise RowsRefused(name=name, problems=RowProblems(listed=tuple(listed), total=len(listed)))
    scores = [
        WantedScore(unit=units[fold(row.values["unit"])], component=spec.field, points=row.values[spec.field])
        for row in rows
        for spec in specs[1:]
        if row.values[spec.field] is not None
    ]
    return scores, tuple(header for header in table.headers if header and header not in headers.values())


def _units_by_name() -> dict[str, Unit]:
    """Return every unit by its code, and by its names where they mean only one."""
    found: dict[str, Unit] = {}
    shared: set[str] = set()
    for unit in list_whole_units():
        for written in {fold(unit.name), fold(unit.short_name)} - {""}:
            if written in found:
                shared.add(written)
            found[written] = unit
    codes = {fold(unit.code): unit for unit in list_whole_units()}
    return {written: unit for written, unit in found.items() if written not in shared} | codes


def _unknown_units(rows: list[CheckedRow], units: Mapping[str, Unit], header: str) -> Iterator[Problem]:
    for row in rows:
        written = row.values["unit"]
        if written and fold(written) not in units:
            reason = _l("名录中没有这个单位，或有几个单位同名，请改写单位编码")
            yield Problem(line=row.line, column=header, value=written, reason=reason)


def _no_component(line: int, specs: tuple[ColumnSpec, ...]) -> Problem:
    listed = "、".join(spec.title for spec in specs[1:])
    return Problem(line=line, column="", value="", reason=_l("没有任何分项得分的列，应有：%(columns)s", columns=listed))


def list_rows(period: Period, specs: Sequence[ColumnSpec]) -> Iterator[list[Cell]]:
    """Yield the sheet as it would be filled today: every assessed unit, with the scores that are known."""
    known = {(score.unit_id, score.component): score.points for score in queries.list_imported_scores(period)}
    for unit in queries.list_assessed_units(period):
        yield [unit.code, *(known.get((unit.id, spec.field)) for spec in specs[1:])]
