"""Which model reads the hotline since when, and what earlier models had said of records that were read again."""

from datetime import datetime
from typing import Any

from sqlalchemy import ForeignKey, String
from sqlalchemy.orm import Mapped, mapped_column

from feedback_app.database import Base, Json, UtcDateTime


class Promotion(Base):
    """Since when a model reads, who let it, and what they saw; the latest row is in force, without any the shipped one.

    ``model`` names its folder; ``sha256`` is that of its weights, so that a folder changed afterwards is noticed.
    ``previous`` is the model to go back to.
    """

    __tablename__ = "model_promotions"

    id: Mapped[int] = mapped_column(primary_key=True)
    model: Mapped[str] = mapped_column(String(40))
    sha256: Mapped[str] = mapped_column(String(64))
    previous: Mapped[str | None] = mapped_column(String(40))
    is_rollback: Mapped[bool]
    comparison: Mapped[dict[str, Any]] = mapped_column(Json)
    promoted_by: Mapped[str] = mapped_column(String(80))
    promoted_at: Mapped[datetime] = mapped_column(UtcDateTime)


class EarlierReading(Base):
    """What a model had said of a record before another read it again and said something else."""

    __tablename__ = "hotline_earlier_readings"

    id: Mapped[int] = mapped_column(primary_key=True)
    record_id: Mapped[int] = mapped_column(ForeignKey("hotline_records.id"), index=True)
    model_version: Mapped[str] = mapped_column(String(60))
    answer: Mapped[dict[str, Any]] = mapped_column(Json)
    replaced_by: Mapped[str] = mapped_column(String(60))
    asked_by: Mapped[str] = mapped_column(String(80))
    replaced_at: Mapped[datetime] = mapped_column(UtcDateTime)
