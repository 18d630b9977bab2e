"""An audit is random, grows without letting go, is read blindly by two, and changes nothing by itself."""

from datetime import datetime
from decimal import Decimal

import pytest
from sqlalchemy import select

from feedback_app.channels.hotline.audits import frames, queries, service, turns
from feedback_app.channels.hotline.audits.models import Audit, ItemState, Step
from feedback_app.channels.hotline.audits.service import Answer, Plan
from feedback_app.channels.hotline.models import HotlineRecord
from feedback_app.channels.hotline.review import Decision, decide
from feedback_app.database import session, unit_of_work
from feedback_app.ledger.queries import list_entries
from feedback_app.periods.models import Period, PeriodState
from feedback_app.periods.queries import get_period
from feedback_app.periods.service import PeriodFrozen, advance_period
from feedback_app.responses.models import Evaluation
from nlp.validity import Reason
from tests.feedback_app.channels.hotline.audits.conftest import COMPLAINT, ENQUIRY, PRAISE, draw, read, settle
from tests.feedback_app.channels.hotline.cases import WORK_ORDERS
from tests.feedback_app.channels.hotline.conftest import Import
from tests.stored import ACTOR

FIVE = Plan(share=Decimal("0.01"), minimum=5)


def _first(audit: Audit) -> int:
    return queries.list_items(audit)[0].id


def _drawn_lines(audit: Audit) -> set[int]:
    query = select(HotlineRecord.line).where(HotlineRecord.id.in_(frames.list_drawn(audit)))
    return set(session().scalars(query))


def test_fewer_records_than_the_minimum_are_all_drawn(period: Period, now: datetime) -> None:
    audit = draw(now)
    assert len(frames.list_drawn(audit)) == frames.count_records(period) == audit.frame > 5


def test_the_same_seed_draws_the_same_records(period: Period, now: datetime) -> None:
    first = _drawn_lines(draw(now, FIVE))
    with unit_of_work():
        for item in queries.list_items(queries.get_audit(get_period("2026"))):
            session().delete(item)
        session().flush()
        session().delete(queries.get_audit(get_period("2026")))
    assert len(first) == 5
    assert _drawn_lines(draw(now, FIVE)) == first


def test_an_audit_grows_and_lets_nobody_go(period: Period, import_file: Import, now: datetime) -> None:
    before = frames.list_drawn(draw(now, FIVE))
    more = WORK_ORDERS.read_text(encoding="utf-8").replace("GD2026", "GE2026")
    import_file(more.encode(), name="more.csv")
    audit = draw(now, Plan(share=Decimal("0.5"), minimum=1), seed="")
    after = frames.list_drawn(audit)
    assert before < after
    assert audit.frame == frames.count_records(period)
    assert len(after) >= audit.frame / 2


def test_the_machine_s_answer_is_kept_as_it_was_at_the_draw(audit: Audit, now: datetime) -> None:
    item = queries.list_items(audit)[0]
    said = (item.said_valid, item.said_level, item.said_theme, item.said_unit, item.said_by)
    record = item.record
    assert record.unit is not None
    assert said == (record.is_valid, record.level, record.theme, record.unit.code, record.model_version)
    with unit_of_work():
        found = session().get(HotlineRecord, item.record_id)
        assert found is not None
        found.is_valid, found.theme, found.level, found.unit_id = not found.is_valid, "另一个", 5, None
    again = queries.get_item(item.id)
    assert (again.said_valid, again.said_level, again.said_theme, again.said_unit, again.said_by) == said


def test_a_seed_is_made_and_recorded_where_none_is_given(period: Period, now: datetime) -> None:
    audit = draw(now, seed="")
    entry = list_entries(subject_kind="period")[0]
    assert len(audit.seed) == 16
    assert (entry.action, entry.detail["seed"]) == ("hotline_audit.draw", audit.seed)


def test_the_seed_of_the_first_draw_stays(audit: Audit, now: datetime) -> None:
    with pytest.raises(service.SeedIsFixed):
        draw(now, seed="a luckier one")


@pytest.mark.parametrize("plan", [Plan(share=Decimal(0)), Plan(share=Decimal(2)), Plan(minimum=0)])
def test_a_plan_that_draws_nobody_is_refused(period: Period, now: datetime, plan: Plan) -> None:
    with pytest.raises(service.PlanUnusable):
        draw(now, plan)


def test_a_period_without_records_has_nothing_to_audit(city: None, now: datetime) -> None:
    with pytest.raises(service.NothingToAudit):
        draw(now)


def test_two_who_agree_settle_a_record(audit: Audit, now: datetime) -> None:
    item_id = _first(audit)
    read(item_id, COMPLAINT, "first", now)
    assert queries.get_item(item_id).state is ItemState.WAITING
    read(item_id, COMPLAINT, "second", now)
    item = queries.get_item(item_id)
    assert item.state is ItemState.SETTLED
    assert item.truth is not None
    assert (item.truth.level, item.truth.theme) == (2, "教育文体")


