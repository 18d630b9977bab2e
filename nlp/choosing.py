"""Learn what speaks for one of several candidates being the right one: a conditional logit.

D. McFadden, "Conditional logit analysis of qualitative choice behavior", 1974: the probability of a candidate is the
softmax of its points over the candidates beside it. Several right ones share their probability.
"""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy.optimize import minimize

_RIDGE = 3.0


@dataclass(frozen=True, kw_only=True)
class Choice:
    """One choice: strengths of every candidate's signs (candidates, signs), which are right, and what it weighs."""

    strengths: NDArray[np.float64]
    right: NDArray[np.bool_]
    weight: float = 1.0

    @property
    def tells(self) -> bool:
        """Whether anything can be learnt from it: some candidates are right, and some are not."""
        return bool(self.right.any()) and not bool(self.right.all())


def learn_points(choices: Sequence[Choice]) -> tuple[float, ...]:
    """Return what each sign counts, by penalised maximum likelihood; nothing where no choice tells anything."""
    telling = [choice for choice in choices if choice.tells]
    if not telling:
        return ()
    strengths = np.vstack([choice.strengths for choice in telling])
    right = np.concatenate([choice.right for choice in telling])
    weights = np.array([choice.weight for choice in telling])
    sizes = [len(choice.right) for choice in telling]
    starts, owner = np.cumsum([0, *sizes[:-1]]), np.repeat(np.arange(len(telling)), sizes)

    def loss(points: NDArray[np.float64]) -> tuple[float, NDArray[np.float64]]:
        scores = strengths @ points
        powers = np.exp(scores - np.maximum.reduceat(scores, starts)[owner])
        of_right = np.where(right, powers, 0.0)
        all_sum, right_sum = np.add.reduceat(powers, starts), np.add.reduceat(of_right, starts)
        surprise = powers / all_sum[owner] - of_right / right_sum[owner]
        value = float(-(weights * np.log(right_sum / all_sum)).sum() + _RIDGE / 2 * points @ points)
        return value, strengths.T @ (surprise * weights[owner]) + _RIDGE * points

    found = minimize(loss, np.zeros(strengths.shape[1]), jac=True, method="L-BFGS-B")
    return tuple(round(float(point), 4) for point in found.x)
