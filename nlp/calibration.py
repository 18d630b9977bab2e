"""From margins to probabilities one may believe."""

from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray
from scipy.optimize import minimize

Floats = NDArray[np.float32]


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


def steadied(own: Scale, known: float, share: float) -> Scale:
    """Return a scale of few messages with its temperature this share of the way from what is known of many others.

    How common the first label is shows in few messages; how fast certainty grows with the margin does not.

    >>> steadied(Scale(4.0, 1.0), 1.0, 0.5)
    Scale(temperature=2.0, lift=1.0)
    """
    return Scale(round(known ** (1 - share) * own.temperature**share, 4), own.lift)


def scaled(margins: Floats, scale: Scale) -> Floats:
    """Return (records, labels): margins over the temperature, those of the first label lifted."""
    result: Floats = margins / np.float32(scale.temperature)
    result[:, 0] += np.float32(scale.lift)
    return result


def expected_calibration_error(sure: Floats, right: NDArray[np.bool_], bins: int = 10) -> float:
    """Return the mean gap between confidence and accuracy over equal-width bins, weighted by their size."""
    places = np.minimum((sure * bins).astype(int), bins - 1)
    gaps = [
        abs(float(right[places == b].mean() - sure[places == b].mean())) * (places == b).mean() for b in set(places)
    ]
    return float(sum(gaps))