@pytest.mark.parametrize("other", [ENQUIRY, PRAISE, Answer(level=2, theme="交通运输")])
def test_two_who_differ_leave_it_to_a_third(audit: Audit, now: datetime, other: Answer) -> None:
    item_id = _first(audit)
    read(item_id, COMPLAINT, "first", now)
    read(item_id, other, "second", now)
    assert queries.get_item(item_id).state is ItemState.DISPUTED
    assert queries.get_item(item_id).truth is None
    settle(item_id, PRAISE, "third", now)
    item = queries.get_item(item_id)
    assert item.truth is not None
    assert (item.state, item.truth.step, item.truth.level) == (ItemState.SETTLED, Step.DECIDING, 5)
    settle(item_id, COMPLAINT, "third", now)
    again = queries.get_item(item_id).truth
    assert again is not None
    assert again.level == 2


def test_nobody_reads_a_record_twice_or_decides_their_own_dispute(audit: Audit, now: datetime) -> None:
    item_id = _first(audit)
    read(item_id, COMPLAINT, "first", now)
    read(item_id, PRAISE, "first", now)  # a change of mind, nobody else having read it
    assert [coding.level for coding in queries.get_item(item_id).codings] == [5]
    read(item_id, COMPLAINT, "second", now)
    with pytest.raises(service.ReadAlready):
        read(item_id, COMPLAINT, "first", now)
    with pytest.raises(service.ReadAlready):
        read(item_id, COMPLAINT, "third", now)
    with pytest.raises(service.ReaderDecides):
        settle(item_id, COMPLAINT, "second", now)
    settle(item_id, COMPLAINT, "third", now)
    with pytest.raises(service.NotInDispute):
        settle(item_id, COMPLAINT, "fourth", now)


def test_who_saw_the_machine_s_answer_in_review_does_not_read(audit: Audit, now: datetime) -> None:
    item = queries.list_items(audit)[0]
    with unit_of_work():
        decide(item.record_id, Decision(reason=Reason.OTHER), actor="reviewer", now=now)
    with pytest.raises(service.NotBlind):
        read(item.id, COMPLAINT, "reviewer", now)
    offered = turns.find_next(audit, ItemState.WAITING, "reviewer")
    assert offered is not None
    assert offered.id != item.id


@pytest.mark.parametrize(
    "answer",
    [
        Answer(),
        Answer(level=3),
        Answer(level=6, theme="教育文体"),
        Answer(level=3, theme="no such theme"),
        Answer(reason=Reason.OTHER, level=3, theme="教育文体"),
    ],
)
def test_an_incomplete_answer_is_refused(audit: Audit, now: datetime, answer: Answer) -> None:
    with pytest.raises(service.CodingIncomplete):
        read(_first(audit), answer, "first", now)


def test_what_was_read_is_not_told_by_the_ledger(audit: Audit, now: datetime) -> None:
    read(_first(audit), COMPLAINT, "first", now)
    assert list_entries(subject_kind="hotline_audit_item")[0].detail == {}


def test_others_unfinished_records_come_first(audit: Audit, now: datetime) -> None:
    items = queries.list_items(audit)
    read(items[-1].id, COMPLAINT, "first", now)
    begun = turns.find_next(audit, ItemState.WAITING, "second")
    fresh = turns.find_next(audit, ItemState.WAITING, "first")
    assert begun is not None
    assert fresh is not None
    assert (begun.id, fresh.id) == (items[-1].id, items[0].id)
    assert turns.count_left(audit, ItemState.WAITING, "first") == len(items) - 1


def test_the_last_one_can_be_read_again_until_another_has(audit: Audit, now: datetime) -> None:
    item_id = _first(audit)
    read(item_id, COMPLAINT, "first", now)
    last = turns.find_last_read(audit, "first")
    assert last is not None
    assert last.id == item_id
    read(item_id, COMPLAINT, "second", now)
    assert turns.find_last_read(audit, "first") is None


def test_an_audit_changes_no_record_and_no_evaluation(audit: Audit, now: datetime) -> None:
    def everything() -> list[tuple[object, ...]]:
        records = select(HotlineRecord.is_valid, HotlineRecord.level, HotlineRecord.review_state).order_by(
            HotlineRecord.id
        )
        evaluations = select(Evaluation.verdict, Evaluation.standing).order_by(Evaluation.response_id)
        return [tuple(row) for query in (records, evaluations) for row in session().execute(query)]

    before = everything()
    for coder in ("first", "second"):
        read(_first(audit), PRAISE, coder, now)
    assert everything() == before


def test_a_frozen_period_s_audit_stays_as_it_is(audit: Audit, now: datetime) -> None:
    read(_first(audit), COMPLAINT, "first", now)
    for state in (PeriodState.CLOSED, PeriodState.FROZEN):
        with unit_of_work():
            advance_period(get_period("2026"), state, actor=ACTOR, now=now)
    with pytest.raises(PeriodFrozen):
        read(_first(audit), COMPLAINT, "second", now)
    with pytest.raises(PeriodFrozen):
        draw(now, seed="")
