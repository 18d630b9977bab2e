"""What was said (immutable), what it counts as, and whether it stands."""

from datetime import date, datetime
from enum import StrEnum
from typing import Any
from uuid import UUID

from sqlalchemy import CheckConstraint, ForeignKey, ForeignKeyConstraint, Index, String, UniqueConstraint, Uuid
from sqlalchemy.orm import Mapped, mapped_column, relationship

from feedback_app.campaigns.models import Campaign, Channel
from feedback_app.database import Base, Json, UtcDateTime, coded, one_of
from feedback_app.directory.models import Unit
from feedback_app.periods.models import Period
from feedback_app.responses.receipts import receipt_of


class Standing(StrEnum):
    """Whether an evaluation counts."""

    VALID = "valid"
    QUARANTINED = "quarantined"
    EXCLUDED = "excluded"


class Response(Base):
    """One thing said by one person, unchanged from the day it came in.

    The key looks random (see ``receipts``), and only the day is kept: neither says in which order, or at what minute,
    people answered.
    """

    __tablename__ = "responses"
    __table_args__ = (
        one_of("channel", Channel, "response_channel_is_known"),
        {"sqlite_with_rowid": False},
    )

    id: Mapped[UUID] = mapped_column(Uuid, primary_key=True)
    campaign_id: Mapped[int] = mapped_column(ForeignKey("campaigns.id"))
    target_id: Mapped[int | None] = mapped_column(ForeignKey("campaign_targets.id"))
    channel: Mapped[Channel] = mapped_column(coded(Channel))
    content: Mapped[dict[str, Any]] = mapped_column(Json)
    content_hash: Mapped[str] = mapped_column(String(64))
    received_on: Mapped[date]

    campaign: Mapped[Campaign] = relationship()
    evaluations: Mapped[list["Evaluation"]] = relationship(back_populates="response", order_by="Evaluation.ordinal")

    @property
    def receipt(self) -> str:
        """The code by which whoever sent it finds it again."""
        return receipt_of(self.id)


class Evaluation(Base):
    """The one coin: one verdict by one rater on one unit, in one period, with its channel and standing.

    ``period_id``, ``campaign_id`` and ``channel`` repeat what the response's campaign says, so that scoring is one
    GROUP BY over one table.
    """

    __tablename__ = "evaluations"
    __table_args__ = (
        one_of("standing", Standing, "evaluation_standing_is_known"),
        one_of("channel", Channel, "evaluation_channel_is_known"),
        CheckConstraint("confidence IS NULL OR (confidence >= 0 AND confidence <= 1)", name="confidence_is_a_share"),
        Index(
            "ix_evaluations_scoring", "period_id", "unit_id", "channel", "rater_group", "item", "verdict", "standing"
        ),
        {"sqlite_with_rowid": False},
    )

    response_id: Mapped[UUID] = mapped_column(Uuid, ForeignKey("responses.id"), primary_key=True)
    ordinal: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    period_id: Mapped[int] = mapped_column(ForeignKey("periods.id"))
    campaign_id: Mapped[int] = mapped_column(ForeignKey("campaigns.id"))
    unit_id: Mapped[int] = mapped_column(ForeignKey("units.id"))
    channel: Mapped[Channel] = mapped_column(coded(Channel))
    rater_group: Mapped[str] = mapped_column(String(40), default="")
    item: Mapped[str] = mapped_column(String(60))
    verdict: Mapped[str] = mapped_column(String(30))
    confidence: Mapped[float | None]
    made_by: Mapped[str] = mapped_column(String(60), default="rater")
    standing: Mapped[Standing] = mapped_column(coded(Standing), default=Standing.VALID)

    response: Mapped[Response] = relationship(back_populates="evaluations")
    unit: Mapped[Unit] = relationship()
    changes: Mapped[list["StandingChange"]] = relationship(order_by="StandingChange.id")


class StandingBatch(Base):
    """Many changes of standing in one go: one decision, with a reason, that can be taken back in one go.

    ``after`` is None for an undoing, which gives each evaluation what it had; ``undoes_id`` is what it takes back.
    """

    __tablename__ = "standing_batches"
    __table_args__ = (
        CheckConstraint("after IS NULL OR after IN ('valid', 'quarantined', 'excluded')", name="batch_after_is_known"),
        CheckConstraint("(after IS NULL) = (undoes_id IS NOT NULL)", name="a_batch_changes_or_undoes"),
        CheckConstraint("reason <> ''", name="a_batch_has_a_reason"),
        CheckConstraint("changed >= 0", name="a_batch_changes_not_less_than_nothing"),
        UniqueConstraint("undoes_id", name="a_batch_is_undone_once"),
        Index("ix_standing_batches_period_id", "period_id"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    period_id: Mapped[int] = mapped_column(ForeignKey("periods.id"))
    after: Mapped[Standing | None] = mapped_column(coded(Standing))
    undoes_id: Mapped[int | None] = mapped_column(ForeignKey("standing_batches.id"))
    criteria: Mapped[dict[str, Any]] = mapped_column(Json)
    reason: Mapped[str] = mapped_column(String(300))
    actor: Mapped[str] = mapped_column(String(80))
    at: Mapped[datetime] = mapped_column(UtcDateTime)
    changed: Mapped[int]

    period: Mapped[Period] = relationship()


class StandingChange(Base):
    """Why an evaluation stopped, or began again, to count; nothing is ever deleted instead."""

    __tablename__ = "standing_changes"
    __table_args__ = (
        one_of("before", Standing, "standing_before_is_known"),
        one_of("after", Standing, "standing_after_is_known"),
        CheckConstraint("before <> after", name="a_standing_change_changes"),
        CheckConstraint("reason <> ''", name="a_standing_change_has_a_reason"),
        ForeignKeyConstraint(["response_id", "ordinal"], ["evaluations.response_id", "evaluations.ordinal"]),
        Index("ix_standing_changes_evaluation", "response_id", "ordinal"),
        Index("ix_standing_changes_batch", "batch_id", "response_id", "ordinal"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    response_id: Mapped[UUID] = mapped_column(Uuid)
    ordinal: Mapped[int]
    before: Mapped[Standing] = mapped_column(coded(Standing))
    after: Mapped[Standing] = mapped_column(coded(Standing))
    reason: Mapped[str] = mapped_column(String(300))
    actor: Mapped[str] = mapped_column(String(80))
    at: Mapped[datetime] = mapped_column(UtcDateTime)
    batch_id: Mapped[int | None] = mapped_column(ForeignKey("standing_batches.id"))
