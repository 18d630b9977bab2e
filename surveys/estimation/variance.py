"""How a sample was drawn, and the variance of a total under that design.

Linearised (Taylor) variance with strata, clusters, finite populations and several stages:
V = Σ_h (1 − f_h) · m_h / (m_h − 1) · Σ_psu (z_hp − z̄_h)², each later stage times the sampling fractions above it.
Sources: Särndal, Swensson & Wretman (1992), ch. 4; Binder (1983), International Statistical Review 51:279.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from enum import StrEnum

import numpy as np
from numpy.typing import ArrayLike, NDArray

from surveys.errors import DesignRefused, WeightsRefused
from surveys.estimation.auxiliaries import Auxiliaries, Codes, Floats, as_floats, sum_by_group


class LonelyUnit(StrEnum):
    """What to do where a stratum gave only one sampling unit, so that it shows no spread."""

    REFUSE = "refuse"
    """Say so and stop: the honest default."""
    CERTAINTY = "certainty"
    """Treat it as drawn with certainty: it adds no variance."""
    CENTRE = "centre"
    """Take its distance from the grand mean: conservative."""


class LonelySamplingUnit(DesignRefused):
    """Strata with one sampling unit under `LonelyUnit.REFUSE`; `stage` counts from 1, `strata` are their labels."""

    def __init__(self, stage: int, strata: Sequence[object]) -> None:
        super().__init__(f"stage {stage}: one sampling unit only in {', '.join(map(str, strata[:10]))}")
        self.stage = stage
        self.strata = tuple(strata)


@dataclass(frozen=True, eq=False, kw_only=True)
class Stage:
    """One stage of selection, coded.

    strata    n stratum numbers, nested in the units of the stage above
    units     n sampling-unit numbers, nested in the strata
    labels    the name of each stratum, for messages
    fraction  sampled share of each stratum's units, 0 where the population is taken as endless
    """

    strata: Codes
    units: Codes
    owners: Codes
    labels: tuple[object, ...]
    fraction: Floats
    share_above: Floats
    """Product of the sampling fractions above each stratum; 1 at the first stage."""

    @property
    def unit_counts(self) -> Codes:
        """Sampling units per stratum."""
        return np.bincount(self.owners, minlength=len(self.labels))


@dataclass(frozen=True, eq=False, kw_only=True)
class Design:
    """A sample of n respondents: their weights, its stages and, after calibration, what it was calibrated to.

    weights       n weights in use; base: n weights before calibration
    auxiliaries   the space of the calibration, or None
    """

    weights: Floats
    base: Floats
    stages: tuple[Stage, ...]
    lonely: LonelyUnit = LonelyUnit.REFUSE
    auxiliaries: Auxiliaries | None = None

    @property
    def degrees_of_freedom(self) -> int:
        """First-stage units minus first-stage strata."""
        first = self.stages[0]
        return int(first.owners.size - len(first.labels))

    def calibrated(self, weights: Floats, auxiliaries: Auxiliaries) -> "Design":
        """The same sample with weights calibrated to known totals of these auxiliaries.

        Raises:
            DesignRefused: other than n weights.
        """
        if weights.shape != self.weights.shape:
            raise DesignRefused(f"{weights.shape} weights for a sample of {self.weights.shape}")
        return replace(self, weights=weights, auxiliaries=auxiliaries)

    def covariance(self, influence: Floats) -> Floats:
        """k × k covariance of the totals Σ w u for influence values u (n × k).

        Raises:
            LonelySamplingUnit: a stratum with one sampling unit, unless the design says what to do.
        """
        weighted = self._weighted(influence)
        parts = []
        for depth, stage in enumerate(self.stages, 1):
            away, factor = _stage_deviations(weighted, stage, depth, self.lonely)
            parts.append((away * factor[:, None]).T @ away)
        total: Floats = np.sum(parts, axis=0)
        return total

    def variances(self, influence: Floats) -> Floats:
        """The k variances alone, without the covariances between them.

        Raises:
            LonelySamplingUnit: a stratum with one sampling unit, unless the design says what to do.
        """
        weighted = self._weighted(influence)
        total = np.zeros(influence.shape[1])
        for depth, stage in enumerate(self.stages, 1):
            away, factor = _stage_deviations(weighted, stage, depth, self.lonely)
            total += factor @ away**2
        return total

    def _weighted(self, influence: Floats) -> Floats:
        if self.auxiliaries is not None:
            influence = self.auxiliaries.residuals(influence, self.base)
        weighted: Floats = influence * self.weights[:, None]
        return weighted


def sample_design(
    weights: ArrayLike,
    *,
    strata: ArrayLike | None = None,
    clusters: Sequence[ArrayLike] = (),
    populations: Sequence[ArrayLike] = (),
    lonely: LonelyUnit = LonelyUnit.REFUSE,
) -> Design:
    """Describe how n respondents were drawn.

    weights       n positive inclusion weights (0 for respondents kept only for the design's sake)
    strata        n first-stage stratum labels; None for one stratum
    clusters      for each stage n unit labels, nested; none means that respondents were drawn directly
    populations   for each stage, as far as known, n numbers of units in the stratum drawn from (finite population
                  correction); leave out for an endless population. A later stage counts only below an earlier one.

    Raises:
        WeightsRefused: weights that are no list of finite numbers from 0, some above it.
        DesignRefused: labels that do not fit them, or a stratum of no size, of several or of fewer than were drawn.
    """
    w = as_floats(weights)
    if w.ndim != 1 or not np.isfinite(w).all() or (w < 0).any() or not (w > 0).any():
        raise WeightsRefused("weights are a list of finite numbers, none negative, some positive")
    n = w.size
    units = [*clusters] if clusters else [np.arange(n)]
    # Without a finite population the first stage carries all variance (Särndal et al. 1992, result 4.3.1 ff.).
    depth = max(1, min(len(units), len(populations)))
    above_codes, above_share = np.zeros(n, dtype=np.int64), np.ones(n)
    stages = []
    for level in range(depth):
        labels = strata if level == 0 and strata is not None else np.zeros(n, dtype=np.int64)
        population = as_floats(populations[level]) if level < len(populations) else None
        stage = _code_stage(above_codes, above_share, labels, units[level], population)
        stages.append(stage)
        above_codes, above_share = stage.units, (stage.share_above * stage.fraction)[stage.strata]
    return Design(weights=w, base=w, stages=tuple(stages), lonely=lonely)


def _code_stage(above: Codes, share: Floats, strata: ArrayLike, units: ArrayLike, population: Floats | None) -> Stage:
    names = np.asarray(strata)
    stratum_codes, first_rows = _nested(above, names)
    unit_codes, unit_rows = _nested(stratum_codes, np.asarray(units))
    owners = stratum_codes[unit_rows]
    sampled = np.bincount(owners, minlength=first_rows.size)
    fraction = np.zeros(first_rows.size)
    if population is not None:
        if population.shape != above.shape or not (population > 0).all():
            raise DesignRefused(f"{population.shape} population sizes, all above 0, for a sample of {above.shape}")
        size = population[first_rows]
        if (np.abs(population - size[stratum_codes]) > 1e-9 * population).any():
            raise DesignRefused("a stratum has one population size, not several")
        if (size < sampled * (1 - 1e-9)).any():
            raise DesignRefused("a stratum cannot give more sampling units than it holds")
        fraction = np.where(np.isinf(size), 0.0, np.minimum(sampled / size, 1.0))
    labels = tuple(names[first_rows].tolist())
    return Stage(
        strata=stratum_codes,
        units=unit_codes,
        owners=owners,
        labels=labels,
        fraction=fraction,
        share_above=share[first_rows],
    )


def _nested(outer: Codes, inner: NDArray[np.generic]) -> tuple[Codes, Codes]:
    """Number the distinct (outer, inner) pairs; also the first row of each."""
    if inner.shape != outer.shape:
        raise DesignRefused(f"{inner.shape} labels for a sample of {outer.shape}")
    _, codes = np.unique(inner, return_inverse=True)
    pairs = outer * (int(codes.max(initial=0)) + 1) + codes
    _, rows, numbers = np.unique(pairs, return_index=True, return_inverse=True)
    return numbers.astype(np.int64), rows.astype(np.int64)


def _stage_deviations(weighted: Floats, stage: Stage, depth: int, lonely: LonelyUnit) -> tuple[Floats, Floats]:
    """Each sampling unit's total less its stratum's mean (units × k), and what its square counts."""
    counts = stage.unit_counts
    alone = (counts == 1) & (stage.fraction < 1.0)
    if alone.any() and lonely is LonelyUnit.REFUSE:
        raise LonelySamplingUnit(depth, [stage.labels[i] for i in np.flatnonzero(alone)])
    if stage.owners.size == weighted.shape[0]:
        totals, owners = weighted, stage.strata  # respondents drawn directly are their own sampling units
    else:
        totals, owners = sum_by_group(stage.units, weighted, stage.owners.size), stage.owners
    means = sum_by_group(owners, totals, counts.size) / counts[:, None]
    scale = counts / np.maximum(counts - 1, 1)
    if lonely is LonelyUnit.CENTRE:
        means[alone] = totals.mean(axis=0)
    else:
        scale[alone] = 0.0
    factor = (stage.share_above * (1.0 - stage.fraction) * scale)[owners]
    return totals - means[owners], factor
