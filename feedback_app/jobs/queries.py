"""Reading jobs."""

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import select

from feedback_app.database import session
from feedback_app.errors import NotFound
from feedback_app.jobs.models import Job, JobState


def get_job(job_id: int) -> Job:
    """Return a job by its number."""
    job = session().get(Job, job_id)
    if job is None:
        raise NotFound(kind="job", key=job_id)
    return job


def list_jobs(kinds: Sequence[str], *, limit: int = 20) -> Sequence[Job]:
    """Return the latest jobs of some kinds, the newest first."""
    return session().scalars(select(Job).where(Job.kind.in_(kinds)).order_by(Job.id.desc()).limit(limit)).all()


def find_next_waiting() -> Job | None:
    """Return the job that is due first, locked against other workers where the database can."""
    query = select(Job).where(Job.state == JobState.WAITING).order_by(Job.id).limit(1)
    return session().scalar(query.with_for_update(skip_locked=True))


def find_waiting(job_id: int) -> Job | None:
    """Return a job if it waits for a worker, locked against others where the database can."""
    query = select(Job).where(Job.id == job_id, Job.state == JobState.WAITING)
    return session().scalar(query.with_for_update(skip_locked=True))


def list_abandoned(now: datetime) -> Sequence[Job]:
    """Return running jobs whose worker has not renewed its lease: it was killed, or its machine is gone."""
    return session().scalars(select(Job).where(Job.state == JobState.RUNNING, Job.lease_until < now)).all()
