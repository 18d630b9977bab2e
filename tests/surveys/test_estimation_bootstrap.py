"""BCa intervals: seeded, shifted by skewness, refused where there is nothing to resample."""

import numpy as np
import pytest

from surveys.estimation.bootstrap import bca_interval, bca_score_interval
from surveys.estimation.intervals import score_from_counts

POINTS = {"good": 100, "fair": 60, "poor": 0}


def average(values: np.ndarray) -> np.ndarray:
    return values.mean(axis=-1)


def test_rows_and_counts_give_nearly_the_same_interval() -> None:
    values = [100] * 18 + [60] * 5 + [0] * 2
    rows = bca_interval(values, average)
    counted = bca_score_interval({"good": 18, "fair": 5, "poor": 2}, POINTS)
    assert (rows.low, rows.high) == pytest.approx((counted.low, counted.high), abs=2.5)


def test_a_ceiling_pulls_the_interval_down() -> None:
    interval = bca_score_interval({"good": 27, "fair": 2, "poor": 1}, POINTS)
    estimate = score_from_counts({"good": 27, "fair": 2, "poor": 1}, POINTS)
    assert estimate.mean is not None
    assert estimate.mean - interval.low > 1.5 * (interval.high - estimate.mean)
    assert interval.high <= 100


def test_large_samples_agree_with_the_t_interval() -> None:
    counts = {"good": 500, "fair": 300, "poor": 200}
    interval, estimate = bca_score_interval(counts, POINTS, draws=4000), score_from_counts(counts, POINTS)
    assert (interval.low, interval.high) == pytest.approx((estimate.low, estimate.high), abs=0.35)


def test_the_same_seed_gives_the_same_interval() -> None:
    counts = {"good": 5, "fair": 3, "poor": 2}
    assert bca_score_interval(counts, POINTS, seed=4) == bca_score_interval(counts, POINTS, seed=4)
    values = np.arange(12.0)
    assert bca_interval(values, average, seed=4) == bca_interval(values, average, seed=4)


def test_values_that_agree_cannot_be_resampled() -> None:
    with pytest.raises(ValueError, match="differ"):
        bca_interval([3.0, 3.0], average)
    with pytest.raises(ValueError, match="differ"):
        bca_score_interval({"good": 20, "fair": 0, "poor": 0}, POINTS)
