"""Watching figures month by month: an alarm when one leaves what it was before, with a stated rate of false ones.

Each month is compared with all earlier ones together. With `figures` series watched over twelve months, each comparison
has the error probability `FALSE_ALARMS / (12 · figures)`: while nothing changes, at most one year in twenty sees any
alarm at all (Bonferroni). A first month, or one of few records, is compared with nothing.
"""

import math
from collections.abc import Sequence
from dataclasses import dataclass

from surveys.errors import RangeRefused
from surveys.estimation.distributions import two_sided_z
from surveys.estimation.intervals import Interval, mean_interval, newcombe_difference, wilson

FALSE_ALARMS = 0.05
"""The chance of any alarm in a year in which nothing changes but chance."""
MONTHS = 12
LEAST = 30
"""Fewer records than this, in the month or in all before it, raise no alarm."""


@dataclass(frozen=True, kw_only=True)
class MonthlyShare:
    """`hits` of `n` records in a month."""

    month: str
    hits: int
    n: int


@dataclass(frozen=True, kw_only=True)
class MonthlyMean:
    """The mean of `n` records in a month, and the variance between them."""

    month: str
    mean: float
    variance: float
    n: int


@dataclass(frozen=True, kw_only=True)
class Watched:
    """One month of a series: its figure with a 95 % interval, what came before it, and whether that is too far off."""

    month: str
    n: int
    value: float
    interval: Interval
    before: float | None
    is_alarming: bool


def confidence_of(figures: int) -> float:
    """Return the confidence of each single comparison.

    >>> round(confidence_of(4), 5)
    0.99896

    Raises:
        RangeRefused: no figure to watch.
    """
    if figures < 1:
        raise RangeRefused(f"at least one figure is watched, not {figures}")
    return 1.0 - FALSE_ALARMS / (MONTHS * figures)


def watch_shares(months: Sequence[MonthlyShare], *, figures: int) -> list[Watched]:
    """Watch a share; months without records are left out. Differences by Newcombe's interval."""
    watched: list[Watched] = []
    hits = n = 0
    for month in (month for month in months if month.n):
        is_alarming = False
        if min(month.n, n) >= LEAST:
            gap = newcombe_difference(month.hits, month.n, hits, n, confidence=confidence_of(figures))
            is_alarming = not gap.low <= 0.0 <= gap.high
        watched.append(
            Watched(
                month=month.month,
                n=month.n,
                value=month.hits / month.n,
                interval=wilson(month.hits, month.n),
                before=hits / n if n else None,
                is_alarming=is_alarming,
            )
        )
        hits, n = hits + month.hits, n + month.n
    return watched


def watch_means(months: Sequence[MonthlyMean], *, figures: int) -> list[Watched]:
    """Watch a mean; months without records are left out. Differences by Welch's error and the normal distribution."""
    watched: list[Watched] = []
    total = squares = n = 0.0
    for month in (month for month in months if month.n):
        se = math.sqrt(month.variance / month.n)
        before = total / n if n else None
        is_alarming = False
        if before is not None and min(month.n, n) >= LEAST:
            spread = max(squares / n - before**2, 0.0) / n
            is_alarming = abs(month.mean - before) > two_sided_z(confidence_of(figures)) * math.hypot(
                se, math.sqrt(spread)
            )
        watched.append(
            Watched(
                month=month.month,
                n=month.n,
                value=month.mean,
                interval=mean_interval(month.mean, se),
                before=before,
                is_alarming=is_alarming,
            )
        )
        total += month.mean * month.n
        squares += (month.variance + month.mean**2) * month.n
        n += month.n
    return watched
