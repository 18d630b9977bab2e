"""Profile likelihood bounds for the mean of a multinomial on a fixed scale of points.

Source: Owen (1988), Empirical likelihood ratio confidence intervals for a single functional, Biometrika 75:237.
The scale's own points are the support, so the bounds cannot leave it, and points nobody chose may still carry mass:
that is what gives unanimous answers an interval.
"""

import math
from collections.abc import Sequence

_STEPS = 80


def profile_bounds(scale: Sequence[float], counts: Sequence[float], *, limit: float) -> tuple[float, float]:
    """The lowest and highest mean whose log likelihood ratio statistic stays within `limit`.

    scale   K distinct points; counts: K non-negative (effective) counts, not all zero; limit: a squared quantile.
    """
    top, bottom = max(scale), min(scale)
    low = bottom + _lower_bound([point - bottom for point in scale], counts, limit)
    # The upper bound is the lower bound of the scale seen in a mirror.
    high = top - _lower_bound([top - point for point in scale], counts, limit)
    return low, high


def _lower_bound(heights: Sequence[float], counts: Sequence[float], limit: float) -> float:
    """The lowest admissible mean height above the scale's floor.

    Maximising Σ n log p under Σ p = 1 and Σ p t = m gives p = n / (a + b t). One ratio r = b / a runs through all means
    from the observed one downwards; once a has reached zero, mass moves to an unchosen floor and only b still grows.
    """
    held = [(count, height) for count, height in zip(counts, heights, strict=True) if count > 0.0]
    if all(height == 0.0 for _, height in held):
        return 0.0
    total = sum(count for count, _ in held)
    if all(height > 0.0 for _, height in held):
        scale = sum(count / height for count, height in held)
        at_edge = 2.0 * sum(count * math.log(scale * height / total) for count, height in held)
        if at_edge <= limit:
            # Here every step beyond the edge multiplies all chosen shares alike, so the bound is explicit.
            return total / scale * math.exp(-(limit - at_edge) / (2.0 * total))
    return _descend(held, total, limit)


def _descend(held: Sequence[tuple[float, float]], total: float, limit: float) -> float:
    """Bisect log r until the likelihood ratio meets the limit."""
    tallest = max(height for _, height in held)
    low, high = -60.0, 60.0
    for _ in range(_STEPS):
        middle = (low + high) / 2.0
        ratio = math.exp(middle) / tallest
        norm = sum(count / (1.0 + ratio * height) for count, height in held)
        statistic = 2.0 * sum(count * math.log(norm * (1.0 + ratio * height) / total) for count, height in held)
        low, high = (middle, high) if statistic <= limit else (low, middle)
    ratio = math.exp(low) / tallest
    tilted = [(count / (1.0 + ratio * height), height) for count, height in held]
    return sum(weight * height for weight, height in tilted) / sum(weight for weight, _ in tilted)
