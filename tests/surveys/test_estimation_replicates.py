"""Replication: what samplics finds with published replicate weights, and where it must equal linearisation."""

from collections.abc import Callable

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from surveys.estimation import balanced_half_samples, half_samples, ratio, replicated, sample_design, total
from surveys.estimation.auxiliaries import Floats
from tests.surveys.shared_data import needs_shared_data, rows

STRATA, CLUSTERS = np.repeat(np.arange(7), 4), np.repeat(np.arange(14), 2)
RNG = np.random.default_rng(5)
Y, X, WEIGHTS = RNG.normal(80, 9, 28), RNG.uniform(1, 2, 28), RNG.uniform(10, 30, 28)


@needs_shared_data
@pytest.mark.parametrize(
    ("of", "value", "se"),
    [
        ("mean", 71.84555736267977, 0.5190137755099363),
        ("total", 1162016897.0469851, 67021048.10732453),
        ("ratio", 0.4260821491551341, 0.0027301046055799244),
    ],
)
def test_the_health_survey_as_samplics_finds_it(of: str, value: float, se: float) -> None:
    """samplics 0.4.22, whose errors are about the mean of the 32 replicates."""
    table = [list(row.values()) for row in rows("samplics/nhanes2brr_subset.csv")]
    height, weight, full, *columns = np.array(table, dtype=np.float64).T
    statistics: dict[str, Callable[[Floats], float]] = {
        "mean": lambda w: float(w @ weight / w.sum()),
        "total": lambda w: float(w @ weight),
        "ratio": lambda w: float(w @ weight / (w @ height)),
    }
    found = replicated(full, np.column_stack(columns), statistics[of], factor=1 / 32, about_estimate=False)
    assert (found.value, found.se) == pytest.approx((value, se), rel=1e-9)
    about = replicated(full, np.column_stack(columns), statistics[of], factor=1 / 32)
    assert found.se <= about.se * (1 + 1e-12)
    assert about.se == pytest.approx(se, rel=2e-4)


# Cardiac arrests and survivors by ambulance, two in each of three areas (Levy & Lemeshow 1991), with their four
# half-samples; errors as R's survey package 4.1-1 finds them, about the mean of the replicates.
ARRESTS, ALIVE = np.array([120.0, 78, 185, 228, 670, 530]), np.array([25.0, 24, 30, 49, 80, 70])
HALVES = 2 * np.array([[1, 0, 1, 0, 1, 0], [1, 0, 0, 1, 0, 1], [0, 1, 1, 0, 0, 1], [0, 1, 0, 1, 1, 0]]).T


def survival(weights: Floats) -> float:
    return float(weights @ ALIVE / (weights @ ARRESTS))


def test_the_ambulances_of_levy_and_lemeshow() -> None:
    found = replicated(np.ones(6), HALVES, survival, factor=1 / 4, about_estimate=False)
    assert (found.value, found.se) == pytest.approx((0.153506350083, 0.00941840066992), rel=1e-10)
    alive = replicated(np.ones(6), HALVES, lambda w: float(w @ ALIVE), factor=1 / 4)
    assert (alive.value, alive.se) == pytest.approx((278, 21.4941852602), rel=1e-10)
    arrests = replicated(np.ones(6), HALVES, lambda w: float(np.average(ARRESTS, weights=w)), factor=1 / 4)
    assert (arrests.value, arrests.se) == pytest.approx((301.833333333, 25.3930217886), rel=1e-10)


def test_half_samples_of_our_own_find_the_same_as_those_of_r() -> None:
    design = sample_design(np.ones(6), strata=[1, 1, 2, 2, 3, 3])
    assert ratio(ALIVE, ARRESTS, design).se == pytest.approx(0.00980730359997, rel=1e-10)
    for fay, se in ((0.0, 0.00941840066992), (0.3, 0.00952518747771)):
        columns, factor = half_samples(design, fay=fay), 1 / (4 * (1 - fay) ** 2)
        found = replicated(np.ones(6), columns, survival, factor=factor, about_estimate=False)
        assert found.se == pytest.approx(se, rel=1e-10)
        assert balanced_half_samples(design, survival, fay=fay).se >= found.se


@pytest.mark.parametrize("fay", [0.0, 0.3, 0.5])
def test_of_a_total_half_samples_find_the_linearised_error_exactly(fay: float) -> None:
    design = sample_design(WEIGHTS, strata=STRATA, clusters=[CLUSTERS])
    found = balanced_half_samples(design, lambda w: float(w @ Y), fay=fay)
    assert found.replicates == 8
    assert (found.value, found.se) == pytest.approx((total(Y, design).value, total(Y, design).se), rel=1e-12)


def test_of_a_ratio_half_samples_after_fay_come_close_to_it() -> None:
    design = sample_design(WEIGHTS, strata=STRATA, clusters=[CLUSTERS])
    found = balanced_half_samples(design, lambda w: float(w @ Y / (w @ X)), fay=0.5)
    assert found.se == pytest.approx(ratio(Y, X, design).se, rel=0.03)


@given(st.integers(1, 40), st.floats(0, 0.9))
def test_every_stratum_and_every_pair_of_strata_is_balanced(strata: int, fay: float) -> None:
    labels = np.repeat(np.arange(strata), 2)
    columns = half_samples(sample_design(np.ones(2 * strata), strata=labels), fay=fay)
    assert columns.mean(axis=1) == pytest.approx(np.ones(2 * strata))
    signs = (columns[::2] - 1) / (1 - fay)
    assert signs @ signs.T == pytest.approx(columns.shape[1] * np.eye(strata), abs=1e-9)
    assert columns[::2] + columns[1::2] == pytest.approx(np.full((strata, columns.shape[1]), 2.0))


def test_what_cannot_be_halved_or_replicated_is_refused() -> None:
    with pytest.raises(ValueError, match="two sampling units"):
        half_samples(sample_design(np.ones(3)))
    with pytest.raises(ValueError, match="share"):
        half_samples(sample_design(np.ones(2)), fay=1.0)
    with pytest.raises(ValueError, match="rows"):
        replicated([1.0, 1.0], [[1.0, 1.0]], lambda w: 0.0, factor=1)
    with pytest.raises(ValueError, match="above 0"):
        replicated([1.0, 1.0], np.ones((2, 2)), lambda w: 0.0, factor=0)
