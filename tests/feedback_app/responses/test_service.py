"""The one door: once, unchanged, with its receipt; and standing that is never deleted."""

import threading
from datetime import date, datetime

import pytest
from flask import Flask
from sqlalchemy import func, inspect, select

from feedback_app.campaigns.queries import get_campaign
from feedback_app.database import database, session, unit_of_work
from feedback_app.periods.models import PeriodState
from feedback_app.periods.service import PeriodFrozen, advance_period
from feedback_app.responses import queries
from feedback_app.responses.models import Evaluation, Response, Standing, StandingChange
from feedback_app.responses.service import (
    ReasonMissing,
    StandingUnchanged,
    Submission,
    Verdict,
    change_standing,
    take,
    take_all,
)
from tests.stored import store_campaign, store_unit

TODAY = date(2026, 3, 2)


@pytest.fixture
def unit_id(context: None, now: datetime) -> int:
    with unit_of_work():
        unit = store_unit()
        store_campaign(now, unit)
        return unit.id


def _submission(unit_id: int, key: str = "k1", verdict: str = "satisfied", comment: str = "快") -> Submission:
    return Submission(
        idempotency_key=key,
        content={"overall": verdict, "comment": comment},
        verdicts=[Verdict(unit_id=unit_id, item="overall", verdict=verdict)],
    )


def _count(table: type[Response] | type[Evaluation] | type[StandingChange]) -> int:
    return session().scalar(select(func.count()).select_from(table)) or 0


def test_a_response_becomes_its_evaluations_and_a_receipt(unit_id: int) -> None:
    with unit_of_work():
        receipt = take(get_campaign("C1"), _submission(unit_id), today=TODAY)
    response = queries.find_response(receipt.code)
    assert response is not None
    assert response.content == {"overall": "satisfied", "comment": "快"}
    assert response.received_on == TODAY
    assert [(e.unit_id, e.item, e.verdict, e.standing) for e in response.evaluations] == [
        (unit_id, "overall", "satisfied", Standing.VALID)
    ]
    assert not receipt.is_repeat


@pytest.mark.parametrize(("again", "differs"), [("satisfied", False), ("dissatisfied", True)])
def test_the_same_key_gets_the_same_receipt_and_no_second_row(unit_id: int, again: str, differs: bool) -> None:
    with unit_of_work():
        first = take(get_campaign("C1"), _submission(unit_id), today=TODAY)
    with unit_of_work():
        second = take(get_campaign("C1"), _submission(unit_id, verdict=again), today=TODAY)
    assert (second.code, second.is_repeat, second.differs) == (first.code, True, differs)
    assert (_count(Response), _count(Evaluation)) == (1, 1)


def test_repeats_inside_one_file_are_told_apart_in_order(unit_id: int) -> None:
    keys = ["a", "b", "a", "c", "b"]
    with unit_of_work():
        receipts = take_all(get_campaign("C1"), [_submission(unit_id, key) for key in keys], today=TODAY)
    assert [receipt.is_repeat for receipt in receipts] == [False, False, True, False, True]
    assert receipts[2].code == receipts[0].code
    assert _count(Response) == 3


def test_nothing_is_stored_when_the_unit_of_work_fails(unit_id: int) -> None:
    with pytest.raises(ZeroDivisionError), unit_of_work():
        take(get_campaign("C1"), _submission(unit_id), today=TODAY)
        raise ZeroDivisionError
    assert (_count(Response), _count(Evaluation)) == (0, 0)


def test_one_key_sent_by_many_at_once_is_stored_once(app: Flask, unit_id: int) -> None:
    codes: list[str] = []

    def send() -> None:
        with app.app_context(), unit_of_work():
            codes.append(take(get_campaign("C1"), _submission(unit_id), today=TODAY).code)

    threads = [threading.Thread(target=send) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(codes) == 8
    assert len(set(codes)) == 1
    assert _count(Response) == 1


def test_a_response_row_has_no_column_for_who_where_or_when_exactly(context: None) -> None:
    columns = {column["name"] for column in inspect(database().engine).get_columns("responses")}
    assert columns == {
        "id",
        "campaign_id",
        "target_id",
        "channel",
        "content",
        "content_hash",
        "received_on",
    }


def test_standing_changes_with_reason_and_can_be_undone(unit_id: int, now: datetime) -> None:
    with unit_of_work():
        receipt = take(get_campaign("C1"), _submission(unit_id), today=TODAY)
    for after, reason in ((Standing.QUARANTINED, "burst"), (Standing.VALID, "checked")):
        with unit_of_work():
            change_standing(queries.get_evaluation(receipt.response_id, 0), after, reason=reason, actor="li", now=now)
    evaluation = queries.get_evaluation(receipt.response_id, 0)
    assert evaluation.standing is Standing.VALID
    assert [(c.before, c.after, c.reason, c.actor) for c in queries.list_changes(evaluation)] == [
        (Standing.QUARANTINED, Standing.VALID, "checked", "li"),
        (Standing.VALID, Standing.QUARANTINED, "burst", "li"),
    ]


@pytest.mark.parametrize(
    ("after", "reason", "refusal"),
    [(Standing.VALID, "same", StandingUnchanged), (Standing.EXCLUDED, "  ", ReasonMissing)],
)
def test_a_change_without_change_or_reason_is_refused(
    unit_id: int, now: datetime, after: Standing, reason: str, refusal: type[Exception]
) -> None:
    with unit_of_work():
        receipt = take(get_campaign("C1"), _submission(unit_id), today=TODAY)
    with pytest.raises(refusal), unit_of_work():
        change_standing(queries.get_evaluation(receipt.response_id, 0), after, reason=reason, actor="li", now=now)
    assert _count(StandingChange) == 0


def test_nothing_changes_in_a_frozen_period(unit_id: int, now: datetime) -> None:
    with unit_of_work():
        receipt = take(get_campaign("C1"), _submission(unit_id), today=TODAY)
        period = get_campaign("C1").period
        for state in (PeriodState.CLOSED, PeriodState.FROZEN):
            advance_period(period, state, actor="li", now=now)
    with pytest.raises(PeriodFrozen), unit_of_work():
        evaluation = queries.get_evaluation(receipt.response_id, 0)
        change_standing(evaluation, Standing.EXCLUDED, reason="late", actor="li", now=now)
