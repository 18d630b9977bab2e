"""Where things stand on the charts: positions only; templates draw them as SVG, style sheets colour them.

A room of its own because a chart without script is made of numbers, and numbers can be tested.
"""

import math
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

WIDTH = 100.0
_STEPS = (1, 2, 5, 10, 20)
_MOST_TICKS = 6


@dataclass(frozen=True, kw_only=True)
class Axis:
    """A scale of points from ``low`` to ``high`` across the width of the chart."""

    low: float
    high: float
    step: float

    def at(self, points: float | None) -> float:
        """Return the position of points, held inside the chart."""
        share = ((points if points is not None else self.low) - self.low) / (self.high - self.low)
        return round(WIDTH * min(max(share, 0.0), 1.0), 2)

    @property
    def ticks(self) -> list[float]:
        """The points at which the axis is marked."""
        count = int((self.high - self.low) / self.step + 1e-9)
        return [self.low + self.step * number for number in range(count + 1)]


def axis_around(values: Iterable[float | None]) -> Axis:
    """Return the narrowest axis with round ends that holds all values; the whole scale where there are none."""
    known = [value for value in values if value is not None]
    if not known:
        return Axis(low=0.0, high=100.0, step=20.0)
    span = max(max(known) - min(known), 1.0)
    step = next((step for step in _STEPS if span / step <= _MOST_TICKS - 2), _STEPS[-1])
    low = max(0.0, math.floor(min(known) / step) * step)
    high = min(100.0, math.ceil(max(known) / step) * step)
    return Axis(low=low, high=max(high, low + step), step=float(step))


@dataclass(frozen=True, kw_only=True)
class Segment:
    """One part of a stacked bar: where it begins, how wide it is, and what it counts."""

    code: str
    start: float
    width: float
    n: int
    share: float


def stacked(counts: Sequence[tuple[str, int]]) -> list[Segment]:
    """Return the parts of a bar that together fill its width, in the order given."""
    total = sum(n for _code, n in counts)
    segments: list[Segment] = []
    start = 0.0
    for code, n in counts:
        if n:
            share = n / total
            segments.append(Segment(code=code, start=round(start, 3), width=round(WIDTH * share, 3), n=n, share=share))
            start += WIDTH * share
    return segments
