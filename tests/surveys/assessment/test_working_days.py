"""Working days as the State Council arranges them: holidays, worked weekends, and years that nobody has arranged."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from surveys.assessment import Deadline, WorkingDays

CALENDAR = WorkingDays()
ARRANGED_DAYS = st.dates(date(2024, 1, 1), date(2026, 10, 31))


@pytest.mark.parametrize("worked", ["2026-01-04", "2026-02-14", "2026-02-28", "2026-05-09", "2026-09-20", "2026-10-10"])
def test_the_weekends_worked_in_2026(worked: str) -> None:
    day = date.fromisoformat(worked)
    assert day.weekday() >= 5
    assert CALENDAR.is_working(day)


@pytest.mark.parametrize(
    "free", ["2026-01-02", "2026-02-16", "2026-02-23", "2026-04-06", "2026-05-05", "2026-06-19", "2026-10-07"]
)
def test_weekdays_off_in_2026(free: str) -> None:
    day = date.fromisoformat(free)
    assert day.weekday() < 5
    assert not CALENDAR.is_working(day)


@pytest.mark.parametrize(
    ("start", "days", "end"),
    [
        ("2026-11-02", 1, "2026-11-03"),
        ("2026-11-02", 5, "2026-11-09"),  # over one weekend
        ("2026-09-18", 3, "2026-09-22"),  # Sunday the 20th is worked
        ("2026-09-30", 3, "2026-10-10"),  # Saturday the 10th is worked
        ("2026-02-13", 2, "2026-02-24"),  # Saturday the 14th is worked, then nine days off
        ("2025-12-31", 1, "2026-01-04"),  # into the next year, onto a worked Sunday
        ("2026-11-07", 1, "2026-11-09"),  # from a Saturday
    ],
)
def test_a_term_ends_on_a_working_day_and_leaves_its_first_day_out(start: str, days: int, end: str) -> None:
    found = CALENDAR.deadline(date.fromisoformat(start), days)
    assert found == Deadline(on=date.fromisoformat(end))


def test_a_term_into_a_year_not_arranged_is_provisional() -> None:
    last = max(CALENDAR.arranged)
    found = CALENDAR.deadline(date(last, 12, 31), 1)
    assert found.is_provisional
    assert (found.on.year, found.on.day > 1) == (last + 1, True)
    assert not CALENDAR.deadline(date(last, 11, 2), 3).is_provisional


def test_a_later_notice_arranges_a_year_by_hand() -> None:
    year = max(CALENDAR.arranged) + 1
    monday = next(day for n in range(7) if (day := date(year, 3, 1) + timedelta(days=n)).weekday() == 0)
    sunday = monday + timedelta(days=6)
    told = WorkingDays(free=frozenset({monday}), worked=frozenset({sunday}), years=frozenset({year}))
    assert (told.is_working(monday), told.is_working(sunday)) == (False, True)
    assert not told.deadline(monday, 3).is_provisional
    assert WorkingDays().deadline(monday, 3).is_provisional


def test_a_day_is_not_both_free_and_worked() -> None:
    with pytest.raises(ValueError, match="2027-01-02"):
        WorkingDays(free=frozenset({date(2027, 1, 2)}), worked=frozenset({date(2027, 1, 2)}))


def test_a_term_of_no_days_is_refused() -> None:
    with pytest.raises(ValueError, match="at least one"):
        CALENDAR.deadline(date(2026, 3, 2), 0)


def test_the_last_day_belongs_to_the_term() -> None:
    due = Deadline(on=date(2026, 3, 2))
    assert [due.has_passed(date(2026, 3, day)) for day in (1, 2, 3)] == [False, False, True]


@given(ARRANGED_DAYS, st.integers(1, 30))
def test_counting_undoes_the_deadline(start: date, days: int) -> None:
    due = CALENDAR.deadline(start, days)
    assert CALENDAR.is_working(due.on)
    assert CALENDAR.count(start, due.on) == days
    assert CALENDAR.count(due.on, start) == -days


@given(ARRANGED_DAYS, st.integers(1, 15), st.integers(1, 15))
def test_terms_add_up(start: date, first: int, second: int) -> None:
    assert CALENDAR.deadline(CALENDAR.deadline(start, first).on, second) == CALENDAR.deadline(start, first + second)
