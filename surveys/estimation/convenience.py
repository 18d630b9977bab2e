"""Means from a convenience sample (QR, web), made comparable through a probability sample that knows the covariates.

B is the convenience sample with answers and covariates, A a designed reference sample with the same covariates, whose
own answers are not needed. All three estimators assume that the covariates explain who joins B; where they do not,
none helps. They serve for diagnosis, never for the official score.
Sources: Chen, Li & Wu (2020), JASA 115:2011; Kim, Park, Chen & Wu (2021), JRSS A 184:941; Elliott & Valliant (2017).
"""

import math
from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike

from surveys.errors import DataRefused, SurveyError
from surveys.estimation.auxiliaries import Floats, as_floats
from surveys.estimation.variance import Design

_STEPS = 100


@dataclass(frozen=True, kw_only=True)
class AdjustedMean:
    """An adjusted mean; se is None where this library offers none (use a bootstrap over both samples)."""

    value: float
    se: float | None


class NoOverlap(SurveyError):
    """The joining model does not converge: some kind of person is in one sample only."""


def impute_mass(
    answers: ArrayLike, covariates: ArrayLike, reference: ArrayLike, design: Design, *, is_share: bool = False
) -> AdjustedMean:
    """Fit the answer on the covariates in B, predict it for everybody in A, and take A's weighted mean.

    answers, covariates    n_B values and n_B × q covariates (with a column of ones)
    reference, design      n_A × q covariates of A and how A was drawn
    is_share               answers are 0/1: fit a logistic instead of a linear model

    Raises:
        DataRefused: answers, covariates, reference and design that do not fit together, or gaps.
        NoOverlap: covariates that tell the two samples, or the answers, apart.
    """
    y, x_b, x_a = _checked(answers, covariates, reference, design)
    slopes = _fit_logistic(x_b, y) if is_share else np.linalg.lstsq(x_b, y, rcond=None)[0]
    guess_b, guess_a = _predict(x_b @ slopes, is_share), _predict(x_a @ slopes, is_share)
    weight = design.weights
    people = float(weight.sum())
    value = float(weight @ guess_a) / people
    slope_b, slope_a = (guess * (1.0 - guess) if is_share else np.ones_like(guess) for guess in (guess_b, guess_a))
    away = ((guess_a - value) / people)[:, None]
    from_reference = float(design.covariance(away)[0, 0])
    average = (weight * slope_a) @ x_a / people
    leverage = x_b @ np.linalg.solve((x_b * slope_b[:, None]).T @ x_b, average)
    from_model = float(((y - guess_b) ** 2) @ leverage**2)
    return AdjustedMean(value=value, se=math.sqrt(from_reference + from_model))


def weigh_by_propensity(
    answers: ArrayLike, covariates: ArrayLike, reference: ArrayLike, design: Design, *, calibrated: bool = False
) -> AdjustedMean:
    """Weigh each of B by the inverse of the estimated chance to have joined it.

    calibrated   False: pseudo-maximum likelihood, divided by A's estimate of the population; True: chances solved so
                 that the weighted covariates of B equal those of A, which needs no such choice

    Raises:
        DataRefused: answers, covariates, reference and design that do not fit together, or gaps.
        NoOverlap: covariates that tell the two samples, or the answers, apart.
    """
    y, x_b, x_a = _checked(answers, covariates, reference, design)
    weight = _inverse_chances(x_b, x_a, design.weights, calibrated)
    people = float(weight.sum() if calibrated else design.weights.sum())
    return AdjustedMean(value=float(weight @ y) / people, se=None)


def doubly_robust(answers: ArrayLike, covariates: ArrayLike, reference: ArrayLike, design: Design) -> AdjustedMean:
    """Imputation plus propensity-weighted residuals: right when either model is right (linear outcome model).

    Raises:
        DataRefused: answers, covariates, reference and design that do not fit together, or gaps.
        NoOverlap: covariates that tell the two samples, or the answers, apart.
    """
    y, x_b, x_a = _checked(answers, covariates, reference, design)
    slopes = np.linalg.lstsq(x_b, y, rcond=None)[0]
    weight = _inverse_chances(x_b, x_a, design.weights, calibrated=False)
    corrected = float(weight @ (y - x_b @ slopes)) + float(design.weights @ (x_a @ slopes))
    return AdjustedMean(value=corrected / float(design.weights.sum()), se=None)


def _inverse_chances(x_b: Floats, x_a: Floats, weights: Floats, calibrated: bool) -> Floats:
    """1/π on B with logit π = x'γ: maximum pseudo-likelihood, or calibration to A's totals, by damped Newton steps."""
    totals = weights @ x_a
    gamma = np.zeros(x_b.shape[1])
    gamma[0] = _start(x_b, weights)
    for _ in range(_STEPS):
        if calibrated:
            odds = np.exp(-np.clip(x_b @ gamma, -30, 30))
            score, slope = (1.0 + odds) @ x_b - totals, (x_b * odds[:, None]).T @ x_b
        else:
            chance = _expit(x_a @ gamma)
            score = x_b.sum(axis=0) - (weights * chance) @ x_a
            slope = (x_a * (weights * chance * (1.0 - chance))[:, None]).T @ x_a
        step = _solve(slope, score)
        gamma = gamma + step / max(1.0, float(np.abs(step).max()) / 2.0)
        if float(np.abs(step).max()) < 1e-10:
            return 1.0 / _expit(x_b @ gamma)
    raise NoOverlap("the chances of joining run off to 0 or 1")


def _start(x_b: Floats, weights: Floats) -> float:
    """The overall log odds, right for a first column of ones and harmless otherwise."""
    share = min(0.9, x_b.shape[0] / float(weights.sum()))
    return math.log(share / (1.0 - share))


def _fit_logistic(x: Floats, y: Floats) -> Floats:
    slopes = np.zeros(x.shape[1])
    for _ in range(_STEPS):
        chance = _expit(x @ slopes)
        step = _solve((x * (chance * (1.0 - chance))[:, None]).T @ x, x.T @ (y - chance))
        slopes = slopes + step
        if float(np.abs(step).max()) < 1e-10:
            return slopes
    raise NoOverlap("the answer is decided by the covariates alone")


def _solve(matrix: Floats, right: Floats) -> Floats:
    try:
        step: Floats = np.linalg.solve(matrix, right).astype(np.float64)
    except np.linalg.LinAlgError:
        raise NoOverlap("a covariate does not vary in one of the samples") from None
    return step


def _predict(score: Floats, is_share: bool) -> Floats:
    return _expit(score) if is_share else score


def _expit(score: Floats) -> Floats:
    chance: Floats = 1.0 / (1.0 + np.exp(-np.clip(score, -500, 500)))
    return chance


def _checked(
    answers: ArrayLike, covariates: ArrayLike, reference: ArrayLike, design: Design
) -> tuple[Floats, Floats, Floats]:
    y, x_b = as_floats(answers), as_floats(covariates)
    x_a = as_floats(reference)
    if x_b.ndim != 2 or x_a.ndim != 2 or x_b.shape[0] != y.size or x_b.shape[1] != x_a.shape[1]:
        raise DataRefused(f"answers {y.shape}, covariates {x_b.shape} and reference {x_a.shape} do not fit together")
    if x_a.shape[0] != design.weights.size:
        raise DataRefused(f"a reference of {x_a.shape[0]} respondents with a design of {design.weights.size}")
    if not (np.isfinite(y).all() and np.isfinite(x_b).all() and np.isfinite(x_a).all()):
        raise DataRefused("answers and covariates are complete; leave incomplete rows out")
    return y, x_b, x_a
