"""The ledger of forms: hours by who asks and by who must answer, and what could be saved."""

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from surveys.assessment import (
    BurdenLine,
    FormRequest,
    burden_by_department,
    burden_by_unit,
    compare_burden,
    total_burden,
)

CENSUS = FormRequest(
    department="D1", form="dogs", units=frozenset({"T1", "T2", "T3"}), times=4, minutes=Decimal(30), items=20, held=5
)
REPORT = FormRequest(
    department="D1", form="meetings", units=frozenset({"T1"}), times=12, minutes=Decimal(10), items=6, is_listed=False
)
TABLE = FormRequest(
    department="D2", form="floods", units=frozenset({"T1", "T2"}), times=1, minutes=Decimal(90), items=9, held=9
)
LEDGER = [CENSUS, REPORT, TABLE]


def test_what_each_department_asked_for() -> None:
    assert burden_by_department(LEDGER) == {
        "D1": BurdenLine(forms=2, unlisted=1, answers=24, hours=Decimal(8), avoidable=Decimal("1.5")),
        "D2": BurdenLine(forms=1, unlisted=0, answers=2, hours=Decimal(3), avoidable=Decimal(3)),
    }


def test_what_each_unit_was_asked_for_the_heaviest_first() -> None:
    found = burden_by_unit(LEDGER)
    assert list(found) == ["T1", "T2", "T3"]
    assert found["T1"] == BurdenLine(forms=3, unlisted=1, answers=17, hours=Decimal("5.5"), avoidable=Decimal(2))
    assert found["T1"].avoidable_share == Decimal("0.3636363636")


def test_nothing_asked_has_no_share_to_save() -> None:
    assert total_burden([]) == BurdenLine(forms=0, unlisted=0, answers=0, hours=Decimal(0), avoidable=Decimal(0))
    assert total_burden([]).avoidable_share is None


def test_the_change_against_the_period_before() -> None:
    before = burden_by_department([CENSUS, TABLE])
    now = burden_by_department([CENSUS, REPORT])
    found = compare_burden(before, now)
    assert [(code, change.before, change.now, change.growth) for code, change in found.items()] == [
        ("D1", Decimal(6), Decimal(8), Decimal("0.3333333333")),
        ("D2", Decimal(3), Decimal(0), Decimal(-1)),
    ]
    assert compare_burden({}, now)["D1"].growth is None


@given(
    st.lists(
        st.builds(
            FormRequest,
            department=st.sampled_from(["D1", "D2", "D3"]),
            form=st.sampled_from(["a", "b"]),
            units=st.frozensets(st.sampled_from(["T1", "T2", "T3"])),
            times=st.integers(0, 12),
            minutes=st.integers(0, 600).map(lambda minutes: Decimal(minutes * 6)),
            items=st.just(10),
            held=st.integers(0, 10),
        ),
        max_size=8,
    )
)
def test_both_ledgers_add_up_to_the_same_whole(requests: list[FormRequest]) -> None:
    whole = total_burden(requests)
    for ledger in (burden_by_department(requests), burden_by_unit(requests)):
        assert sum(line.hours for line in ledger.values()) == whole.hours
        assert sum(line.answers for line in ledger.values()) == whole.answers
        assert all(0 <= line.avoidable <= line.hours for line in ledger.values())


@pytest.mark.parametrize(
    ("times", "minutes", "items", "held"), [(-1, 5, 5, 0), (1, -5, 5, 0), (1, 5, 0, 0), (1, 5, 5, 6), (1, 5, 5, -1)]
)
def test_a_form_that_cannot_be_is_refused_by_name(times: int, minutes: int, items: int, held: int) -> None:
    with pytest.raises(ValueError, match="D1/f"):
        FormRequest(
            department="D1",
            form="f",
            units=frozenset(),
            times=times,
            minutes=Decimal(minutes),
            items=items,
            held=held,
        )
