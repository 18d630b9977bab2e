"""Bootstrap intervals for small or ceiling-bound samples where t intervals are off: BCa, seeded.

Source: Efron (1987), Better bootstrap confidence intervals, JASA 82:171.
"""

from collections.abc import Callable, Mapping
from decimal import Decimal

import numpy as np
from numpy.typing import ArrayLike

from surveys.errors import RangeRefused, TooFewData
from surveys.estimation.auxiliaries import Floats, as_floats
from surveys.estimation.distributions import normal_quantile, normal_tail, require_open_unit
from surveys.estimation.intervals import CONFIDENCE, Interval, require_points

DRAWS = 2000
SEED = 19_870_301


def bca_interval(
    values: ArrayLike,
    statistic: Callable[[Floats], Floats],
    *,
    confidence: float = CONFIDENCE,
    draws: int = DRAWS,
    seed: int = SEED,
) -> Interval:
    """A bias-corrected and accelerated interval for any statistic of n independent values.

    statistic   (any shape × n) → (any shape): reduces the last axis, e.g. `lambda a: a.mean(axis=-1)`
    The same values and seed give the same interval.

    Raises:
        TooFewData: fewer than two values, gaps, or values that all agree, so that there is no spread to resample.
        RangeRefused: a confidence outside (0, 1), or no draws.
    """
    _require_draws(draws)
    held = as_floats(values)
    if held.ndim != 1 or held.size < 2 or not np.ptp(held) > 0.0:
        raise TooFewData("a bootstrap needs at least two values that differ")
    rng = np.random.default_rng(seed)
    resampled = np.concatenate(
        [statistic(held[rng.integers(0, held.size, (rows, held.size))]) for rows in _blocks(draws, held.size)]
    )
    without = np.lib.stride_tricks.sliding_window_view(np.concatenate([held, held[:-1]]), held.size)[:, 1:]
    left_out = statistic(without.astype(np.float64))
    return _bca(float(statistic(held)), resampled, left_out, np.ones(held.size), confidence)


def bca_score_interval(
    counts: Mapping[str, int],
    points: Mapping[str, Decimal | float],
    *,
    confidence: float = CONFIDENCE,
    draws: int = DRAWS,
    seed: int = SEED,
) -> Interval:
    """The BCa interval of a score straight from counts per verdict, by multinomial resampling.

    Raises:
        CountsRefused: counts below zero, or of verdicts without points; and TooFewData, RangeRefused as above.
    """
    _require_draws(draws)
    require_points(counts, points)
    codes = [code for code, count in counts.items() if count > 0]
    scale = np.array([float(points[code]) for code in codes])
    held = np.array([counts[code] for code in codes], dtype=np.float64)
    if np.unique(scale).size < 2:
        raise TooFewData("a bootstrap needs at least two values that differ")
    n = int(held.sum())
    value = float(held @ scale / n)
    resampled = np.random.default_rng(seed).multinomial(n, held / n, draws) @ scale / n
    return _bca(value, resampled, (value * n - scale) / (n - 1), held, confidence)


def _bca(value: float, resampled: Floats, left_out: Floats, times: Floats, confidence: float) -> Interval:
    """left_out holds the statistic without one value, times how many values share it."""
    require_open_unit("confidence", confidence)
    below = float((resampled < value).mean() + (resampled == value).mean() / 2.0)
    below = min(max(below, 0.5 / resampled.size), 1.0 - 0.5 / resampled.size)
    bias = normal_quantile(below)
    away = np.average(left_out, weights=times) - left_out
    cubed, squared = float(times @ away**3), float(times @ away**2)
    acceleration = cubed / (6.0 * squared**1.5) if squared > 0 else 0.0
    bounds = []
    for tail in ((1.0 - confidence) / 2.0, (1.0 + confidence) / 2.0):
        shifted = bias + normal_quantile(tail)
        bounds.append(1.0 - normal_tail(bias + shifted / (1.0 - acceleration * shifted)))
    low, high = np.quantile(resampled, bounds)
    return Interval(low=float(low), high=float(high))


def _require_draws(draws: int) -> None:
    if draws < 1:
        raise RangeRefused(f"a bootstrap draws at least once, not {draws} times")


def _blocks(draws: int, n: int) -> list[int]:
    """Rows per block, so that a block holds about two million numbers."""
    size = max(1, 2_000_000 // n)
    return [min(size, draws - start) for start in range(0, draws, size)]
