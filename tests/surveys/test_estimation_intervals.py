"""Intervals against published tables and against what they promise."""

import math
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from surveys.estimation.intervals import (
    mean_interval,
    newcombe_difference,
    score_from_counts,
    wilson,
    wilson_corrected,
)

M5A = {"very_satisfied": 100, "satisfied": 80, "basically_satisfied": 60, "dissatisfied": 30, "very_dissatisfied": 0}
VERDICTS = list(M5A)


def counted(*numbers: int) -> dict[str, int]:
    return dict(zip(VERDICTS, numbers, strict=True))


# Newcombe (1998), Statistics in Medicine 17:857, table I, methods 3 and 4.
@pytest.mark.parametrize(
    ("x", "n", "plain", "corrected"),
    [
        (81, 263, (0.2553, 0.3662), (0.2535, 0.3682)),
        (15, 148, (0.0624, 0.1605), (0.0598, 0.1644)),
        (0, 20, (0.0, 0.1611), (0.0, 0.2005)),
        (1, 29, (0.0061, 0.1718), (0.0018, 0.1963)),
        (29, 29, (0.8830, 1.0), (0.8544, 1.0)),
    ],
)
def test_shares_as_newcombe_printed_them(
    x: int, n: int, plain: tuple[float, float], corrected: tuple[float, float]
) -> None:
    assert [round(b, 4) for b in (wilson(x, n).low, wilson(x, n).high)] == list(plain)
    assert [round(b, 4) for b in (wilson_corrected(x, n).low, wilson_corrected(x, n).high)] == list(corrected)


# Newcombe (1998), Statistics in Medicine 17:873, table II, method 10.
@pytest.mark.parametrize(
    ("first", "second", "expected"),
    [
        ((56, 70), (48, 80), (0.0524, 0.3339)),
        ((9, 10), (3, 10), (0.1705, 0.8090)),
        ((10, 10), (0, 20), (0.6791, 1.0)),
        ((10, 10), (0, 10), (0.6075, 1.0)),
    ],
)
def test_differences_as_newcombe_printed_them(
    first: tuple[int, int], second: tuple[int, int], expected: tuple[float, float]
) -> None:
    found = newcombe_difference(*first, *second)
    assert (round(found.low, 4), round(found.high, 4)) == expected


@given(st.integers(1, 500), st.data())
def test_wilson_holds_the_share_and_mirrors(n: int, data: st.DataObject) -> None:
    x = data.draw(st.integers(0, n))
    interval, mirror = wilson(x, n), wilson(n - x, n)
    assert interval.holds(x / n)
    assert interval.low == pytest.approx(1 - mirror.high, abs=1e-12)
    corrected = wilson_corrected(x, n)
    assert corrected.low <= interval.low + 1e-12
    assert corrected.high >= interval.high - 1e-12


def test_mean_interval_is_t() -> None:
    interval = mean_interval(644.1693989, 23.54224069, df=14)
    assert (interval.low, interval.high) == pytest.approx((593.6763145, 694.6624834), abs=1e-6)


def test_nobody_has_no_score_and_one_verdict_no_error() -> None:
    nobody = score_from_counts(counted(0, 0, 0, 0, 0), M5A)
    assert (nobody.mean, nobody.se, nobody.low, nobody.high) == (None, None, None, None)
    single = score_from_counts(counted(0, 1, 0, 0, 0), M5A)
    assert (single.mean, single.se, single.low, single.high) == (80, None, None, None)
    assert not single.is_measured


def test_a_design_effect_that_leaves_less_than_one_answer_leaves_no_error() -> None:
    assert score_from_counts(counted(2, 1, 0, 0, 0), M5A, design_effect=4.0).se is None


