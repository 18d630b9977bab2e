from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from nlp.repeats import Order, find_repeats, months_later

START = datetime(2024, 1, 31, 9, tzinfo=UTC)


def day(number: float) -> datetime:
    return START + timedelta(days=number)


def order(name: str, opened: float, closed: float | None = None, **changes: str) -> Order:
    matter = {"caller": "c1", "theme": "0301", "place": "east-gate"} | changes
    return Order(id=name, opened_at=day(opened), closed_at=None if closed is None else day(closed), **matter)


@pytest.mark.parametrize(
    ("first", "second", "is_repeat"),
    [
        (order("a", 0, 5), order("b", 10), True),
        (order("a", 0, 5), order("b", 5), True),
        (order("a", 0, 5), order("b", 4), False),  # a reminder: the first order is still open
        (order("a", 0), order("b", 10), False),
        (order("a", 0, 0), order("b", 0), False),  # at the same moment
        (order("a", 0, 5), order("b", 90), True),  # 31 January to 30 April: three natural months, 90 days
        (order("a", 0, 5), order("b", 90.1), False),
        (order("a", 0, 5), order("b", 10, caller="c2"), False),
        (order("a", 0, 5), order("b", 10, theme="0302"), False),
        (order("a", 0, 5), order("b", 10, place="west-gate"), False),
        (order("a", 0, 5, caller=""), order("b", 10, caller=""), False),
        (order("a", 0, 5, place=""), order("b", 10, place=""), False),
    ],
)
def test_what_is_a_repeat(first: Order, second: Order, is_repeat: bool) -> None:
    found = find_repeats([second, first])
    assert found.earlier == ({"b": "a"} if is_repeat else {})
    assert found.reopened == (frozenset("a") if is_repeat else frozenset())


def test_a_repeat_names_the_last_closed_order_before_it() -> None:
    found = find_repeats([order("a", 0, 2), order("b", 5, 6), order("c", 8), order("d", 9)])
    assert found.earlier == {"b": "a", "c": "b", "d": "b"}
    assert found.reopened == {"a", "b"}
    assert found.rate == 3 / 4
    assert found.settled_at_once == 0


def test_within_one_month_fewer_are_repeats() -> None:
    orders = [order("a", 0, 2), order("b", 20, 21), order("c", 60)]
    assert find_repeats(orders, months=1).earlier == {"b": "a"}
    assert find_repeats(orders, months=3).earlier == {"b": "a", "c": "b"}


def test_without_complaints_there_is_no_rate() -> None:
    assert (find_repeats([]).rate, find_repeats([]).settled_at_once) == (None, None)


def test_a_caller_who_repeats_ten_thousand_times_is_no_trouble() -> None:
    orders = [order(f"{i:05}", i / 1000, i / 1000) for i in range(10_000)]
    assert len(find_repeats(orders).earlier) == 9_999


@pytest.mark.parametrize(
    ("moment", "months", "later"),
    [("2023-12-31", 2, "2024-02-29"), ("2024-05-31", 12, "2025-05-31"), ("2024-11-30", 1, "2024-12-30")],
)
def test_months_end_with_the_month(moment: str, months: int, later: str) -> None:
    assert months_later(datetime.fromisoformat(moment), months) == datetime.fromisoformat(later)


moments = st.integers(0, 200)
drawn = st.lists(st.tuples(st.sampled_from("xy"), moments, st.none() | st.integers(0, 60)), max_size=12)


@given(drawn, st.integers(1, 6))
def test_the_definition_holds_pair_by_pair(rows: list[tuple[str, int, int | None]], months: int) -> None:
    orders = [
        order(f"{i:02}", opened, None if takes is None else opened + takes, caller=caller)
        for i, (caller, opened, takes) in enumerate(rows)
    ]
    found = find_repeats(orders, months=months)
    pairs = {
        (j.id, i.id)
        for i in orders
        for j in orders
        if i.caller == j.caller
        and j.opened_at < i.opened_at <= months_later(j.opened_at, months)
        and j.closed_at is not None
        and j.closed_at <= i.opened_at
    }
    assert set(found.earlier) == {later for _, later in pairs}
    assert found.reopened == {first for first, _ in pairs}
    assert {(first, later) for later, first in found.earlier.items()} <= pairs
