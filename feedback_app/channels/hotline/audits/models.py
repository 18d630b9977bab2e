"""Audits of the hotline's records: the draw, what the machine had said of each drawn record, and what people say."""

from collections.abc import Sequence
from datetime import datetime
from decimal import Decimal
from enum import StrEnum

from sqlalchemy import CheckConstraint, ForeignKey, Index, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from feedback_app.channels.hotline.models import HotlineRecord
from feedback_app.database import Base, Points, UtcDateTime, coded, one_of
from feedback_app.directory.models import Unit
from feedback_app.periods.models import Period


class ItemState(StrEnum):
    """How far the people are with a drawn record."""

    WAITING = "waiting"
    """Fewer than two have read it."""
    DISPUTED = "disputed"
    """Two have, and differ."""
    SETTLED = "settled"
    """Two agree, or a third has decided."""


class Step(StrEnum):
    """In which turn somebody reads a record."""

    FIRST = "first"
    SECOND = "second"
    DECIDING = "deciding"


class Audit(Base):
    """A period's audit. Drawn again it only grows: nobody who was drawn is let go.

    ``frame`` is how many records the period had when the last draw was made; while it has more, the sample is no
    sample of all.
    """

    __tablename__ = "hotline_audits"
    __table_args__ = (
        CheckConstraint("minimum > 0", name="an_audit_draws_somebody"),
        CheckConstraint("frame > 0", name="an_audit_has_a_frame"),
        CheckConstraint("seed <> ''", name="an_audit_has_a_seed"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    period_id: Mapped[int] = mapped_column(ForeignKey("periods.id"), unique=True)
    share: Mapped[Decimal] = mapped_column(Points)
    minimum: Mapped[int]
    seed: Mapped[str] = mapped_column(String(40))
    frame: Mapped[int]
    drawn_by: Mapped[str] = mapped_column(String(80))
    drawn_at: Mapped[datetime] = mapped_column(UtcDateTime)

    period: Mapped[Period] = relationship()


class AuditItem(Base):
    """One drawn record, with the machine's answer as it was at the draw; ``said_unit`` is a code, None for none."""

    __tablename__ = "hotline_audit_items"
    __table_args__ = (
        UniqueConstraint("audit_id", "record_id", name="a_record_is_drawn_once"),
        one_of("state", ItemState, "audit_item_state_is_known"),
        CheckConstraint("said_level IS NULL OR said_level BETWEEN 1 AND 5", name="said_level_is_one_to_five"),
        CheckConstraint("said_p_valid >= 0 AND said_p_valid <= 1", name="said_p_valid_is_a_share"),
        Index("ix_hotline_audit_items_queue", "audit_id", "state", "id"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    audit_id: Mapped[int] = mapped_column(ForeignKey("hotline_audits.id"))
    record_id: Mapped[int] = mapped_column(ForeignKey("hotline_records.id"), index=True)
    said_valid: Mapped[bool]
    said_level: Mapped[int | None]
    said_theme: Mapped[str] = mapped_column(String(30))
    said_unit: Mapped[str | None] = mapped_column(String(40))
    said_surely: Mapped[bool]
    said_p_valid: Mapped[float]
    said_by: Mapped[str] = mapped_column(String(60))
    state: Mapped[ItemState] = mapped_column(coded(ItemState), default=ItemState.WAITING)

    audit: Mapped[Audit] = relationship()
    record: Mapped[HotlineRecord] = relationship()
    codings: Mapped[list["Coding"]] = relationship(back_populates="item", order_by="Coding.id")

    @property
    def truth(self) -> "Coding | None":
        """What holds once people are done: the third reader's answer, else the one that both gave."""
        if self.state is not ItemState.SETTLED:
            return None
        return next((one for one in self.codings if one.step is Step.DECIDING), self.codings[0])


class Coding(Base):
    """What one person reads in a record: an evaluation with its level, theme and unit, or the reason why it is none.

    The unit is None where the text judges a public body that the directory does not hold, or names none.
    """

    __tablename__ = "hotline_codings"
    __table_args__ = (
        UniqueConstraint("item_id", "coder", name="nobody_reads_a_record_twice"),
        UniqueConstraint("item_id", "step", name="one_reader_in_each_turn"),
        one_of("step", Step, "coding_step_is_known"),
        CheckConstraint("is_valid = (level IS NOT NULL)", name="an_evaluation_has_a_level"),
        CheckConstraint("is_valid = (theme IS NOT NULL)", name="an_evaluation_has_a_theme"),
        CheckConstraint("is_valid = (reason IS NULL)", name="what_is_none_has_a_reason"),
        CheckConstraint("is_valid OR unit_id IS NULL", name="only_an_evaluation_judges_a_unit"),
        CheckConstraint("level IS NULL OR level BETWEEN 1 AND 5", name="coded_level_is_one_to_five"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    item_id: Mapped[int] = mapped_column(ForeignKey("hotline_audit_items.id"))
    step: Mapped[Step] = mapped_column(coded(Step))
    coder: Mapped[str] = mapped_column(String(80))
    is_valid: Mapped[bool]
    reason: Mapped[str | None] = mapped_column(String(20))
    level: Mapped[int | None]
    theme: Mapped[str | None] = mapped_column(String(30))
    unit_id: Mapped[int | None] = mapped_column(ForeignKey("units.id"))
    coded_at: Mapped[datetime] = mapped_column(UtcDateTime)

    item: Mapped[AuditItem] = relationship(back_populates="codings")
    unit: Mapped[Unit | None] = relationship()

    @property
    def answer(self) -> Sequence[object]:
        """All that two readers must agree on."""
        return (self.is_valid, self.reason, self.level, self.theme, self.unit_id)
