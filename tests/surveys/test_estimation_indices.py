"""The satisfaction index against figures for the European mobile-phone data."""

import csv
import os
from pathlib import Path

import numpy as np
import pytest

from surveys.estimation.indices import index_scores

SHARED = Path(os.environ.get("FEEDBACK_SHARED_DATA", Path(__file__).parents[3] / "shared" / "data")) / "stats"


def test_the_ends_of_the_scale_are_zero_and_a_hundred() -> None:
    assert index_scores([[1, 1], [10, 10], [1, 10]], [1, 3], low=1, high=10).tolist() == [0, 100, 75]


@pytest.mark.parametrize(
    ("answers", "weights", "message"),
    [([[1, 2]], [1], "do not fit"), ([[0, 2]], [1, 1], "on the scale"), ([[1, 2]], [-1, 2], "not negative")],
)
def test_answers_off_the_scale_are_refused(answers: list[list[float]], weights: list[float], message: str) -> None:
    with pytest.raises(ValueError, match=message):
        index_scores(answers, weights, low=1, high=10)


@pytest.mark.shared_data
@pytest.mark.skipif(not SHARED.is_dir(), reason="the shared verification data is not beside the project")
def test_the_european_index_with_three_sets_of_weights() -> None:
    with (SHARED / "ecsi" / "mobi.csv").open(encoding="utf-8") as lines:
        rows = list(csv.DictReader(lines))
    answers = np.array([[float(row[f"CUSA{k}"]) for k in (1, 2, 3)] for row in rows])
    outer = [0.37718684, 0.38156707, 0.44105872]
    assert index_scores(answers, outer, low=1, high=10, standardised=True).mean() == pytest.approx(72.5428, abs=5e-5)
    assert index_scores(answers, [1, 1, 1], low=1, high=10).mean() == pytest.approx(71.9704, abs=5e-5)
    assert index_scores(answers, [0.3885, 0.3190, 0.2925], low=1, high=10).mean() == pytest.approx(72.4122, abs=5e-5)
