"""The few probability distributions that survey statistics needs, on the standard library alone.

SciPy has them all, but `surveys` promises to run on numpy; thirty lines of continued fractions keep that promise.
Agreement with SciPy is tested to 1e-10.
"""

import math
from functools import lru_cache
from statistics import NormalDist

from surveys.errors import RangeRefused

_STANDARD_NORMAL = NormalDist()
_TINY = 1e-300
_PRECISION = 1e-15


def normal_quantile(probability: float) -> float:
    """The z below which a standard normal variable falls with this probability.

    >>> round(normal_quantile(0.975), 6)
    1.959964
    """
    return _STANDARD_NORMAL.inv_cdf(probability)


def normal_tail(z: float) -> float:
    """P(Z > z) of a standard normal variable, accurate far out in the tail."""
    return 0.5 * math.erfc(z / math.sqrt(2.0))


def two_sided_z(confidence: float) -> float:
    """The z of a two-sided normal interval, e.g. 1.96 for a confidence of 0.95.

    Raises:
        RangeRefused: a confidence outside (0, 1).
    """
    require_open_unit("confidence", confidence)
    return normal_quantile(0.5 + confidence / 2.0)


def beta_cdf(x: float, a: float, b: float) -> float:
    """Regularised incomplete beta function I_x(a, b): DLMF 8.17.22, evaluated by Lentz's method.

    Raises:
        RangeRefused: a parameter that is not positive.
    """
    if not (a > 0 and b > 0):
        raise RangeRefused(f"a beta distribution needs positive parameters, not {a} and {b}")
    if x <= 0.0:
        return 0.0
    if x >= 1.0:
        return 1.0
    log_front = math.lgamma(a + b) - math.lgamma(a) - math.lgamma(b) + a * math.log(x) + b * math.log1p(-x)
    # The fraction converges fast only on its own side of the mean; the other side is the mirror image.
    if x < (a + 1.0) / (a + b + 2.0):
        return math.exp(log_front) * _beta_fraction(x, a, b) / a
    return 1.0 - math.exp(log_front) * _beta_fraction(1.0 - x, b, a) / b


def beta_quantile(probability: float, a: float, b: float) -> float:
    """The x with I_x(a, b) = probability, by bisection to the last bit."""
    if probability <= 0.0 or probability >= 1.0:
        return float(probability > 0.0)
    low, high = 0.0, 1.0
    while high - low > _PRECISION * max(high, 1e-9):
        middle = (low + high) / 2.0
        if middle in (low, high):
            break
        if beta_cdf(middle, a, b) < probability:
            low = middle
        else:
            high = middle
    return (low + high) / 2.0


def t_tail(t: float, df: float) -> float:
    """P(T > t) of Student's t with `df` degrees of freedom (`math.inf` gives the normal)."""
    if math.isinf(df):
        return normal_tail(t)
    square = t * t
    if square < 1.0:  # near the middle the far side's complement would swallow the digits of t
        return 0.5 - math.copysign(0.5, t) * beta_cdf(square / (df + square), 0.5, df / 2.0)
    tail = 0.5 * beta_cdf(df / (df + square), df / 2.0, 0.5)
    return tail if t >= 0 else 1.0 - tail


@lru_cache(maxsize=4096)
def t_quantile(probability: float, df: float) -> float:
    """Student's t quantile, found by Newton's method from the normal one.

    >>> round(t_quantile(0.975, 14), 6)
    2.144787

    Raises:
        RangeRefused: degrees of freedom that are not positive.
    """
    if not df > 0:
        raise RangeRefused(f"Student's t needs positive degrees of freedom, not {df}")
    if probability < 0.5:
        return -t_quantile(1.0 - probability, df)
    if probability == 0.5 or math.isinf(df):
        return normal_quantile(probability)
    return _solve_t(1.0 - probability, df)


