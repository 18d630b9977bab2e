"""Grades by limits and quota; nobody gets a place by the alphabet."""

from decimal import Decimal
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from surveys.assessment import Candidate, Grade, GradeLimits, QuotaBand, QuotaRule, grade_people

LIMITS = GradeLimits(excellent=Decimal(90), competent=Decimal(75), basic=Decimal(60))
E, C, B, I = Grade  # noqa: E741 -- four columns of a truth table
RULE = QuotaRule(
    bands=[
        QuotaBand(down_to=Decimal("0.3"), quota=Decimal("0.25")),
        QuotaBand(down_to=Decimal("0.8"), quota=Decimal("0.2")),
        QuotaBand(down_to=Decimal(1), quota=Decimal("0.15")),
    ]
)


def people(*points: str) -> list[Candidate]:
    return [Candidate(person=f"p{n}", points=Decimal(one)) for n, one in enumerate(points)]


@pytest.mark.parametrize(
    ("points", "grade"),
    [("100", E), ("90", E), ("89.99", C), ("75", C), ("74.99", B), ("60", B), ("59.99", I), ("0", I)],
)
def test_the_grade_by_points(points: str, grade: Grade) -> None:
    assert LIMITS.grade(Decimal(points)) is grade


@pytest.mark.parametrize(
    ("points", "places", "grades", "tied"),
    [
        (["95", "93", "91"], 2, [E, E, C], []),
        (["95", "93", "91"], 5, [E, E, E], []),
        (["95", "93", "91"], 0, [C, C, C], []),
        (["95", "93", "93", "92"], 2, [E, C, C, C], ["p1", "p2"]),  # one place for two
        (["95", "93", "93", "92"], 3, [E, E, E, C], []),
        (["95", "95"], 1, [C, C], ["p0", "p1"]),
        (["95", "95", "94"], 2, [E, E, C], []),
        (["89", "80", "70", "50"], 4, [C, C, B, I], []),
    ],
)
def test_places_go_by_points_and_ties_to_people(
    points: list[str], places: int, grades: list[Grade], tied: list[str]
) -> None:
    found = grade_people(people(*points), LIMITS, places)
    assert [one.grade for one in found] == grades
    assert [one.candidate.person for one in found if one.is_tied] == tied


def test_a_ceiling_holds_whatever_the_points_and_frees_the_place() -> None:
    barred = Candidate(person="barred", points=Decimal(99), ceiling=Grade.BASIC)
    found = {one.candidate.person: one.grade for one in grade_people([barred, *people("95", "94")], LIMITS, 1)}
    assert found == {"barred": B, "p0": E, "p1": C}


@given(st.lists(st.integers(50, 100), min_size=1, max_size=20), st.integers(0, 20))
def test_the_quota_is_never_exceeded_and_points_never_lose(points: list[int], places: int) -> None:
    found = grade_people(people(*map(str, points)), LIMITS, places)
    order = list(Grade)
    assert sum(one.grade is Grade.EXCELLENT for one in found) <= places
    assert all(order.index(a.grade) <= order.index(b.grade) for a, b in pairwise(found))


@pytest.mark.parametrize(
    ("rank", "people_in_unit", "places"),
    [(1, 20, 5), (3, 20, 5), (4, 20, 4), (8, 20, 4), (9, 20, 3), (10, 6, 0), (1, 7, 1)],
)
def test_places_depend_on_the_rank_of_the_unit_and_are_rounded_down(
    rank: int, people_in_unit: int, places: int
) -> None:
    assert RULE.places(people_in_unit, rank, units=10) == places


def test_without_bands_every_unit_has_a_fifth() -> None:
    assert [QuotaRule().places(20, rank, 10) for rank in (1, 10)] == [4, 4]


def test_a_rule_of_quotas_reports_everything_that_is_wrong() -> None:
    with pytest.raises(ValueError, match=r"0\.4 lies outside.*last one to 1"):
        QuotaRule(bands=[QuotaBand(down_to=Decimal("0.5"), quota=Decimal("0.4"))])


@pytest.mark.parametrize("rank", [0, 11])
def test_a_rank_lies_among_the_units(rank: int) -> None:
    with pytest.raises(ValueError, match="among 10"):
        RULE.quota(rank, 10)


def test_limits_fall_from_grade_to_grade() -> None:
    with pytest.raises(ValueError, match="higher"):
        GradeLimits(excellent=Decimal(80), competent=Decimal(80), basic=Decimal(60))


def test_places_are_not_negative() -> None:
    with pytest.raises(ValueError, match="-1 places"):
        grade_people(people("95"), LIMITS, -1)
