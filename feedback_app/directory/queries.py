"""Reading the directory."""

from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import ColumnElement, func, or_, select
from sqlalchemy.orm import aliased, joinedload, selectinload

from feedback_app.database import session
from feedback_app.directory.models import (
    ServicePoint,
    ServicePointKind,
    Unit,
    UnitAlias,
    UnitCategory,
    UnitDuty,
    UnitKind,
)
from feedback_app.directory.records import ServicePointRecord, UnitRecord
from feedback_app.errors import NotFound

MOST_LEVELS = 10


@dataclass(frozen=True, kw_only=True)
class UnitFilter:
    """Which units a list shows. ``parent_code`` None means anywhere, empty means the top of the tree."""

    words: str = ""
    kind: UnitKind | None = None
    category: UnitCategory | None = None
    parent_code: str | None = None
    is_active: bool | None = None

    @property
    def is_open(self) -> bool:
        """Nothing was asked for: the page shows the tree instead of a list."""
        return self == UnitFilter()


def find_unit(code: str) -> Unit | None:
    """Return the unit of a code."""
    return session().scalar(select(Unit).where(Unit.code == code))


def get_unit(code: str) -> Unit:
    """Return the unit of a code, which must exist."""
    unit = find_unit(code)
    if unit is None:
        raise NotFound(kind="unit", key=code)
    return unit


def find_unit_by_credit_code(credit_code: str) -> Unit | None:
    """Return the unit that carries a unified social credit code."""
    return session().scalar(select(Unit).where(Unit.credit_code == credit_code))


def list_units(wanted: UnitFilter, *, page: int = 1, page_size: int = 50) -> Sequence[Unit]:
    """Return one page of the units that a filter lets through, by code, with their parents."""
    query = select(Unit).where(*_conditions(wanted)).options(joinedload(Unit.parent)).order_by(Unit.code)
    return session().scalars(query.limit(page_size).offset((page - 1) * page_size)).all()


def count_units(wanted: UnitFilter | None = None) -> int:
    """Return how many units a filter lets through, or how many there are."""
    query = select(func.count()).select_from(Unit).where(*_conditions(wanted or UnitFilter()))
    return session().scalar(query) or 0


def _conditions(wanted: UnitFilter) -> list[ColumnElement[bool]]:
    conditions: list[ColumnElement[bool]] = []
    if wanted.words:
        conditions.append(_speaks_of(wanted.words))
    if wanted.kind is not None:
        conditions.append(Unit.kind == wanted.kind)
    if wanted.category is not None:
        conditions.append(Unit.category == wanted.category)
    if wanted.is_active is not None:
        conditions.append(Unit.is_active.is_(wanted.is_active))
    if wanted.parent_code == "":
        conditions.append(Unit.parent_id.is_(None))
    elif wanted.parent_code:
        above = aliased(Unit)
        conditions.append(Unit.parent_id == select(above.id).where(above.code == wanted.parent_code).scalar_subquery())
    return conditions


def _speaks_of(words: str) -> ColumnElement[bool]:
    columns = (Unit.code, Unit.name, Unit.short_name)
    return or_(
        *(column.icontains(words, autoescape=True) for column in columns),
        Unit.aliases.any(UnitAlias.name.icontains(words, autoescape=True)),
        Unit.duties.any(UnitDuty.word.icontains(words, autoescape=True)),
    )


def list_children(units: Sequence[Unit]) -> dict[int, list[Unit]]:
    """Return the units directly below each of several, by the id of the unit above."""
    query = select(Unit).where(Unit.parent_id.in_([unit.id for unit in units])).order_by(Unit.code)
    below: dict[int, list[Unit]] = {}
    for child in session().scalars(query):
        below.setdefault(child.parent_id or 0, []).append(child)
    return below


def list_ancestors(unit: Unit) -> list[Unit]:
    """Return the units above a unit, the topmost first."""
    above: list[Unit] = []
    while unit.parent is not None and len(above) < MOST_LEVELS:
        unit = unit.parent
        above.append(unit)
    return above[::-1]


def count_service_points() -> int:
    """Return how many service points there are."""
    return session().scalar(select(func.count()).select_from(ServicePoint)) or 0


def find_service_point(code: str) -> ServicePoint | None:
    """Return the service point of a code, with its unit."""
    query = select(ServicePoint).options(joinedload(ServicePoint.unit)).where(ServicePoint.code == code)
    return session().scalar(query)


def get_service_point(code: str) -> ServicePoint:
    """Return the service point of a code, which must exist."""
    point = find_service_point(code)
    if point is None:
        raise NotFound(kind="service point", key=code)
    return point


def list_unit_names() -> Sequence[tuple[str, str]]:
    """Return code and name of every unit, by code, for choosing one."""
    return [(code, name) for code, name in session().execute(select(Unit.code, Unit.name).order_by(Unit.code))]


def record_of_unit(unit: Unit) -> UnitRecord:
    """Return a unit as the value that files and forms show."""
    return UnitRecord(
        code=unit.code,
        name=unit.name,
        short_name=unit.short_name,
        kind=UnitKind(unit.kind),
        category=UnitCategory(unit.category),
        parent_code=unit.parent.code if unit.parent else "",
        credit_code=unit.credit_code or "",
        division_code=unit.division_code,
        aliases=tuple(sorted(alias.name for alias in unit.aliases)),
        duties=tuple(sorted(duty.word for duty in unit.duties)),
        is_active=unit.is_active,
    )


def list_whole_units() -> Sequence[Unit]:
    """Return all units with parents, aliases and duties, by code."""
    together = (joinedload(Unit.parent), selectinload(Unit.aliases), selectinload(Unit.duties))
    return session().scalars(select(Unit).options(*together).order_by(Unit.code)).all()


def list_unit_records() -> list[UnitRecord]:
    """Return the whole directory of units as values, by code; sorted here: databases differ in how they sort."""
    return sorted(map(record_of_unit, list_whole_units()), key=lambda entry: entry.code)


def record_of_service_point(point: ServicePoint) -> ServicePointRecord:
    """Return a service point as the value that files and forms show."""
    return ServicePointRecord(
        code=point.code,
        name=point.name,
        unit_code=point.unit.code,
        kind=ServicePointKind(point.kind),
        address=point.address,
        is_active=point.is_active,
    )


def list_service_points() -> Sequence[ServicePoint]:
    """Return all service points with their units, by code."""
    query = select(ServicePoint).options(joinedload(ServicePoint.unit)).order_by(ServicePoint.code)
    return session().scalars(query).all()


def list_service_point_records() -> list[ServicePointRecord]:
    """Return all service points as values, by code."""
    return sorted(map(record_of_service_point, list_service_points()), key=lambda entry: entry.code)
