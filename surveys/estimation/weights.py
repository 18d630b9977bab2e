"""Weights: what each respondent stands for, fitted to what is known of the population.

Post-stratification and raking multiply; generalised regression (GREG) and its bounded forms solve for calibration
factors. Each returns the new weights with what a variance needs: the space they were calibrated on.
Sources: Deming & Stephan (1940); Deville & Särndal (1992), JASA 87:376; Kish (1965).
"""

import math
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike

from surveys.errors import DataRefused, RangeRefused, WeightsRefused
from surveys.estimation.auxiliaries import Auxiliaries, Categories, Codes, Covariates, Floats, as_floats
from surveys.estimation.margins import Margin, MarginProblem, MarginsRefused


class CalibrationFailed(WeightsRefused):
    """No weights reproduce the totals: `gap` is the largest relative miss after `rounds` rounds."""

    def __init__(self, gap: float, rounds: int) -> None:
        super().__init__(f"totals still missed by {gap:.2e} after {rounds} rounds")
        self.gap = gap
        self.rounds = rounds


@dataclass(frozen=True, eq=False, kw_only=True)
class Calibration:
    """n calibrated weights, the space they were calibrated on, and how hard it was.

    rounds   passes until convergence; gap: largest relative miss of a total that was left
    """

    weights: Floats
    auxiliaries: Auxiliaries
    rounds: int
    gap: float


def design_weights(inclusion_probabilities: ArrayLike) -> Floats:
    """1/π: each of n respondents stands for as many as there were for each drawn.

    Raises:
        RangeRefused: a probability outside (0, 1].
    """
    probability = as_floats(inclusion_probabilities)
    if not ((probability > 0) & (probability <= 1)).all():
        raise RangeRefused("an inclusion probability lies above 0 and not above 1")
    return 1.0 / probability


def poststratify(weights: ArrayLike, cells: Margin) -> Calibration:
    """w·N_g/Σ_g w within each cell of one (possibly joint) margin.

    Raises:
        DataRefused: a margin of other respondents.
        WeightsRefused: weights below zero or without end, or none above zero.
        MarginsRefused: a level with a total, but without weight in the sample.
    """
    base = _checked(weights, [cells])
    held = cells.sums(base)
    factor = np.divide(cells.targets, held, out=np.ones_like(held), where=held > 0)
    return Calibration(
        weights=base * factor[cells.codes], auxiliaries=_categories([cells], *_cross([cells])), rounds=1, gap=0.0
    )


def rake(
    weights: ArrayLike, margins: Sequence[Margin], *, precision: float = 1e-10, most_rounds: int = 200
) -> Calibration:
    """Iterative proportional fitting: scale to one margin after the other until no factor moves by `precision`.

    weights   n base weights; margins over the same n respondents whose totals agree with each other
    Works on the crossed cells of all margins, so its time hardly depends on n.

    Raises:
        DataRefused: no margin, or one of other respondents.
        WeightsRefused: weights below zero or without end, or none above zero.
        MarginsRefused: a level with a total, but without weight in the sample; totals that differ between margins.
        CalibrationFailed: the margins contradict each other in this sample.
    """
    base = _checked(weights, margins)
    cells, place = _cross(margins)
    held = np.bincount(place, base, cells.shape[1]).astype(np.float64)
    factor, moved, rounds = np.ones(cells.shape[1]), math.inf, 0
    while moved >= precision and rounds < most_rounds:
        moved, rounds = _rake_once(held, factor, cells, margins), rounds + 1
    fitted = base * factor[place]
    gap = max(_gap(known.sums(fitted), known.targets) for known in margins)
    if gap > max(1e-6, 10 * precision):
        raise CalibrationFailed(gap, rounds)
    return Calibration(weights=fitted, auxiliaries=_categories(margins, cells, place), rounds=rounds, gap=gap)


def _rake_once(held: Floats, factor: Floats, cells: Codes, margins: Sequence[Margin]) -> float:
    """Scale the cells' factors to each margin in turn, in place; the largest step says how far from rest they are."""
    moved = 0.0
    for codes, known in zip(cells, margins, strict=True):
        sums = np.bincount(codes, held * factor, len(known.levels))
        step = np.divide(known.targets, sums, out=np.ones(sums.size), where=sums > 0)
        factor *= step[codes]
        moved = max(moved, float(np.abs(step - 1.0)[sums > 0].max()))
    return moved


