"""Intervals for a share estimated from a designed sample, which must not leave [0, 1]."""

import math
from collections.abc import Callable
from enum import StrEnum

from surveys.errors import RangeRefused
from surveys.estimation.designed import Measurement
from surveys.estimation.distributions import beta_quantile, two_sided_t
from surveys.estimation.intervals import CONFIDENCE, Interval


class ShareMethod(StrEnum):
    """How the interval of a weighted share is formed."""

    LOGIT = "logit"
    """t on the logit scale: the default for shares away from 0 and 1."""
    BETA = "beta"
    """Korn & Graubard (1998), Survey Methodology 24:193: Clopper–Pearson at the effective size; for small shares."""
    LIKELIHOOD = "likelihood"
    """Rao & Scott (1984), Annals of Statistics 12:46: binomial likelihood ratio over the design effect."""
    ARCSINE = "arcsine"
    """t on the variance-stabilising scale."""
    LINEAR = "linear"
    """p ± t·se, cut at 0 and 1; for comparison only."""


def share_interval(
    share: Measurement, *, method: ShareMethod = ShareMethod.LOGIT, confidence: float = CONFIDENCE
) -> Interval:
    """An interval for a share in [0, 1] given as the mean of a 0/1 variable.

    A share of exactly 0 or 1, or of one respondent, has no spread to build on: it gets the exact binomial bound at its
    n (beta method). A share outside [0, 1] is `RangeRefused`.
    """
    p, t = share.value, two_sided_t(confidence, share.df)
    if not 0.0 <= p <= 1.0:
        raise RangeRefused(f"a share lies between 0 and 1, not at {p}")
    if share.n < 2 or share.se == 0.0 or p in (0.0, 1.0):
        return _exact(p, share.n, confidence)
    if method == ShareMethod.BETA:
        size = p * (1.0 - p) / share.se**2 * (two_sided_t(confidence, share.n - 1) / t) ** 2
        return _exact(p, size, confidence)
    if method == ShareMethod.LIKELIHOOD:
        # The dispersion that scales the deviance is estimated with n − 1, as in R's survey.
        return _likelihood(p, t * share.se * math.sqrt(share.n / (share.n - 1)))
    return _BY_REACH[method](p, t * share.se)


def _logit(p: float, reach: float) -> Interval:
    half, centre = reach / (p * (1.0 - p)), math.log(p / (1.0 - p))
    return Interval(low=_expit(centre - half), high=_expit(centre + half))


def _linear(p: float, reach: float) -> Interval:
    return Interval(low=max(0.0, p - reach), high=min(1.0, p + reach))


def _exact(p: float, size: float, confidence: float) -> Interval:
    tail, hits = (1.0 - confidence) / 2.0, p * size
    misses = size - hits
    return Interval(
        low=beta_quantile(tail, hits, misses + 1.0) if hits > 0 else 0.0,
        high=beta_quantile(1.0 - tail, hits + 1.0, misses) if misses > 0 else 1.0,
    )


def _arcsine(p: float, reach: float) -> Interval:
    angle, half = math.asin(math.sqrt(p)), reach / (2.0 * math.sqrt(p * (1.0 - p)))
    return Interval(low=math.sin(max(0.0, angle - half)) ** 2, high=math.sin(min(math.pi / 2.0, angle + half)) ** 2)


def _likelihood(p: float, reach: float) -> Interval:
    """Where 2·KL(p, q) reaches (t·se)² / (p(1 − p)), on either side of p."""
    limit = reach**2 / (p * (1.0 - p))

    def distance(q: float) -> float:
        return 2.0 * (p * math.log(p / q) + (1.0 - p) * math.log((1.0 - p) / (1.0 - q)))

    def search(inner: float, outer: float) -> float:
        for _ in range(200):
            middle = (inner + outer) / 2.0
            if middle in (0.0, 1.0) or distance(middle) > limit:
                outer = middle
            else:
                inner = middle
        return inner

    return Interval(low=search(p, 0.0), high=search(p, 1.0))


def _expit(x: float) -> float:
    return 1.0 / (1.0 + math.exp(-x))


_BY_REACH: dict[ShareMethod, Callable[[float, float], Interval]] = {
    ShareMethod.LOGIT: _logit,
    ShareMethod.ARCSINE: _arcsine,
    ShareMethod.LINEAR: _linear,
}
