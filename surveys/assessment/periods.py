"""From months to half-years to the year: fixed weights, missing months on record, errors carried along.

A month counts as a month, however many people it heard: a busy month would otherwise outvote the rest of the year. A
month without a score is left out, never counted as zero, and too many of them leave no score at all.
"""

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal

from surveys.assessment.rounding import SETTLED
from surveys.errors import EvidenceRefused, RuleRefused
from surveys.reasons import Reason


@dataclass(frozen=True, kw_only=True)
class Score:
    """Points with their standard error; both None where there is no score, the error alone where nobody knows it."""

    points: Decimal | None
    se: float | None = None


NO_SCORE = Score(points=None)


@dataclass(frozen=True, kw_only=True)
class RollUp:
    """A score over several parts.

    used      part → weight that it had, adding up to one; missing: parts that gave no score
    """

    score: Score
    used: Mapping[str, Decimal]
    missing: tuple[str, ...]


@dataclass(frozen=True, kw_only=True)
class YearRule:
    """How a year comes about.

    least_months   months with a score that a half-year needs, of six
    process        weight of the two half-years together; the rest belongs to the year-end assessment.
                   Sichuan's rule for streets that rate departments asks for at least 0.6.

    Raises:
        RuleRefused: at construction: months or a weight that a year cannot have.
    """

    least_months: int = 4
    process: Decimal = Decimal(1)

    def __post_init__(self) -> None:
        if not 1 <= self.least_months <= 6:
            raise RuleRefused(Reason("a half-year has six months, not {months}", months=self.least_months))
        if not 0 < self.process <= 1:
            raise RuleRefused(Reason("the months weigh more than 0 and at most 1, not {process}", process=self.process))


@dataclass(frozen=True, kw_only=True)
class Year:
    """A year's score with what it is made of."""

    halves: tuple[RollUp, RollUp]
    year: RollUp

    @property
    def score(self) -> Score:
        """The year's score."""
        return self.year.score


def roll_up(parts: Mapping[str, Score], weights: Mapping[str, Decimal], *, least: int = 1) -> RollUp:
    """Combine parts by their weights; the weight of missing ones goes to the others in proportion.

    parts     part → score; weights: part → weight, above zero, the same parts
    least     parts with a score that are needed; fewer give no score
    Errors are combined as of independent samples, se² = Σ w² se².

    Raises:
        EvidenceRefused: a part without a weight above zero, or a weight without its part.
    """
    if set(parts) != set(weights) or any(weight <= 0 for weight in weights.values()):
        raise EvidenceRefused("every part has a weight above zero, and every weight a part")
    heard = {part: score for part, score in parts.items() if score.points is not None}
    missing = tuple(part for part in parts if part not in heard)
    if len(heard) < max(least, 1):
        return RollUp(score=NO_SCORE, used={}, missing=missing)
    whole = sum((weights[part] for part in heard), Decimal(0))
    points = sum((weights[part] * (score.points or Decimal(0)) for part, score in heard.items()), Decimal(0)) / whole
    used = {part: weights[part] / whole for part in heard}
    return RollUp(score=Score(points=points.quantize(SETTLED), se=_error(heard, used)), used=used, missing=missing)


def _error(heard: Mapping[str, Score], used: Mapping[str, Decimal]) -> float | None:
    known = [float(used[part]) * score.se for part, score in heard.items() if score.se is not None]
    return math.hypot(*known) if len(known) == len(heard) else None


def roll_up_year(months: Sequence[Score], rule: YearRule, year_end: Score | None = None) -> Year:
    """Roll twelve months up to two half-years and these to the year.

    months     twelve scores, January first; those without a score are `NO_SCORE`
    year_end   the year-end assessment, where it has weight by the rule
    A year needs both its half-years, and its year-end assessment where that has weight: no rule hands their weight on.

    Raises:
        EvidenceRefused: other than twelve months.
    """
    if len(months) != 12:
        raise EvidenceRefused(f"a year has twelve months, not {len(months)}")
    first, second = (_half(months, start, rule.least_months) for start in (0, 6))
    parts, weights = {"H1": first.score, "H2": second.score}, dict.fromkeys(("H1", "H2"), rule.process / 2)
    if rule.process < 1:
        parts["year_end"], weights["year_end"] = year_end or NO_SCORE, 1 - rule.process
    return Year(halves=(first, second), year=roll_up(parts, weights, least=len(parts)))


def _half(months: Sequence[Score], start: int, least: int) -> RollUp:
    parts = {f"{number + 1:02d}": months[number] for number in range(start, start + 6)}
    return roll_up(parts, dict.fromkeys(parts, Decimal(1)), least=least)
