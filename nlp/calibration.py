"""From margins to probabilities one may believe, and from probabilities to decisions one may answer for."""

from collections.abc import Sequence
from math import sqrt
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray
from scipy.optimize import minimize

Floats = NDArray[np.float32]
_NORMAL_95 = 1.6448536269514722  # one-sided 95 %
_NEVER = 1.01


def fit_temperature(
    margins: Floats, truth: NDArray[np.float32], *, exclusive: bool, weights: NDArray[np.float32] | None = None
) -> float:
    """Return the temperature of least negative log-likelihood (Guo et al. 2017); `truth` is 0/1 (records, labels).

    `weights` say how much each record counts, all alike without.
    """
    grid = np.geomspace(0.05, 5, 120)
    losses = [np.average(_losses(margins / t, truth, exclusive=exclusive), weights=weights) for t in grid]
    return float(grid[int(np.argmin(losses))])


def _losses(scores: Floats, truth: NDArray[np.float32], *, exclusive: bool = True) -> Floats:
    if exclusive:
        top = scores.max(axis=1, keepdims=True)
        logs = scores - top - np.log(np.exp(scores - top).sum(axis=1, keepdims=True))
        lost: Floats = -(logs * truth).sum(axis=1)
        return lost
    spread: Floats = (np.logaddexp(0, scores) - scores * truth).mean(axis=1)
    return spread


class Scale(NamedTuple):
    """What brings scores to probabilities: they are divided by `temperature`, and `lift` is added to the first's."""

    temperature: float
    lift: float


def fit_scale(margins: Floats, truth: NDArray[np.float32]) -> Scale:
    """Return the scale of least negative log-likelihood for labels that exclude each other.

    A temperature alone cannot mend that one label is told more plainly where it was learnt than where it is looked for;
    for two labels this is J. Platt, "Probabilistic outputs for support vector machines", 1999.
    """

    def loss(numbers: NDArray[np.float64]) -> float:
        return float(_losses(scaled(margins, Scale(float(np.exp(numbers[0])), float(numbers[1]))), truth).mean())

    found = minimize(loss, np.zeros(2), method="Nelder-Mead", options={"xatol": 1e-3, "fatol": 1e-6})
    return Scale(round(float(np.exp(found.x[0])), 4), round(float(found.x[1]), 4))


def scaled(margins: Floats, scale: Scale) -> Floats:
    """Return (records, labels): margins over the temperature, those of the first label lifted."""
    result: Floats = margins / np.float32(scale.temperature)
    result[:, 0] += np.float32(scale.lift)
    return result


def lower_bound(successes: float, trials: float) -> float:
    """Return the one-sided 95 % Wilson lower bound of a proportion; 0 without trials.

    >>> round(lower_bound(95, 100), 3)
    0.901
    """
    if trials <= 0:
        return 0.0
    share, z2 = successes / trials, _NORMAL_95**2
    centre = share + z2 / (2 * trials)
    spread = _NORMAL_95 * sqrt(share * (1 - share) / trials + z2 / (4 * trials**2))
    return max(0.0, (centre - spread) / (1 + z2 / trials))


def accept_thresholds(
    probabilities: Floats,
    chosen: NDArray[np.int64],
    truth: Sequence[int],
    groups: Sequence[int],
    target: float,
    asked: Sequence[int] | None = None,
) -> tuple[float, ...]:
    """Return, per label, the least probability of its group from which on precision reaches the target.

    "Reaches" means by its lower binomial bound. `chosen` are the answers given to the rows of `probabilities`; `groups`
    gives each label's group, numbered from 0. Precision is asked of each group by itself, or else of all answers
    together whose labels have the same number in `asked`.

    A label whose precision is never proven gets a threshold above 1: it is always shown to a person.
    """
    pools = np.asarray(groups if asked is None else asked)
    members = np.asarray(groups)
    answers = members[chosen]
    pooled = np.column_stack([probabilities[:, members == group].sum(axis=1) for group in range(max(groups) + 1)])
    sure, right = pooled[np.arange(len(pooled)), answers], answers == members[np.asarray(truth)]
    together = pools[chosen]
    return tuple(_threshold(sure[together == pool], right[together == pool], target) for pool in pools)


def _threshold(sure: Floats, right: NDArray[np.bool_], target: float) -> float:
    order = np.argsort(-sure, kind="stable")
    hits = np.cumsum(right[order])
    proven = [rank for rank in range(1, len(order) + 1) if lower_bound(float(hits[rank - 1]), rank) >= target]
    return round(float(sure[order[proven[-1] - 1]]), 4) if proven else _NEVER


def expected_calibration_error(sure: Floats, right: NDArray[np.bool_], bins: int = 10) -> float:
    """Return the mean gap between confidence and accuracy over equal-width bins, weighted by their size."""
    places = np.minimum((sure * bins).astype(int), bins - 1)
    gaps = [
        abs(float(right[places == b].mean() - sure[places == b].mean())) * (places == b).mean() for b in set(places)
    ]
    return float(sum(gaps))
