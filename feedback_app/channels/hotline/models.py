"""Files of the hotline, their records, what was wrong with their rows, and how columns were understood."""

from datetime import date, datetime
from enum import StrEnum
from typing import Any
from uuid import UUID

from sqlalchemy import CheckConstraint, ForeignKey, Index, String, Text, UniqueConstraint, Uuid
from sqlalchemy.orm import Mapped, mapped_column, relationship

from feedback_app.campaigns.models import Campaign
from feedback_app.database import Base, Json, UtcDateTime, coded, one_of
from feedback_app.directory.models import Unit
from feedback_app.jobs.models import Job
from feedback_app.responses.models import Response


class ReviewState(StrEnum):
    """Whether a person has to look at a record."""

    NONE = "none"
    WAITING = "waiting"
    DECIDED = "decided"


class ProblemKind(StrEnum):
    """What became of a row that has a problem."""

    REFUSED = "refused"
    DUPLICATE = "duplicate"
    UNKNOWN_UNIT = "unknown_unit"


class HotlineFile(Base):
    """One uploaded file: first a draft with a guessed mapping, then an import with a campaign and a job."""

    __tablename__ = "hotline_files"
    __table_args__ = (
        CheckConstraint("(campaign_id IS NULL) = (job_id IS NULL)", name="an_import_has_a_campaign_and_a_job"),
        CheckConstraint("rows_read >= 0", name="hotline_rows_not_negative"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    sha256: Mapped[str] = mapped_column(String(64), unique=True)
    name: Mapped[str] = mapped_column(String(200))
    encoding: Mapped[str] = mapped_column(String(20))
    headers: Mapped[list[str]] = mapped_column(Json)
    mapping: Mapped[dict[str, str]] = mapped_column(Json)
    campaign_id: Mapped[int | None] = mapped_column(ForeignKey("campaigns.id"))
    job_id: Mapped[int | None] = mapped_column(ForeignKey("jobs.id"), unique=True)
    rows_read: Mapped[int] = mapped_column(default=0)
    uploaded_by: Mapped[str] = mapped_column(String(80))
    uploaded_at: Mapped[datetime] = mapped_column(UtcDateTime)

    campaign: Mapped[Campaign | None] = relationship()
    job: Mapped[Job | None] = relationship()


class HotlineRecord(Base):
    """One work order: the masked text, how the machine reads it and, beside that, how a person did."""

    __tablename__ = "hotline_records"
    __table_args__ = (
        UniqueConstraint("campaign_id", "order_key", name="one_record_per_work_order"),
        one_of("review_state", ReviewState, "review_state_is_known"),
        CheckConstraint("level IS NULL OR level BETWEEN 1 AND 5", name="read_level_is_one_to_five"),
        CheckConstraint("decided_level IS NULL OR decided_level BETWEEN 1 AND 5", name="decided_level_is_one_to_five"),
        CheckConstraint("p_valid >= 0 AND p_valid <= 1", name="p_valid_is_a_share"),
        CheckConstraint(
            "(review_state = 'decided') = (decided_at IS NOT NULL AND decided_by IS NOT NULL"
            " AND decided_valid IS NOT NULL)",
            name="a_decided_record_names_who_and_when",
        ),
        Index("ix_hotline_records_file_id", "file_id"),
        Index("ix_hotline_records_queue", "review_state", "is_urgent", "id"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    file_id: Mapped[int] = mapped_column(ForeignKey("hotline_files.id"))
    campaign_id: Mapped[int] = mapped_column(ForeignKey("campaigns.id"))
    response_id: Mapped[UUID] = mapped_column(Uuid, ForeignKey("responses.id"), unique=True)
    line: Mapped[int]
    order_key: Mapped[str] = mapped_column(String(64))
    caller_key: Mapped[str | None] = mapped_column(String(64))
    title: Mapped[str] = mapped_column(String(120))
    text: Mapped[str] = mapped_column(Text)
    occurred_on: Mapped[date | None]
    official_class: Mapped[str] = mapped_column(String(200), default="")
    official_unit: Mapped[str] = mapped_column(String(120), default="")

    is_valid: Mapped[bool]
    reason: Mapped[str | None] = mapped_column(String(20))
    level: Mapped[int | None]
    theme: Mapped[str] = mapped_column(String(30))
    p_valid: Mapped[float]
    has_abstained: Mapped[bool]
    is_urgent: Mapped[bool]
    unit_id: Mapped[int | None] = mapped_column(ForeignKey("units.id"))
    model_version: Mapped[str] = mapped_column(String(60))
    extraction: Mapped[dict[str, Any]] = mapped_column(Json)

    review_state: Mapped[ReviewState] = mapped_column(coded(ReviewState))
    decided_valid: Mapped[bool | None]
    decided_reason: Mapped[str | None] = mapped_column(String(20))
    decided_level: Mapped[int | None]
    decided_unit_id: Mapped[int | None] = mapped_column(ForeignKey("units.id"))
    decided_by: Mapped[str | None] = mapped_column(String(80))
    decided_at: Mapped[datetime | None] = mapped_column(UtcDateTime)

    file: Mapped[HotlineFile] = relationship()
    campaign: Mapped[Campaign] = relationship()
    response: Mapped[Response] = relationship()
    unit: Mapped[Unit | None] = relationship(foreign_keys=[unit_id])
    decided_unit: Mapped[Unit | None] = relationship(foreign_keys=[decided_unit_id])


class HotlineRowProblem(Base):
    """Why a row was not taken, or not wholly understood. The cell itself is not kept: it may name a citizen."""

    __tablename__ = "hotline_row_problems"
    __table_args__ = (
        one_of("kind", ProblemKind, "hotline_problem_kind_is_known"),
        Index("ix_hotline_row_problems_file", "file_id", "kind", "line"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    file_id: Mapped[int] = mapped_column(ForeignKey("hotline_files.id"))
    kind: Mapped[ProblemKind] = mapped_column(coded(ProblemKind))
    line: Mapped[int]
    column: Mapped[str] = mapped_column(String(120))
    reason: Mapped[str] = mapped_column(String(300))


class HotlineMapping(Base):
    """How the columns of files with a certain header were understood the last time."""

    __tablename__ = "hotline_mappings"

    fingerprint: Mapped[str] = mapped_column(String(64), primary_key=True)
    mapping: Mapped[dict[str, str]] = mapped_column(Json)
    saved_by: Mapped[str] = mapped_column(String(80))
    saved_at: Mapped[datetime] = mapped_column(UtcDateTime)
