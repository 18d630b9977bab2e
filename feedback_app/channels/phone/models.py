"""Accepted batches and their cases, and checked uploads that still wait for a yes."""

from datetime import date, datetime
from typing import Any
from uuid import UUID

from sqlalchemy import CheckConstraint, Float, ForeignKey, Index, String, UniqueConstraint, Uuid
from sqlalchemy.orm import Mapped, mapped_column, relationship

from feedback_app.accounts.models import Organisation
from feedback_app.campaigns.models import Campaign
from feedback_app.database import Base, Json, UtcDateTime
from feedback_app.directory.models import Unit
from feedback_app.gateways.spreadsheets import ProblemRecord


class PhoneBatch(Base):
    """One accepted file of a polling firm: append-only from then on.

    ``outcomes`` counts cases by disposition code; ``rates`` holds the outcome rates with the e they were computed with,
    null where the denominator is empty; ``ignored`` counts cases without a finished interview whose answers were left
    out.
    """

    __tablename__ = "phone_batches"
    __table_args__ = (
        UniqueConstraint("campaign_id", "sha256", name="one_batch_per_campaign_and_file"),
        CheckConstraint("cases > 0", name="a_phone_batch_has_cases"),
        CheckConstraint("completes >= 0 AND completes <= cases", name="completes_are_cases"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    campaign_id: Mapped[int] = mapped_column(ForeignKey("campaigns.id"))
    organisation_id: Mapped[int] = mapped_column(ForeignKey("organisations.id"), index=True)
    file_name: Mapped[str] = mapped_column(String(200))
    sha256: Mapped[str] = mapped_column(String(64))
    accepted_at: Mapped[datetime] = mapped_column(UtcDateTime)
    accepted_by: Mapped[str] = mapped_column(String(80))
    cases: Mapped[int]
    completes: Mapped[int]
    ignored: Mapped[int] = mapped_column(default=0, server_default="0")
    outcomes: Mapped[dict[str, int]] = mapped_column(Json)
    rates: Mapped[dict[str, float | None]] = mapped_column(Json)

    campaign: Mapped[Campaign] = relationship()
    organisation: Mapped[Organisation] = relationship()


class PhoneCase(Base):
    """What became of one case drawn. A telephone number is here only as a keyed hash, or not at all."""

    __tablename__ = "phone_cases"
    __table_args__ = (
        UniqueConstraint("campaign_id", "case_id", name="one_phone_case_per_campaign_and_number"),
        CheckConstraint("design_weight IS NULL OR design_weight > 0", name="design_weight_is_positive"),
        CheckConstraint("talk_seconds IS NULL OR talk_seconds >= 0", name="talk_seconds_not_negative"),
        Index("ix_phone_cases_response_id", "response_id", unique=True),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    batch_id: Mapped[int] = mapped_column(ForeignKey("phone_batches.id"), index=True)
    campaign_id: Mapped[int] = mapped_column(ForeignKey("campaigns.id"))
    case_id: Mapped[str] = mapped_column(String(60))
    disposition: Mapped[str] = mapped_column(String(10))
    unit_id: Mapped[int | None] = mapped_column(ForeignKey("units.id"))
    stratum: Mapped[str] = mapped_column(String(40), default="")
    substratum: Mapped[str] = mapped_column(String(40), default="")
    design_weight: Mapped[float | None] = mapped_column(Float(53))
    interviewer: Mapped[str] = mapped_column(String(40), default="")
    talk_seconds: Mapped[int | None]
    called_on: Mapped[date | None]
    sex: Mapped[str] = mapped_column(String(40), default="")
    age_band: Mapped[str] = mapped_column(String(40), default="")
    residence: Mapped[str] = mapped_column(String(40), default="")
    education: Mapped[str] = mapped_column(String(40), default="")
    phone_hash: Mapped[str | None] = mapped_column(String(64))
    response_id: Mapped[UUID | None] = mapped_column(Uuid, ForeignKey("responses.id"))

    batch: Mapped[PhoneBatch] = relationship()
    unit: Mapped[Unit | None] = relationship()


class PhoneUpload(Base):
    """A file that was checked and not yet accepted: its problems, or its cases as they would be stored.

    The file itself is never kept, because it may hold telephone numbers; nor are raw numbers in ``content``.
    """

    __tablename__ = "phone_uploads"

    id: Mapped[UUID] = mapped_column(Uuid, primary_key=True)
    campaign_id: Mapped[int] = mapped_column(ForeignKey("campaigns.id"))
    organisation_id: Mapped[int] = mapped_column(ForeignKey("organisations.id"), index=True)
    file_name: Mapped[str] = mapped_column(String(200))
    sha256: Mapped[str] = mapped_column(String(64))
    uploaded_at: Mapped[datetime] = mapped_column(UtcDateTime)
    problems: Mapped[list[ProblemRecord]] = mapped_column(Json)
    problem_total: Mapped[int]
    ignored: Mapped[int] = mapped_column(default=0, server_default="0")
    outcomes: Mapped[dict[str, int]] = mapped_column(Json)
    cases: Mapped[list[dict[str, Any]]] = mapped_column(Json)

    campaign: Mapped[Campaign] = relationship()
    organisation: Mapped[Organisation] = relationship()
