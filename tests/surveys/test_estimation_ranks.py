"""Rank intervals against csranks, and what any ranking must keep."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from surveys.estimation.intervals import score_from_counts
from surveys.estimation.ranks import (
    marginal_rank_intervals,
    possibly_in_top,
    rank_table,
    simultaneous_rank_intervals,
    surely_in_top,
    tiers,
)
from tests.surveys.shared_data import needs_shared_data, rows

# Ten countries of a school comparison, best first: the better known one may stand a tier above its better neighbour.
SCORES = [527.0, 525.9, 523.4, 519.2, 515.6, 515.3, 512.0, 509.4, 508.9, 508.1]
ERRORS = [2.47, 3.12, 1.74, 2.63, 2.60, 2.91, 2.36, 1.74, 1.36, 2.26]


def test_two_clearly_different_units_know_their_ranks() -> None:
    found = marginal_rank_intervals([70.0, 90.0], [1.0, 1.0], draws=500)
    assert [(unit.rank, unit.best, unit.worst) for unit in found] == [(2, 2, 2), (1, 1, 1)]


def test_units_with_equal_scores_share_the_better_rank() -> None:
    found = simultaneous_rank_intervals([80.0, 80.0, 70.0], [1.0, 1.0, 1.0], draws=500)
    assert [unit.rank for unit in found] == [1, 1, 3]


def test_two_units_reproduce_the_plain_test_of_a_difference() -> None:
    # With two units the critical value is the normal 1.96, so a gap of 1.9 standard errors is not a rank and 2.1 is.
    gap = 2**0.5
    assert tiers([80 + 1.85 * gap, 80.0], [1.0, 1.0], draws=20_000) == [1, 1]
    assert tiers([80 + 2.07 * gap, 80.0], [1.0, 1.0], draws=20_000) == [1, 2]


def test_tiers_and_tops_of_a_close_field() -> None:
    assert tiers(SCORES, ERRORS) == [1, 1, 1, 1, 2, 1, 2, 2, 2, 2]
    together = simultaneous_rank_intervals(SCORES, ERRORS)
    assert possibly_in_top(together, 3)[:3] == [True] * 3
    assert not any(surely_in_top(together, 1))
    assert all(surely_in_top(together, 10))


def test_twenty_two_perfect_answers_do_not_beat_six_thousand_good_ones_for_certain() -> None:
    points = {"good": 100, "bad": 0}
    few = score_from_counts({"good": 22, "bad": 0}, points)
    many = score_from_counts({"good": 6465, "bad": 65}, points)
    assert few.cautious_se is not None
    assert many.cautious_se is not None
    assert few.mean is not None
    assert many.mean is not None
    assert tiers([few.mean, many.mean], [few.cautious_se, many.cautious_se], confidence=0.99) == [1, 1]


def test_the_same_seed_gives_the_same_ranks() -> None:
    assert simultaneous_rank_intervals(SCORES, ERRORS, seed=7) == simultaneous_rank_intervals(SCORES, ERRORS, seed=7)


@pytest.mark.parametrize(
    ("estimates", "ses"), [([1.0], [1.0, 2.0]), ([1.0, 2.0], [1.0, 0.0]), ([1.0, float("nan")], [1.0, 1.0])]
)
def test_units_without_error_or_estimate_are_refused(estimates: list[float], ses: list[float]) -> None:
    with pytest.raises(ValueError, match="standard error"):
        tiers(estimates, ses)


@settings(max_examples=40)
@given(st.lists(st.tuples(st.floats(40, 100), st.floats(0.3, 6)), min_size=1, max_size=7))
def test_intervals_hold_the_rank_and_tiers_agree_with_them(units: list[tuple[float, float]]) -> None:
    estimates, ses = [unit[0] for unit in units], [unit[1] for unit in units]
    together = simultaneous_rank_intervals(estimates, ses, draws=300)
    alone = marginal_rank_intervals(estimates, ses, draws=300)
    for both in (together, alone):
        assert all(1 <= unit.best <= unit.rank <= unit.worst <= len(units) for unit in both)
    for tier, unit in zip(tiers(estimates, ses, draws=300), together, strict=True):
        assert (tier == 1) == (unit.best == 1)
        assert tier <= unit.best


@needs_shared_data
def test_the_sets_of_csranks_to_within_one_rank() -> None:
    systems = rows("ranks/golden_csranks_pisa2018_math.csv")
    estimates, ses = [float(row["score"]) for row in systems], [float(row["se"]) for row in systems]
    alone, together = marginal_rank_intervals(estimates, ses), simultaneous_rank_intervals(estimates, ses)
    for row, marginal, simultaneous in zip(systems, alone, together, strict=True):
        assert marginal.rank == int(row["rank"])
        assert abs(marginal.best - int(row["marg_L"])) <= 1
        assert abs(marginal.worst - int(row["marg_U"])) <= 1
        assert abs(simultaneous.best - int(row["simul_L"])) <= 1
        assert abs(simultaneous.worst - int(row["simul_U"])) <= 1
    assert possibly_in_top(together, 5) == [row["in_top5_set"] == "TRUE" for row in systems]


def test_the_table_is_the_intervals_and_the_tiers_at_once() -> None:
    assert rank_table(SCORES, ERRORS) == (simultaneous_rank_intervals(SCORES, ERRORS), tiers(SCORES, ERRORS))
