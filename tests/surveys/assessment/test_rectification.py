"""Rectifications run from the notice to a confirmation, and may come back."""

from datetime import date

import pytest

from surveys.assessment import (
    Colour,
    RectificationTerms,
    Standing,
    Step,
    StepRefused,
    WorkingDays,
    follow_rectification,
    warn_of_rectification,
)

CALENDAR = WorkingDays()
TERMS = RectificationTerms(fix_within=20, check_within=5, redo_within=10)


def follow(*taken: str) -> Standing:
    """Steps written as `code month-day` of 2026."""
    steps = [Step(code=code, on=date.fromisoformat(f"2026-{day}")) for code, day in map(str.split, taken)]
    return follow_rectification(steps, TERMS, CALENDAR)


@pytest.mark.parametrize(
    ("taken", "due"),
    [
        (["notified 09-25"], "2026-10-15"),  # three days to the end of September, worked Saturday the 10th
        (["notified 11-02", "answered 11-04"], "2026-12-02"),
        (["notified 11-02", "answered 11-04", "done 11-20"], "2026-11-27"),
        (["notified 11-02", "answered 11-04", "done 11-20", "returned 11-23"], "2026-12-07"),
        (["notified 11-02", "answered 11-04", "done 11-20", "confirmed 11-23"], None),
        (["notified 11-02", "answered 11-04", "done 11-20", "confirmed 11-23", "reopened 12-01"], "2026-12-15"),
    ],
)
def test_each_step_sets_the_term_of_the_next(taken: list[str], due: str | None) -> None:
    found = follow(*taken)
    assert (found.due.on.isoformat() if found.due else None) == due


@pytest.mark.parametrize(
    "taken",
    [["done 11-02"], ["notified 11-02", "confirmed 11-03"], ["notified 11-02", "answered 11-03", "answered 11-04"]],
)
def test_no_step_is_skipped_or_taken_twice(taken: list[str]) -> None:
    with pytest.raises(StepRefused):
        follow(*taken)


@pytest.mark.parametrize(
    ("today", "colour"),
    [
        ("2026-11-02", Colour.GREEN),
        ("2026-11-09", Colour.BLUE),
        ("2026-11-12", Colour.YELLOW),
        ("2026-11-16", Colour.YELLOW),
        ("2026-11-17", Colour.RED),
    ],
)
def test_the_colour_of_an_unanswered_notice(today: str, colour: Colour) -> None:
    assert warn_of_rectification(follow("notified 11-02"), date.fromisoformat(today), CALENDAR) is colour


def test_what_is_confirmed_warns_of_nothing() -> None:
    closed = follow("notified 11-02", "answered 11-03", "done 11-04", "confirmed 11-05")
    assert warn_of_rectification(closed, date(2027, 5, 1), CALENDAR) is Colour.GREEN


def test_terms_have_days() -> None:
    with pytest.raises(ValueError, match="at least one"):
        RectificationTerms(fix_within=0, check_within=5, redo_within=10)
