"""Jackknife variance: leave each cluster out in turn and see how far the estimate moves.

Slower than linearisation but it follows the weighting wherever it goes, as each replicate is calibrated afresh.
Source: Wolter (2007), Introduction to Variance Estimation, ch. 4 (JK1 without strata, JKn with them).
"""

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np

from surveys.estimation.auxiliaries import Floats
from surveys.estimation.variance import Design


@dataclass(frozen=True, kw_only=True)
class Jackknifed:
    """An estimate with its jackknife standard error over `replicates` replicates."""

    value: float
    se: float
    replicates: int


def jackknife(design: Design, estimate: Callable[[Floats], float]) -> Jackknifed:
    """The error of any statistic of the weights.

    estimate   n base weights → number; it does its own calibration, so that this is repeated in every replicate
    Finite population corrections of the first stage are applied; strata with one cluster are refused.
    """
    first = design.stages[0]
    counts = first.unit_counts
    if (counts < 2).any():
        raise ValueError("a jackknife needs two sampling units in every stratum")
    value = estimate(design.base)
    movements = np.zeros(first.owners.size)
    for unit, stratum in enumerate(first.owners):
        inside = first.strata == stratum
        factor = np.where(inside, counts[stratum] / (counts[stratum] - 1.0), 1.0)
        factor[first.units == unit] = 0.0
        movements[unit] = estimate(design.base * factor)
    centre = np.bincount(first.owners, movements) / counts
    scale = (1.0 - first.fraction) * (counts - 1.0) / counts
    variance = float(np.sum(scale[first.owners] * (movements - centre[first.owners]) ** 2))
    return Jackknifed(value=value, se=float(np.sqrt(variance)), replicates=first.owners.size)
