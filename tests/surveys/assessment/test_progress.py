"""Four colours, from progress against schedule and from the days that are left."""

from datetime import date
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from surveys.assessment import (
    Colour,
    Deadline,
    DeadlineLimits,
    Milestone,
    ProgressLimits,
    Schedule,
    WorkingDays,
    warn_of_deadline,
    warn_of_progress,
)

YEAR = Schedule(
    begins_on=date(2025, 12, 31),
    milestones=[
        Milestone(on=date(2026, 4, 10), share=Decimal("0.2")),
        Milestone(on=date(2026, 12, 31), share=Decimal(1)),
    ],
)


@pytest.mark.parametrize(
    ("on", "planned"),
    [
        ("2025-06-01", 0),
        ("2025-12-31", 0),
        ("2026-02-19", "0.1"),
        ("2026-04-10", "0.2"),
        ("2026-12-31", 1),
        ("2027-06-01", 1),
    ],
)
def test_a_plan_runs_evenly_between_its_milestones(on: str, planned: str) -> None:
    assert YEAR.planned(date.fromisoformat(on)) == Decimal(planned)


@pytest.mark.parametrize(
    ("done", "on", "colour"),
    [
        ("0.20", "2026-04-10", Colour.GREEN),
        ("0.35", "2026-04-10", Colour.GREEN),
        ("0.19", "2026-04-10", Colour.BLUE),
        ("0.10", "2026-04-10", Colour.YELLOW),  # ten points behind, the limit itself
        ("0.70", "2026-12-31", Colour.YELLOW),  # thirty points behind, the limit itself
        ("0.69", "2026-12-31", Colour.RED),
        ("0.99", "2027-01-01", Colour.RED),  # the last day has passed
        ("1", "2027-01-01", Colour.GREEN),
    ],
)
def test_the_colour_of_progress(done: str, on: str, colour: Colour) -> None:
    assert warn_of_progress(YEAR, Decimal(done), date.fromisoformat(on)).colour is colour


@given(st.dates(date(2026, 1, 1), date(2026, 12, 31)), st.integers(0, 99))
def test_doing_more_never_makes_a_warning_worse(today: date, percent: int) -> None:
    order = list(Colour)
    less, more = (warn_of_progress(YEAR, Decimal(p) / 100, today).colour for p in (percent, percent + 1))
    assert order.index(more) <= order.index(less)


def test_a_schedule_reports_everything_that_is_wrong() -> None:
    with pytest.raises(ValueError, match=r"milestone 2 is not later.*milestone 2 takes back.*not the whole"):
        Schedule(
            begins_on=date(2026, 1, 1),
            milestones=[
                Milestone(on=date(2026, 3, 1), share=Decimal("0.5")),
                Milestone(on=date(2026, 3, 1), share=Decimal("0.4")),
            ],
        )


@pytest.mark.parametrize("done", ["-0.1", "1.1"])
def test_a_share_is_a_share(done: str) -> None:
    with pytest.raises(ValueError, match="between 0 and 1"):
        warn_of_progress(YEAR, Decimal(done), date(2026, 5, 1))


def test_limits_grow() -> None:
    with pytest.raises(ValueError, match="grow"):
        ProgressLimits(yellow_from=Decimal("0.3"), red_beyond=Decimal("0.1"))
    with pytest.raises(ValueError, match="shrink"):
        DeadlineLimits(blue_from=1, yellow_from=2)


@pytest.mark.parametrize(
    ("today", "colour"),
    [
        ("2026-09-27", Colour.GREEN),
        ("2026-09-29", Colour.GREEN),  # a week of days off does not count as days left to work
        ("2026-09-30", Colour.BLUE),
        ("2026-10-10", Colour.YELLOW),
        ("2026-10-14", Colour.YELLOW),
        ("2026-10-15", Colour.RED),
    ],
)
def test_the_colour_of_a_term(today: str, colour: Colour) -> None:
    due = Deadline(on=date(2026, 10, 14))
    limits = DeadlineLimits(blue_from=6, yellow_from=3)
    assert warn_of_deadline(due, date.fromisoformat(today), WorkingDays(), limits) is colour
