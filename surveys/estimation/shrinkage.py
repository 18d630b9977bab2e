"""Shrinkage: a steadier ordering of many small units. Diagnostic only; no official score is ever shrunk.

Model: y_i = x_i'β + v_i + e_i with v_i ~ (0, A) and known sampling variances V_i. Without covariates it is the
random-effects model of meta-analysis; with them it is Fay & Herriot (1979), JASA 74:269.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from enum import StrEnum

import numpy as np
from numpy.typing import ArrayLike, NDArray

from surveys.errors import DataRefused, EstimateRefused, TooFewData
from surveys.estimation.auxiliaries import as_floats

Floats = NDArray[np.float64]

_STEPS = 200
_PRECISION = 1e-12


class Heterogeneity(StrEnum):
    """How the variance between units, A, is estimated."""

    DERSIMONIAN_LAIRD = "dl"
    """DerSimonian & Laird (1986): method of moments, one step."""
    PAULE_MANDEL = "pm"
    """Paule & Mandel (1982), which is also Fay & Herriot's own method: Σ (y − x'β)² / (V + A) = p − rank."""
    REML = "reml"
    """Restricted maximum likelihood, by Fisher scoring."""
    ML = "ml"
    """Maximum likelihood, by Fisher scoring."""


@dataclass(frozen=True, kw_only=True)
class Shrunk:
    """Shrunken values and how they came about.

    values        p shrunken values, in the unit of the input
    shrinkage     p factors B_i = V_i / (V_i + A): 0 keeps the unit's own value, 1 replaces it by the model's
    mse           p mean squared errors (Prasad & Rao's g1 + g2 + 2·g3), exact to second order for REML
    between       A, the variance between units
    coefficients  q regression coefficients, of which the first is the overall mean when there are no covariates
    ses           q standard errors of the coefficients
    """

    values: tuple[float, ...]
    shrinkage: tuple[float, ...]
    mse: tuple[float, ...]
    between: float
    coefficients: tuple[float, ...]
    ses: tuple[float, ...]


def shrink(
    values: Sequence[float], ses: Sequence[float], *, method: Heterogeneity = Heterogeneity.DERSIMONIAN_LAIRD
) -> Shrunk:
    """Pull p unit scores towards their common mean, each the more the less it is known.

    >>> shrunk = shrink([80.0, 70.0, 75.0, 60.0], [1.0, 1.0, 5.0, 5.0])
    >>> [round(value, 1) for value in shrunk.values]
    [79.8, 70.0, 74.0, 64.0]

    Raises:
        DataRefused: values, errors and covariates that do not fit together.
        EstimateRefused: a value that is not finite, or a standard error that is not positive.
        TooFewData: no more units than covariates, or covariates that follow from each other.
    """
    return fay_herriot(values, ses, np.ones((len(values), 1)), method=method)


def fay_herriot(
    values: Sequence[float], ses: Sequence[float], covariates: ArrayLike, *, method: Heterogeneity = Heterogeneity.REML
) -> Shrunk:
    """Empirical best linear unbiased predictors of p small-area values.

    values, ses   p direct estimates and their standard errors (positive)
    covariates    p × q design matrix of full column rank, with its column of ones if there is to be an intercept

    Raises:
        DataRefused: values, errors and covariates that do not fit together.
        EstimateRefused: a value that is not finite, or a standard error that is not positive.
        TooFewData: no more units than covariates, or covariates that follow from each other.
    """
    y, variance, x = _checked(values, ses, covariates)
    between = heterogeneity(values, ses, covariates, method=method)
    total = between + variance
    cross = np.linalg.inv((x / total[:, None]).T @ x)
    beta = cross @ (x.T @ (y / total))
    factor = variance / total
    predicted = (1.0 - factor) * y + factor * (x @ beta)
    leverage = np.einsum("ij,jk,ik->i", x, cross, x)
    information = np.sum(1.0 / total**2) / 2.0
    mse = between * variance / total + factor**2 * leverage + 2.0 * variance**2 / total**3 / information
    return Shrunk(
        values=_plain(predicted),
        shrinkage=_plain(factor),
        mse=_plain(mse),
        between=between,
        coefficients=_plain(beta),
        ses=_plain(np.sqrt(np.diag(cross))),
    )


def heterogeneity(
    values: Sequence[float],
    ses: Sequence[float],
    covariates: ArrayLike | None = None,
    *,
    method: Heterogeneity = Heterogeneity.DERSIMONIAN_LAIRD,
) -> float:
    """A, the variance between units that sampling error does not explain; zero when it explains all.

    Raises:
        DataRefused: values, errors and covariates that do not fit together.
        EstimateRefused: a value that is not finite, or a standard error that is not positive.
        TooFewData: no more units than covariates, or covariates that follow from each other.
    """
    y, variance, x = _checked(values, ses, np.ones((len(values), 1)) if covariates is None else covariates)
    return _ESTIMATORS[method](y, variance, x)


def _dersimonian_laird(y: Floats, variance: Floats, x: Floats) -> float:
    p, q = x.shape
    weight = 1.0 / variance
    cross = np.linalg.inv((x * weight[:, None]).T @ x)
    residual = y - x @ (cross @ (x.T @ (weight * y)))
    scale = weight.sum() - np.trace(cross @ ((x * (weight**2)[:, None]).T @ x))
    return max(0.0, float((np.sum(weight * residual**2) - (p - q)) / scale))


def _paule_mandel(y: Floats, variance: Floats, x: Floats) -> float:
    """The root of a decreasing convex function: Newton's steps from the left never pass it."""
    p, q = x.shape
    between = 0.0
    for _ in range(_STEPS):
        projected = _projected(y, variance + between, x)
        excess = float(y @ projected) - (p - q)
        if between == 0.0 and excess <= 0.0:
            return 0.0
        step = excess / float(projected @ projected)
        between += step
        if abs(step) <= _PRECISION * max(between, _PRECISION):
            break
    return max(0.0, between)


def _scoring(restricted: bool) -> Callable[[Floats, Floats, Floats], float]:
    def estimate(y: Floats, variance: Floats, x: Floats) -> float:
        between = float(np.median(variance))
        for _ in range(_STEPS):
            step = _score_step(y, variance + between, x, restricted)
            # A step below zero is cut short, so that a boundary is approached rather than jumped over.
            after = between + step if between + step > 0.0 else between / 2.0
            if abs(after - between) <= _PRECISION * max(after, float(variance.min())):
                break
            between = after
        return between if between > 1e-9 * float(np.median(variance)) else 0.0

    return estimate


def _score_step(y: Floats, total: Floats, x: Floats, restricted: bool) -> float:
    """Score over expected information of the (restricted) likelihood in A."""
    weight = 1.0 / total
    projected = _projected(y, total, x)
    quadratic = float(projected @ projected)
    if not restricted:
        return (quadratic - float(weight.sum())) / float(np.sum(weight**2))
    cross = np.linalg.inv((x * weight[:, None]).T @ x)
    second = (x * (weight**2)[:, None]).T @ x
    third = (x * (weight**3)[:, None]).T @ x
    mixed = cross @ second
    trace = float(weight.sum() - np.trace(mixed))
    trace_square = float(np.sum(weight**2) - 2.0 * np.trace(cross @ third) + np.trace(mixed @ mixed))
    return (quadratic - trace) / trace_square


def _projected(y: Floats, total: Floats, x: Floats) -> Floats:
    """P y with P = V⁻¹ − V⁻¹X(X'V⁻¹X)⁻¹X'V⁻¹."""
    weighted = x / total[:, None]
    beta = np.linalg.solve(weighted.T @ x, weighted.T @ y)
    projected: Floats = (y - x @ beta) / total
    return projected


_ESTIMATORS: dict[Heterogeneity, Callable[[Floats, Floats, Floats], float]] = {
    Heterogeneity.DERSIMONIAN_LAIRD: _dersimonian_laird,
    Heterogeneity.PAULE_MANDEL: _paule_mandel,
    Heterogeneity.REML: _scoring(restricted=True),
    Heterogeneity.ML: _scoring(restricted=False),
}


def _checked(values: Sequence[float], ses: Sequence[float], covariates: ArrayLike) -> tuple[Floats, Floats, Floats]:
    y, sigma = as_floats(values), as_floats(ses)
    x = as_floats(covariates)
    if y.shape != sigma.shape or x.ndim != 2 or x.shape[0] != y.size:
        raise DataRefused(
            f"values {y.shape}, standard errors {sigma.shape} and covariates {x.shape} do not fit together"
        )
    if not (np.isfinite(y).all() and np.isfinite(x).all() and np.isfinite(sigma).all() and (sigma > 0).all()):
        raise EstimateRefused("every unit needs a value, finite covariates and a positive standard error")
    if y.size <= x.shape[1] or np.linalg.matrix_rank(x) < x.shape[1]:
        raise TooFewData("there must be more units than covariates, and no covariate may follow from the others")
    return y, sigma**2, x


def _plain(array: Floats) -> tuple[float, ...]:
    return tuple(float(value) for value in array)
