"""Old records read again: only what nobody decided changes, every change is on record, and people's word stands."""

from datetime import datetime

import pytest
from sqlalchemy import select

from feedback_app.channels.hotline.engines import queries, rereading, service
from feedback_app.channels.hotline.engines.comparing import compare
from feedback_app.channels.hotline.engines.folders import get_folder
from feedback_app.channels.hotline.engines.labels import collect_labels
from feedback_app.channels.hotline.engines.models import EarlierReading
from feedback_app.channels.hotline.engines.rereading import ask_for_rereading
from feedback_app.channels.hotline.models import HotlineRecord, ReviewState
from feedback_app.channels.hotline.review import Decision, decide, undo
from feedback_app.database import session, unit_of_work
from feedback_app.directory.models import Unit
from feedback_app.jobs.models import Job, JobState
from feedback_app.jobs.queries import get_job
from feedback_app.jobs.worker import run_job
from feedback_app.ledger.queries import list_entries
from feedback_app.periods.models import PeriodState
from feedback_app.periods.queries import get_period
from feedback_app.periods.service import PeriodFrozen, advance_period
from feedback_app.responses.models import Standing
from nlp.validity import Reason
from tests.feedback_app.channels.hotline.engines.conftest import CURT, Make
from tests.stored import ACTOR


def _reread(now: datetime) -> Job:
    with unit_of_work():
        job = ask_for_rereading(get_period("2026"), actor="chen", now=now)
    run_job(job.id)
    return get_job(job.id)


def _promote(make: Make, now: datetime) -> None:
    make(CURT)
    found = compare(get_folder(queries.name_in_force()), get_folder(CURT), collect_labels().held_out)
    with unit_of_work():
        service.promote(get_folder(CURT), found, seen=found.digest, actor="chen", now=now)


def _records() -> list[HotlineRecord]:
    session().expire_all()
    return list(session().scalars(select(HotlineRecord).order_by(HotlineRecord.id)))


def _counting(record: HotlineRecord) -> list[Standing]:
    return [one.standing for one in record.response.evaluations if one.standing is not Standing.EXCLUDED]


def test_promoting_alone_changes_no_record(audited: Unit, make: Make, now: datetime) -> None:
    before = [(r.is_valid, r.level, r.model_version) for r in _records()]
    _promote(make, now)
    assert [(r.is_valid, r.level, r.model_version) for r in _records()] == before


def test_what_nobody_decided_is_read_again_and_the_earlier_answer_kept(
    audited: Unit, make: Make, now: datetime
) -> None:
    _promote(make, now)
    job = _reread(now)
    assert (job.state, job.outcome) == (JobState.DONE, {"read": 80, "changed": job.outcome["changed"]})
    assert {record.model_version for record in _records()} == {CURT}
    assert not any(record.is_valid or _counting(record) for record in _records())
    kept = session().scalars(select(EarlierReading).order_by(EarlierReading.id)).all()
    complaints = [one for one in kept if one.answer["is_valid"]]
    assert len(complaints) == 40
    assert {(one.model_version, one.replaced_by, one.asked_by, one.answer["level"]) for one in complaints} == {
        ("machine", CURT, "chen", 2)
    }
    assert len(kept) == job.outcome["changed"]
    assert list_entries(subject_kind="period")[0].action == "hotline.reread"


def test_a_person_s_word_is_never_overwritten(audited: Unit, make: Make, now: datetime) -> None:
    first, second = (record.id for record in _records() if record.is_valid and record.id < 5)
    with unit_of_work():
        decide(first, Decision(level=5, unit_id=audited.id), actor="reviewer", now=now)
        decide(second, Decision(reason=Reason.OTHER), actor="reviewer", now=now)
    _promote(make, now)
    assert _reread(now).outcome["read"] == 78
    records = {record.id: record for record in _records()}
    assert records[first].decided_level == 5
    assert records[first].model_version == "machine"
    assert _counting(records[first]) == [Standing.VALID]
    assert _counting(records[second]) == []


def test_reading_again_with_the_same_answer_changes_nothing(audited: Unit, make: Make, now: datetime) -> None:
    _reread(now)  # the shipped model puts its own answers in the place of the invented ones
    standings = [[one.standing for one in record.response.evaluations] for record in _records()]
    assert _reread(now).outcome["changed"] == 0
    assert [[one.standing for one in record.response.evaluations] for record in _records()] == standings


def test_a_decision_taken_back_leaves_the_answer_of_the_rereading(audited: Unit, make: Make, now: datetime) -> None:
    _promote(make, now)
    _reread(now)
    with unit_of_work():
        decide(2, Decision(level=5, unit_id=audited.id), actor="reviewer", now=now)
    with unit_of_work():
        undo(2, actor="reviewer", now=now)
    record = _records()[1]
    assert _counting(record) == []
    assert record.review_state is not ReviewState.DECIDED


def test_a_killed_rereading_goes_on(audited: Unit, make: Make, now: datetime, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(rereading, "CHUNK", 30)
    _promote(make, now)
    with unit_of_work():
        job = ask_for_rereading(get_period("2026"), actor="chen", now=now)
    steps = rereading.reread_steps(job)
    with unit_of_work():
        first = next(steps)()
        get_job(job.id).checkpoint = dict(first.checkpoint)
    run_job(job.id)
    done = get_job(job.id)
    assert done.state is JobState.DONE
    assert (done.done, done.total, done.outcome["read"]) == (80, 80, 80)
    assert len({one.record_id for one in session().scalars(select(EarlierReading))}) == done.outcome["changed"]


def test_a_frozen_period_is_not_read_again(audited: Unit, now: datetime) -> None:
    for state in (PeriodState.CLOSED, PeriodState.FROZEN):
        with unit_of_work():
            advance_period(get_period("2026"), state, actor=ACTOR, now=now)
    with pytest.raises(PeriodFrozen):
        _reread(now)