def calibrate(
    weights: ArrayLike,
    covariates: ArrayLike,
    totals: ArrayLike,
    *,
    bounds: tuple[float, float] | None = None,
    most_rounds: int = 100,
) -> Calibration:
    """Calibration to the totals of numeric covariates.

    weights, covariates, totals   n base weights, n × q values (with a column of ones for N), q population totals
    bounds   None for the GREG weights (linear distance), else (L, U) with L < 1 < U for the logit distance, which
             keeps every factor inside; refused with `CalibrationFailed` when the bounds are too tight. GREG weights
             may fall below zero, which a lower bound of 0 or more prevents.

    Deville & Särndal's methods 1 and 6: factors F(x'λ) with λ found by Newton's method.

    Raises:
        WeightsRefused: weights below zero or without end, or none above zero.
        DataRefused: covariates that fit neither weights nor totals, or have gaps.
        RangeRefused: bounds that are not on both sides of 1.
        CalibrationFailed: no weights within the bounds reproduce the totals.
    """
    base = _positive(weights)
    x, wanted = as_floats(covariates), as_floats(totals)
    if x.ndim != 2 or x.shape != (base.size, wanted.size) or not np.isfinite(x).all():
        raise DataRefused(f"covariates {x.shape} fit neither {base.size} weights nor {wanted.size} totals")
    if bounds is not None and not 0.0 <= bounds[0] < 1.0 < bounds[1]:
        raise RangeRefused(f"bounds lie on both sides of 1, not at {bounds}")
    slopes, factor, rounds = np.zeros(wanted.size), np.ones(base.size), 0
    while (gap := _gap(x.T @ (base * factor), wanted)) >= 1e-11 and rounds < most_rounds:
        gram = (x * (base * _slope(factor, bounds))[:, None]).T @ x
        slopes = slopes + np.linalg.pinv(gram, hermitian=True) @ (wanted - x.T @ (base * factor))
        factor, rounds = _factors(x @ slopes, bounds), rounds + 1
    if not gap < 1e-7:
        raise CalibrationFailed(gap, rounds)
    return Calibration(weights=base * factor, auxiliaries=Covariates(matrix=x), rounds=rounds, gap=gap)


@dataclass(frozen=True, eq=False, kw_only=True)
class Trimming:
    """Trimmed weights with the same sum, and how much was moved from how many respondents."""

    weights: Floats
    trimmed: int
    moved: float
    deff_before: float
    deff_after: float


def trim(weights: ArrayLike, *, upper: float, lower: float = 0.0) -> Trimming:
    """Cap the weights and spread what was cut evenly over the others, until nobody is outside; the sum stays.

    weights   n; upper, lower: what none may leave, around the mean weight

    Raises:
        WeightsRefused: weights that are none, or a mean weight outside of the limits, so that the sum could not stay.
    """
    before = _positive(weights)
    if not lower <= before.mean() <= upper:
        raise WeightsRefused(f"weights with a mean of {before.mean():.4g} cannot all lie between {lower} and {upper}")
    after = before.copy()
    outside = np.zeros(before.size, dtype=bool)
    while True:
        outside |= (after < lower) | (after > upper)
        capped = np.clip(after, lower, upper)
        rest = float((after - capped).sum())
        free = ~outside
        if not free.any() or abs(rest) <= 1e-12 * before.sum():
            break
        after = np.where(free, capped + rest / free.sum(), capped)
    return Trimming(
        weights=after,
        trimmed=int(outside.sum()),
        moved=float(np.abs(before - np.clip(before, lower, upper)).sum()),
        deff_before=kish_design_effect(before),
        deff_after=kish_design_effect(after),
    )


def trimming_limit(weights: ArrayLike, *, quartile_ranges: float = 6.0) -> float:
    """A customary cap, the median plus so many interquartile ranges; never below the mean.

    Raises:
        WeightsRefused: weights below zero or without end, or none above zero.
    """
    w = _positive(weights)
    low, middle, high = np.quantile(w, [0.25, 0.5, 0.75])
    return float(max(middle + quartile_ranges * (high - low), w.mean()))


