"""A matter goes step by step: what may follow, until when, and what came too late."""

from datetime import date

import pytest

from surveys.assessment import Stage, Step, StepRefused, WorkingDays
from surveys.assessment.proceedings import follow

STAGES = {
    "asked": Stage(then=("answered", "dropped"), within=2),
    "answered": Stage(then=("asked",)),
    "dropped": Stage(),
}
CALENDAR = WorkingDays()


def steps(*taken: str) -> list[Step]:
    """Steps written as `code day`, all in November 2026."""
    return [Step(code=code, on=date(2026, 11, int(day))) for code, day in map(str.split, taken)]


@pytest.mark.parametrize(
    ("taken", "at", "then", "due", "late"),
    [
        (["asked 2"], "asked", ("answered", "dropped"), 4, 0),
        (["asked 2", "answered 4"], "answered", ("asked",), None, 0),
        (["asked 2", "answered 5"], "answered", ("asked",), None, 1),
        (["asked 2", "answered 3", "asked 12"], "asked", ("answered", "dropped"), 16, 0),
        (["asked 2", "dropped 2"], "dropped", (), None, 0),
    ],
)
def test_where_a_matter_stands(taken: list[str], at: str, then: tuple[str, ...], due: int | None, late: int) -> None:
    found = follow(steps(*taken), STAGES, CALENDAR)
    assert (found.at, found.then, len(found.late)) == (at, then, late)
    assert (found.due.on.day if found.due else None) == due
    assert found.is_closed == (due is None)


@pytest.mark.parametrize(
    ("taken", "place", "reason"),
    [
        (["answered 2"], 1, "may not follow"),
        (["asked 2", "asked 3"], 2, "what may: answered, dropped"),
        (["asked 2", "dropped 3", "asked 4"], 3, "what may: nothing"),
        (["asked 5", "answered 4"], 2, "before the step of 2026-11-05"),
        (["asked 5", "unheard-of 6"], 2, "may not follow"),
    ],
)
def test_a_step_that_cannot_be_is_refused_with_its_place(taken: list[str], place: int, reason: str) -> None:
    with pytest.raises(StepRefused, match=reason) as refused:
        follow(steps(*taken), STAGES, CALENDAR)
    assert refused.value.place == place


def test_an_extension_moves_the_next_term_only() -> None:
    asked = Step(code="asked", on=date(2026, 11, 2), extra=5)
    found = follow([asked], STAGES, CALENDAR)
    assert found.due is not None
    assert found.due.on == date(2026, 11, 11)
    assert [found.is_overdue(date(2026, 11, day)) for day in (11, 12)] == [False, True]


def test_an_extension_is_not_negative() -> None:
    with pytest.raises(StepRefused, match="not negative"):
        follow([Step(code="asked", on=date(2026, 11, 2), extra=-1)], STAGES, CALENDAR)


def test_nothing_at_all_is_no_matter() -> None:
    with pytest.raises(ValueError, match="first step"):
        follow([], STAGES, CALENDAR)
