"""Use cases of jobs: enqueue, claim, advance, finish. Who runs them is ``jobs.worker``'s affair.

A job advances in steps. Each step is one unit of work that stores its rows *and* the checkpoint, so that a worker
killed at any moment leaves exactly what its last step committed, and the next worker goes on from there.
"""

from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Any

from flask_babel import lazy_gettext as _l

from feedback_app.database import session
from feedback_app.errors import Refusal
from feedback_app.jobs import queries
from feedback_app.jobs.models import Job, JobState

LEASE = timedelta(seconds=60)
MOST_ATTEMPTS = 3


class JobNotPausable(Refusal):
    """Only waiting or running jobs pause; only paused or failed ones resume."""

    status = 409
    sentence = _l("这项任务目前的状态不能暂停或继续。")


class JobTaken(Exception):
    """The job is not this worker's any more: it was paused, or its lease ran out and another took it."""


def enqueue(kind: str, payload: Mapping[str, Any], *, title: str, total: int = 0, actor: str, now: datetime) -> Job:
    """Add a job in the unit of work of the row that wants it: neither exists without the other."""
    job = Job(
        kind=kind, title=title, payload=dict(payload), total=total, created_by=actor, created_at=now, checkpoint={}
    )
    session().add(job)
    session().flush()
    return job


def claim_next(now: datetime) -> Job | None:
    """Give the caller the next job to run; jobs that a dead worker left come back first."""
    _bring_back_abandoned(now)
    return _lease(queries.find_next_waiting(), now)


def claim(job_id: int, now: datetime) -> Job | None:
    """Give the caller one certain job, or None while it does not wait for a worker."""
    _bring_back_abandoned(now)
    return _lease(queries.find_waiting(job_id), now)


def _bring_back_abandoned(now: datetime) -> None:
    for lost in queries.list_abandoned(now):
        lost.state = JobState.FAILED if lost.attempts >= MOST_ATTEMPTS else JobState.WAITING
        lost.outcome = {**lost.outcome, "error": "WorkerLost"}
    session().flush()


def _lease(job: Job | None, now: datetime) -> Job | None:
    if job is not None:
        job.state, job.lease_until, job.attempts = JobState.RUNNING, now + LEASE, job.attempts + 1
    return job


def advance(
    job_id: int,
    *,
    attempt: int,
    done: int,
    total: int,
    checkpoint: Mapping[str, Any],
    now: datetime,
) -> None:
    """Note how far a job got, in the same unit of work as what it did, and renew its lease.

    Raises:
        JobTaken: the job was paused or went to another worker; the unit of work must not be committed.
    """
    job = _held(job_id, attempt)
    job.done, job.total, job.checkpoint = done, total, dict(checkpoint)
    job.lease_until = now + LEASE


def put_back(job_id: int, *, attempt: int) -> None:
    """Let a job wait for another worker, because this one is told to stop; that is no failed attempt.

    Raises:
        JobTaken
    """
    job = _held(job_id, attempt)
    job.state, job.lease_until, job.attempts = JobState.WAITING, None, attempt - 1


def _held(job_id: int, attempt: int) -> Job:
    job = queries.get_job(job_id)
    if job.state is not JobState.RUNNING or job.attempts != attempt:
        raise JobTaken
    return job


def finish(job_id: int, *, outcome: Mapping[str, Any], now: datetime) -> None:
    """Close a job that did all it should."""
    job = queries.get_job(job_id)
    job.state, job.outcome, job.ended_at, job.lease_until = JobState.DONE, dict(outcome), now, None


def fail(job_id: int, *, reason: str, now: datetime) -> None:
    """Close a job that cannot go on, with the reason; what its steps stored stays, and it can be resumed."""
    job = queries.get_job(job_id)
    job.state, job.outcome, job.ended_at, job.lease_until = JobState.FAILED, {"error": reason}, now, None


def pause(job: Job) -> None:
    """Stop a job after the step it is in."""
    if job.state not in {JobState.WAITING, JobState.RUNNING}:
        raise JobNotPausable
    job.state, job.lease_until = JobState.PAUSED, None


def resume(job: Job) -> None:
    """Let a paused or failed job go on from its checkpoint."""
    if job.state not in {JobState.PAUSED, JobState.FAILED}:
        raise JobNotPausable
    job.state, job.ended_at, job.attempts = JobState.WAITING, None, 0
