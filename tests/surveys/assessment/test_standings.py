"""Ranks come from unrounded totals by a declared rule, and admit what they do not know."""

from dataclasses import replace
from decimal import Decimal

import pytest

from surveys.assessment import Assessment, TieRule, assess, load_scheme, rank_units
from surveys.assessment.standings import rank_within_categories
from tests.surveys.assessment import worked_example

SCHEME = load_scheme(worked_example.SCHEME)
MODEL = assess(SCHEME, worked_example.evidence("A"))


def unit(code: str, total: str | None, se: float | None = 1.0) -> Assessment:
    return replace(MODEL, unit=code, total=None if total is None else Decimal(total), cautious_se=se)


@pytest.mark.parametrize(("ties", "ranks"), [(TieRule.SHARED, [1, 2, 2, 4]), (TieRule.DENSE, [1, 2, 2, 3])])
def test_equal_totals_share_a_rank_by_the_declared_rule(ties: TieRule, ranks: list[int]) -> None:
    units = [unit("d", "70"), unit("c", "80"), unit("a", "90"), unit("b", "80")]
    places = rank_units(units, ties)
    assert [place.assessment.unit for place in places] == ["a", "b", "c", "d"]
    assert [place.rank for place in places] == ranks


def test_totals_that_print_alike_still_rank_apart() -> None:
    places = rank_units([unit("low", "88.00499"), unit("high", "88.00501")])
    assert [(place.assessment.unit, place.rank) for place in places] == [("high", 1), ("low", 2)]


def test_a_unit_without_a_total_comes_last_and_has_no_rank() -> None:
    last = rank_units([unit("silent", None, None), unit("heard", "10")])[-1]
    assert (last.assessment.unit, last.rank, last.best, last.tier) == ("silent", None, None, None)


def test_units_that_the_errors_cannot_tell_apart_share_a_tier() -> None:
    places = rank_units([unit("a", "88.01"), unit("b", "88.03"), unit("z", "60")])
    assert [(p.assessment.unit, p.best, p.worst, p.tier) for p in places] == [
        ("b", 1, 2, 1),
        ("a", 1, 2, 1),
        ("z", 3, 3, 2),
    ]


def test_totals_without_sampling_error_rank_for_certain() -> None:
    places = rank_units([unit("a", "88.01", 0.0), unit("b", "88.03", 0.0)])
    assert [(place.best, place.worst) for place in places] == [(1, 1), (2, 2)]


def test_the_worked_example_publishes_one_tier() -> None:
    places = rank_units([assess(SCHEME, worked_example.evidence(code)) for code in "ABC"])
    assert [place.assessment.unit for place in places] == ["B", "A", "C"]
    assert {place.tier for place in places} == {1}


def test_within_a_category_units_are_compared_with_their_like_only() -> None:
    def of(category: str, code: str, total: str | None) -> Assessment:
        return replace(unit(code, total), category=category)

    mixed = [of("industrial", "a", "90"), of("urban", "x", "80"), of("urban", "y", "60"), of("urban", "z", None)]
    places = rank_within_categories(mixed)
    assert {code: (place.rank, place.tier) for code, place in places.items()} == {
        "a": (1, 1),
        "x": (1, 1),
        "y": (2, 2),
        "z": (None, None),
    }
