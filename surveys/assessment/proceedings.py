"""A matter that goes step by step, each step within a term: the common arithmetic of appeals and rectifications."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from surveys.assessment.working_days import Deadline, WorkingDays
from surveys.errors import EvidenceRefused, SurveyError


@dataclass(frozen=True, kw_only=True)
class Stage:
    """What may follow a step, and within how many working days; None where nothing is due."""

    then: tuple[str, ...] = ()
    within: int | None = None


@dataclass(frozen=True, kw_only=True)
class Step:
    """One step taken; ``extra`` working days are granted for the next one (延期)."""

    code: str
    on: date
    extra: int = 0


class StepRefused(SurveyError):
    """A step that cannot follow the one before it; ``place`` counts steps from 1."""

    def __init__(self, step: Step, place: int, reason: str) -> None:
        super().__init__(f"step {place}, {step.code} on {step.on}: {reason}")
        self.step = step
        self.place = place
        self.reason = reason


@dataclass(frozen=True, kw_only=True)
class Standing:
    """Where a matter stands.

    at      the last step
    then    the steps that may follow; due: until when one of them must, None where nothing is due
    late    steps that were taken after their term
    """

    at: str
    then: tuple[str, ...]
    due: Deadline | None
    late: tuple[Step, ...]

    @property
    def is_closed(self) -> bool:
        """Whether nothing more is due."""
        return self.due is None

    def is_overdue(self, today: date) -> bool:
        """Whether the next step should have been taken."""
        return self.due is not None and self.due.has_passed(today)


def follow(steps: Sequence[Step], stages: Mapping[str, Stage], calendar: WorkingDays) -> Standing:
    """Walk through the steps of a matter in the order in which they were taken.

    stages   step code → what may follow; the first of them is the step that a matter begins with

    Raises:
        StepRefused: at the first step that may not follow, or that goes back in time.
        EvidenceRefused: no step at all.
    """
    late: list[Step] = []
    due: Deadline | None = None
    allowed: tuple[str, ...] = (next(iter(stages)),)
    for place, step in enumerate(steps, 1):
        _require_order(steps, place, allowed)
        if due is not None and due.has_passed(step.on):
            late.append(step)
        stage = stages[step.code]
        allowed = stage.then
        due = None if stage.within is None else calendar.deadline(step.on, stage.within + step.extra)
    if not steps:
        raise EvidenceRefused("a matter has at least its first step")
    return Standing(at=steps[-1].code, then=allowed, due=due, late=tuple(late))


def _require_order(steps: Sequence[Step], place: int, allowed: tuple[str, ...]) -> None:
    step = steps[place - 1]
    if step.code not in allowed:
        raise StepRefused(step, place, f"may not follow; what may: {', '.join(allowed) or 'nothing'}")
    if place > 1 and step.on < steps[place - 2].on:
        raise StepRefused(step, place, f"before the step of {steps[place - 2].on}")
    if step.extra < 0:
        raise StepRefused(step, place, "an extension is not negative")
