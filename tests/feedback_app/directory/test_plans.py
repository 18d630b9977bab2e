"""Plans are decided on values alone: what is new, what changes, and what no single cell shows to be wrong."""

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from feedback_app.directory.models import UnitKind
from feedback_app.directory.plans import find_unit_problems, is_in_circle, place_records, plan
from feedback_app.directory.records import UnitRecord
from feedback_app.gateways.spreadsheets import CheckedRow

TITLES = {"parent_code": "上级单位编码", "credit_code": "统一社会信用代码"}
KNOWN = {"A": UnitRecord(code="A", name="甲", kind=UnitKind.DISTRICT, credit_code="X", aliases=("老甲",))}


def row(line: int, **values: object) -> CheckedRow:
    return CheckedRow(line=line, values={"kind": UnitKind.OTHER, "name": "名", **values})


def test_entries_are_new_changed_or_unchanged() -> None:
    rows = [row(2, code="A", name="甲甲"), row(3, code="B")]
    placed = place_records(rows, UnitRecord, known=KNOWN, fields={"code", "name"} | {"kind"})
    decided = plan(placed, KNOWN)
    assert [entry.code for entry in decided.new] == ["B"]
    assert [(c.record.code, [name for name, *_ in c.changes]) for c in decided.changed] == [("A", ["name", "kind"])]
    assert plan([], KNOWN).is_idle


def test_a_column_that_the_file_lacks_leaves_an_entry_as_it_is() -> None:
    rows = [row(2, code="A", name="甲", kind=UnitKind.DISTRICT, aliases=())]
    without = place_records(rows, UnitRecord, known=KNOWN, fields={"code", "name", "kind"})
    assert plan(without, KNOWN).unchanged == 1
    cleared = place_records(rows, UnitRecord, known=KNOWN, fields={"code", "name", "kind", "aliases"})
    assert plan(cleared, KNOWN).changed[0].changes == (("aliases", ("老甲",), ()),)


@pytest.mark.parametrize(
    ("rows", "expected"),
    [
        ([row(2, code="B", parent_code="A")], []),
        ([row(2, code="B", parent_code="C"), row(3, code="C")], []),
        ([row(2, code="B", parent_code="Z")], [(2, "上级单位编码", "Z")]),
        ([row(2, code="B", parent_code="B")], [(2, "上级单位编码", "B")]),
        (
            [row(2, code="A", parent_code="B"), row(3, code="B", parent_code="A")],
            [(2, "上级单位编码", "B"), (3, "上级单位编码", "A")],
        ),
        ([row(2, code="B", credit_code="X")], [(2, "统一社会信用代码", "X")]),
        ([row(2, code="A", credit_code="Y"), row(3, code="B", credit_code="X")], []),
    ],
)
def test_what_no_single_cell_shows(rows: list[CheckedRow], expected: list[tuple[int, str, str]]) -> None:
    placed = place_records(rows, UnitRecord, known=KNOWN, fields={"code", "name", "kind", "parent_code", "credit_code"})
    found = [(problem.line, problem.column, problem.value) for problem in find_unit_problems(placed, KNOWN, TITLES)]
    assert found == expected


@given(st.dictionaries(st.sampled_from("ABCDE"), st.sampled_from("ABCDE")))
def test_a_circle_is_found_from_each_of_its_members_and_ends(parents: dict[str, str]) -> None:
    for code in parents:
        above, steps = parents[code], 0
        while above in parents and above != code and steps < 6:
            above, steps = parents[above], steps + 1
        assert is_in_circle(code, parents) == (above == code)


def test_a_plan_applied_to_itself_is_idle() -> None:
    later = replace(KNOWN["A"], name="乙")
    placed = place_records(
        [row(2, code="A", name="乙", kind=UnitKind.DISTRICT)], UnitRecord, known=KNOWN, fields={"code", "name", "kind"}
    )
    assert [each.record for each in placed] == [later]
    assert plan(placed, {"A": later}).is_idle
