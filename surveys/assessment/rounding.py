"""Where float64 ends and published points begin.

A mean computed in binary may sit a hair beside the half that decides its last published digit. Cutting the noise away
first, at the tenth place, makes a half a half on every machine, and makes equal totals equal.
"""

from decimal import ROUND_HALF_EVEN, ROUND_HALF_UP, Decimal

SETTLED = Decimal("1e-10")


def settle(value: float) -> Decimal:
    """Return an estimate as decimal points, free of binary noise but not rounded for publication."""
    return Decimal(value).quantize(SETTLED, ROUND_HALF_EVEN)


def publish(points: Decimal, places: int) -> Decimal:
    """Round settled points as officials do, halves upwards.

    >>> publish(settle(0.7 * 92.5 + 0.3 * 77.885), 2)
    Decimal('88.12')
    """
    return points.quantize(Decimal(1).scaleb(-places), ROUND_HALF_UP)
