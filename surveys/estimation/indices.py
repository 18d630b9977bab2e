"""A satisfaction index from several questions on one scale, 0 to 100.

Source: the ECSI and ACSI form, Σ w (x̄ − min) / (Σ w · (max − min)) · 100 (Fornell et al. 1996, Journal of Marketing
60:7; Tenenhaus et al. 2005). Weights are given: equal, agreed, or the outer weights of a fitted model.
"""

from collections.abc import Sequence

import numpy as np
from numpy.typing import ArrayLike

from surveys.errors import DataRefused
from surveys.estimation.auxiliaries import Floats, as_floats


def index_scores(
    answers: ArrayLike, weights: Sequence[float], *, low: float, high: float, standardised: bool = False
) -> Floats:
    """Each of n respondents' index over k questions answered from `low` to `high`.

    standardised   the weights belong to standardised variables (as outer weights do) and are divided by each
                   question's standard deviation first
    The index of a unit is the mean of these, with the design's error like any other variable.

    Raises:
        DataRefused: answers off the scale, weights that are none or do not fit them, or a question without spread where
            these are standardised.
    """
    table = as_floats(answers)
    share = as_floats(weights)
    if table.ndim != 2 or table.shape[1] != share.size or not low < high:
        raise DataRefused(f"answers {table.shape} do not fit {share.size} weights on a scale from {low} to {high}")
    if (share < 0).any() or share.sum() <= 0 or not ((table >= low) & (table <= high)).all():
        raise DataRefused("weights are not negative and answers lie on the scale")
    if standardised:
        if table.shape[0] < 2 or not np.ptp(table, axis=0).all():
            raise DataRefused("a question that everybody answered alike cannot be standardised")
        share = share / table.std(axis=0, ddof=1)
    scores: Floats = (table - low) @ (share / share.sum()) / (high - low) * 100.0
    return scores
