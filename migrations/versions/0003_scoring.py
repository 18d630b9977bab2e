"""Scoring: adopted schemes, imported scores, adjustments, runs."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "adopted_schemes",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("period_id", sa.Integer(), nullable=False),
        sa.Column("ordinal", sa.Integer(), nullable=False),
        sa.Column("code", sa.String(length=40), nullable=False),
        sa.Column("version", sa.String(length=40), nullable=False),
        sa.Column("definition", sa.String(), nullable=False),
        sa.Column("checksum", sa.String(length=64), nullable=False),
        sa.Column("reason", sa.String(length=300), nullable=False),
        sa.Column("adopted_by", sa.String(length=80), nullable=False),
        sa.Column("adopted_at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint("ordinal > 0", name=op.f("adopted_schemes_count_from_one")),
        sa.ForeignKeyConstraint(["period_id"], ["periods.id"], name=op.f("fk_adopted_schemes_period_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_adopted_schemes")),
        sa.UniqueConstraint("period_id", "ordinal", name="one_adopted_scheme_per_period_and_ordinal"),
    )
    op.create_table(
        "imported_scores",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("period_id", sa.Integer(), nullable=False),
        sa.Column("unit_id", sa.Integer(), nullable=False),
        sa.Column("component", sa.String(length=40), nullable=False),
        sa.Column("points", sa.String(length=40), nullable=False),
        sa.Column("file_name", sa.String(length=200), nullable=False),
        sa.Column("imported_by", sa.String(length=80), nullable=False),
        sa.Column("imported_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["period_id"], ["periods.id"], name=op.f("fk_imported_scores_period_id")),
        sa.ForeignKeyConstraint(["unit_id"], ["units.id"], name=op.f("fk_imported_scores_unit_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_imported_scores")),
        sa.UniqueConstraint(
            "period_id", "unit_id", "component", name="one_imported_score_per_period_unit_and_component"
        ),
    )
    op.create_index("ix_imported_scores_unit_id", "imported_scores", ["unit_id"], unique=False)
    op.create_table(
        "score_adjustments",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("period_id", sa.Integer(), nullable=False),
        sa.Column("unit_id", sa.Integer(), nullable=False),
        sa.Column("kind", sa.String(length=20), nullable=False),
        sa.Column("points", sa.String(length=40), nullable=False),
        sa.Column("reason", sa.String(length=300), nullable=False),
        sa.Column("decided_by", sa.String(length=80), nullable=False),
        sa.Column("decided_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("withdrawn_by", sa.String(length=80), nullable=True),
        sa.Column("withdrawn_at", sa.DateTime(timezone=True), nullable=True),
        sa.CheckConstraint("kind IN ('bonus', 'deduction', 'veto')", name=op.f("adjustment_kind_is_known")),
        sa.CheckConstraint("reason <> ''", name=op.f("an_adjustment_has_a_reason")),
        sa.CheckConstraint(
            "(withdrawn_at IS NULL) = (withdrawn_by IS NULL)", name=op.f("a_withdrawal_has_a_name_and_a_time")
        ),
        sa.ForeignKeyConstraint(["period_id"], ["periods.id"], name=op.f("fk_score_adjustments_period_id")),
        sa.ForeignKeyConstraint(["unit_id"], ["units.id"], name=op.f("fk_score_adjustments_unit_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_score_adjustments")),
    )
    op.create_index("ix_score_adjustments_period_id", "score_adjustments", ["period_id"], unique=False)
    op.create_index("ix_score_adjustments_unit_id", "score_adjustments", ["unit_id"], unique=False)
    op.create_table(
        "score_runs",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("period_id", sa.Integer(), nullable=False),
        sa.Column("scheme_id", sa.Integer(), nullable=False),
        sa.Column("rules_version", sa.String(length=20), nullable=False),
        sa.Column("fingerprint", sa.String(length=64), nullable=False),
        sa.Column("is_final", sa.Boolean(), nullable=False),
        sa.Column("computed_by", sa.String(length=80), nullable=False),
        sa.Column("computed_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["period_id"], ["periods.id"], name=op.f("fk_score_runs_period_id")),
        sa.ForeignKeyConstraint(["scheme_id"], ["adopted_schemes.id"], name=op.f("fk_score_runs_scheme_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_score_runs")),
        sa.UniqueConstraint("period_id", "is_final", name="one_score_run_per_period_and_finality"),
    )
    op.create_table(
        "unit_scores",
        sa.Column("run_id", sa.Integer(), nullable=False),
        sa.Column("unit_id", sa.Integer(), nullable=False),
        sa.Column("place", sa.Integer(), nullable=False),
        sa.Column("total", sa.String(length=40), nullable=True),
        sa.Column("published", sa.String(length=40), nullable=True),
        sa.Column("low", sa.Double(), nullable=True),
        sa.Column("high", sa.Double(), nullable=True),
        sa.Column("rank", sa.Integer(), nullable=True),
        sa.Column("rank_best", sa.Integer(), nullable=True),
        sa.Column("rank_worst", sa.Integer(), nullable=True),
        sa.Column("tier", sa.Integer(), nullable=True),
        sa.Column("category", sa.String(length=20), nullable=False),
        sa.Column("evidence", sa.JSON().with_variant(postgresql.JSONB(), "postgresql"), nullable=False),
        sa.Column("assessment", sa.JSON().with_variant(postgresql.JSONB(), "postgresql"), nullable=False),
        sa.ForeignKeyConstraint(["run_id"], ["score_runs.id"], name=op.f("fk_unit_scores_run_id"), ondelete="CASCADE"),
        sa.ForeignKeyConstraint(["unit_id"], ["units.id"], name=op.f("fk_unit_scores_unit_id")),
        sa.PrimaryKeyConstraint("run_id", "unit_id", name=op.f("pk_unit_scores")),
    )


def downgrade() -> None:
    op.drop_table("unit_scores")
    op.drop_table("score_runs")
    op.drop_index("ix_score_adjustments_unit_id", "score_adjustments")
    op.drop_index("ix_score_adjustments_period_id", "score_adjustments")
    op.drop_table("score_adjustments")
    op.drop_index("ix_imported_scores_unit_id", "imported_scores")
    op.drop_table("imported_scores")
    op.drop_table("adopted_schemes")
