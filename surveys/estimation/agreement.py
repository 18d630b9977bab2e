"""How far two readers of the same records agree, and how far one of them finds what the other knows to be there.

For audits: records are drawn at random and read by people who know nothing of each other's answer. Every figure stands
with its interval, because an audit of a few hundred says little about a rare class.
"""

import math
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from surveys.estimation.distributions import two_sided_z
from surveys.estimation.intervals import CONFIDENCE, Interval, wilson

Pair = tuple[str, str]


@dataclass(frozen=True, kw_only=True)
class MeasuredShare:
    """A share of some records: `hits` of `n`, and Wilson's interval; value and interval are None where n is 0."""

    hits: int
    n: int
    value: float | None
    interval: Interval | None


@dataclass(frozen=True, kw_only=True)
class ClassQuality:
    """How well one class is found.

    precision   of the records said to be in the class, the share that truly are
    recall      of the records truly in the class, the share that are said to be
    """

    name: str
    precision: MeasuredShare
    recall: MeasuredShare


@dataclass(frozen=True, kw_only=True)
class Agreement:
    """Two readers of the same records.

    agreed   share of records with the same answer
    kappa    Cohen's κ, the agreement beyond chance; None without records, or where both gave one and the same answer
    low, high   its interval by the large-sample error, cut at −1 and 1; None where that error is nought
    """

    agreed: MeasuredShare
    kappa: float | None
    low: float | None
    high: float | None


def share_of(hits: int, n: int, *, confidence: float = CONFIDENCE) -> MeasuredShare:
    """Return a share with Wilson's interval.

    >>> share_of(9, 10).value
    0.9
    """
    interval = wilson(hits, n, confidence=confidence) if n else None
    return MeasuredShare(hits=hits, n=n, value=hits / n if n else None, interval=interval)


def class_quality(
    pairs: Iterable[Pair], names: Sequence[str], *, confidence: float = CONFIDENCE
) -> tuple[ClassQuality, ...]:
    """Precision and recall of each class from pairs (said, true).

    names   the classes wanted, in the order wanted; pairs: as many as records were read twice
    The pairs must come from a simple random sample of all records, or shares of the sample say nothing about the rest.
    """
    counts = Counter(pairs)
    said, true = Counter[str](), Counter[str]()
    for (answer, truth), n in counts.items():
        said[answer] += n
        true[truth] += n
    return tuple(
        ClassQuality(
            name=name,
            precision=share_of(counts[name, name], said[name], confidence=confidence),
            recall=share_of(counts[name, name], true[name], confidence=confidence),
        )
        for name in names
    )


def naming_quality(pairs: Iterable[tuple[str | None, str | None]], *, confidence: float = CONFIDENCE) -> ClassQuality:
    """Precision and recall of naming one of many, or none, from pairs (said, true).

    precision: of the records for which something was named, the share with the right name; recall: of the records with
    something to name, the share for which just that was named. The result has no name of its own.

    >>> found = naming_quality([("a", "a"), ("a", "b"), ("c", None), (None, "d")])
    >>> found.precision.value, found.recall.value
    (0.3333333333333333, 0.3333333333333333)
    """
    known = list(pairs)
    right = sum(said is not None and said == true for said, true in known)
    return ClassQuality(
        name="",
        precision=share_of(right, sum(said is not None for said, _ in known), confidence=confidence),
        recall=share_of(right, sum(true is not None for _, true in known), confidence=confidence),
    )


def cohen_kappa(pairs: Iterable[Pair], *, confidence: float = CONFIDENCE) -> Agreement:
    """Cohen's κ of two readers' answers.

    Error by the delta method (Fleiss, Cohen & Everitt 1969, Psychological Bulletin 72:323):
    ``se² = [Σᵢⱼ pᵢⱼ (δᵢⱼ(1 − pₑ) − (p₊ᵢ + pⱼ₊)(1 − pₒ))² − (pₒpₑ − 2pₑ + pₒ)²] / (n(1 − pₑ)⁴)``.
    """
    counts = Counter(pairs)
    n = sum(counts.values())
    agreed = share_of(sum(k for (one, other), k in counts.items() if one == other), n, confidence=confidence)
    rows, columns = Counter[str](), Counter[str]()
    for (one, other), k in counts.items():
        rows[one] += k
        columns[other] += k
    by_chance = sum(rows[name] * columns[name] for name in rows) / n**2 if n else 1.0
    if agreed.value is None or by_chance >= 1.0:
        return Agreement(agreed=agreed, kappa=None, low=None, high=None)
    kappa = (agreed.value - by_chance) / (1.0 - by_chance)
    spread = sum(
        k / n * ((one == other) * (1.0 - by_chance) - (columns[one] + rows[other]) / n * (1.0 - agreed.value)) ** 2
        for (one, other), k in counts.items()
    )
    centre = (agreed.value * by_chance - 2.0 * by_chance + agreed.value) ** 2
    se = math.sqrt(max(spread - centre, 0.0) / n) / (1.0 - by_chance) ** 2
    if not se:  # whoever agrees wholly, or on one class alone, shows no spread; that is no certainty
        return Agreement(agreed=agreed, kappa=kappa, low=None, high=None)
    half = two_sided_z(confidence) * se
    return Agreement(agreed=agreed, kappa=kappa, low=max(-1.0, kappa - half), high=min(1.0, kappa + half))
