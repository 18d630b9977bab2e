"""Schemes proposed by one person and approved by another; standings changed, and taken back, many at a time."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0004"
down_revision = "0003"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("adopted_schemes", sa.Column("approved_by", sa.String(length=80), nullable=True))
    op.create_table(
        "scheme_proposals",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("period_id", sa.Integer(), nullable=False),
        sa.Column("base_id", sa.Integer(), nullable=True),
        sa.Column("code", sa.String(length=40), nullable=False),
        sa.Column("version", sa.String(length=40), nullable=False),
        sa.Column("definition", sa.String(), nullable=False),
        sa.Column("checksum", sa.String(length=64), nullable=False),
        sa.Column("reason", sa.String(length=300), nullable=False),
        sa.Column("proposed_by", sa.String(length=80), nullable=False),
        sa.Column("proposed_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("state", sa.String(length=20), nullable=False),
        sa.Column("decided_by", sa.String(length=80), nullable=True),
        sa.Column("decided_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("comment", sa.String(length=300), nullable=False),
        sa.CheckConstraint(
            "state IN ('pending', 'approved', 'refused', 'withdrawn')", name=op.f("proposal_state_is_known")
        ),
        sa.CheckConstraint("reason <> ''", name=op.f("a_proposal_has_a_reason")),
        sa.CheckConstraint(
            "(state = 'pending') = (decided_at IS NULL) AND (decided_by IS NULL) = (decided_at IS NULL)",
            name=op.f("a_decided_proposal_names_who_and_when"),
        ),
        sa.CheckConstraint(
            "state NOT IN ('approved', 'refused') OR decided_by <> proposed_by",
            name=op.f("nobody_decides_his_own_proposal"),
        ),
        sa.ForeignKeyConstraint(["base_id"], ["adopted_schemes.id"], name=op.f("fk_scheme_proposals_base_id")),
        sa.ForeignKeyConstraint(["period_id"], ["periods.id"], name=op.f("fk_scheme_proposals_period_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_scheme_proposals")),
    )
    op.create_index("ix_scheme_proposals_period_id", "scheme_proposals", ["period_id"], unique=False)
    op.create_index(
        "ix_scheme_proposals_one_pending_per_period",
        "scheme_proposals",
        ["period_id"],
        unique=True,
        sqlite_where=sa.text("state = 'pending'"),
        postgresql_where=sa.text("state = 'pending'"),
    )
    op.create_table(
        "standing_batches",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("period_id", sa.Integer(), nullable=False),
        sa.Column("after", sa.String(length=20), nullable=True),
        sa.Column("undoes_id", sa.Integer(), nullable=True),
        sa.Column("criteria", sa.JSON().with_variant(postgresql.JSONB(), "postgresql"), nullable=False),
        sa.Column("reason", sa.String(length=300), nullable=False),
        sa.Column("actor", sa.String(length=80), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("changed", sa.Integer(), nullable=False),
        sa.CheckConstraint(
            "after IS NULL OR after IN ('valid', 'quarantined', 'excluded')", name=op.f("batch_after_is_known")
        ),
        sa.CheckConstraint("(after IS NULL) = (undoes_id IS NOT NULL)", name=op.f("a_batch_changes_or_undoes")),
        sa.CheckConstraint("reason <> ''", name=op.f("a_batch_has_a_reason")),
        sa.CheckConstraint("changed >= 0", name=op.f("a_batch_changes_not_less_than_nothing")),
        sa.ForeignKeyConstraint(["period_id"], ["periods.id"], name=op.f("fk_standing_batches_period_id")),
        sa.ForeignKeyConstraint(["undoes_id"], ["standing_batches.id"], name=op.f("fk_standing_batches_undoes_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_standing_batches")),
        sa.UniqueConstraint("undoes_id", name="a_batch_is_undone_once"),
    )
    op.create_index("ix_standing_batches_period_id", "standing_batches", ["period_id"], unique=False)
    with op.batch_alter_table("standing_changes") as table:
        table.add_column(sa.Column("batch_id", sa.Integer(), nullable=True))
        table.create_foreign_key(op.f("fk_standing_changes_batch_id"), "standing_batches", ["batch_id"], ["id"])
        table.create_index("ix_standing_changes_batch", ["batch_id", "response_id", "ordinal"])
    for table_name in ("phone_batches", "phone_uploads"):
        op.add_column(table_name, sa.Column("ignored", sa.Integer(), server_default="0", nullable=False))


def downgrade() -> None:
    for table_name in ("phone_uploads", "phone_batches"):
        op.drop_column(table_name, "ignored")
    with op.batch_alter_table("standing_changes") as table:
        table.drop_index("ix_standing_changes_batch")
        table.drop_constraint(op.f("fk_standing_changes_batch_id"), type_="foreignkey")
        table.drop_column("batch_id")
    op.drop_index("ix_standing_batches_period_id", "standing_batches")
    op.drop_table("standing_batches")
    op.drop_index("ix_scheme_proposals_one_pending_per_period", "scheme_proposals")
    op.drop_index("ix_scheme_proposals_period_id", "scheme_proposals")
    op.drop_table("scheme_proposals")
    op.drop_column("adopted_schemes", "approved_by")
