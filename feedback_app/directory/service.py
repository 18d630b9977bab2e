"""Use cases of the directory: open and change units and service points one by one; ``imports`` does whole files."""

from collections.abc import Callable, Sequence
from datetime import datetime
from typing import Any

from flask_babel import lazy_gettext as _l
from sqlalchemy.exc import IntegrityError

from feedback_app.database import session
from feedback_app.directory import queries
from feedback_app.directory.models import ServicePoint, Unit, UnitAlias, UnitDuty
from feedback_app.directory.records import Change, ServicePointRecord, UnitRecord, list_changes
from feedback_app.errors import Refusal
from feedback_app.ledger.service import record


class UnitCodeTaken(Refusal):
    """Another unit has that code."""

    status = 409
    sentence = _l("单位编码“%(code)s”已存在。")


class ServicePointCodeTaken(Refusal):
    """Another service point has that code."""

    status = 409
    sentence = _l("服务点编码“%(code)s”已存在。")


class CreditCodeTaken(Refusal):
    """Another unit carries that unified social credit code."""

    status = 409
    sentence = _l("统一社会信用代码 %(credit_code)s 已属于单位 %(code)s。")


class UnknownParent(Refusal):
    """The unit above is not in the directory."""

    sentence = _l("名录中没有编码为“%(code)s”的上级单位。")


class UnitsInCircle(Refusal):
    """A unit would end up above itself."""

    sentence = _l("单位“%(code)s”不能归到自己或自己的下级之下。")


def open_unit(entry: UnitRecord, *, actor: str, now: datetime) -> Unit:
    """Add a unit.

    Raises:
        UnitCodeTaken, CreditCodeTaken, UnknownParent
    """
    if queries.find_unit(entry.code) is not None:
        raise UnitCodeTaken(code=entry.code)
    _check_unit(entry)
    unit = Unit(code=entry.code)
    fill_unit(unit, entry, parent=queries.find_unit(entry.parent_code))
    _store(unit, UnitCodeTaken(code=entry.code))
    record("unit.open", subject=("unit", entry.code), actor=actor, at=now, detail={"name": entry.name})
    return unit


def change_unit(entry: UnitRecord, *, actor: str, now: datetime) -> Unit:
    """Let the unit of the entry's code read as the entry does.

    Raises:
        NotFound, CreditCodeTaken, UnknownParent, UnitsInCircle
    """
    unit = queries.get_unit(entry.code)
    changes = list_changes(queries.record_of_unit(unit), entry)
    if not changes:
        return unit
    _check_unit(entry)
    parent = queries.find_unit(entry.parent_code)
    if parent is not None and unit in {parent, *queries.list_ancestors(parent)}:
        raise UnitsInCircle(code=entry.code)
    fill_unit(unit, entry, parent=parent)
    session().flush()
    record("unit.change", subject=("unit", entry.code), actor=actor, at=now, detail=describe(changes))
    return unit


def _check_unit(entry: UnitRecord) -> None:
    if entry.parent_code and queries.find_unit(entry.parent_code) is None:
        raise UnknownParent(code=entry.parent_code)
    holder = queries.find_unit_by_credit_code(entry.credit_code) if entry.credit_code else None
    if holder is not None and holder.code != entry.code:
        raise CreditCodeTaken(credit_code=entry.credit_code, code=holder.code)


def open_service_point(entry: ServicePointRecord, *, actor: str, now: datetime) -> ServicePoint:
    """Add a service point to its unit.

    Raises:
        ServicePointCodeTaken, NotFound
    """
    if queries.find_service_point(entry.code) is not None:
        raise ServicePointCodeTaken(code=entry.code)
    point = ServicePoint(code=entry.code)
    fill_service_point(point, entry, queries.get_unit(entry.unit_code))
    _store(point, ServicePointCodeTaken(code=entry.code))
    record("service_point.open", subject=("service_point", entry.code), actor=actor, at=now)
    return point


def change_service_point(entry: ServicePointRecord, *, actor: str, now: datetime) -> ServicePoint:
    """Let the service point of the entry's code read as the entry does.

    Raises:
        NotFound
    """
    point = queries.get_service_point(entry.code)
    changes = list_changes(queries.record_of_service_point(point), entry)
    if changes:
        fill_service_point(point, entry, queries.get_unit(entry.unit_code))
        record(
            "service_point.change",
            subject=("service_point", entry.code),
            actor=actor,
            at=now,
            detail=describe(changes),
        )
    return point


def _store(row: Unit | ServicePoint, taken: Refusal) -> None:
    """Add a row; two clerks who enter one code at one moment get the same answer as one after the other."""
    session().add(row)
    try:
        session().flush()
    except IntegrityError as error:
        raise taken from error


def fill_unit(unit: Unit, entry: UnitRecord, *, parent: Unit | None) -> None:
    """Let a row of units hold what an entry says."""
    unit.name, unit.short_name, unit.kind, unit.category = entry.name, entry.short_name, entry.kind, entry.category
    unit.parent, unit.credit_code = parent, entry.credit_code or None
    unit.division_code, unit.is_active = entry.division_code, entry.is_active
    _keep_only(unit.aliases, "name", entry.aliases, lambda name: UnitAlias(name=name))
    _keep_only(unit.duties, "word", entry.duties, lambda word: UnitDuty(word=word))


def fill_service_point(point: ServicePoint, entry: ServicePointRecord, unit: Unit) -> None:
    """Let a row of service points hold what an entry says."""
    point.unit, point.name, point.kind = unit, entry.name, entry.kind
    point.address, point.is_active = entry.address, entry.is_active


def _keep_only(rows: list[Any], column: str, wanted: Sequence[str], make: Callable[[str], Any]) -> None:
    """Drop the rows nobody wants any more and add the new ones; those that stay keep their identity."""
    for row in [row for row in rows if getattr(row, column) not in wanted]:
        rows.remove(row)
    kept = {getattr(row, column) for row in rows}
    rows.extend(make(word) for word in wanted if word not in kept)


def describe(changes: Sequence[Change]) -> dict[str, Any]:
    """Return changes as the ledger keeps them: field, before, after."""
    return {name: [_plain(old), _plain(new)] for name, old, new in changes}


def _plain(value: Any) -> Any:
    return list(value) if isinstance(value, tuple) else value
