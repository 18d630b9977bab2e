"""Prediction-powered means: the published formula, the limits of trust, and honest coverage."""

import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from surveys.estimation.distributions import two_sided_z
from surveys.estimation.ppi import rectified_from_counts, rectified_mean

POINTS = {"satisfied": 100, "neither": 60, "dissatisfied": 0}


def test_the_published_formula_for_a_mean() -> None:
    rng = np.random.default_rng(1)
    truth = rng.choice([0.0, 60.0, 100.0], 500)
    machine = np.where(rng.random(500) < 0.8, truth, 100.0)
    found = rectified_mean(machine[100:], machine[:100], truth[:100], span=100)
    rectifier = machine[:100] - truth[:100]
    assert found.estimate.mean == pytest.approx(machine[100:].mean() - rectifier.mean())
    se = math.sqrt(machine[100:].var(ddof=1) / 400 + rectifier.var(ddof=1) / 100)
    assert found.estimate.se == pytest.approx(se)
    assert found.machine_mean == pytest.approx(machine[100:].mean())
    assert found.audited_mean == pytest.approx(truth[:100].mean())


def test_a_machine_not_trusted_at_all_leaves_the_audit_alone() -> None:
    found = rectified_mean([100.0] * 50, [100.0, 0.0, 60.0], [60.0, 0.0, 100.0], span=100, tuning=0.0)
    assert found.estimate.mean == pytest.approx(160 / 3)
    assert found.estimate.se == pytest.approx(np.std([60, 0, 100], ddof=1) / math.sqrt(3))


def test_tuning_trusts_a_good_machine_and_ignores_noise() -> None:
    rng = np.random.default_rng(2)
    truth = rng.choice([0.0, 60.0, 100.0], 4000)
    noise = rng.permutation(truth)
    good = rectified_mean(truth[400:], truth[:400], truth[:400], span=100, tuning=None)
    bad = rectified_mean(noise[400:], noise[:400], truth[:400], span=100, tuning=None)
    assert good.tuning == pytest.approx(0.9, abs=0.02)
    assert bad.tuning < 0.15


def test_records_that_are_no_evaluations_count_in_neither_mean() -> None:
    # The machine takes half of the enquiries for praise; the audit shows it.
    found = rectified_from_counts(
        {"satisfied": 600, "dissatisfied": 200, "enquiry": 200},
        {
            ("satisfied", "satisfied"): 40,
            ("satisfied", "enquiry"): 20,
            ("dissatisfied", "dissatisfied"): 20,
            ("enquiry", "enquiry"): 20,
        },
        POINTS,
    )
    assert found.machine_mean == pytest.approx(75.0)
    assert found.estimate.mean == pytest.approx(100 * 40 / 60)
    assert found.audited == 100


def test_an_audit_without_disagreement_is_not_proof_of_none() -> None:
    small = rectified_from_counts({"satisfied": 5000}, {("satisfied", "satisfied"): 20}, POINTS)
    large = rectified_from_counts({"satisfied": 5000}, {("satisfied", "satisfied"): 400}, POINTS)
    assert small.estimate.se == large.estimate.se == 0.0
    assert small.estimate.cautious_se is not None
    assert large.estimate.cautious_se is not None
    assert small.estimate.cautious_se > 3 > 0.5 > large.estimate.cautious_se > 0


def test_counts_and_rows_agree() -> None:
    counted = rectified_from_counts(
        {"satisfied": 3, "dissatisfied": 2}, {("satisfied", "dissatisfied"): 2, ("neither", "neither"): 3}, POINTS
    )
    rows = rectified_mean([100, 100, 100, 0, 0], [100, 100, 60, 60, 60], [0, 0, 60, 60, 60], span=100)
    assert counted == rows


def test_impossible_audits_are_refused() -> None:
    with pytest.raises(ValueError, match="at least two"):
        rectified_mean([1.0], [1.0], [1.0], span=100)
    with pytest.raises(ValueError, match="no evaluations"):
        rectified_mean([math.nan], [math.nan, math.nan], [math.nan, math.nan], span=100)


@given(st.lists(st.sampled_from([0.0, 60.0, 100.0]), min_size=3, max_size=40), st.integers(0, 2**32 - 1))
def test_a_perfect_machine_needs_no_correction(scores: list[float], seed: int) -> None:
    machine = np.random.default_rng(seed).choice([0.0, 60.0, 100.0], 200)
    found = rectified_mean(machine, scores, scores, span=100)
    assert found.estimate.mean == pytest.approx(machine.mean())
    assert found.estimate.n == 200 + len(scores)


def test_intervals_cover_the_truth_whatever_the_machine_does() -> None:
    rng, truth, hits, draws = np.random.default_rng(5), 0.2 * 100 + 0.5 * 60, 0, 300
    for _ in range(draws):
        real = rng.choice([100.0, 60.0, 0.0], 800, p=[0.2, 0.5, 0.3])
        machine = np.where(rng.random(800) < 0.7, real, 100.0)
        found = rectified_mean(machine[150:], machine[:150], real[:150], span=100)
        assert found.estimate.low is not None
        assert found.estimate.high is not None
        hits += found.estimate.low <= truth <= found.estimate.high
    error = math.sqrt(0.95 * 0.05 / draws)
    assert abs(hits / draws - 0.95) < two_sided_z(0.999) * error
