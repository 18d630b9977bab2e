"""Intervals for one share, one difference of shares, one mean and one satisfaction score.

Every interval is two-sided. Nothing here sees respondents: counts and moments come in, bounds go out.
Where the data cannot carry an interval (nobody answered, one answer) the bound is None, never zero width.
"""

import math
from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal

from surveys.errors import CountsRefused, IntervalRefused, RangeRefused, TooFewData
from surveys.estimation.distributions import two_sided_t, two_sided_z
from surveys.estimation.likelihood import profile_bounds

CONFIDENCE = 0.95


@dataclass(frozen=True, kw_only=True)
class Interval:
    """A closed interval [low, high] in the unit of what it bounds.

    Raises:
        IntervalRefused: at construction: a low end above the high one.
    """

    low: float
    high: float

    def __post_init__(self) -> None:
        if not self.low <= self.high:
            raise IntervalRefused(f"an interval runs upwards, not from {self.low} to {self.high}")

    def holds(self, value: float) -> bool:
        """Whether the value lies inside, ends included."""
        return self.low <= value <= self.high


@dataclass(frozen=True, kw_only=True)
class Estimate:
    """A mean with all that is needed to judge and to combine it.

    mean           in points (or whatever unit went in); None when nobody answered
    se             the textbook standard error; None when the answers cannot show one (n_eff <= 1); 0 when all agree
    n, n_eff       answers that count, and what they are worth after the design effect
    low, high      interval at the stated confidence; None where se is None
    cautious_se    se, but never below the spread that n_eff unanimous answers would still leave open:
                   use it to compare units, so that twenty-two perfect answers are not certain. None with se.
    """

    mean: float | None
    se: float | None
    n: float
    n_eff: float
    low: float | None
    high: float | None
    cautious_se: float | None = None

    @property
    def is_measured(self) -> bool:
        """Whether there is both a mean and a standard error."""
        return self.mean is not None and self.se is not None


def wilson(successes: float, n: float, *, confidence: float = CONFIDENCE) -> Interval:
    """Wilson's score interval for a share; `n` may be an effective size. Source: Wilson (1927), JASA 22:209.

    >>> interval = wilson(81, 263)
    >>> round(interval.low, 4), round(interval.high, 4)
    (0.2553, 0.3662)

    Raises:
        TooFewData: a share of nobody.
        CountsRefused: successes below zero or above n.
    """
    p, z = _share(successes, n), two_sided_z(confidence)
    half = z * math.sqrt(p * (1.0 - p) / n + z * z / (4.0 * n * n))
    centre, scale = p + z * z / (2.0 * n), 1.0 + z * z / n
    return Interval(
        low=0.0 if successes == 0 else max(0.0, (centre - half) / scale),
        high=1.0 if successes == n else min(1.0, (centre + half) / scale),
    )


def wilson_corrected(successes: float, n: float, *, confidence: float = CONFIDENCE) -> Interval:
    """Wilson's interval with continuity correction. Source: Newcombe (1998a), Statistics in Medicine 17:857, method 4.

    >>> interval = wilson_corrected(1, 29)
    >>> round(interval.low, 4), round(interval.high, 4)
    (0.0018, 0.1963)

    Raises:
        TooFewData: a share of nobody.
        CountsRefused: successes below zero or above n.
    """
    p, z = _share(successes, n), two_sided_z(confidence)
    centre, scale = 2.0 * n * p + z * z, 2.0 * (n + z * z)
    below = z * z - 2.0 - 1.0 / n + 4.0 * p * (n * (1.0 - p) + 1.0)
    above = z * z + 2.0 - 1.0 / n + 4.0 * p * (n * (1.0 - p) - 1.0)
    low = 0.0 if p == 0.0 else max(0.0, (centre - 1.0 - z * math.sqrt(max(below, 0.0))) / scale)
    high = 1.0 if p == 1.0 else min(1.0, (centre + 1.0 + z * math.sqrt(max(above, 0.0))) / scale)
    return Interval(low=low, high=high)


def newcombe_difference(
    successes: float, n: float, other_successes: float, other_n: float, *, confidence: float = CONFIDENCE
) -> Interval:
    """The difference of two independent shares, e.g. this year's minus last year's.

    Source: Newcombe (1998b), Statistics in Medicine 17:873, method 10. With weights, pass effective sizes.

    >>> interval = newcombe_difference(56, 70, 48, 80)
    >>> round(interval.low, 4), round(interval.high, 4)
    (0.0524, 0.3339)

    Raises:
        TooFewData: a share of nobody.
        CountsRefused: successes below zero or above n.
    """
    p, other_p = _share(successes, n), _share(other_successes, other_n)
    first = wilson(successes, n, confidence=confidence)
    second = wilson(other_successes, other_n, confidence=confidence)
    difference = p - other_p
    return Interval(
        low=max(-1.0, difference - math.hypot(p - first.low, second.high - other_p)),
        high=min(1.0, difference + math.hypot(first.high - p, other_p - second.low)),
    )