def two_sided_t(confidence: float, df: float) -> float:
    """The t of a two-sided interval with this confidence.

    Raises:
        RangeRefused: a confidence outside (0, 1).
    """
    require_open_unit("confidence", confidence)
    return t_quantile(0.5 + confidence / 2.0, df)


def f_tail(f: float, df_numerator: float, df_denominator: float) -> float:
    """P(F > f) of Fisher's F; the denominator's degrees of freedom may be fractional."""
    if f <= 0:
        return 1.0
    return beta_cdf(df_denominator / (df_denominator + df_numerator * f), df_denominator / 2.0, df_numerator / 2.0)


def binomial_tail(least: int, trials: int, chance: float) -> float:
    """P(X >= least) for X binomial."""
    if least <= 0:
        return 1.0
    if least > trials:
        return 0.0
    return beta_cdf(chance, least, trials - least + 1)


def poisson_tail(least: int, mean: float) -> float:
    """P(X >= least) for X Poisson, by summing the shorter, upper side."""
    if least <= 0:
        return 1.0
    if mean <= 0:
        return 0.0
    if least <= mean:
        return 1.0 - _poisson_sum(0, least, mean)
    return _poisson_sum(least, None, mean)


def negative_binomial_tail(least: int, mean: float, size: float) -> float:
    """P(X >= least) for counts with this mean and variance mean + mean**2 / size."""
    if least <= 0:
        return 1.0
    if mean <= 0:
        return 0.0
    if math.isinf(size):
        return poisson_tail(least, mean)
    return beta_cdf(mean / (mean + size), least, size)


def _solve_t(tail: float, df: float) -> float:
    """Bracketed Newton steps on P(T > t) = tail for a tail below one half."""
    low, high = 0.0, math.inf
    t = max(normal_quantile(1.0 - tail), 1e-3)
    log_scale = math.lgamma((df + 1) / 2) - math.lgamma(df / 2) - 0.5 * math.log(df * math.pi)
    for _ in range(200):
        excess = t_tail(t, df) - tail
        low, high = (t, high) if excess > 0 else (low, t)
        density = math.exp(log_scale - (df + 1) / 2 * math.log1p(t * t / df))
        step = t + excess / density
        if not low < step < high:
            step = 2 * t if math.isinf(high) else (low + high) / 2
        if abs(step - t) <= 1e-14 * max(1.0, t):
            return step
        t = step
    return t


def _poisson_sum(start: int, stop: int | None, mean: float) -> float:
    term = math.exp(start * math.log(mean) - mean - math.lgamma(start + 1))
    total, count = 0.0, start
    while (stop is None or count < stop) and (term > total * 1e-17 or count < mean):
        total += term
        count += 1
        term *= mean / count
    return min(total, 1.0)


def _beta_fraction(x: float, a: float, b: float) -> float:
    """The continued fraction of I_x(a, b), whose length grows with the root of the larger parameter."""
    limit = 200 + int(20 * math.sqrt(max(a, b)))
    numerator, denominator = 1.0, 1.0 / _away_from_zero(1.0 - (a + b) * x / (a + 1.0))
    value = denominator
    for m in range(1, limit):
        even = m * (b - m) * x / ((a + 2 * m - 1) * (a + 2 * m))
        odd = -(a + m) * (a + b + m) * x / ((a + 2 * m) * (a + 2 * m + 1))
        for term in (even, odd):
            denominator = 1.0 / _away_from_zero(1.0 + term * denominator)
            numerator = _away_from_zero(1.0 + term / numerator)
            value *= denominator * numerator
        if abs(denominator * numerator - 1.0) < _PRECISION:
            break
    return value


def _away_from_zero(value: float) -> float:
    return value if abs(value) > _TINY else _TINY


def require_open_unit(name: str, value: float) -> None:
    """Refuse what does not lie between 0 and 1, ends excluded.

    Raises:
        RangeRefused: it does not.
    """
    if not 0.0 < value < 1.0:
        raise RangeRefused(f"{name} must lie between 0 and 1, not {value}")
