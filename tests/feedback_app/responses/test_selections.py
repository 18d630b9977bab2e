"""Which evaluations a selection holds, and changing all of them at once and back."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import date, datetime, timedelta

import pytest

from feedback_app.campaigns.models import Channel
from feedback_app.database import session, unit_of_work
from feedback_app.periods.models import Period, PeriodState
from feedback_app.periods.service import PeriodFrozen, advance_period
from feedback_app.responses import batches, queries
from feedback_app.responses.models import Evaluation, Standing, StandingChange
from feedback_app.responses.selections import (
    Selection,
    count_evaluations,
    count_standings,
    count_units,
    list_evaluations,
)
from feedback_app.responses.service import ReasonMissing, Submission, Verdict, change_standing, take, take_all
from tests.stored import store_campaign, store_unit

pytestmark = pytest.mark.usefixtures("context")
TODAY = date(2026, 3, 2)


@pytest.fixture
def period(context: None, now: datetime) -> Period:
    """Five answers a unit by web on two days, and three calls about the first unit."""
    with unit_of_work():
        education, police = store_unit("JYJ", "市教育局"), store_unit("GAJ", "市公安局")
        web = store_campaign(now, education, police)
        phone = store_campaign(now, education, channel=Channel.PHONE, code="P1")
        for unit in (education, police):
            take_all(web, _said(unit.id, "w", 4), today=TODAY)
            take_all(web, _said(unit.id, "late", 1), today=TODAY + timedelta(days=1))
        take_all(phone, _said(education.id, "p", 3), today=TODAY)
        return web.period


def _said(unit_id: int, prefix: str, number: int) -> list[Submission]:
    verdict = Verdict(unit_id=unit_id, item="overall", verdict="satisfied")
    keys = [f"{prefix}-{unit_id}-{n}" for n in range(number)]
    return [Submission(idempotency_key=key, content={}, verdicts=[verdict]) for key in keys]


def _standings(chosen: Selection) -> Sequence[Standing]:
    return [one.standing for one in list_evaluations(chosen, page_size=100)]


def test_a_selection_narrows_by_every_part(period: Period) -> None:
    everything = Selection(period_id=period.id)
    assert count_evaluations(everything) == 13
    unit = next(one.unit_id for one in list_evaluations(everything) if one.unit.code == "JYJ")
    for narrower, number in (
        (replace(everything, unit_id=unit), 8),
        (replace(everything, channel=Channel.PHONE), 3),
        (replace(everything, standing=Standing.EXCLUDED), 0),
        (replace(everything, since=TODAY + timedelta(days=1)), 2),
        (replace(everything, until=TODAY, unit_id=unit), 7),
        (replace(everything, words="公安"), 5),
        (replace(everything, words="jyj"), 8),
        (replace(everything, words="%"), 0),
        (replace(everything, keys=()), 0),
    ):
        assert count_evaluations(narrower) == number, narrower
        assert len(list_evaluations(narrower)) == number
    assert len(list_evaluations(everything, page=2, page_size=10)) == 3
    assert [(found.code, n) for found, n in count_units(everything)] == [("JYJ", 8), ("GAJ", 5)]


def test_a_receipt_finds_its_own(period: Period) -> None:
    one = list_evaluations(Selection(period_id=period.id))[0]
    found = list_evaluations(Selection(period_id=period.id, words=one.response.receipt.lower()))
    assert [each.response_id for each in found] == [one.response_id]


def test_a_ballot_is_not_found_by_its_receipt(period: Period, now: datetime) -> None:
    unit = list_evaluations(Selection(period_id=period.id))[0].unit
    with unit_of_work():
        ballots = store_campaign(now, unit, channel=Channel.REVERSE, code="R1")
        cast = take(ballots, _said(unit.id, "ballot", 1)[0], today=TODAY)
    assert count_evaluations(Selection(period_id=period.id, channel=Channel.REVERSE)) > 0
    assert list_evaluations(Selection(period_id=period.id, words=cast.code)) == []


def test_many_are_set_aside_and_restored(period: Period, now: datetime) -> None:
    phone = Selection(period_id=period.id, channel=Channel.PHONE)
    with unit_of_work():
        one = list_evaluations(phone)[0]
        change_standing(one, Standing.EXCLUDED, reason="录音不符", actor="li", now=now)
    with unit_of_work():
        batch = batches.change_standings(
            period, phone, Standing.QUARANTINED, reason="访问员待查", seen=3, actor="li", now=now
        )
    assert batch.changed == 3
    assert set(_standings(phone)) == {Standing.QUARANTINED}
    with unit_of_work():
        undoing = batches.undo_batch(queries.get_batch(batch.id), actor="wang", now=now)
    assert undoing.changed == 3
    assert count_standings(phone) == {Standing.VALID: 2, Standing.QUARANTINED: 0, Standing.EXCLUDED: 1}
    with pytest.raises(batches.BatchUndone), unit_of_work():
        batches.undo_batch(queries.get_batch(batch.id), actor="wang", now=now)
    with unit_of_work():
        batches.undo_batch(queries.get_batch(undoing.id), actor="wang", now=now)
    assert set(_standings(phone)) == {Standing.QUARANTINED}


def test_what_was_decided_since_is_left_alone(period: Period, now: datetime) -> None:
    phone = Selection(period_id=period.id, channel=Channel.PHONE)
    with unit_of_work():
        batch = batches.change_standings(period, phone, Standing.EXCLUDED, reason="重复", seen=3, actor="li", now=now)
    with unit_of_work():
        change_standing(list_evaluations(phone)[0], Standing.QUARANTINED, reason="再查", actor="li", now=now)
    with unit_of_work():
        undoing = batches.undo_batch(queries.get_batch(batch.id), actor="li", now=now)
    assert undoing.changed == 2
    assert count_standings(phone) == {Standing.VALID: 2, Standing.QUARANTINED: 1, Standing.EXCLUDED: 0}


def test_every_change_of_a_batch_is_on_record(period: Period, now: datetime) -> None:
    chosen = Selection(period_id=period.id, words="公安")
    with unit_of_work():
        batch = batches.change_standings(period, chosen, Standing.EXCLUDED, reason="刷分", seen=5, actor="li", now=now)
    changes = session().query(StandingChange).filter_by(batch_id=batch.id).all()
    assert {(one.before, one.after, one.reason, one.actor, one.at) for one in changes} == {
        (Standing.VALID, Standing.EXCLUDED, "刷分", "li", now)
    }
    assert len(changes) == 5
    assert session().query(Evaluation).filter_by(standing=Standing.EXCLUDED).count() == 5
    assert batch.criteria == {"words": "公安"}


def test_what_was_not_looked_at_is_not_changed(period: Period, now: datetime) -> None:
    everything = Selection(period_id=period.id)
    for expected, seen, after, reason in (
        (batches.SelectionChanged, 12, Standing.EXCLUDED, "r"),
        (ReasonMissing, 13, Standing.EXCLUDED, " "),
        (batches.NothingToChange, 13, Standing.VALID, "r"),
    ):
        with pytest.raises(expected), unit_of_work():
            batches.change_standings(period, everything, after, reason=reason, seen=seen, actor="li", now=now)
    assert queries.list_batches(period) == []
    assert set(_standings(everything)) == {Standing.VALID}


def test_a_frozen_period_changes_nothing(period: Period, now: datetime) -> None:
    everything = Selection(period_id=period.id)
    with unit_of_work():
        batch = batches.change_standings(
            period, everything, Standing.EXCLUDED, reason="r", seen=13, actor="li", now=now
        )
        for state in (PeriodState.CLOSED, PeriodState.FROZEN):
            advance_period(period, state, actor="li", now=now)
    with pytest.raises(PeriodFrozen), unit_of_work():
        batches.change_standings(period, everything, Standing.VALID, reason="r", seen=13, actor="li", now=now)
    with pytest.raises(PeriodFrozen), unit_of_work():
        batches.undo_batch(queries.get_batch(batch.id), actor="li", now=now)
