"""How a machine errs, learnt from all audited records together, and what that means for the records of one unit.

What people made of the records that the machine gave one verdict is expected of every record with that verdict, and
what the machine missed for each record it counted is expected to be missed everywhere alike. How far that is wrong for
single units is the business of `pooling`.
Source: Särndal, Swensson & Wretman (1992), Model Assisted Survey Sampling, ch. 6 (difference estimator).
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from surveys.errors import CountsRefused, TooFewData

Floats = NDArray[np.float64]

_POWERS = np.arange(3)


@dataclass(frozen=True, kw_only=True)
class AuditedUnit:
    """What a machine counted for one unit, and what people found who read some of the records.

    counted   verdict → records that the machine counts for the unit, the audited ones among them
    pairs     (machine's verdict, people's verdict) → audited records; a label that is no verdict means that the record
              is not counted for the unit, or is no evaluation of it

    Raises:
        CountsRefused: at construction: a count below zero, or more audited with a verdict than counted with it.
    """

    counted: Mapping[str, int]
    pairs: Mapping[tuple[str, str], int]

    def __post_init__(self) -> None:
        if any(n < 0 for n in (*self.counted.values(), *self.pairs.values())):
            raise CountsRefused("records are counted from 0 upwards")
        for verdict, n in self.counted.items():
            if sum(seen for (guess, _), seen in self.pairs.items() if guess == verdict) > n:
                raise CountsRefused(f"more records were audited than counted as {verdict!r}")


@dataclass(frozen=True, kw_only=True)
class Expected:
    """What the pool expects of one unit, and how its own audit deviates from it.

    mean        expected mean of its evaluations, in points; answers: their number, people's word where they read
    noise       variance of the true mean about the expected one by the errors of single records, in points²
    sampling    variance of the expectation, because the pool is a sample
    deviation   own audit minus expectation, in points; its variance is between + noise / seen
    seen        share of the records that concern the unit which were audited
    variety     variance of its single evaluations
    """

    mean: float
    answers: float
    noise: float
    sampling: float
    deviation: float
    seen: float
    variety: float


@dataclass(frozen=True, eq=False, kw_only=True)
class MachineErrors:
    """How the machine errs, over all audited records, with v = 1 for an evaluation and s its points by people.

    readings       for each machine verdict the means of v, v·s and v·s²: K × 3
    weights        audited records behind each row, with the one assumed: K
    missed         sums of 1, s and s² over evaluations that the machine missed, for each audited record it counted: 3
    counted        audited records that the machine counted; concerned: with the missed ones
    concentration  Σ of squared shares of units in the pool: how far the pool is one unit's
    """

    labels: tuple[str, ...]
    points: Floats
    readings: Floats
    weights: Floats
    missed: Floats
    counted: float
    concerned: float
    concentration: float

    @classmethod
    def learn(cls, labels: tuple[str, ...], points: Floats, tables: Floats) -> "MachineErrors":
        """Learn from each unit's table of (machine's verdict, people's verdict): U × (K + 1) × (K + 1).

        Raises:
            TooFewData: no record that the machine counts was audited.
        """
        whole, moments = tables.sum(axis=0), points[:, None] ** _POWERS
        seen, missed = whole[:-1].sum(axis=1), whole[-1, :-1]
        counted, concerned = float(seen.sum()), float(seen.sum() + missed.sum())
        if counted == 0:
            raise TooFewData("no record that the machine counts was audited")
        found = whole[:-1, :-1] @ moments
        usual = (found - seen[:, None] * moments).sum(axis=0) / counted
        shares = tables.sum(axis=(1, 2)) / concerned
        return cls(
            labels=labels,
            points=points,
            readings=(found + moments + usual) / (seen + 1.0)[:, None],
            weights=seen + 1.0,
            missed=missed @ moments / counted,
            counted=counted,
            concerned=concerned,
            concentration=float(shares @ shares),
        )

    @property
    def span(self) -> float:
        """Greatest possible difference of two verdicts, in points."""
        return float(np.ptp(self.points))

    def expect(self, unit: AuditedUnit) -> Expected:
        """Apply what is known of the machine to the records of one unit.

        Raises:
            TooFewData: the machine counts no record for the unit, or by the audit none of them is an evaluation.
        """
        counts, table = counts_of(unit, self.labels), table_of(unit.pairs, self.labels)
        held = float(counts.sum())
        whole, sums, squares = (float(one) for one in counts @ self.readings + held * self.missed)
        if held == 0 or whole <= 0:
            raise TooFewData("there is no evaluation among these records, so they have no mean")
        mean = sums / whole
        errors, missed = self._error_variances(mean), float(self.missed @ _squared_about(mean))
        sampling = counts**2 @ (errors / self.weights) + held**2 * missed / self.counted
        audited, concerned = float(table[:-1].sum()), float(table.sum())
        seen = min(1.0, concerned / (held * (1.0 + float(self.missed[0]))))
        return Expected(
            mean=mean,
            answers=held - audited + float(table[:, :-1].sum()),
            noise=float(counts @ errors + held * missed) / whole**2,
            sampling=float(sampling) / whole**2,
            deviation=self._deviation(table, mean) / (seen * whole) if seen else 0.0,
            seen=seen,
            variety=max(0.0, squares / whole - mean**2),
        )

    def _error_variances(self, mean: float) -> Floats:
        """Variance of v·(s − mean) within each machine verdict: its own, steadied by one record of the average."""
        about = self.readings[:, :2] @ np.array([-mean, 1.0])
        own = np.maximum(self.readings @ _squared_about(mean) - about**2, 0.0)
        audited = self.weights - 1.0
        steadied = (own * audited + (own @ audited) / self.counted) / self.weights
        stray = 0.5 / (self.concerned + 1.0)
        floor = self.span**2 * stray * (1.0 - stray)
        steady: Floats = np.maximum(steadied, floor)
        return steady

    def _deviation(self, table: Floats, mean: float) -> float:
        """Σ of v·(s − mean) over the unit's audited records, minus what the pool expects of as many."""
        away = float(table[:, :-1].sum(axis=0) @ (self.points - mean))
        usual: Floats = (self.readings + self.missed)[:, :2] @ np.array([-mean, 1.0])
        return away - float(table[:-1].sum(axis=1) @ usual)


def _squared_about(mean: float) -> Floats:
    """The weights by which Σ1, Σs and Σs² make Σ(s − mean)²."""
    return np.array([mean**2, -2.0 * mean, 1.0])


def counts_of(unit: AuditedUnit, labels: Sequence[str]) -> Floats:
    """Return how many records the machine counts with each verdict: K."""
    return np.array([unit.counted.get(label, 0) for label in labels], dtype=np.float64)


def table_of(pairs: Mapping[tuple[str, str], int], labels: Sequence[str]) -> Floats:
    """Return (machine's verdict, people's verdict) → records, last row and column for no evaluation: K + 1 × K + 1."""
    table = np.zeros((len(labels) + 1, len(labels) + 1))
    for row, column, n in _cells(pairs, labels):
        table[row, column] += n
    table[-1, -1] = 0.0
    return table


def _cells(pairs: Mapping[tuple[str, str], int], labels: Sequence[str]) -> Iterator[tuple[int, int, int]]:
    places = {label: place for place, label in enumerate(labels)}
    for (guess, truth), n in pairs.items():
        yield places.get(guess, len(labels)), places.get(truth, len(labels)), n
