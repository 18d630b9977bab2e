import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from nlp.acceptance import accept_thresholds, lower_bound
from nlp.calibration import Scale, expected_calibration_error, fit_scale, fit_temperature, scaled


@pytest.mark.parametrize(("successes", "trials", "bound"), [(0, 0, 0.0), (10, 10, 0.787), (50, 100, 0.419)])
def test_the_bound_lies_below_the_share(successes: int, trials: int, bound: float) -> None:
    assert lower_bound(successes, trials) == pytest.approx(bound, abs=1e-3)


@given(st.integers(1, 500).flatmap(lambda n: st.tuples(st.integers(0, n), st.just(n))))
def test_more_of_the_same_evidence_raises_the_bound(counts: tuple[int, int]) -> None:
    hits, trials = counts
    assert 0 <= lower_bound(hits, trials) <= hits / trials + 1e-12
    assert lower_bound(hits, trials) <= lower_bound(2 * hits, 2 * trials) + 1e-12


def test_a_label_that_is_never_proven_is_never_accepted() -> None:
    probabilities = np.array([[0.9, 0.1]] * 50 + [[0.2, 0.8]] * 3, dtype=np.float32)
    first, second = accept_thresholds(
        probabilities, probabilities.argmax(axis=1), [0] * 50 + [1] * 3, groups=(0, 1), target=0.9
    )
    assert first == pytest.approx(0.9)
    assert second > 1


def test_labels_of_one_group_may_be_confused() -> None:
    probabilities = np.array([[0.6, 0.4]] * 50, dtype=np.float32)
    chosen = np.zeros(50, dtype=np.int64)
    assert accept_thresholds(probabilities, chosen, [1] * 50, groups=(0, 0), target=0.9) == (1.0, 1.0)


def test_a_rare_label_may_lean_on_the_precision_of_all_answers() -> None:
    probabilities = np.array([[0.9, 0.1]] * 50 + [[0.05, 0.95]] * 3, dtype=np.float32)
    found = accept_thresholds(
        probabilities, probabilities.argmax(axis=1), [0] * 50 + [1] * 3, groups=(0, 1), target=0.9, asked=(0, 0)
    )
    assert found == pytest.approx((0.9, 0.9))


def test_overconfident_margins_are_cooled() -> None:
    chance = np.random.default_rng(0)
    margins = chance.normal(size=(400, 2)).astype(np.float32)
    labels = (chance.random(400) < 1 / (1 + np.exp(margins[:, 1] - margins[:, 0]))).astype(int)
    truth = np.eye(2, dtype=np.float32)[1 - labels]
    assert fit_temperature(margins * 4, truth, exclusive=True) == pytest.approx(4, rel=0.3)


def test_what_weighs_nothing_does_not_cool() -> None:
    margins = np.array([[4.0], [4.0], [-4.0]], dtype=np.float32)
    truth = np.array([[1.0], [0.0], [0.0]], dtype=np.float32)
    right_alone = np.array([1.0, 0.0, 1.0], dtype=np.float32)
    warm = fit_temperature(margins, truth, exclusive=False, weights=right_alone)
    assert warm < fit_temperature(margins, truth, exclusive=False)


def test_calibration_error_of_a_perfect_and_a_boasting_model() -> None:
    sure = np.array([1.0, 1.0], dtype=np.float32)
    assert expected_calibration_error(sure, np.array([True, True])) == 0
    assert expected_calibration_error(sure, np.array([False, False])) == 1


@given(st.floats(0.5, 3), st.floats(-1, 1))
@settings(max_examples=10, deadline=None)
def test_the_scale_by_which_labels_were_drawn_is_found_again(temperature: float, lift: float) -> None:
    dice = np.random.default_rng(4)
    margins = dice.normal(0, 3, (6000, 3)).astype(np.float32)
    scores = scaled(margins, Scale(temperature, lift))
    chances = np.exp(scores) / np.exp(scores).sum(axis=1, keepdims=True)
    drawn = (chances.cumsum(axis=1) < dice.random((6000, 1))).sum(axis=1)
    found = fit_scale(margins, np.eye(3, dtype=np.float32)[np.minimum(drawn, 2)])
    assert found == pytest.approx((temperature, lift), rel=0.1, abs=0.15)
