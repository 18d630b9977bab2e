"""Ballots: a score for each, a trimmed mean for each group, and an error that unanimity does not make vanish."""

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from surveys.assessment import ReverseNode, load_scheme
from surveys.assessment.reverse import ballot_score, trimmed_estimate
from surveys.assessment.tree import percent_points
from surveys.estimation.intervals import score_from_counts
from tests.surveys.assessment import worked_example

NODE = next(node for node in load_scheme(worked_example.SCHEME).nodes() if isinstance(node, ReverseNode))
POINTS = percent_points(NODE.score_map)


@pytest.mark.parametrize(
    ("ballot", "score"),
    [
        ({"attitude": "excellent", "fairness": "good", "results": "poor"}, 0.5 * 100 + 0.3 * 85 + 0.2 * 50),
        ({"attitude": "dont_know", "fairness": "good", "results": "poor"}, (0.3 * 85 + 0.2 * 50) / 0.5),
        ({"results": "fair"}, 70.0),
        ({"attitude": "dont_know"}, None),
        ({}, None),
        ({"elsewhere": "poor", "results": "good"}, 85.0),
        ({"elsewhere": "poor"}, None),
    ],
)
def test_a_ballot_is_the_weighted_mean_of_what_it_rates(ballot: dict[str, str], score: float | None) -> None:
    found = ballot_score(ballot, NODE, POINTS)
    assert found == score if score is None else found == pytest.approx(score)


@pytest.mark.parametrize(
    ("scores", "mean", "trimmed", "has_error"),
    [
        ([], None, 0, False),
        ([85.0], 85.0, 0, False),
        ([70.0, 100.0], 85.0, 0, True),
        ([50.0, 85.0, 85.0, 85.0], 76.25, 0, True),
        ([50.0, 85.0, 85.0, 85.0, 100.0], 85.0, 1, True),
    ],
)
def test_trimming_begins_at_five_ballots(
    scores: list[float], mean: float | None, trimmed: int, has_error: bool
) -> None:
    estimate, taken = trimmed_estimate(scores, NODE, POINTS)
    assert (estimate.mean, taken, estimate.se is not None) == (mean, trimmed, has_error)


def test_unanimous_ballots_leave_an_error_for_comparing() -> None:
    few, _ = trimmed_estimate([100.0] * 6, NODE, POINTS)
    many, _ = trimmed_estimate([100.0] * 60, NODE, POINTS)
    assert few.se == many.se == 0
    assert (few.cautious_se or 0) > (many.cautious_se or 0) > 0


@given(st.lists(st.sampled_from([100.0, 85.0, 70.0, 50.0]), min_size=2, max_size=4))
def test_untrimmed_single_grades_err_as_verdict_counts_do(scores: list[float]) -> None:
    codes = {float(points): code for code, points in POINTS.items()}
    counts = {codes[score]: scores.count(score) for score in scores}
    by_counts = score_from_counts(counts, POINTS)
    by_ballots, _ = trimmed_estimate(scores, NODE, POINTS)
    assert by_ballots.mean == pytest.approx(by_counts.mean)
    assert by_ballots.se == pytest.approx(by_counts.se, abs=1e-9)
    assert by_ballots.cautious_se == pytest.approx(by_counts.cautious_se, abs=1e-9)


@given(st.lists(st.decimals(50, 100, places=1), min_size=2, max_size=40))
def test_the_interval_holds_the_mean_and_stays_on_the_scale(scores: list[Decimal]) -> None:
    estimate, _ = trimmed_estimate([float(score) for score in scores], NODE, POINTS)
    assert estimate.mean is not None
    assert estimate.low is not None
    assert estimate.high is not None
    assert 50 <= estimate.low <= estimate.mean + 1e-9
    assert estimate.mean - 1e-9 <= estimate.high <= 100
