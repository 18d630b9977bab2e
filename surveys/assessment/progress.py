"""The four-colour warning: how far a task is behind its schedule, or how near its deadline is.

Source of the limits for progress: the rule that Yinchuan published in 2025 for its major projects, yellow from 10
percentage points behind schedule and red beyond 30. Blue, a first reminder below 10, makes the fourth colour.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from enum import StrEnum
from itertools import pairwise

from surveys.assessment.rounding import SETTLED
from surveys.assessment.working_days import Deadline, WorkingDays
from surveys.errors import EvidenceRefused, RuleRefused


class Colour(StrEnum):
    """A warning, the calmest first."""

    GREEN = "green"
    BLUE = "blue"
    YELLOW = "yellow"
    RED = "red"


@dataclass(frozen=True, kw_only=True)
class Milestone:
    """A day and the share of the task, from 0 to 1, that shall be done by its end."""

    on: date
    share: Decimal


@dataclass(frozen=True, kw_only=True)
class Schedule:
    """The plan of a task: begun on a day with nothing done, then from milestone to milestone evenly up to the whole.

    Raises:
        RuleRefused: at construction, with everything that is wrong.
    """

    begins_on: date
    milestones: Sequence[Milestone]

    def __post_init__(self) -> None:
        plan = [Milestone(on=self.begins_on, share=Decimal(0)), *self.milestones]
        steps = list(pairwise(plan))
        problems = [
            f"milestone {n} is not later than the one before" for n, (a, b) in enumerate(steps, 1) if b.on <= a.on
        ]
        problems += [
            f"milestone {n} takes back what was done" for n, (a, b) in enumerate(steps, 1) if b.share < a.share
        ]
        if plan[-1].share != 1:
            problems.append("the last milestone is not the whole task")
        if problems:
            raise RuleRefused(*problems)

    @property
    def due_on(self) -> date:
        """The day by whose end the whole task shall be done."""
        return self.milestones[-1].on

    def planned(self, on: date) -> Decimal:
        """The share that shall be done by the end of a day, even progress between milestones."""
        done_on, done = self.begins_on, Decimal(0)
        if on <= done_on:
            return done
        for milestone in self.milestones:
            if on <= milestone.on:
                part = Decimal((on - done_on).days) / (milestone.on - done_on).days
                return (done + (milestone.share - done) * part).quantize(SETTLED)
            done_on, done = milestone.on, milestone.share
        return done


@dataclass(frozen=True, kw_only=True)
class ProgressLimits:
    """How far behind schedule, as shares of the task: yellow from, red beyond; any less is blue.

    Raises:
        RuleRefused: at construction: limits that do not grow from yellow to red.
    """

    yellow_from: Decimal = Decimal("0.10")
    red_beyond: Decimal = Decimal("0.30")

    def __post_init__(self) -> None:
        if not 0 < self.yellow_from <= self.red_beyond:
            raise RuleRefused("limits grow from yellow to red")


@dataclass(frozen=True, kw_only=True)
class ProgressWarning:
    """The colour with the figures it rests on; ``behind`` is below zero for a task ahead of its schedule."""

    colour: Colour
    planned: Decimal
    behind: Decimal


def warn_of_progress(
    schedule: Schedule, done: Decimal, today: date, limits: ProgressLimits | None = None
) -> ProgressWarning:
    """Compare what is done with what shall be done by today.

    done   share of the task from 0 to 1; an unfinished task is red once its last day has passed

    Raises:
        EvidenceRefused: more done than all, or less than nothing.
    """
    if not 0 <= done <= 1:
        raise EvidenceRefused(f"a share done lies between 0 and 1, not at {done}")
    held = limits or ProgressLimits()
    planned = schedule.planned(today)
    behind = planned - done
    is_overdue = done < 1 and today > schedule.due_on
    colour = Colour.RED if is_overdue else _colour_of_gap(behind, held)
    return ProgressWarning(colour=colour, planned=planned, behind=behind)


def _colour_of_gap(behind: Decimal, limits: ProgressLimits) -> Colour:
    if behind <= 0:
        return Colour.GREEN
    if behind < limits.yellow_from:
        return Colour.BLUE
    return Colour.RED if behind > limits.red_beyond else Colour.YELLOW


@dataclass(frozen=True, kw_only=True)
class DeadlineLimits:
    """Working days left, today not counted: blue and yellow from this many downwards; red when the term is over.

    Raises:
        RuleRefused: at construction: limits that do not shrink from blue to yellow.
    """

    blue_from: int = 5
    yellow_from: int = 2

    def __post_init__(self) -> None:
        if not 0 <= self.yellow_from <= self.blue_from:
            raise RuleRefused("limits shrink from blue to yellow")


@dataclass(frozen=True, kw_only=True)
class WarningRule:
    """From where on a task and a term are warned of."""

    progress: ProgressLimits = ProgressLimits()
    deadline: DeadlineLimits = DeadlineLimits()


def warn_of_deadline(due: Deadline, today: date, calendar: WorkingDays, limits: DeadlineLimits | None = None) -> Colour:
    """The colour of a term that still runs, or of one that is over."""
    held = limits or DeadlineLimits()
    if due.has_passed(today):
        return Colour.RED
    left = calendar.count(today, due.on)
    if left <= held.yellow_from:
        return Colour.YELLOW
    return Colour.BLUE if left <= held.blue_from else Colour.GREEN
