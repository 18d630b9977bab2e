"""The simulated city is the same every time, plausible, and keeps its truth to itself."""

from collections import Counter
from dataclasses import fields
from datetime import date
from functools import cache
from typing import Any

import pytest

from surveys.estimation.intervals import score_from_counts
from surveys.questionnaire import FOUR_LEVEL, NON_RATINGS, SCORE_MAPS, check, load_shipped
from surveys.sampling.dispositions import DISPOSITIONS
from surveys.simulation import (
    DEPARTMENTS,
    DISTRICTS,
    GROUPS,
    PhoneCase,
    SimulatedBallot,
    WebAnswer,
    WorkOrder,
    ballots,
    level_shares,
    list_truths,
    phone_cases,
    true_score,
    web_answers,
    work_orders,
)

FIRST, LAST, SEED = date(2026, 1, 1), date(2026, 6, 30), 7
M5A = SCORE_MAPS["M5A"]


@cache
def web() -> tuple[WebAnswer, ...]:
    return tuple(web_answers(SEED, FIRST, LAST, scale=0.25))


@cache
def phone() -> tuple[PhoneCase, ...]:
    return tuple(phone_cases(SEED, FIRST, LAST, completes=60))


@cache
def orders() -> tuple[WorkOrder, ...]:
    return tuple(work_orders(SEED, FIRST, LAST, orders=400))


@cache
def cast() -> tuple[SimulatedBallot, ...]:
    return tuple(ballots(SEED, ("burden", "responds")))


def test_the_city_has_the_shape_of_a_real_one() -> None:
    assert (len(DEPARTMENTS), len(DISTRICTS)) == (22, 9)
    assert {town.category for district in DISTRICTS for town in district.towns} == {
        "urban_service",
        "industrial",
        "agro_ecological",
    }
    assert len({department.name for department in DEPARTMENTS}) == 22


@pytest.mark.parametrize(
    "again",
    [
        lambda: (web(), tuple(web_answers(SEED, FIRST, LAST, scale=0.25))),
        lambda: (phone(), tuple(phone_cases(SEED, FIRST, LAST, completes=60))),
        lambda: (orders(), tuple(work_orders(SEED, FIRST, LAST, orders=400))),
        lambda: (cast(), tuple(ballots(SEED, ("burden", "responds")))),
    ],
    ids=["web", "phone", "hotline", "ballots"],
)
def test_the_same_seed_gives_the_same_city(again: Any) -> None:
    first, second = again()
    assert first == second


def test_the_first_answers_are_the_same_on_every_machine() -> None:
    assert [answer.verdict for answer in web()[:6]] == [
        "dissatisfied",
        "very_satisfied",
        "very_satisfied",
        "very_satisfied",
        "very_satisfied",
        "satisfied",
    ]


@pytest.mark.parametrize("regard", [-3.0, -0.4, 0.0, 1.2])
def test_shares_of_levels_add_up_and_better_regard_scores_higher(regard: float) -> None:
    shares = level_shares(regard, FOUR_LEVEL)
    assert sum(shares.values()) == pytest.approx(1)
    assert min(shares.values()) >= 0
    assert true_score(regard, M5A) < true_score(regard + 0.1, M5A)


def mean_of(verdicts: list[str]) -> float:
    found = score_from_counts(Counter(v for v in verdicts if v not in NON_RATINGS), M5A.points).mean
    assert found is not None
    return found


def test_channels_err_in_the_ways_they_do_in_life() -> None:
    truth = sum(t.public for t in list_truths(M5A, SCORE_MAPS["M4"])) / len(DEPARTMENTS)
    by_phone = mean_of([case.answers["overall"] for case in phone() if case.answers])
    by_web = mean_of([str(answer.verdict) for answer in web()])
    by_hotline = mean_of([str(order.verdict) for order in orders() if order.verdict])
    assert by_phone == pytest.approx(truth, abs=4)
    assert by_web > truth + 3
    assert by_hotline < truth - 15


def test_every_drawn_number_ends_in_a_known_disposition() -> None:
    assert {case.disposition for case in phone()} <= DISPOSITIONS.keys()
    assert all(bool(case.answers) == (case.disposition == "1.1") for case in phone())


def test_every_complete_passes_the_questionnaire() -> None:
    definition = load_shipped("public_phone_poll")
    for case in [case for case in phone() if case.answers][:40]:
        sheet = check(definition, {code: [value] for code, value in case.answers.items()}, targets=["u"])
        assert sheet


def test_bad_ratings_on_the_web_say_why() -> None:
    assert all(answer.comment for answer in web() if "dissatisfied" in answer.verdict)


def test_orders_name_their_department_and_come_in_time() -> None:
    for order in orders():
        assert FIRST <= order.called_at.date() <= LAST
        assert order.text
    numbers = [order.number for order in orders()]
    assert numbers == sorted(set(numbers))
    assert any(order.verdict is None for order in orders())


def test_ballots_rate_every_department_on_every_criterion() -> None:
    assert {ballot.group for ballot in cast()} == {group.code for group in GROUPS}
    assert all(len(ballot.verdicts) == 22 * 2 for ballot in cast())


@pytest.mark.parametrize("kind", [WebAnswer, PhoneCase, SimulatedBallot])
def test_what_is_said_does_not_carry_the_truth(kind: Any) -> None:
    assert not {field.name for field in fields(kind)} & {"regard", "rapport", "truth"}
