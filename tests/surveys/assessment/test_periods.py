"""Months make half-years, half-years make the year, and what is missing is said."""

import math
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from surveys.assessment import NO_SCORE, Score, YearRule, roll_up, roll_up_year


def months(*points: str | None, se: float | None = 1.0) -> list[Score]:
    return [NO_SCORE if one is None else Score(points=Decimal(one), se=se) for one in points]


FULL = months(*["80"] * 6, *["90"] * 6)


def test_a_year_is_the_mean_of_its_halves() -> None:
    found = roll_up_year(FULL, YearRule())
    assert [half.score.points for half in found.halves] == [80, 90]
    assert found.score.points == 85
    assert found.halves[0].score.se == pytest.approx(1 / math.sqrt(6))
    assert found.score.se == pytest.approx(1 / math.sqrt(12))


def test_a_missing_month_is_left_out_of_its_half_not_counted_as_zero() -> None:
    found = roll_up_year(months("60", None, "90", "90", "90", "90", *["80"] * 6), YearRule())
    first = found.halves[0]
    assert (first.score.points, first.missing) == (Decimal(84), ("02",))
    assert set(first.used.values()) == {Decimal(1) / 5}
    assert found.score.points == 82


@pytest.mark.parametrize(
    ("heard", "least", "has_score"), [(6, 4, True), (4, 4, True), (3, 4, False), (1, 1, True), (0, 1, False)]
)
def test_too_few_months_make_no_half_and_no_year(heard: int, least: int, has_score: bool) -> None:
    known = months(*["70"] * heard, *[None] * (6 - heard), *["80"] * 6)
    found = roll_up_year(known, YearRule(least_months=least))
    assert (found.halves[0].score.points is not None) is has_score
    assert (found.score.points is not None) is has_score


def test_the_year_end_has_what_the_months_leave() -> None:
    found = roll_up_year(FULL, YearRule(process=Decimal("0.6")), Score(points=Decimal(100), se=2.0))
    assert found.score.points == Decimal("91")
    assert found.year.used == {"H1": Decimal("0.3"), "H2": Decimal("0.3"), "year_end": Decimal("0.4")}


def test_a_year_waits_for_its_year_end_where_that_has_weight() -> None:
    found = roll_up_year(FULL, YearRule(process=Decimal("0.6")))
    assert (found.score, found.year.missing) == (NO_SCORE, ("year_end",))


def test_an_error_that_one_part_does_not_know_nobody_knows() -> None:
    parts = {"a": Score(points=Decimal(80), se=1.0), "b": Score(points=Decimal(60))}
    found = roll_up(parts, {"a": Decimal(3), "b": Decimal(1)})
    assert found.score == Score(points=Decimal(75), se=None)


@given(st.lists(st.one_of(st.none(), st.integers(0, 100)), min_size=6, max_size=6), st.permutations(range(6)))
def test_a_half_lies_within_its_months_in_whatever_order(points: list[int | None], order: list[int]) -> None:
    known = [None if one is None else str(one) for one in points]
    first = roll_up_year(months(*known, *["80"] * 6), YearRule(least_months=1)).halves[0].score.points
    second = (
        roll_up_year(months(*[known[n] for n in order], *["80"] * 6), YearRule(least_months=1)).halves[0].score.points
    )
    assert first == second
    heard = [one for one in points if one is not None]
    assert (first is None) == (not heard)
    assert first is None or min(heard) <= first <= max(heard)


@pytest.mark.parametrize(
    "weights", [{"a": Decimal(1)}, {"a": Decimal(1), "b": Decimal(0)}, {"a": Decimal(1), "c": Decimal(1)}]
)
def test_every_part_has_a_weight(weights: dict[str, Decimal]) -> None:
    with pytest.raises(ValueError, match="weight above zero"):
        roll_up({"a": NO_SCORE, "b": NO_SCORE}, weights)


def test_a_rule_that_cannot_be_is_refused() -> None:
    with pytest.raises(ValueError, match="six months"):
        YearRule(least_months=7)
    with pytest.raises(ValueError, match="at most 1"):
        YearRule(process=Decimal("1.1"))
    with pytest.raises(ValueError, match="twelve"):
        roll_up_year(FULL[:11], YearRule())