def test_unanimous_answers_have_no_textbook_error_but_an_interval() -> None:
    perfect = score_from_counts(counted(22, 0, 0, 0, 0), M5A)
    assert (perfect.mean, perfect.se, perfect.high) == (100, 0, 100)
    assert perfect.low is not None
    # The binomial likelihood bound, as one stray answer may have been worth nothing: exp(-t²/2n).
    assert perfect.low == pytest.approx(100 * math.exp(-(2.0796138447**2) / 44))
    assert perfect.cautious_se is not None
    assert perfect.cautious_se > 2


def test_one_imperfect_answer_among_many_moves_the_interval_only_a_little() -> None:
    perfect, nearly = score_from_counts(counted(22, 0, 0, 0, 0), M5A), score_from_counts(counted(21, 1, 0, 0, 0), M5A)
    assert perfect.low is not None
    assert nearly.low is not None
    assert 0 < perfect.low - nearly.low < 1.5


def test_verdicts_without_points_are_refused() -> None:
    with pytest.raises(ValueError, match="dont_know"):
        score_from_counts({"dont_know": 3}, M5A)
    with pytest.raises(ValueError, match="negative"):
        score_from_counts(counted(-1, 0, 0, 0, 0), M5A)
    with pytest.raises(ValueError, match="design effect"):
        score_from_counts(counted(1, 1, 0, 0, 0), M5A, design_effect=0)


def test_decimal_points_score_as_floats_do() -> None:
    exact = {code: Decimal(points) for code, points in M5A.items()}
    counts = counted(120, 160, 80, 30, 10)
    assert score_from_counts(counts, exact) == score_from_counts(counts, M5A)


@given(st.lists(st.integers(0, 400), min_size=5, max_size=5), st.floats(1, 3))
def test_scores_and_their_bounds_stay_within_the_map(numbers: list[int], design_effect: float) -> None:
    estimate = score_from_counts(counted(*numbers), M5A, design_effect=design_effect)
    if estimate.mean is not None:
        assert 0 <= estimate.mean <= 100
    if estimate.se is not None and estimate.mean is not None:
        assert estimate.low is not None
        assert estimate.high is not None
        assert -1e-9 <= estimate.low <= estimate.mean + 1e-9
        assert estimate.mean - 1e-9 <= estimate.high <= 100 + 1e-9


@given(st.permutations(VERDICTS), st.lists(st.integers(0, 50), min_size=5, max_size=5))
def test_the_order_of_verdicts_does_not_matter(order: list[str], numbers: list[int]) -> None:
    counts = counted(*numbers)
    shuffled = score_from_counts({code: counts[code] for code in order}, {code: M5A[code] for code in order})
    plain = score_from_counts(counts, M5A)
    assert shuffled.low == plain.low
    assert shuffled.mean == pytest.approx(plain.mean) if plain.mean is not None else shuffled.mean is None


def test_a_large_sample_gives_the_normal_interval() -> None:
    estimate = score_from_counts(counted(12000, 16000, 8000, 3000, 1000), M5A)
    assert estimate.mean is not None
    assert estimate.se is not None
    assert estimate.low == pytest.approx(estimate.mean - 1.96 * estimate.se, abs=0.002)
    assert estimate.high == pytest.approx(estimate.mean + 1.96 * estimate.se, abs=0.002)


@pytest.mark.parametrize(("n", "p"), [(12, 0.9), (22, 0.97), (22, 0.6), (30, 0.99), (40, 0.85)])
def test_small_and_nearly_unanimous_samples_cover_the_truth(n: int, p: float) -> None:
    # Exactly, by adding up the chances of all outcomes; the t interval covers a 0.97 among 22 in half of all cases.
    covered = 0.0
    for hits in range(n + 1):
        estimate = score_from_counts({"good": hits, "bad": n - hits}, {"good": 100, "bad": 0})
        if estimate.low is not None and estimate.high is not None and estimate.low <= 100 * p <= estimate.high:
            covered += math.comb(n, hits) * p**hits * (1 - p) ** (n - hits)
    assert covered > 0.93
