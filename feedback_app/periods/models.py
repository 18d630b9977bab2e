"""An assessment period. Its state is not stored: it follows from what was done to it and when."""

from datetime import date, datetime
from enum import StrEnum

from sqlalchemy import CheckConstraint, String
from sqlalchemy.orm import Mapped, mapped_column

from feedback_app.database import Base, UtcDateTime


class PeriodState(StrEnum):
    """The life of a period, in order."""

    PLANNED = "planned"
    OPEN = "open"
    CLOSED = "closed"
    FROZEN = "frozen"
    PUBLISHED = "published"


class Period(Base):
    """The span whose evaluations count together, usually a year."""

    __tablename__ = "periods"
    __table_args__ = (
        CheckConstraint("starts_on <= ends_on", name="period_starts_before_it_ends"),
        CheckConstraint("closed_at IS NULL OR opened_at IS NOT NULL", name="only_an_opened_period_closes"),
        CheckConstraint("frozen_at IS NULL OR closed_at IS NOT NULL", name="only_a_closed_period_freezes"),
        CheckConstraint("published_at IS NULL OR frozen_at IS NOT NULL", name="only_a_frozen_period_is_published"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    code: Mapped[str] = mapped_column(String(20), unique=True)
    name: Mapped[str] = mapped_column(String(80))
    starts_on: Mapped[date]
    ends_on: Mapped[date]
    opened_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    closed_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    frozen_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    published_at: Mapped[datetime | None] = mapped_column(UtcDateTime)

    @property
    def state(self) -> PeriodState:
        """The furthest step this period has taken."""
        steps = (
            (self.published_at, PeriodState.PUBLISHED),
            (self.frozen_at, PeriodState.FROZEN),
            (self.closed_at, PeriodState.CLOSED),
            (self.opened_at, PeriodState.OPEN),
        )
        return next((state for at, state in steps if at is not None), PeriodState.PLANNED)
