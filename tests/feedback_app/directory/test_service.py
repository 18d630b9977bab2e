"""Units and service points one by one: what is stored, what is refused, what the ledger keeps."""

from dataclasses import replace
from datetime import datetime

import pytest

from feedback_app.database import unit_of_work
from feedback_app.directory import queries, service
from feedback_app.directory.models import UnitCategory, UnitKind
from feedback_app.directory.queries import UnitFilter
from feedback_app.directory.records import ServicePointRecord, UnitRecord
from feedback_app.errors import NotFound
from feedback_app.ledger.queries import list_entries

DISTRICT = UnitRecord(code="FR", name="芙蓉区", kind=UnitKind.DISTRICT, category=UnitCategory.URBAN_SERVICE)
TOWN = UnitRecord(
    code="FR-01",
    name="韭菜园街道",
    kind=UnitKind.SUBDISTRICT,
    parent_code="FR",
    credit_code="11430100006123456K",
    aliases=("韭菜园", "韭菜园街"),
    duties=("路灯",),
)
WINDOW = ServicePointRecord(code="FR-01-1", name="社保窗口", unit_code="FR-01")


@pytest.fixture
def town(context: None, now: datetime) -> UnitRecord:
    with unit_of_work():
        for entry in (DISTRICT, TOWN):
            service.open_unit(entry, actor="clerk", now=now)
        service.open_service_point(WINDOW, actor="clerk", now=now)
    return TOWN


def change(entry: UnitRecord, now: datetime) -> None:
    with unit_of_work():
        service.change_unit(entry, actor="clerk", now=now)


def test_a_unit_is_kept_as_it_was_entered(town: UnitRecord) -> None:
    assert queries.record_of_unit(queries.get_unit("FR-01")) == town
    assert queries.record_of_service_point(queries.get_service_point("FR-01-1")) == WINDOW
    assert [unit.code for unit in queries.list_ancestors(queries.get_unit("FR-01"))] == ["FR"]


def test_a_change_keeps_what_stays_and_is_on_record(town: UnitRecord, now: datetime) -> None:
    kept = {alias.name: alias.id for alias in queries.get_unit("FR-01").aliases}
    after = replace(town, name="韭菜园街道办", aliases=("韭菜园", "菜园"), parent_code="", credit_code="")
    change(after, now)
    unit = queries.get_unit("FR-01")
    assert queries.record_of_unit(unit) == replace(after, aliases=("菜园", "韭菜园"))
    assert next(alias.id for alias in unit.aliases if alias.name == "韭菜园") == kept["韭菜园"]
    entry = list_entries(subject_kind="unit")[0]
    assert (entry.actor, entry.action, entry.detail["name"]) == ("clerk", "unit.change", ["韭菜园街道", "韭菜园街道办"])


def test_an_idle_change_leaves_no_entry(town: UnitRecord, now: datetime) -> None:
    before = len(list_entries())
    change(town, now)
    assert len(list_entries()) == before


@pytest.mark.parametrize(
    ("entry", "refusal"),
    [
        (replace(TOWN, credit_code=""), service.UnitCodeTaken),
        (replace(TOWN, code="NEW"), service.CreditCodeTaken),
        (replace(DISTRICT, code="NEW", parent_code="ZZ"), service.UnknownParent),
    ],
)
def test_units_that_cannot_be_opened(town: UnitRecord, now: datetime, entry: UnitRecord, refusal: type) -> None:
    with pytest.raises(refusal), unit_of_work():
        service.open_unit(entry, actor="clerk", now=now)
    assert queries.count_units() == 2


@pytest.mark.parametrize("parent", ["FR", "FR-01"])
def test_a_unit_never_stands_above_itself(town: UnitRecord, now: datetime, parent: str) -> None:
    with pytest.raises(service.UnitsInCircle):
        change(replace(DISTRICT, parent_code=parent), now)


def test_codes_of_service_points_are_given_once_and_units_must_exist(town: UnitRecord, now: datetime) -> None:
    with pytest.raises(service.ServicePointCodeTaken), unit_of_work():
        service.open_service_point(WINDOW, actor="clerk", now=now)
    with pytest.raises(NotFound), unit_of_work():
        service.open_service_point(replace(WINDOW, code="X", unit_code="ZZ"), actor="clerk", now=now)


def test_a_service_point_goes_out_of_use_without_being_deleted(town: UnitRecord, now: datetime) -> None:
    with unit_of_work():
        service.change_service_point(replace(WINDOW, is_active=False), actor="clerk", now=now)
    assert queries.get_service_point("FR-01-1").is_active is False


@pytest.mark.parametrize(
    ("wanted", "expected"),
    [
        (UnitFilter(), ["FR", "FR-01"]),
        (UnitFilter(parent_code=""), ["FR"]),
        (UnitFilter(parent_code="FR"), ["FR-01"]),
        (UnitFilter(words="菜园街"), ["FR-01"]),
        (UnitFilter(words="路灯"), ["FR-01"]),
        (UnitFilter(words="fr-0"), ["FR-01"]),
        (UnitFilter(words="%"), []),
        (UnitFilter(kind=UnitKind.DISTRICT), ["FR"]),
        (UnitFilter(category=UnitCategory.NONE), ["FR-01"]),
        (UnitFilter(is_active=False), []),
    ],
)
def test_units_are_found_by_what_people_know(town: UnitRecord, wanted: UnitFilter, expected: list[str]) -> None:
    assert [unit.code for unit in queries.list_units(wanted)] == expected
    assert queries.count_units(wanted) == len(expected)
