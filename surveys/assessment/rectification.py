"""Putting right what was found wrong (整改): states, terms in working days, and the warning that goes with them.

Source of the term to answer: regulations on performance management of Hangzhou, art. 20, and Jinan, art. 15: ten
working days to explain and reply to a notice. The other terms are a matter of each city's scheme.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from surveys.assessment.proceedings import Stage, Standing, Step, follow
from surveys.assessment.progress import Colour, DeadlineLimits, warn_of_deadline
from surveys.assessment.working_days import WorkingDays
from surveys.errors import RuleRefused


class RectificationStep(StrEnum):
    """What happens to a rectification."""

    NOTIFIED = "notified"
    ANSWERED = "answered"
    """The unit explained itself and said what it will do."""
    DONE = "done"
    RETURNED = "returned"
    """What was done does not do; it must be done again."""
    CONFIRMED = "confirmed"
    REOPENED = "reopened"
    """The same thing was complained of again after it had been confirmed."""


@dataclass(frozen=True, kw_only=True)
class RectificationTerms:
    """Working days to answer a notice, to put it right, to check that, and to do again what was returned.

    Raises:
        RuleRefused: at construction: a term of less than one working day.
    """

    answer_within: int = 10
    fix_within: int
    check_within: int
    redo_within: int

    def __post_init__(self) -> None:
        if min(self.answer_within, self.fix_within, self.check_within, self.redo_within) < 1:
            raise RuleRefused("a term has at least one working day")

    def stages(self) -> dict[str, Stage]:
        """The steps, what may follow each, and within how many working days."""
        checked = (RectificationStep.CONFIRMED, RectificationStep.RETURNED)
        return {
            RectificationStep.NOTIFIED: Stage(then=(RectificationStep.ANSWERED,), within=self.answer_within),
            RectificationStep.ANSWERED: Stage(then=(RectificationStep.DONE,), within=self.fix_within),
            RectificationStep.DONE: Stage(then=checked, within=self.check_within),
            RectificationStep.RETURNED: Stage(then=(RectificationStep.DONE,), within=self.redo_within),
            RectificationStep.CONFIRMED: Stage(then=(RectificationStep.REOPENED,)),
            RectificationStep.REOPENED: Stage(then=(RectificationStep.DONE,), within=self.redo_within),
        }


def follow_rectification(steps: Sequence[Step], terms: RectificationTerms, calendar: WorkingDays) -> Standing:
    """Where a rectification stands; steps begin with the notice.

    Raises:
        StepRefused: at the first step that may not follow.
    """
    return follow(steps, terms.stages(), calendar)


def warn_of_rectification(
    standing: Standing, today: date, calendar: WorkingDays, limits: DeadlineLimits | None = None
) -> Colour:
    """The colour of a rectification by its next term: green where nothing is due any more."""
    if standing.due is None:
        return Colour.GREEN
    return warn_of_deadline(standing.due, today, calendar, limits or DeadlineLimits())
