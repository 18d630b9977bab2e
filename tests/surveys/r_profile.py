"""How R's survey package finds the likelihood interval of a share: by interpolation where this library solves.

R profiles the deviance of an intercept-only logistic model at a few steps of a fifth of the reach, draws a cubic spline
through the signed roots, evaluates it at three times as many points, and interpolates linearly between those. Written
anew from that description, so that its published figures can be met to the last digit that both sides mean. In R these
are `svyciprop(method = "likelihood")`, `confint.svyglm`, and copies of MASS's `profile.glm` and `confint.profile.glm`.
"""

import math

import numpy as np

from surveys.estimation.auxiliaries import Floats
from surveys.estimation.designed import Measurement
from surveys.estimation.distributions import normal_tail, two_sided_t

_STEPS = 9


def interpolated_bounds(share: Measurement) -> tuple[float, float]:
    """Return the bounds as R prints them at 95 %."""
    p, n = share.value, share.n
    logit, se = math.log(p / (1 - p)), share.se / (p * (1 - p))
    cutoff = two_sided_t(0.95, share.df) * se * math.sqrt(n * p * (1 - p))
    reach = two_sided_t(1 - normal_tail(cutoff) / 2, n - 1)
    at = [(logit, 0.0)]
    for sign in (-1, 1):
        root, step = 0.0, 0
        while step < _STEPS and abs(root) < reach:
            step += 1
            place = logit + sign * step * reach / 5 * se
            root = sign * math.sqrt(_deviance(p, _expit(place), n) * (n - 1) / n)
            at.append((place, root))
    x, y = (np.array(side) for side in zip(*sorted(at), strict=True))
    places = np.linspace(x[0], x[-1], 3 * x.size)
    low, high = np.interp([-cutoff, cutoff], _spline(x, y, places), places)
    return _expit(low), _expit(high)


def _expit(x: float) -> float:
    return 1 / (1 + math.exp(-x))


def _deviance(p: float, q: float, n: int) -> float:
    return max(0.0, 2 * n * (p * math.log(p / q) + (1 - p) * math.log((1 - p) / (1 - q))))


def _spline(x: Floats, y: Floats, places: Floats) -> Floats:
    """The spline of Forsythe, Malcolm and Moler: its ends have the third derivative of a cubic through four points."""
    n, h = x.size, np.diff(x)
    slope = np.diff(y) / h
    left, right = np.zeros((n, n)), np.zeros(n)
    for i in range(1, n - 1):
        left[i, i - 1 : i + 2] = h[i - 1], 2 * (h[i - 1] + h[i]), h[i]
        right[i] = slope[i] - slope[i - 1]
    second = np.diff(slope) / (x[2:] - x[:-2])
    left[0, :2], left[-1, -2:] = (-h[0], h[0]), (h[-1], -h[-1])
    right[0] = h[0] ** 2 * (second[1] - second[0]) / (x[3] - x[0])
    right[-1] = -(h[-1] ** 2) * (second[-1] - second[-2]) / (x[-1] - x[-4])
    bend = np.linalg.solve(left, right)
    first = slope - h * (bend[1:] + 2 * bend[:-1])
    piece = np.clip(np.searchsorted(x, places, side="right") - 1, 0, n - 2)
    u = places - x[piece]
    found: Floats = y[piece] + u * (first[piece] + u * (3 * bend[piece] + u * (np.diff(bend) / h)[piece]))
    return found
