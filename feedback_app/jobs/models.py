"""A job: the durable record of a piece of background work, whoever runs it."""

from datetime import datetime
from enum import StrEnum
from typing import Any

from sqlalchemy import CheckConstraint, Index, String
from sqlalchemy.orm import Mapped, mapped_column

from feedback_app.database import Base, Json, UtcDateTime, coded, one_of


class JobState(StrEnum):
    """The life of a job."""

    WAITING = "waiting"
    RUNNING = "running"
    PAUSED = "paused"
    DONE = "done"
    FAILED = "failed"


class Job(Base):
    """What to do, how far it got (``checkpoint``), and what came of it (``outcome``)."""

    __tablename__ = "jobs"
    __table_args__ = (
        one_of("state", JobState, "job_state_is_known"),
        CheckConstraint("done >= 0 AND total >= 0", name="job_progress_not_negative"),
        Index("ix_jobs_state_id", "state", "id"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    kind: Mapped[str] = mapped_column(String(40))
    title: Mapped[str] = mapped_column(String(200))
    state: Mapped[JobState] = mapped_column(coded(JobState), default=JobState.WAITING)
    payload: Mapped[dict[str, Any]] = mapped_column(Json)
    checkpoint: Mapped[dict[str, Any]] = mapped_column(Json, default=dict)
    outcome: Mapped[dict[str, Any]] = mapped_column(Json, default=dict)
    done: Mapped[int] = mapped_column(default=0)
    total: Mapped[int] = mapped_column(default=0)
    attempts: Mapped[int] = mapped_column(default=0)
    created_by: Mapped[str] = mapped_column(String(80))
    created_at: Mapped[datetime] = mapped_column(UtcDateTime)
    lease_until: Mapped[datetime | None] = mapped_column(UtcDateTime)
    ended_at: Mapped[datetime | None] = mapped_column(UtcDateTime)

    @property
    def share_done(self) -> float:
        """How far the work is, from 0 to 1; unknown totals count as not begun."""
        return min(1.0, self.done / self.total) if self.total else 0.0
