"""Where things stand on the charts of a model: positions only; templates draw them as SVG, style sheets colour them."""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from feedback_app.channels.hotline.audits.models import AuditItem
from nlp.level import LEVELS
from surveys.estimation import MeasuredShare, Watched, share_of

NONE = "none"
CLASSES = (*(str(level) for level in LEVELS), NONE)
"""The levels, and what is no evaluation."""
BINS = 10
WIDTH, HEIGHT = 320, 200


@dataclass(frozen=True, kw_only=True)
class Cell:
    """How many records of one true class were read as another, and how dark the cell is, 0 to 4."""

    said: str
    true: str
    n: int
    shade: int

    @property
    def is_right(self) -> bool:
        """Whether both say the same."""
        return self.said == self.true


@dataclass(frozen=True, kw_only=True)
class Bin:
    """Records with about the same probability: the mean of it, and how many truly are evaluations."""

    mean: float
    share: MeasuredShare


@dataclass(frozen=True, kw_only=True)
class Dot:
    """A point of a chart with its interval, in the chart's own units; ``label`` says what it is in words."""

    x: float
    y: float
    low: float
    high: float
    label: str
    n: int
    value: float
    is_alarming: bool = False


def confusion(items: Sequence[AuditItem]) -> list[list[Cell]]:
    """Return a row for each true class of settled items, with a cell for each class that was said."""
    counts: Counter[tuple[str, str]] = Counter()
    for item in items:
        truth = item.truth
        if truth is not None:
            true = str(truth.level) if truth.is_valid else NONE
            counts[true, str(item.said_level) if item.said_valid else NONE] += 1
    return [[_cell(counts, true, said) for said in CLASSES] for true in CLASSES]


def _cell(counts: Mapping[tuple[str, str], int], true: str, said: str) -> Cell:
    n, row = counts.get((true, said), 0), sum(counts.get((true, other), 0) for other in CLASSES)
    return Cell(said=said, true=true, n=n, shade=-(-4 * n // row) if row else 0)


def reliability(items: Sequence[AuditItem]) -> list[Bin]:
    """Return settled items in ten bins of the probability that they are evaluations; empty bins are left out."""
    bins: dict[int, list[tuple[float, bool]]] = {}
    for item in items:
        truth = item.truth
        if truth is not None:
            place = min(int(item.said_p_valid * BINS), BINS - 1)
            bins.setdefault(place, []).append((item.said_p_valid, truth.is_valid))
    return [
        Bin(mean=sum(p for p, _ in held) / len(held), share=share_of(sum(true for _, true in held), len(held)))
        for _, held in sorted(bins.items())
    ]


def calibration_error(bins: Sequence[Bin]) -> float | None:
    """Return the expected calibration error: how far probability and truth lie apart, over all records."""
    whole = sum(one.share.n for one in bins)
    gaps = (one.share.n * abs(one.mean - one.share.value) for one in bins if one.share.value is not None)
    return sum(gaps) / whole if whole else None


def reliability_dots(bins: Sequence[Bin]) -> list[Dot]:
    """Return the bins as points on a square of probability against truth."""
    return [
        _dot(one.mean * WIDTH, one.share.value, (one.share.interval.low, one.share.interval.high), "", one.share.n)
        for one in bins
        if one.share.value is not None and one.share.interval is not None
    ]


def curve_dots(curve: Sequence[Mapping[str, Any]]) -> list[Dot]:
    """Return a learning curve as its manifest holds it: share of right answers against the number of examples."""
    most = max((point["examples"] for point in curve), default=1)
    return [
        _dot(
            WIDTH * point["examples"] / most,
            point["right"]["value"],
            (point["right"]["interval"]["low"], point["right"]["interval"]["high"]),
            f"{point['examples']:,}",
            point["right"]["n"],
        )
        for point in curve
    ]


def monthly_dots(series: Sequence[Watched]) -> list[Dot]:
    """Return a watched share as points, a month each, across the width."""
    step = WIDTH / max(len(series), 1)
    return [
        _dot(
            step * (place + 0.5),
            one.value,
            (one.interval.low, one.interval.high),
            one.month,
            one.n,
            is_alarming=one.is_alarming,
        )
        for place, one in enumerate(series)
    ]


def _dot(x: float, value: float, bounds: tuple[float, float], label: str, n: int, *, is_alarming: bool = False) -> Dot:
    """Place a share: 1 is the top of the chart, 0 its bottom."""
    y, low, high = (round(HEIGHT * (1.0 - min(max(share, 0.0), 1.0)), 1) for share in (value, *bounds))
    return Dot(x=round(x, 1), y=y, low=low, high=high, label=label, n=n, value=value, is_alarming=is_alarming)
