"""A frozen table comes out again digit by digit, whatever goes on around the freezing and after it."""

import time
from collections.abc import Callable, Iterator, Mapping
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import replace
from datetime import datetime
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import text, update

from feedback_app.campaigns.models import Channel
from feedback_app.campaigns.queries import get_campaign, list_targets
from feedback_app.campaigns.service import require_taking_answers
from feedback_app.channels.reverse.queries import get_group
from feedback_app.channels.reverse.service import change_roster
from feedback_app.channels.web.queries import find_open_place
from feedback_app.database import database, session, unit_of_work
from feedback_app.directory.models import UnitCategory
from feedback_app.directory.queries import get_unit, record_of_unit
from feedback_app.directory.service import change_unit
from feedback_app.periods.models import Period, PeriodState
from feedback_app.periods.queries import get_period
from feedback_app.periods.service import PeriodNotOpen, advance_period
from feedback_app.responses.models import Standing
from feedback_app.responses.selections import Selection, list_evaluations
from feedback_app.responses.service import Occasion, Submission, Verdict, change_standing, take
from feedback_app.scoring import computing, queries, tables
from feedback_app.scoring.models import ScoreRun, UnitScore
from tests.feedback_app.scoring.city import ACTOR, frozen, store_city
from tests.stored import store_campaign

pytestmark = pytest.mark.usefixtures("context")

Writer = Callable[[datetime], Iterator[None]]
WAITING_FOR_A_LOCK = text(
    "SELECT count(*) FROM pg_stat_activity WHERE datname = current_database() AND wait_event_type = 'Lock'"
)


@pytest.fixture
def period(context: None, now: datetime) -> Period:
    with unit_of_work():
        period = store_city(now)
        store_campaign(now, get_unit("JYJ"), channel=Channel.WEB, code="W1")
    return period


def _take(occasion: Occasion, now: datetime) -> None:
    verdict = Verdict(unit_id=get_unit("JYJ").id, item="overall", verdict="satisfied")
    take(occasion, Submission(idempotency_key="late", content={}, verdicts=[verdict]), today=now.date())


def _answer_on_the_web(now: datetime) -> Iterator[None]:
    place = find_open_place(list_targets(get_campaign("W1"))[0].code, now=now)
    assert place is not None
    yield
    _take(place.occasion, now)


def _answer_by_another_channel(now: datetime) -> Iterator[None]:
    campaign = get_campaign("P1")
    require_taking_answers(campaign, now=now, today=now.date())
    yield
    _take(campaign, now)


def _setting_aside(now: datetime) -> Iterator[None]:
    evaluation = list_evaluations(Selection(period_id=get_period("2026").id, unit_id=get_unit("JYJ").id))[0]
    change_standing(evaluation, Standing.EXCLUDED, reason="double", actor=ACTOR, now=now)
    yield


def _roster(now: datetime) -> Iterator[None]:
    change_roster(get_group(get_campaign("R1"), "town"), 20, actor=ACTOR, now=now)
    yield


def _freeze(app: Flask, now: datetime) -> ScoreRun:
    with app.app_context():
        return frozen(get_period("2026"), now)


def _await_queue(other: "Future[object]") -> None:
    """Wait until another writer queues behind us, or has gone ahead; SQLite does not say who queues."""
    if database().is_sqlite:
        return
    deadline = time.monotonic() + 30
    with database().engine.connect() as connection:
        onlooker = connection.execution_options(isolation_level="AUTOCOMMIT")  # a transaction sees one moment only
        while not (other.done() or onlooker.scalar(WAITING_FOR_A_LOCK)):
            assert time.monotonic() < deadline, "nobody queues"
            time.sleep(0.005)


@pytest.mark.parametrize("writer", [_answer_on_the_web, _answer_by_another_channel, _setting_aside, _roster])
def test_what_was_let_in_is_stored_before_the_period_closes(
    app: Flask, period: Period, now: datetime, writer: Writer
) -> None:
    with ThreadPoolExecutor(1) as pool:
        with unit_of_work():
            steps = writer(now)
            next(steps)
            freezing = pool.submit(_freeze, app, now)
            _await_queue(freezing)
            assert not freezing.done()
            next(steps, None)
        freezing.result()
    assert computing.verify(get_period("2026")).holds


def _is_let_in(app: Flask, writer: Writer, now: datetime) -> bool:
    with app.app_context(), unit_of_work():
        try:
            next(writer(now))
        except (AssertionError, PeriodNotOpen):
            return False
        return True


@pytest.mark.parametrize("writer", [_answer_on_the_web, _answer_by_another_channel])
def test_who_comes_while_the_period_closes_is_not_let_in(
    app: Flask, period: Period, now: datetime, writer: Writer
) -> None:
    with ThreadPoolExecutor(1) as pool:
        with unit_of_work():
            advance_period(get_period("2026"), PeriodState.CLOSED, actor=ACTOR, now=now)
            answering = pool.submit(_is_let_in, app, writer, now)
            _await_queue(answering)
            assert not answering.done()
        assert not answering.result()


@pytest.mark.parametrize(
    "after",
    [
        {"category": UnitCategory.REGULATORY},
        {"name": "市教育和体育局", "short_name": "教体局"},
        {"is_active": False},
        {"parent_code": "GAJ", "division_code": "110100"},
    ],
    ids=lambda after: next(iter(after)),
)
def test_the_directory_goes_on_changing_and_the_frozen_table_stays(
    period: Period, now: datetime, after: Mapping[str, Any]
) -> None:
    run = frozen(period, now)
    before = [row[2:] for row in tables.line_rows(queries.list_scores(run))]
    with unit_of_work():
        change_unit(replace(record_of_unit(get_unit("JYJ")), **after), actor=ACTOR, now=now)
    assert computing.verify(get_period("2026")).holds
    assert [row[2:] for row in tables.line_rows(queries.list_scores(run))] == before


def test_a_category_changed_inside_the_frozen_table_is_noticed(period: Period, now: datetime) -> None:
    frozen(period, now)
    with unit_of_work():
        session().execute(update(UnitScore).values(category=UnitCategory.REGULATORY))
    assert not computing.verify(get_period("2026")).holds
