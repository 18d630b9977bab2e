"""The satisfaction index against figures for the European mobile-phone data."""

import numpy as np
import pytest

from surveys.estimation.indices import index_scores
from tests.surveys.shared_data import needs_shared_data, rows


def test_the_ends_of_the_scale_are_zero_and_a_hundred() -> None:
    assert index_scores([[1, 1], [10, 10], [1, 10]], [1, 3], low=1, high=10).tolist() == [0, 100, 75]


@pytest.mark.parametrize(
    ("answers", "weights", "message"),
    [([[1, 2]], [1], "do not fit"), ([[0, 2]], [1, 1], "on the scale"), ([[1, 2]], [-1, 2], "not negative")],
)
def test_answers_off_the_scale_are_refused(answers: list[list[float]], weights: list[float], message: str) -> None:
    with pytest.raises(ValueError, match=message):
        index_scores(answers, weights, low=1, high=10)


@needs_shared_data
def test_the_european_index_with_three_sets_of_weights() -> None:
    answers = np.array([[float(row[f"CUSA{k}"]) for k in (1, 2, 3)] for row in rows("ecsi/mobi.csv")])
    outer = [0.37718684, 0.38156707, 0.44105872]
    assert index_scores(answers, outer, low=1, high=10, standardised=True).mean() == pytest.approx(72.5428, abs=5e-5)
    assert index_scores(answers, [1, 1, 1], low=1, high=10).mean() == pytest.approx(71.9704, abs=5e-5)
    assert index_scores(answers, [0.3885, 0.3190, 0.2925], low=1, high=10).mean() == pytest.approx(72.4122, abs=5e-5)