def mean_interval(mean: float, se: float, *, df: float = math.inf, confidence: float = CONFIDENCE) -> Interval:
    """mean ± t·se with `df` degrees of freedom (design: PSUs minus strata; infinite gives the normal interval).

    Raises:
        IntervalRefused: a standard error below zero.
    """
    if not se >= 0.0:
        raise IntervalRefused(f"a standard error is not negative: {se}")
    half = two_sided_t(confidence, df) * se
    return Interval(low=mean - half, high=mean + half)


def score_from_counts(
    counts: Mapping[str, int],
    points: Mapping[str, Decimal | float],
    *,
    design_effect: float = 1.0,
    confidence: float = CONFIDENCE,
) -> Estimate:
    """The satisfaction score of a set of verdicts: the mean of their points, with its error.

    counts         verdict code → number of verdicts; every code must have points (drop 不了解 and 拒答 before)
    points         verdict code → points; codes nobody chose still bound the interval
    design_effect  variance inflation by weighting and clustering, so n_eff = n / design_effect

    se² = (Σ p s² − (Σ p s)²) / (n_eff − 1), the multinomial delta method. The interval is the profile likelihood
    interval of a multinomial mean with an F(1, n_eff − 1) limit (Owen 1988, Biometrika 75:237), which stays inside
    the map and has width even when all verdicts agree. One verdict gives a mean and no error, none gives no mean.

    >>> answers = {"very_satisfied": 120, "satisfied": 160, "basically_satisfied": 80, "dissatisfied": 30}
    >>> scale = {"very_satisfied": 100, "satisfied": 80, "basically_satisfied": 60, "dissatisfied": 30}
    >>> estimate = score_from_counts(answers, scale)
    >>> round(estimate.mean, 4), round(estimate.se, 4)
    (78.2051, 1.0067)

    Raises:
        CountsRefused: a count below zero, or of a verdict without finite points.
        RangeRefused: a design effect that is not positive and finite.
    """
    require_points(counts, points)
    if not (design_effect > 0.0 and math.isfinite(design_effect)):
        raise RangeRefused(f"a design effect is positive and finite, not {design_effect}")
    n = sum(counts.values())
    if n == 0:
        return Estimate(mean=None, se=None, n=0, n_eff=0.0, low=None, high=None)
    n_eff = n / design_effect
    values = {code: float(value) for code, value in points.items()}
    mean = sum(count * values[code] for code, count in counts.items()) / n
    if n_eff <= 1.0:
        return Estimate(mean=mean, se=None, n=n, n_eff=n_eff, low=None, high=None)
    se = math.sqrt(sum(count * (values[code] - mean) ** 2 for code, count in counts.items()) / n / (n_eff - 1.0))
    scale = sorted(set(values.values()))
    held = [sum(count for code, count in counts.items() if values[code] == point) / design_effect for point in scale]
    low, high = profile_bounds(scale, held, limit=two_sided_t(confidence, n_eff - 1.0) ** 2)
    return Estimate(
        mean=mean, se=se, n=n, n_eff=n_eff, low=low, high=high, cautious_se=max(se, _open_spread(scale, held))
    )


def _open_spread(scale: list[float], held: list[float]) -> float:
    """Posterior sd of the score under Perks's prior: one imaginary answer spread evenly over the scale.

    Source: Perks (1947); posterior variance of a Dirichlet mean. It vanishes like 1/n where the textbook error is 0.
    """
    weight = sum(held) + 1.0
    shares = [(answers + 1.0 / len(scale)) / weight for answers in held]
    mean = sum(share * point for share, point in zip(shares, scale, strict=True))
    variance = sum(share * (point - mean) ** 2 for share, point in zip(shares, scale, strict=True))
    return math.sqrt(variance / (weight + 1.0))


def require_points(counts: Mapping[str, int], points: Mapping[str, Decimal | float]) -> None:
    """Refuse counts that no score can be made of.

    Raises:
        CountsRefused: a count below zero, or of a verdict without finite points.
    """
    strangers = sorted(set(counts) - set(points))
    if strangers:
        raise CountsRefused(f"verdicts without points: {', '.join(strangers)}")
    if not all(math.isfinite(value) for value in points.values()):
        raise CountsRefused("points are finite numbers")
    negative = sorted(code for code, count in counts.items() if not count >= 0)
    if negative:
        raise CountsRefused(f"negative counts: {', '.join(negative)}")


def _share(successes: float, n: float) -> float:
    if not n > 0.0:
        raise TooFewData("a share of nobody has no interval")
    if not 0.0 <= successes <= n:
        raise CountsRefused(f"{successes} successes do not fit into {n}")
    return successes / n
