"""The local tenant of the jobs' seam: one process that runs jobs one after the other."""

import logging
import time
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from flask import current_app

from feedback_app import clock
from feedback_app.database import unit_of_work
from feedback_app.errors import Refusal
from feedback_app.jobs import service
from feedback_app.jobs.models import Job

log = logging.getLogger(__name__)
IDLE_SECONDS = 0.5


@dataclass(frozen=True, kw_only=True)
class Progress:
    """How far a step got: rows done of all, where to go on, and, in the last one, what came of it."""

    done: int
    total: int
    checkpoint: Mapping[str, Any]
    outcome: Mapping[str, Any] | None = None


Step = Callable[[], Progress]
Handler = Callable[[Job], Iterator[Step]]
"""Turns a job into steps, starting at its checkpoint. Each step is called inside a unit of work of its own."""


def bind_handlers(app: Any, handlers: Mapping[str, Handler]) -> None:
    """Tell the application which kind of job is whose."""
    app.extensions["job_handlers"] = dict(handlers)


OnProgress = Callable[[Progress], None]
ShouldStop = Callable[[], bool]


def run_next(*, on_progress: OnProgress = lambda progress: None, should_stop: ShouldStop = lambda: False) -> int | None:
    """Run the next job and return its number, or None when nothing waits.

    A job runs to its end, unless the worker is told to stop: then it waits again, for whoever goes on where it is.
    """
    with unit_of_work():
        job = service.claim_next(clock.now())
    return None if job is None else _run_claimed(job, on_progress, should_stop)


def run_job(job_id: int, *, on_progress: OnProgress = lambda progress: None) -> int | None:
    """Run one certain job to its end and return its number, or None while it does not wait for a worker."""
    with unit_of_work():
        job = service.claim(job_id, clock.now())
    return None if job is None else _run_claimed(job, on_progress, lambda: False)


def _run_claimed(job: Job, on_progress: OnProgress, should_stop: ShouldStop) -> int:
    try:
        _run(job, on_progress, should_stop)
    except service.JobTaken:
        log.info("job %s was paused or taken over", job.id)
    except Refusal as refusal:
        _give_up(job, refusal.explain())
    except Exception as error:
        log.exception("job %s failed", job.id)
        _give_up(job, type(error).__name__)
    return job.id


def _run(job: Job, on_progress: OnProgress, should_stop: ShouldStop) -> None:
    handlers: Mapping[str, Handler] = current_app.extensions["job_handlers"]
    attempt = job.attempts
    outcome: dict[str, Any] = {}
    for step in handlers[job.kind](job):
        if should_stop():  # asked only while there is a step to go on with: a job that is done is finished
            with unit_of_work():
                service.put_back(job.id, attempt=attempt)
            return
        with unit_of_work():
            progress = step()
            service.advance(
                job.id,
                attempt=attempt,
                done=progress.done,
                total=progress.total,
                checkpoint=progress.checkpoint,
                now=clock.now(),
            )
        outcome = dict(progress.outcome or outcome)
        on_progress(progress)
    with unit_of_work():
        service.finish(job.id, outcome=outcome, now=clock.now())


def _give_up(job: Job, reason: str) -> None:
    with unit_of_work():
        service.fail(job.id, reason=reason, now=clock.now())


def work_forever(*, should_stop: ShouldStop = lambda: False) -> None:
    """Run jobs as they come, until told to stop; the job at hand is left after its step."""
    while not should_stop():
        with current_app.app_context():
            ran = run_next(should_stop=should_stop)
        if ran is None:
            time.sleep(IDLE_SECONDS)
