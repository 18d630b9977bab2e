"""Objections run in working days, by the terms of the place."""

from datetime import date

import pytest

from surveys.assessment import (
    HANGZHOU,
    JINAN,
    AppealStep,
    AppealTerms,
    Step,
    StepRefused,
    WorkingDays,
    follow_appeal,
    last_day_to_object,
)

CALENDAR = WorkingDays()


@pytest.mark.parametrize(
    ("published", "terms", "last"),
    [
        ("2026-09-18", HANGZHOU, "2026-09-22"),
        ("2026-09-29", HANGZHOU, "2026-10-09"),  # over National Day
        ("2026-09-29", JINAN, "2026-10-26"),
        ("2026-02-12", HANGZHOU, "2026-02-24"),  # Friday, the worked Saturday, then nine days off
        ("2026-12-01", HANGZHOU, "2026-12-04"),
    ],
)
def test_the_last_day_to_object(published: str, terms: AppealTerms, last: str) -> None:
    assert last_day_to_object(date.fromisoformat(published), terms, CALENDAR).on == date.fromisoformat(last)


def taken(*steps: tuple[AppealStep, str]) -> list[Step]:
    return [Step(code=code, on=date.fromisoformat(on)) for code, on in steps]


def test_an_upheld_objection_asks_for_a_correction_in_time() -> None:
    steps = taken(
        (AppealStep.PUBLISHED, "2026-11-02"), (AppealStep.RAISED, "2026-11-10"), (AppealStep.UPHELD, "2026-11-20")
    )
    found = follow_appeal(steps, JINAN, CALENDAR)
    assert found.due is not None
    assert (found.due.on, found.then, found.late) == (date(2026, 11, 27), (AppealStep.CORRECTED,), ())
    done = follow_appeal([*steps, *taken((AppealStep.CORRECTED, "2026-11-30"))], JINAN, CALENDAR)
    assert done.is_closed
    assert [step.code for step in done.late] == [AppealStep.CORRECTED]


def test_where_no_term_is_set_for_the_correction_none_runs() -> None:
    steps = taken(
        (AppealStep.PUBLISHED, "2026-11-02"), (AppealStep.RAISED, "2026-11-05"), (AppealStep.UPHELD, "2026-11-10")
    )
    found = follow_appeal(steps, HANGZHOU, CALENDAR)
    assert (found.due, found.then) == (None, (AppealStep.CORRECTED,))


def test_an_objection_too_late_is_named_and_left_to_people() -> None:
    steps = taken((AppealStep.PUBLISHED, "2026-11-02"), (AppealStep.RAISED, "2026-11-06"))
    assert [step.on.day for step in follow_appeal(steps, HANGZHOU, CALENDAR).late] == [6]


def test_a_dismissed_objection_is_not_corrected() -> None:
    steps = taken(
        (AppealStep.PUBLISHED, "2026-11-02"),
        (AppealStep.RAISED, "2026-11-03"),
        (AppealStep.DISMISSED, "2026-11-04"),
        (AppealStep.CORRECTED, "2026-11-05"),
    )
    with pytest.raises(StepRefused, match="what may: nothing"):
        follow_appeal(steps, JINAN, CALENDAR)


def test_a_term_without_days_is_refused() -> None:
    with pytest.raises(ValueError, match="at least one"):
        AppealTerms(raise_within=0, decide_within=10)
