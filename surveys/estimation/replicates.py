"""Variance by replication: estimate again with other weights and see how far the estimate moves.

The jackknife leaves each cluster out in turn; whoever publishes a sample with replicate weights of its own is taken at
them. Slower than linearisation, but it follows the weighting wherever it goes, as each replicate is calibrated afresh.
Source: Wolter (2007), Introduction to Variance Estimation, ch. 4 (JK1 without strata, JKn with them).
"""

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike

from surveys.errors import DesignRefused, RangeRefused, WeightsRefused
from surveys.estimation.auxiliaries import Floats, as_floats
from surveys.estimation.variance import Design


@dataclass(frozen=True, kw_only=True)
class Replicated:
    """An estimate with its standard error over so many replicates."""

    value: float
    se: float
    replicates: int


def jackknife(design: Design, estimate: Callable[[Floats], float]) -> Replicated:
    """The error of any statistic of the weights.

    estimate   n base weights → number; it does its own calibration, so that this is repeated in every replicate
    Movements are taken about the mean of their stratum (Wolter's v1), with finite population corrections of the first
    stage; strata with one cluster are refused.

    Raises:
        DesignRefused: a stratum with one cluster.
    """
    first = design.stages[0]
    counts = first.unit_counts
    if (counts < 2).any():
        raise DesignRefused("a jackknife needs two sampling units in every stratum")
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
    return Replicated(value=value, se=float(np.sqrt(variance)), replicates=first.owners.size)


def replicated(
    weights: ArrayLike,
    replicates: ArrayLike,
    estimate: Callable[[Floats], float],
    *,
    factor: float,
    about_estimate: bool = True,
) -> Replicated:
    """The error of any statistic of the weights from replicate weights that came with a sample.

    weights          n full weights; replicates: n × R, each column a whole set of weights
    estimate         n weights → number
    factor           what the squared movements are multiplied by: 1/R for balanced half-samples and the bootstrap,
                     1/(R(1−k)²) for half-samples after Fay, (R−1)/R for a jackknife without strata
    about_estimate   movements away from the estimate; False: away from the mean of the replicates, a little smaller

    Raises:
        WeightsRefused: replicate weights that do not fit the full ones.
        RangeRefused: a factor that is not positive.
    """
    full, columns = as_floats(weights), as_floats(replicates)
    if columns.ndim != 2 or columns.shape[0] != full.size or columns.shape[1] < 2:
        raise WeightsRefused(f"replicate weights are {full.size} rows of at least two columns, not {columns.shape}")
    if not factor > 0:
        raise RangeRefused(f"a variance is its movements times something above 0, not {factor}")
    value = estimate(full)
    found = np.array([estimate(column) for column in columns.T])
    centre = value if about_estimate else float(found.mean())
    variance = factor * float(np.sum((found - centre) ** 2))
    return Replicated(value=value, se=float(np.sqrt(variance)), replicates=columns.shape[1])
