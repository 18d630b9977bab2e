"""Generalised regression and what follows from it, against R's survey package 4.1-1 on invented scores."""

import numpy as np
import pytest

from surveys.estimation import calibrate, difference, domain_means, mean, ratio, sample_design, total
from surveys.estimation.variance import Design

INVENTED = """73.7 31 81.8 45 71.6 28 96.0 66 83.3 52 71.8 30 84.9 49 87.4 58 85.8 55 76.9 41 95.1 70 83.9 50
73.8 33 57.9 21 91.2 62 79.6 44 79.8 40 89.4 61 88.2 57 85.9 53 89.2 60 87.8 59 80.7 42 60.1 25"""
SCORES, LAST_YEAR = np.array(INVENTED.split(), dtype=float).reshape(-1, 2).T
KIND = np.array(list("abb") * 8)
COVARIATES = np.column_stack([np.ones(24), KIND == "b", LAST_YEAR])
KNOWN = [620, 400, 29_500]
DRAWN = sample_design(
    np.repeat([20.0, 30, 25], 8),
    strata=np.repeat([1, 2, 3], 8),
    clusters=[np.repeat(np.arange(12), 2)],
    populations=[np.full(24, 100.0)],
)


def calibrated(bounds: tuple[float, float] | None = None) -> Design:
    found = calibrate(DRAWN.weights, COVARIATES, KNOWN, bounds=bounds)
    return DRAWN.calibrated(found.weights, found.auxiliaries)


def test_regression_weights_and_the_errors_of_what_they_estimate() -> None:
    design = calibrated()
    found, whole, per_point = mean(SCORES, design), total(SCORES, design), ratio(SCORES, LAST_YEAR, design)
    assert (design.weights.min(), design.weights.max()) == pytest.approx((19.36724364683, 32.86414943472), rel=1e-11)
    assert (found.value, found.se) == pytest.approx((81.65583094116, 0.2882760666402), rel=1e-11)
    assert (whole.value, whole.se) == pytest.approx((50626.61518352, 178.7311613169), rel=1e-11)
    assert (per_point.value, per_point.se) == pytest.approx((1.716156446899, 0.006058683434472), rel=1e-11)


def test_kinds_within_the_calibrated_sample_and_their_difference() -> None:
    design = calibrated()
    kinds = domain_means(SCORES, KIND, design)
    assert (kinds["a"].value, kinds["a"].se) == pytest.approx((82.12232695844, 1.715157436613), rel=1e-11)
    assert (kinds["b"].value, kinds["b"].se) == pytest.approx((81.39925813166, 1.092924322601), rel=1e-11)
    gap = difference(SCORES, KIND == "b", KIND == "a", design)
    assert (gap.value, gap.t, gap.p) == pytest.approx((-0.7230688267826, -0.2629254570559, 0.7992526203415), rel=1e-11)


def test_bounded_factors() -> None:
    design = calibrated((0.8, 1.3))
    factors = design.weights / DRAWN.weights
    assert (factors.min(), factors.max()) == pytest.approx((0.9579740976666, 1.130767595958), rel=1e-9)
    found = mean(SCORES, design)
    assert (found.value, found.se) == pytest.approx((81.65514953735, 0.2883252231762), rel=1e-9)


def test_a_last_year_that_explains_the_score_is_worth_many_respondents() -> None:
    assert mean(SCORES, calibrated()).se < mean(SCORES, DRAWN).se / 5


def test_residuals_by_the_calibrated_weights_would_be_another_error() -> None:
    """The base weights make the residuals, as in R; the calibrated ones in their place miss its figure."""
    design = calibrated()
    found = calibrate(DRAWN.weights, COVARIATES, KNOWN)
    wrong = sample_design(
        design.weights,
        strata=np.repeat([1, 2, 3], 8),
        clusters=[np.repeat(np.arange(12), 2)],
        populations=[np.full(24, 100.0)],
    ).calibrated(found.weights, found.auxiliaries)
    assert abs(mean(SCORES, wrong).se / mean(SCORES, design).se - 1) > 1e-5
