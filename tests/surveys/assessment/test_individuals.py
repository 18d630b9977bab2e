"""From tasks to people: responsibility, score rate, load, and the month."""

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from surveys.assessment import COEFFICIENTS, IndividualRule, Load, MonthRule, Task, TasksFlawed, score_individuals


def task(code: str, full: str, earned: str, **shares: str) -> Task:
    return Task(
        code=code,
        full=Decimal(full),
        earned=Decimal(earned),
        shares={person: Decimal(share) for person, share in shares.items()},
    )


TASKS = [
    task("roads", "30", "27", li="0.6", wang="0.4"),
    task("forms", "10", "5", wang="1"),
    task("fees", "5", "5", li="1"),
]


def test_a_score_rate_is_what_the_shares_earned_over_what_they_could() -> None:
    li, wang = score_individuals(TASKS, {})
    assert (li.person, li.full, li.earned) == ("li", Decimal("23.0"), Decimal("21.2"))
    assert li.rate == Decimal("92.1739130435")
    assert (wang.full, wang.earned, wang.rate) == (Decimal("22.0"), Decimal("15.8"), Decimal("71.8181818182"))


@pytest.mark.parametrize(
    ("load", "coefficient", "points"),
    [
        (Load.HEAVIEST, "1.1", "88"),
        (Load.HEAVY, "1.05", "84"),
        (Load.USUAL, "1", "80"),
        (Load.LIGHT, "0.95", "76"),
        (Load.LIGHTEST, "0.9", "72"),
    ],
)
def test_the_load_multiplies_the_rate(load: Load, coefficient: str, points: str) -> None:
    (found,) = score_individuals([task("t", "10", "8", li="1")], {"li": load})
    assert (found.coefficient, found.points) == (Decimal(coefficient), Decimal(points))


def test_a_cap_ends_what_a_heavy_load_may_add() -> None:
    tasks = [task("t", "10", "10", li="1")]
    assert score_individuals(tasks, {"li": Load.HEAVIEST})[0].points == 110
    assert score_individuals(tasks, {"li": Load.HEAVIEST}, IndividualRule(cap=Decimal(100)))[0].points == 100


def test_who_answers_for_nothing_has_no_score() -> None:
    assert [one.person for one in score_individuals([task("t", "10", "0", li="1", zhou="0")], {})] == ["li"]


def test_every_flaw_is_reported_at_once() -> None:
    flawed = [
        task("a", "0", "0", li="1"),
        task("b", "5", "6", li="0.5", wang="0.4"),
        task("c", "5", "1", li="1.5", wang="-0.5"),
    ]
    with pytest.raises(TasksFlawed) as refused:
        score_individuals(flawed, {})
    assert [(problem.task, problem.reason) for problem in refused.value.problems] == [
        ("a", "full points are 0"),
        ("b", "earned 6 of 5 points"),
        ("b", "responsibility adds up to 0.9, not to 1"),
        ("c", "wang answers for -0.5"),
    ]


@given(st.lists(st.tuples(st.integers(1, 50), st.integers(0, 100), st.integers(0, 100)), min_size=1, max_size=8))
def test_people_together_earn_what_the_unit_earned(rows: list[tuple[int, int, int]]) -> None:
    tasks = [
        Task(
            code=str(n),
            full=Decimal(full),
            earned=Decimal(full * percent) / 100,
            shares={"li": Decimal(part) / 100, "wang": 1 - Decimal(part) / 100},
        )
        for n, (full, percent, part) in enumerate(rows)
    ]
    found = score_individuals(tasks, {"li": Load.HEAVIEST})
    assert sum(one.earned for one in found) == sum(one.earned for one in tasks)
    assert all(0 <= one.rate <= 100 for one in found)
    assert all(
        one.points == one.rate * COEFFICIENTS[Load.HEAVIEST if one.person == "li" else Load.USUAL] for one in found
    )


@pytest.mark.parametrize(
    ("department", "peers", "points"),
    [("90", "80", "84.0"), ("90", None, None), (None, "80", None), ("0", "100", "60.0")],
)
def test_a_month_is_forty_from_the_department_and_sixty_from_peers(
    department: str | None, peers: str | None, points: str | None
) -> None:
    given_points = [None if part is None else Decimal(part) for part in (department, peers)]
    assert MonthRule().score(*given_points) == (None if points is None else Decimal(points))


def test_an_opinion_without_weight_is_not_waited_for() -> None:
    assert MonthRule(department=Decimal(1), peers=Decimal(0)).score(Decimal(70), None) == 70


@pytest.mark.parametrize(("department", "peers"), [("0.4", "0.5"), ("1.2", "-0.2")])
def test_a_month_is_made_of_shares_of_one(department: str, peers: str) -> None:
    with pytest.raises(ValueError, match="shares of one"):
        MonthRule(department=Decimal(department), peers=Decimal(peers))
