"""From probabilities to decisions one may answer for: from which on an answer may stand without a person."""

from collections.abc import Sequence
from math import sqrt

import numpy as np
from numpy.typing import NDArray

from nlp.calibration import Floats

_NORMAL_95 = 1.6448536269514722  # one-sided 95 %
_NEVER = 1.01


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
