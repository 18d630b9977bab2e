"""Carelessness indices against R's careless, and rules that hold rather than delete."""

import math

import numpy as np
import pytest

from surveys.estimation.quality import (
    Carelessness,
    QualityRules,
    average_runs,
    even_odd_inconsistency,
    is_empty_text,
    least_seconds,
    longest_runs,
    notice_carelessness,
    page_speed_index,
    response_variability,
    straight_line_chance,
    text_entropy,
)
from tests.surveys.shared_data import SHARED, needs_shared_data

# Three of the simulated respondents of R's careless: fifty answers to ten five-item scales.
LINE, MIXED = [3] * 10, [3, 3, 3, 2, 2, 4, 2, 3, 3, 4]


def test_runs_and_variability() -> None:
    table = [LINE, MIXED, [1, 5] * 5]
    assert longest_runs(table).tolist() == [10, 3, 1]
    assert average_runs(table) == pytest.approx([10, 10 / 6, 1])
    assert response_variability(table) == pytest.approx([0, np.std(MIXED, ddof=1), np.std([1, 5] * 5, ddof=1)])


def test_halves_that_agree_and_halves_that_contradict() -> None:
    consistent = [1, 1, 3, 3, 5, 5]
    contrary = [1, 5, 3, 3, 5, 1]
    assert even_odd_inconsistency([consistent, contrary], [2, 2, 2]) == pytest.approx([-1.0, 1.0])
    assert math.isnan(even_odd_inconsistency([[3] * 6], [2, 2, 2])[0])
    with pytest.raises(ValueError, match="halves"):
        even_odd_inconsistency([consistent], [2, 2])


@needs_shared_data
def test_two_hundred_respondents_as_careless_scores_them() -> None:
    answers = np.genfromtxt(SHARED / "careless" / "careless_dataset.csv", delimiter=",", skip_header=1)
    golden = np.genfromtxt(SHARED / "careless" / "golden_indices.csv", delimiter=",", skip_header=1)
    assert longest_runs(answers).tolist() == golden[:, 1].tolist()
    assert average_runs(answers) == pytest.approx(golden[:, 2])
    assert response_variability(answers) == pytest.approx(golden[:, 3])
    assert even_odd_inconsistency(answers, [5] * 10) == pytest.approx(golden[:, 4], nan_ok=True)
    staircase = np.genfromtxt(SHARED / "careless" / "longstring-test-data.csv", delimiter=",", skip_header=1)
    assert longest_runs(staircase).tolist() == [10, 20, 30, 40, 50, 60, 70, 80, 90, 10]


def test_what_is_noticed() -> None:
    answers = [LINE, MIXED, [1, 5] * 5]
    noticed = notice_carelessness(answers, [60, 12, 70], text_length=120, has_reversed_items=True)
    assert noticed == [
        {Carelessness.STRAIGHT_LINE, Carelessness.LOW_VARIABILITY},
        {Carelessness.TOO_FAST},
        set(),
    ]


def test_words_that_say_nothing_and_a_missed_trap_are_noticed_where_they_were_asked_for() -> None:
    noticed = notice_carelessness(
        [MIXED] * 3,
        [60, 60, 60],
        text_length=120,
        comments=["哈哈哈哈哈哈哈", "", "窗口排队太久"],
        passed_trap=[True, False, True],
    )
    assert noticed == [{Carelessness.EMPTY_TEXT}, {Carelessness.FAILED_TRAP}, set()]
    with pytest.raises(ValueError, match="3 respondents"):
        notice_carelessness([MIXED] * 3, [60, 60, 60], text_length=120, passed_trap=[True])


def test_a_short_block_is_never_a_straight_line() -> None:
    assert notice_carelessness([[5] * 5], [30], text_length=50) == [set()]


def test_nobody_reads_faster_than_the_eye() -> None:
    assert least_seconds(240) == 20
    assert notice_carelessness([MIXED] * 3, [5, 5, 5], text_length=240) == [{Carelessness.TOO_FAST}] * 3
    assert least_seconds(240, QualityRules(reading_speed=24)) == 10


def test_hurry_over_pages() -> None:
    assert page_speed_index([[10, 20], [5, 20], [40, 10]]) == pytest.approx([1.0, 0.75, 0.75])


@pytest.mark.parametrize(
    ("text", "says_nothing"),
    [
        ("哈哈哈哈哈哈哈", True),
        ("1111111111", True),
        ("好", False),
        ("窗口排队太久，希望多开两个窗口", False),
        ("请输入", True),
    ],
)
def test_comments_that_say_nothing(text: str, says_nothing: bool) -> None:
    assert is_empty_text(text, placeholders=["请输入"]) is says_nothing


def test_entropy() -> None:
    assert text_entropy("") == 0
    assert text_entropy("aabb") == 1


def test_the_price_of_the_straight_line_rule_is_stated() -> None:
    assert straight_line_chance([0.9, 0.1], 8) == pytest.approx(0.43, abs=0.005)
    assert straight_line_chance([0.9, 0.1], 16, run=8) == pytest.approx(0.75, abs=0.05)
    assert straight_line_chance([0.2] * 5, 8) == pytest.approx(5 * 0.2**8)
    for shares, items, run in (([0.5], 8, 4), ([0.5, 0.5], 8, 9)):
        with pytest.raises(ValueError, match="a run of"):
            straight_line_chance(shares, items, run=run)


@pytest.mark.parametrize(("items", "run"), [(8, 8), (16, 8), (20, 10), (5, 1)])
def test_honest_people_are_flagged_as_straight_lines_as_often_as_stated(items: int, run: int) -> None:
    shares = [0.7, 0.15, 0.1, 0.05]
    answers = np.random.default_rng(8).choice(4, p=shares, size=(20_000, items))
    seen = float((longest_runs(answers) >= run).mean())
    stated = straight_line_chance(shares, items, run=run)
    assert seen == pytest.approx(stated, abs=4 * math.sqrt(stated * (1 - min(stated, 1)) / 20_000) + 1e-12)


def test_incomplete_rows_are_refused() -> None:
    with pytest.raises(ValueError, match="incomplete"):
        longest_runs([[1, math.nan]])
    with pytest.raises(ValueError, match="two items"):
        response_variability([[1]])