def kish_design_effect(weights: ArrayLike) -> float:
    """n Σw² / (Σw)² = 1 + CV²(w): what unequal weights cost when they have nothing to do with the answer.

    >>> kish_design_effect([1, 1, 1, 1, 2, 2, 2, 3, 3, 4])
    1.25

    Raises:
        WeightsRefused: weights below zero or without end, or none above zero.
    """
    w = _positive(weights)
    return float(w.size * (w**2).sum() / w.sum() ** 2)


def kish_effective_size(weights: ArrayLike) -> float:
    """(Σw)² / Σw²: the unweighted respondents these are worth.

    Raises:
        WeightsRefused: weights below zero or without end, or none above zero.
    """
    w = _positive(weights)
    return float(w.sum() ** 2 / (w**2).sum())


def _factors(score: Floats, bounds: tuple[float, float] | None) -> Floats:
    if bounds is None:
        return 1.0 + score
    low, high = bounds
    steepness = (high - low) / ((1.0 - low) * (high - 1.0))
    grown = np.exp(np.clip(steepness * score, -500.0, 500.0))
    bounded: Floats = (low * (high - 1.0) + high * (1.0 - low) * grown) / ((high - 1.0) + (1.0 - low) * grown)
    return bounded


def _slope(factor: Floats, bounds: tuple[float, float] | None) -> Floats:
    """dF/d(x'λ) as a function of F itself."""
    if bounds is None:
        return np.ones_like(factor)
    low, high = bounds
    slope: Floats = np.maximum((factor - low) * (high - factor) / ((1.0 - low) * (high - 1.0)), 1e-12)
    return slope


def _cross(margins: Sequence[Margin]) -> tuple[Codes, Codes]:
    """The occupied cells (margins × cells level numbers) and each respondent's cell."""
    sizes = [len(known.levels) for known in margins]
    flat = np.zeros(margins[0].codes.size, dtype=np.int64)
    for known, size in zip(margins, sizes, strict=True):
        flat = flat * size + known.codes
    cells = int(np.prod(sizes, dtype=np.float64))
    if cells <= 4 * flat.size + 1000:
        # Counting is many times faster than sorting half a million cell numbers.
        occupied = np.flatnonzero(np.bincount(flat, minlength=cells))
        lookup = np.zeros(cells, dtype=np.int64)
        lookup[occupied] = np.arange(occupied.size)
        place = lookup[flat]
    else:
        occupied, place = np.unique(flat, return_inverse=True)
    return np.array(np.unravel_index(occupied, sizes)), place


def _positive(weights: ArrayLike) -> Floats:
    w = as_floats(weights)
    if w.ndim != 1 or not np.isfinite(w).all() or (w < 0).any() or not (w > 0).any():
        raise WeightsRefused("weights are a list of finite numbers, none negative, some positive")
    return w


def _checked(weights: ArrayLike, margins: Sequence[Margin]) -> Floats:
    base = _positive(weights)
    if not margins or any(known.codes.shape != base.shape for known in margins):
        raise DataRefused("margins and weights describe the same respondents, at least one margin")
    problems = [
        MarginProblem(margin=known.name, level=str(level), reason="a population total, but no respondents")
        for known in margins
        for level, held, wanted in zip(known.levels, known.sums(base), known.targets, strict=True)
        if wanted > 0 and held <= 0
    ]
    whole = margins[0].targets.sum()
    problems += [
        MarginProblem(margin=known.name, level="", reason=f"adds up to {known.targets.sum():g}, not to {whole:g}")
        for known in margins
        if abs(known.targets.sum() - whole) > 1e-6 * whole
    ]
    if problems:
        raise MarginsRefused(problems)
    return base


def _gap(reached: Floats, wanted: Floats) -> float:
    scale = np.maximum(np.abs(wanted), 1e-9 * max(1.0, float(np.abs(wanted).max())))
    return float((np.abs(reached - wanted) / scale).max())


def _categories(margins: Sequence[Margin], cells: Codes, place: Codes) -> Categories:
    return Categories(cells=cells, place=place, sizes=tuple(len(known.levels) for known in margins))
