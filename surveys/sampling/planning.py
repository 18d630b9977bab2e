"""How many to ask, and how many numbers that takes.

Source: Cochran (1977), Sampling Techniques, ch. 4: n0 = z² s² / d², n = deff·n0 / (1 + (deff·n0 − 1) / N).
"""

import math
from collections.abc import Mapping
from dataclasses import dataclass
from statistics import NormalDist

from surveys.errors import PlanRefused


def completes_for_share(
    margin: float,
    *,
    share: float = 0.5,
    population: float = math.inf,
    design_effect: float = 1.0,
    confidence: float = 0.95,
) -> int:
    """Interviews for a share to be known to ± margin (0.05 is five points); 0.5 is the worst case.

    >>> [completes_for_share(margin) for margin in (0.05, 0.04, 0.03)]
    [385, 601, 1068]
    >>> completes_for_share(0.05, population=1000)
    278

    Raises:
        PlanRefused: a share outside (0, 1), or figures that no plan can rest on.
    """
    if not 0 < share < 1:
        raise PlanRefused(f"a share to be estimated lies between 0 and 1, not at {share}")
    return _completes(margin, math.sqrt(share * (1 - share)), population, design_effect, confidence)


def completes_for_mean(
    margin: float,
    *,
    deviation: float,
    population: float = math.inf,
    design_effect: float = 1.0,
    confidence: float = 0.95,
) -> int:
    """Interviews for a mean score to be known to ± margin points, given the answers' standard deviation.

    Raises:
        PlanRefused: a deviation that is not positive, or figures that no plan can rest on.
    """
    if not 0 < deviation < math.inf:
        raise PlanRefused(f"a standard deviation is positive, not {deviation}")
    return _completes(margin, deviation, population, design_effect, confidence)


def margin_of_share(
    n: float,
    *,
    share: float = 0.5,
    population: float = math.inf,
    design_effect: float = 1.0,
    confidence: float = 0.95,
) -> float:
    """What n interviews give: the half-width of the interval of a share.

    Raises:
        PlanRefused: a share outside [0, 1], or more interviews than people.
    """
    if not 1 <= n <= population:
        raise PlanRefused(f"{n} interviews do not fit into a population of {population}")
    if not (0 <= share <= 1 and 0 < design_effect < math.inf and 0 < confidence < 1):
        raise PlanRefused("a margin needs a share from 0 to 1, a positive design effect and a confidence below 1")
    z = NormalDist().inv_cdf(0.5 + confidence / 2)
    rest = 1.0 if math.isinf(population) else (population - n) / max(population - 1, 1)
    return z * math.sqrt(design_effect * share * (1 - share) / n * rest)


@dataclass(frozen=True, kw_only=True)
class DialPlan:
    """Numbers to load, and what is expected to become of them: disposition class → cases."""

    numbers: int
    expected: Mapping[str, float]


def plan_dialling(completes: int, outcomes: Mapping[str, float]) -> DialPlan:
    """How many numbers to load for so many completes, from the shares of dispositions met before.

    outcomes   disposition class (I, P, R, NC, O, UH, UO, NE) → count or share in an earlier poll; I above zero

    >>> plan_dialling(400, {"I": 365, "R": 232, "O": 510, "UH": 20000, "NE": 7727}).numbers
    31599

    Raises:
        PlanRefused: no completes wanted, or none met before, or negative counts.
    """
    whole = math.fsum(outcomes.values())
    if any(not value >= 0 for value in outcomes.values()) or not outcomes.get("I", 0) > 0:
        raise PlanRefused("a plan needs earlier outcomes, none negative, with some completes among them")
    if completes < 1:
        raise PlanRefused(f"a plan is for at least one complete, not {completes}")
    numbers = math.ceil(completes * whole / outcomes["I"] - 1e-9)
    return DialPlan(numbers=numbers, expected={outcome: numbers * count / whole for outcome, count in outcomes.items()})


def _completes(margin: float, deviation: float, population: float, design_effect: float, confidence: float) -> int:
    if not (margin > 0 and 0 < design_effect < math.inf and population >= 1 and 0 < confidence < 1):
        raise PlanRefused("a plan needs a positive margin and design effect, a population and a confidence below 1")
    z = NormalDist().inv_cdf(0.5 + confidence / 2)
    endless = design_effect * (z * deviation / margin) ** 2
    needed = endless if math.isinf(population) else endless / (1 + (endless - 1) / population)
    return min(math.ceil(needed - 1e-9), math.ceil(population) if math.isfinite(population) else math.ceil(needed))
