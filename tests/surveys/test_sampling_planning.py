"""Sample sizes against the customary tables."""

import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from surveys.sampling.planning import completes_for_mean, completes_for_share, margin_of_share, plan_dialling


@pytest.mark.parametrize(("margin", "n"), [(0.03, 1068), (0.04, 601), (0.05, 385), (0.06, 267)])
def test_endless_populations(margin: float, n: int) -> None:
    assert completes_for_share(margin) == n


@pytest.mark.parametrize(("population", "n"), [(10_000, 370), (5_000, 357), (1_000, 278), (300, 169), (1, 1)])
def test_finite_populations(population: int, n: int) -> None:
    assert completes_for_share(0.05, population=population) == n


def test_a_design_effect_multiplies() -> None:
    assert completes_for_share(0.05, design_effect=1.5) == 577
    assert completes_for_mean(2.0, deviation=25.0) == 601


@given(st.floats(0.01, 0.2), st.floats(100, 1e6), st.floats(1, 3))
def test_the_planned_size_keeps_its_margin(margin: float, population: float, deff: float) -> None:
    population = float(round(population))
    n = completes_for_share(margin, population=population, design_effect=deff)
    assert n <= population
    assert margin_of_share(n, population=population, design_effect=deff) <= margin * 1.001 or n == population


def test_numbers_to_dial_follow_earlier_outcomes() -> None:
    plan = plan_dialling(400, {"I": 0.1, "R": 0.2, "NE": 0.7})
    assert plan.numbers == 4000
    assert plan.expected == pytest.approx({"I": 400, "R": 800, "NE": 2800})


def test_impossible_plans_are_refused() -> None:
    with pytest.raises(ValueError, match="completes among them"):
        plan_dialling(400, {"R": 1.0})
    with pytest.raises(ValueError, match="at least one"):
        plan_dialling(0, {"I": 1.0})
    with pytest.raises(ValueError, match="positive margin"):
        completes_for_share(0)
    with pytest.raises(ValueError, match="between 0 and 1"):
        completes_for_share(0.05, share=1.0)
    with pytest.raises(ValueError, match="positive"):
        completes_for_mean(1, deviation=0)
    with pytest.raises(ValueError, match="do not fit"):
        margin_of_share(10, population=5)
    assert math.isclose(margin_of_share(10, population=10), 0)
