"""A table that would come out otherwise by now says so, to those who can compute it anew, until they do."""

from collections.abc import Callable
from datetime import datetime
from decimal import Decimal

import pytest
from flask import Flask

from feedback_app.accounts.permissions import Role
from feedback_app.campaigns.queries import get_campaign
from feedback_app.database import unit_of_work
from feedback_app.directory.queries import get_unit
from feedback_app.periods.queries import get_period
from feedback_app.responses.models import Standing
from feedback_app.responses.selections import Selection, list_evaluations
from feedback_app.responses.service import change_standing
from feedback_app.scoring import computing, queries, service
from feedback_app.scoring.outdated import is_outdated
from surveys.assessment import AdjustmentKind, load_scheme
from tests.application import SignIn
from tests.feedback_app.scoring.city import ACTOR, SCHEME, cast, change_scheme, frozen, say, store_city
from tests.stored import store_unit

NOTICE, IN_ENGLISH = "请重新计分", "compute the scores again"
NEXT = load_scheme(SCHEME.replace('version: "1"', 'version: "2"').replace("bonus_cap: 2", "bonus_cap: 3"))


@pytest.fixture
def city(context: None, now: datetime) -> None:
    with unit_of_work():
        store_city(now)
    _compute(now)


def _compute(now: datetime) -> None:
    period = get_period("2026")
    computed = computing.compute(period)
    with unit_of_work():
        service.store_provisional(period, computed, actor=ACTOR, now=now)


def _is_outdated() -> bool:
    period = get_period("2026")
    run = queries.find_run(period)
    assert run is not None
    return is_outdated(period, run, queries.list_scores(run))


def _answer(now: datetime) -> None:
    say(get_campaign("P1"), get_unit("GAJ"), {"satisfied": 10}, now)


def _ballot(now: datetime) -> None:
    cast(get_campaign("R1"), {get_unit("GAJ"): "good"}, "late", now)


def _set_aside(channel_item: str, now: datetime) -> None:
    found = list_evaluations(Selection(period_id=get_period("2026").id, unit_id=get_unit("JYJ").id))
    one = next(each for each in found if each.item == channel_item)
    change_standing(one, Standing.EXCLUDED, reason="重复", actor=ACTOR, now=now)


def _adjust(now: datetime) -> None:
    period, unit, kind = get_period("2026"), get_unit("JYJ"), AdjustmentKind.BONUS
    service.record_adjustment(period, unit, kind, points=Decimal(1), reason="表彰", actor=ACTOR, now=now)


def _import(now: datetime) -> None:
    queries.list_imported_scores(get_period("2026"))[0].points += 1


CHANGES: dict[str, Callable[[datetime], object]] = {
    "scheme": lambda now: change_scheme(get_period("2026"), NEXT, now),
    "answer": _answer,
    "ballot": _ballot,
    "answer set aside": lambda now: _set_aside("overall", now),
    "ballot set aside": lambda now: _set_aside("burden", now),
    "adjustment": _adjust,
    "import": _import,
}


@pytest.mark.usefixtures("city")
@pytest.mark.parametrize("change", CHANGES.values(), ids=CHANGES)
def test_a_change_makes_the_table_old_until_it_is_computed_again(
    change: Callable[[datetime], object], now: datetime
) -> None:
    assert not _is_outdated()
    with unit_of_work():
        change(now)
    assert _is_outdated()
    _compute(now)
    assert not _is_outdated()


@pytest.mark.usefixtures("city")
def test_what_is_said_of_a_unit_that_nobody_assesses_makes_nothing_old(now: datetime) -> None:
    with unit_of_work():
        say(get_campaign("P1"), store_unit("XXX", "别的单位"), {"satisfied": 1}, now)
    assert not _is_outdated()


@pytest.mark.usefixtures("city")
def test_a_frozen_table_is_never_old(now: datetime) -> None:
    frozen(get_period("2026"), now)
    assert not _is_outdated()


def test_the_office_is_told_and_nobody_else(app: Flask, now: datetime, signed_in: SignIn) -> None:
    with app.app_context():
        with unit_of_work():
            store_city(now)
        _compute(now)
    office = signed_in(Role.ASSESSMENT_OFFICE)
    pages = ("/board/2026", "/scoring/2026")
    assert [NOTICE in office.get(page).text for page in pages] == [False, False]
    with app.app_context(), unit_of_work():
        change_scheme(get_period("2026"), NEXT, now)
    assert [NOTICE in office.get(page).text for page in pages] == [True, True]
    assert NOTICE not in signed_in(Role.ANALYST).get("/board/2026").text
    assert [IN_ENGLISH in office.get(f"{page}?lang=en").text for page in pages] == [True, True]
    office.post("/scoring/2026/compute")
    assert [IN_ENGLISH in office.get(page).text for page in pages] == [False, False]
