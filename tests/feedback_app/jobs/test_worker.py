"""Jobs: steps that commit rows and checkpoint together, and workers that die."""

from collections.abc import Iterator, Mapping
from datetime import datetime, timedelta

import pytest
from flask import Flask

from feedback_app import clock
from feedback_app.database import session, unit_of_work
from feedback_app.errors import Refusal
from feedback_app.jobs import queries, service
from feedback_app.jobs.models import Job, JobState
from feedback_app.jobs.worker import Handler, Progress, Step, bind_handlers, run_next
from feedback_app.ledger.models import AuditEntry
from feedback_app.ledger.queries import count_entries
from feedback_app.ledger.service import record

TOTAL = 5


def _count_up(job: Job, *, break_at: int | None = None) -> Iterator[Step]:
    """Store one ledger entry a step, from the checkpoint on."""
    for number in range(job.checkpoint.get("next", 0), TOTAL):

        def step(number: int = number) -> Progress:
            record("test.count", subject=("number", str(number)), actor="test", at=clock.now())
            if number == break_at:
                raise RuntimeError("the disk is full")
            outcome = {"last": number} if number == TOTAL - 1 else None
            return Progress(done=number + 1, total=TOTAL, checkpoint={"next": number + 1}, outcome=outcome)

        yield step


def _bind(app: Flask, handler: Handler) -> None:
    handlers: Mapping[str, Handler] = {"count": handler}
    bind_handlers(app, handlers)


@pytest.fixture
def job_id(app: Flask, context: None, now: datetime) -> int:
    _bind(app, _count_up)
    with unit_of_work():
        return service.enqueue("count", {}, title="数数", total=TOTAL, actor="test", now=now).id


def _numbers() -> list[str]:
    return [entry.subject_key for entry in session().query(AuditEntry).order_by(AuditEntry.id)]


def test_a_job_runs_to_its_end(job_id: int) -> None:
    seen: list[int] = []
    assert run_next(on_progress=lambda progress: seen.append(progress.done)) == job_id
    job = queries.get_job(job_id)
    assert (job.state, job.done, job.outcome) == (JobState.DONE, TOTAL, {"last": 4})
    assert seen == [1, 2, 3, 4, 5]
    assert run_next() is None


def test_a_worker_told_to_stop_leaves_its_job_after_the_step_to_the_next(job_id: int) -> None:
    assert run_next(should_stop=lambda: len(_numbers()) == 2) == job_id
    job = queries.get_job(job_id)
    assert (job.state, job.done, job.attempts, job.lease_until) == (JobState.WAITING, 2, 0, None)
    run_next(should_stop=lambda: len(_numbers()) == TOTAL)
    assert (queries.get_job(job_id).state, queries.get_job(job_id).outcome) == (JobState.DONE, {"last": 4})
    assert _numbers() == ["0", "1", "2", "3", "4"]


def test_a_failed_step_leaves_nothing_half_done_and_the_job_resumes_where_it_stopped(app: Flask, job_id: int) -> None:
    _bind(app, lambda job: _count_up(job, break_at=3))
    run_next()
    job = queries.get_job(job_id)
    assert (job.state, job.done, job.outcome) == (JobState.FAILED, 3, {"error": "RuntimeError"})
    _bind(app, _count_up)
    with unit_of_work():
        service.resume(queries.get_job(job_id))
    run_next()
    assert _numbers() == ["0", "1", "2", "3", "4"]


def test_a_refusal_is_told_in_its_own_words(app: Flask, job_id: int) -> None:
    def refuse(job: Job) -> Iterator[Step]:
        raise Refusal
        yield

    _bind(app, refuse)
    run_next()
    assert queries.get_job(job_id).outcome == {"error": "这项操作不能进行。"}


def test_a_job_whose_worker_died_goes_to_the_next_worker(job_id: int, now: datetime) -> None:
    with unit_of_work():
        service.claim_next(now)
    with unit_of_work():
        assert service.claim_next(now + service.LEASE - timedelta(seconds=1)) is None
    with clock.stopped(now + service.LEASE + timedelta(seconds=1)):
        assert run_next() == job_id
    assert queries.get_job(job_id).state is JobState.DONE


def test_a_job_that_kills_its_workers_is_given_up(job_id: int, now: datetime) -> None:
    at = now
    for _ in range(service.MOST_ATTEMPTS):
        with unit_of_work():
            assert service.claim_next(at) is not None
        at += service.LEASE + timedelta(seconds=1)
    with unit_of_work():
        assert service.claim_next(at) is None
    assert queries.get_job(job_id).state is JobState.FAILED


def test_a_worker_that_lost_its_job_stores_no_more(job_id: int, now: datetime) -> None:
    with unit_of_work():
        service.claim_next(now)
    with unit_of_work():
        service.pause(queries.get_job(job_id))
    with pytest.raises(service.JobTaken), unit_of_work():
        record("test.count", subject=("number", "0"), actor="test", at=now)
        service.advance(job_id, attempt=1, done=1, total=5, checkpoint={}, now=now)
    assert count_entries() == 0


@pytest.mark.parametrize("state", [JobState.DONE, JobState.PAUSED])
def test_only_work_that_is_under_way_pauses(job_id: int, state: JobState) -> None:
    with unit_of_work():
        queries.get_job(job_id).state = state
    with pytest.raises(service.JobNotPausable), unit_of_work():
        service.pause(queries.get_job(job_id))
