"""Objections to a published result: until when they may be raised, decided and put right, in working days.

Sources: regulations on performance management of Hangzhou, art. 25 (3 days to object, 10 to decide), and of Jinan,
art. 26 (15 days to object, 10 to decide, 5 to correct and approve anew).
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from surveys.assessment.proceedings import Stage, Standing, Step, follow
from surveys.assessment.working_days import Deadline, WorkingDays
from surveys.errors import RuleRefused


class AppealStep(StrEnum):
    """What happens to a published result that is objected to."""

    PUBLISHED = "published"
    RAISED = "raised"
    WITHDRAWN = "withdrawn"
    DISMISSED = "dismissed"
    UPHELD = "upheld"
    CORRECTED = "corrected"
    """A new version of the result was approved; it may be objected to as a result of its own."""


@dataclass(frozen=True, kw_only=True)
class AppealTerms:
    """Working days to raise an objection, to decide it, and to correct what was wrong; None: no term is set for it.

    Raises:
        RuleRefused: at construction: a term of less than one working day.
    """

    raise_within: int
    decide_within: int
    correct_within: int | None = None

    def __post_init__(self) -> None:
        given = [self.raise_within, self.decide_within, self.correct_within]
        if any(days is not None and days < 1 for days in given):
            raise RuleRefused("a term has at least one working day")

    def stages(self) -> dict[str, Stage]:
        """The steps, what may follow each, and within how many working days."""
        decided = (AppealStep.WITHDRAWN, AppealStep.DISMISSED, AppealStep.UPHELD)
        return {
            AppealStep.PUBLISHED: Stage(then=(AppealStep.RAISED,), within=self.raise_within),
            AppealStep.RAISED: Stage(then=decided, within=self.decide_within),
            AppealStep.WITHDRAWN: Stage(),
            AppealStep.DISMISSED: Stage(),
            AppealStep.UPHELD: Stage(then=(AppealStep.CORRECTED,), within=self.correct_within),
            AppealStep.CORRECTED: Stage(),
        }


HANGZHOU = AppealTerms(raise_within=3, decide_within=10)
JINAN = AppealTerms(raise_within=15, decide_within=10, correct_within=5)


def last_day_to_object(published_on: date, terms: AppealTerms, calendar: WorkingDays) -> Deadline:
    """The last day on which a result published on a day may be objected to.

    >>> last_day_to_object(date(2026, 9, 18), HANGZHOU, WorkingDays()).on  # Sunday the 20th is worked
    datetime.date(2026, 9, 22)
    """
    return calendar.deadline(published_on, terms.raise_within)


def follow_appeal(steps: Sequence[Step], terms: AppealTerms, calendar: WorkingDays) -> Standing:
    """Where an objection stands; steps begin with the publication. Those taken late are named, not refused.

    Whether an objection raised too late is heard all the same is for people to decide, on record.
    """
    return follow(steps, terms.stages(), calendar)
