"""The rule in force, what is imported and decided beside the evaluations, and what came of it all."""

from datetime import datetime
from decimal import Decimal
from enum import StrEnum
from typing import Any

from sqlalchemy import CheckConstraint, ForeignKey, Index, String, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from feedback_app.database import Base, Json, Points, UtcDateTime, coded, one_of
from feedback_app.directory.models import Unit
from feedback_app.periods.models import Period
from surveys.assessment import AdjustmentKind


class AdoptedScheme(Base):
    """A weighting scheme as it was adopted for a period; the latest is in force, earlier ones stay on record."""

    __tablename__ = "adopted_schemes"
    __table_args__ = (
        UniqueConstraint("period_id", "ordinal", name="one_adopted_scheme_per_period_and_ordinal"),
        CheckConstraint("ordinal > 0", name="adopted_schemes_count_from_one"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    period_id: Mapped[int] = mapped_column(ForeignKey("periods.id"))
    ordinal: Mapped[int]
    code: Mapped[str] = mapped_column(String(40))
    version: Mapped[str] = mapped_column(String(40))
    definition: Mapped[str]
    checksum: Mapped[str] = mapped_column(String(64))
    reason: Mapped[str] = mapped_column(String(300), default="")
    adopted_by: Mapped[str] = mapped_column(String(80))
    adopted_at: Mapped[datetime] = mapped_column(UtcDateTime)
    approved_by: Mapped[str | None] = mapped_column(String(80))

    period: Mapped[Period] = relationship()


class ProposalState(StrEnum):
    """What became of a proposed scheme."""

    PENDING = "pending"
    APPROVED = "approved"
    REFUSED = "refused"
    WITHDRAWN = "withdrawn"


class SchemeProposal(Base):
    """A scheme that one person wants in force and another must approve; until then the old one stands.

    ``base_id`` is the scheme that was in force when it was proposed, none where there was none.
    """

    __tablename__ = "scheme_proposals"
    __table_args__ = (
        one_of("state", ProposalState, "proposal_state_is_known"),
        CheckConstraint("reason <> ''", name="a_proposal_has_a_reason"),
        CheckConstraint(
            "(state = 'pending') = (decided_at IS NULL) AND (decided_by IS NULL) = (decided_at IS NULL)",
            name="a_decided_proposal_names_who_and_when",
        ),
        CheckConstraint(
            "state NOT IN ('approved', 'refused') OR decided_by <> proposed_by", name="nobody_decides_his_own_proposal"
        ),
        Index(
            "ix_scheme_proposals_one_pending_per_period",
            "period_id",
            unique=True,
            sqlite_where=text("state = 'pending'"),
            postgresql_where=text("state = 'pending'"),
        ),
        Index("ix_scheme_proposals_period_id", "period_id"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    period_id: Mapped[int] = mapped_column(ForeignKey("periods.id"))
    base_id: Mapped[int | None] = mapped_column(ForeignKey("adopted_schemes.id"))
    code: Mapped[str] = mapped_column(String(40))
    version: Mapped[str] = mapped_column(String(40))
    definition: Mapped[str]
    checksum: Mapped[str] = mapped_column(String(64))
    reason: Mapped[str] = mapped_column(String(300))
    proposed_by: Mapped[str] = mapped_column(String(80))
    proposed_at: Mapped[datetime] = mapped_column(UtcDateTime)
    state: Mapped[ProposalState] = mapped_column(coded(ProposalState), default=ProposalState.PENDING)
    decided_by: Mapped[str | None] = mapped_column(String(80))
    decided_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    comment: Mapped[str] = mapped_column(String(300), default="")

    period: Mapped[Period] = relationship()
    base: Mapped[AdoptedScheme | None] = relationship()


class ImportedScore(Base):
    """A component that another office computed for a unit, from 0 to 100, and the file that it came in."""

    __tablename__ = "imported_scores"
    __table_args__ = (
        UniqueConstraint("period_id", "unit_id", "component", name="one_imported_score_per_period_unit_and_component"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    period_id: Mapped[int] = mapped_column(ForeignKey("periods.id"))
    unit_id: Mapped[int] = mapped_column(ForeignKey("units.id"), index=True)
    component: Mapped[str] = mapped_column(String(40))
    points: Mapped[Decimal] = mapped_column(Points)
    file_name: Mapped[str] = mapped_column(String(200))
    imported_by: Mapped[str] = mapped_column(String(80))
    imported_at: Mapped[datetime] = mapped_column(UtcDateTime)

    unit: Mapped[Unit] = relationship()


class ScoreAdjustment(Base):
    """A bonus, a deduction or a veto that somebody decided, with the reason; withdrawn at most, never deleted."""

    __tablename__ = "score_adjustments"
    __table_args__ = (
        one_of("kind", AdjustmentKind, "adjustment_kind_is_known"),
        CheckConstraint("reason <> ''", name="an_adjustment_has_a_reason"),
        CheckConstraint("(withdrawn_at IS NULL) = (withdrawn_by IS NULL)", name="a_withdrawal_has_a_name_and_a_time"),
        Index("ix_score_adjustments_period_id", "period_id"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    period_id: Mapped[int] = mapped_column(ForeignKey("periods.id"))
    unit_id: Mapped[int] = mapped_column(ForeignKey("units.id"), index=True)
    kind: Mapped[AdjustmentKind] = mapped_column(coded(AdjustmentKind))
    points: Mapped[Decimal] = mapped_column(Points)
    reason: Mapped[str] = mapped_column(String(300))
    decided_by: Mapped[str] = mapped_column(String(80))
    decided_at: Mapped[datetime] = mapped_column(UtcDateTime)
    withdrawn_by: Mapped[str | None] = mapped_column(String(80))
    withdrawn_at: Mapped[datetime | None] = mapped_column(UtcDateTime)

    period: Mapped[Period] = relationship()
    unit: Mapped[Unit] = relationship()


class ScoreRun(Base):
    """One computation of a period's totals; ``fingerprint`` names all that went into it.

    Of a period there is at most one provisional run, replaced by the next, and one final one, which stays for ever.
    """

    __tablename__ = "score_runs"
    __table_args__ = (UniqueConstraint("period_id", "is_final", name="one_score_run_per_period_and_finality"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    period_id: Mapped[int] = mapped_column(ForeignKey("periods.id"))
    scheme_id: Mapped[int] = mapped_column(ForeignKey("adopted_schemes.id"))
    rules_version: Mapped[str] = mapped_column(String(20))
    fingerprint: Mapped[str] = mapped_column(String(64))
    is_final: Mapped[bool]
    computed_by: Mapped[str] = mapped_column(String(80))
    computed_at: Mapped[datetime] = mapped_column(UtcDateTime)

    period: Mapped[Period] = relationship()
    scheme: Mapped[AdoptedScheme] = relationship()
    scores: Mapped[list["UnitScore"]] = relationship(
        back_populates="run", cascade="all, delete-orphan", passive_deletes=True, order_by="UnitScore.place"
    )


class UnitScore(Base):
    """One unit's total in a run: evidence, score tree and standing as they were, so that no later rule redraws them.

    ``place`` is the order of the printed table, ``rank`` the official rank by the scheme's tie rule.
    """

    __tablename__ = "unit_scores"

    run_id: Mapped[int] = mapped_column(ForeignKey("score_runs.id", ondelete="CASCADE"), primary_key=True)
    unit_id: Mapped[int] = mapped_column(ForeignKey("units.id"), primary_key=True)
    place: Mapped[int]
    total: Mapped[Decimal | None] = mapped_column(Points)
    published: Mapped[Decimal | None] = mapped_column(Points)
    low: Mapped[float | None]
    high: Mapped[float | None]
    rank: Mapped[int | None]
    rank_best: Mapped[int | None]
    rank_worst: Mapped[int | None]
    tier: Mapped[int | None]
    category: Mapped[str] = mapped_column(String(20))
    evidence: Mapped[dict[str, Any]] = mapped_column(Json)
    assessment: Mapped[dict[str, Any]] = mapped_column(Json)

    run: Mapped[ScoreRun] = relationship(back_populates="scores")
    unit: Mapped[Unit] = relationship()
