"""People decide: exactly their answer counts, the machine's stays beside it, and everything can be taken back."""

from datetime import datetime

import pytest
from sqlalchemy import select

from feedback_app.channels.hotline import queries
from feedback_app.channels.hotline.models import HotlineRecord, ReviewState
from feedback_app.channels.hotline.review import (
    AnswerIncomplete,
    DecidedAlready,
    Decision,
    NothingToUndo,
    UnitMissing,
    UnitUnclear,
    decide,
    resolve_unit,
    undo,
)
from feedback_app.database import session, unit_of_work
from feedback_app.directory.models import Unit
from feedback_app.integrity.service import decide_standing
from feedback_app.ledger.queries import list_entries
from feedback_app.periods.models import PeriodState
from feedback_app.periods.queries import get_period
from feedback_app.periods.service import PeriodFrozen, advance_period
from feedback_app.responses.models import Evaluation, Standing
from nlp.validity import Reason
from tests.feedback_app.channels.hotline.conftest import Import
from tests.stored import ACTOR

LINES = (2, 3, 6, 8, 12)
"""A complaint that names its unit, an enquiry, a complaint handled by a unit, a gas leak, and a story of last year."""


@pytest.fixture(autouse=True)
def imported(import_file: Import) -> None:
    import_file()


def _record(line: int) -> HotlineRecord:
    record = session().scalar(select(HotlineRecord).where(HotlineRecord.line == line))
    assert record is not None
    return record


def _unit(code: str) -> int:
    unit = session().scalar(select(Unit.id).where(Unit.code == code))
    assert unit is not None
    return unit


def _counted(line: int) -> list[tuple[int, str, Standing]]:
    query = select(Evaluation).where(Evaluation.response_id == _record(line).response_id)
    kept = [e for e in session().scalars(query) if e.standing is not Standing.EXCLUDED]
    return [(e.unit_id, e.verdict, e.standing) for e in kept]


def _decide(line: int, decision: Decision, now: datetime, *, actor: str = "reviewer_a") -> None:
    record_id = _record(line).id
    with unit_of_work():
        decide(record_id, decision, actor=actor, now=now)


def _undo(line: int, now: datetime) -> None:
    record_id = _record(line).id
    with unit_of_work():
        undo(record_id, actor="reviewer_a", now=now)


@pytest.mark.parametrize("line", LINES)
def test_exactly_the_person_s_answer_counts(line: int, now: datetime) -> None:
    _decide(line, Decision(level=4, unit_id=_unit("CGJ")), now)
    standing = Standing.QUARANTINED if line == 12 else Standing.VALID
    assert _counted(line) == [(_unit("CGJ"), "satisfied", standing)]


@pytest.mark.parametrize("line", LINES)
def test_a_record_decided_to_be_no_evaluation_counts_for_nobody(line: int, now: datetime) -> None:
    _decide(line, Decision(reason=Reason.PRIVATE), now)
    assert _counted(line) == []
    assert (_record(line).decided_valid, _record(line).decided_reason) == (False, "private")


@pytest.mark.parametrize("line", LINES)
@pytest.mark.parametrize("is_valid", [True, False])
def test_undoing_brings_back_what_was(line: int, is_valid: bool, now: datetime) -> None:
    before, state = _counted(line), _record(line).review_state
    _decide(line, Decision(level=1, unit_id=_unit("SWJ")) if is_valid else Decision(reason=Reason.OTHER), now)
    _undo(line, now)
    assert _counted(line) == before
    assert _record(line).review_state is state
    assert _record(line).decided_by is None


def test_the_machine_s_answer_stays_beside_the_person_s(now: datetime) -> None:
    before = (_record(2).is_valid, _record(2).level, _record(2).extraction)
    _decide(2, Decision(level=5, unit_id=_unit("GAJ")), now)
    record = _record(2)
    assert (record.is_valid, record.level, record.extraction) == before
    assert (record.decided_level, record.decided_unit_id) == (5, _unit("GAJ"))
    assert (record.decided_by, record.decided_at) == ("reviewer_a", now)


def test_deciding_back_and_forth_adds_no_second_evaluation(now: datetime) -> None:
    for _time in range(3):
        _decide(6, Decision(level=2, unit_id=_unit("CGJ")), now)
        _undo(6, now)
    _decide(6, Decision(level=2, unit_id=_unit("CGJ")), now)
    assert _counted(6) == [(_unit("CGJ"), "dissatisfied", Standing.VALID)]
    assert len(_record(6).response.evaluations) <= 2


def test_what_the_office_has_excluded_a_reviewer_does_not_bring_back(now: datetime) -> None:
    _decide(6, Decision(level=2, unit_id=_unit("CGJ")), now)
    kept = next(e for e in _record(6).response.evaluations if e.standing is Standing.VALID)
    with unit_of_work():
        decide_standing(kept.response_id, kept.ordinal, Standing.EXCLUDED, reason="申诉成立", actor="office", now=now)
    _undo(6, now)
    _decide(6, Decision(level=2, unit_id=_unit("CGJ")), now)
    assert _counted(6) == []


def test_the_second_of_two_reviewers_is_told_who_was_faster(now: datetime) -> None:
    _decide(8, Decision(reason=Reason.REQUEST), now)
    with pytest.raises(DecidedAlready) as refused:
        _decide(8, Decision(reason=Reason.OTHER), now, actor="reviewer_b")
    assert "reviewer_a" in refused.value.explain()
    assert _record(8).decided_reason == "request"


@pytest.mark.parametrize(
    ("decision", "refusal"),
    [
        (Decision(), AnswerIncomplete),
        (Decision(level=6, unit_id=1), AnswerIncomplete),
        (Decision(level=3), UnitMissing),
    ],
)
def test_half_an_answer_is_refused(decision: Decision, refusal: type[Exception], now: datetime) -> None:
    with pytest.raises(refusal):
        _decide(8, decision, now)
    assert _record(8).review_state is ReviewState.WAITING


def test_nothing_is_undone_twice(now: datetime) -> None:
    with pytest.raises(NothingToUndo):
        _undo(8, now)


def test_a_frozen_period_is_not_decided_any_more(now: datetime) -> None:
    with unit_of_work():
        for step in (PeriodState.CLOSED, PeriodState.FROZEN):
            advance_period(get_period("2026"), step, actor=ACTOR, now=now)
    with pytest.raises(PeriodFrozen):
        _decide(8, Decision(reason=Reason.REQUEST), now)


def test_who_decided_and_undid_is_on_record(now: datetime) -> None:
    _decide(8, Decision(reason=Reason.REQUEST), now)
    _undo(8, now)
    entries = [(entry.action, entry.actor) for entry in list_entries(subject_kind="hotline_record")]
    assert entries == [("hotline.undo", "reviewer_a"), ("hotline.decide", "reviewer_a")]


@pytest.mark.parametrize("called", ["CGJ", "市城管局", "城管", "市城管局（CGJ）", " 市城管局 "])
def test_a_reviewer_may_call_a_unit_as_people_do(called: str) -> None:
    assert resolve_unit(queries.load_units(), called) == _unit("CGJ")


@pytest.mark.parametrize(("called", "refusal"), [("", UnitMissing), ("　", UnitMissing), ("市文旅局", UnitUnclear)])
def test_a_unit_that_nobody_knows_is_refused(called: str, refusal: type[Exception]) -> None:
    with pytest.raises(refusal):
        resolve_unit(queries.load_units(), called)
