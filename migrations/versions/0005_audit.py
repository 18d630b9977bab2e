"""Audits of the hotline, promotions of models with the readings they replaced, and boards of hot issues."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0005"
down_revision = "0004"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "issue_boards",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("scale", sa.String(length=20), nullable=False),
        sa.Column("last_on", sa.Date(), nullable=False),
        sa.Column("records", sa.Integer(), nullable=False),
        sa.Column("issues", sa.JSON().with_variant(postgresql.JSONB(), "postgresql"), nullable=False),
        sa.Column("lines", sa.JSON().with_variant(postgresql.JSONB(), "postgresql"), nullable=False),
        sa.Column("repeats", sa.JSON().with_variant(postgresql.JSONB(), "postgresql"), nullable=False),
        sa.Column("change", sa.String(length=20), nullable=False),
        sa.Column("before_id", sa.Integer(), nullable=True),
        sa.Column("made_by", sa.String(length=80), nullable=False),
        sa.Column("made_at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint(
            "change IN ('found', 'named', 'merged', 'split', 'undone')", name=op.f("board_change_is_known")
        ),
        sa.CheckConstraint("scale IN ('day', 'week', 'month')", name=op.f("board_scale_is_known")),
        sa.CheckConstraint("records >= 0", name=op.f("board_records_not_negative")),
        sa.ForeignKeyConstraint(["before_id"], ["issue_boards.id"], name=op.f("fk_issue_boards_before_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_issue_boards")),
    )
    op.create_index("ix_issue_boards_span", "issue_boards", ["scale", "last_on", "id"], unique=False)
    op.create_table(
        "model_promotions",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("model", sa.String(length=40), nullable=False),
        sa.Column("sha256", sa.String(length=64), nullable=False),
        sa.Column("previous", sa.String(length=40), nullable=True),
        sa.Column("is_rollback", sa.Boolean(), nullable=False),
        sa.Column("comparison", sa.JSON().with_variant(postgresql.JSONB(), "postgresql"), nullable=False),
        sa.Column("promoted_by", sa.String(length=80), nullable=False),
        sa.Column("promoted_at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_model_promotions")),
    )
    op.create_table(
        "hotline_audits",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("period_id", sa.Integer(), nullable=False),
        sa.Column("share", sa.String(length=40), nullable=False),
        sa.Column("minimum", sa.Integer(), nullable=False),
        sa.Column("seed", sa.String(length=40), nullable=False),
        sa.Column("frame", sa.Integer(), nullable=False),
        sa.Column("drawn_by", sa.String(length=80), nullable=False),
        sa.Column("drawn_at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint("seed <> ''", name=op.f("an_audit_has_a_seed")),
        sa.CheckConstraint("frame > 0", name=op.f("an_audit_has_a_frame")),
        sa.CheckConstraint("minimum > 0", name=op.f("an_audit_draws_somebody")),
        sa.ForeignKeyConstraint(["period_id"], ["periods.id"], name=op.f("fk_hotline_audits_period_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_hotline_audits")),
        sa.UniqueConstraint("period_id", name=op.f("uq_hotline_audits_period_id")),
    )
    op.create_table(
        "hotline_audit_items",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("audit_id", sa.Integer(), nullable=False),
        sa.Column("record_id", sa.Integer(), nullable=False),
        sa.Column("said_valid", sa.Boolean(), nullable=False),
        sa.Column("said_level", sa.Integer(), nullable=True),
        sa.Column("said_theme", sa.String(length=30), nullable=False),
        sa.Column("said_surely", sa.Boolean(), nullable=False),
        sa.Column("said_p_valid", sa.Double(), nullable=False),
        sa.Column("said_by", sa.String(length=60), nullable=False),
        sa.Column("state", sa.String(length=20), nullable=False),
        sa.CheckConstraint("state IN ('waiting', 'disputed', 'settled')", name=op.f("audit_item_state_is_known")),
        sa.CheckConstraint("said_level IS NULL OR said_level BETWEEN 1 AND 5", name=op.f("said_level_is_one_to_five")),
        sa.CheckConstraint("said_p_valid >= 0 AND said_p_valid <= 1", name=op.f("said_p_valid_is_a_share")),
        sa.ForeignKeyConstraint(["audit_id"], ["hotline_audits.id"], name=op.f("fk_hotline_audit_items_audit_id")),
        sa.ForeignKeyConstraint(["record_id"], ["hotline_records.id"], name=op.f("fk_hotline_audit_items_record_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_hotline_audit_items")),
        sa.UniqueConstraint("audit_id", "record_id", name="a_record_is_drawn_once"),
    )
    op.create_index("ix_hotline_audit_items_queue", "hotline_audit_items", ["audit_id", "state", "id"], unique=False)
    op.create_index("ix_hotline_audit_items_record_id", "hotline_audit_items", ["record_id"], unique=False)
    op.create_table(
        "hotline_earlier_readings",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("record_id", sa.Integer(), nullable=False),
        sa.Column("model_version", sa.String(length=60), nullable=False),
        sa.Column("answer", sa.JSON().with_variant(postgresql.JSONB(), "postgresql"), nullable=False),
        sa.Column("replaced_by", sa.String(length=60), nullable=False),
        sa.Column("asked_by", sa.String(length=80), nullable=False),
        sa.Column("replaced_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["record_id"], ["hotline_records.id"], name=op.f("fk_hotline_earlier_readings_record_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_hotline_earlier_readings")),
    )
    op.create_index("ix_hotline_earlier_readings_record_id", "hotline_earlier_readings", ["record_id"], unique=False)
    op.create_table(
        "hotline_codings",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("item_id", sa.Integer(), nullable=False),
        sa.Column("step", sa.String(length=20), nullable=False),
        sa.Column("coder", sa.String(length=80), nullable=False),
        sa.Column("is_valid", sa.Boolean(), nullable=False),
        sa.Column("reason", sa.String(length=20), nullable=True),
        sa.Column("level", sa.Integer(), nullable=True),
        sa.Column("theme", sa.String(length=30), nullable=True),
        sa.Column("unit_id", sa.Integer(), nullable=True),
        sa.Column("coded_at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint("step IN ('first', 'second', 'deciding')", name=op.f("coding_step_is_known")),
        sa.CheckConstraint("is_valid = (level IS NOT NULL)", name=op.f("an_evaluation_has_a_level")),
        sa.CheckConstraint("is_valid = (reason IS NULL)", name=op.f("what_is_none_has_a_reason")),
        sa.CheckConstraint("is_valid = (theme IS NOT NULL)", name=op.f("an_evaluation_has_a_theme")),
        sa.CheckConstraint("is_valid OR unit_id IS NULL", name=op.f("only_an_evaluation_judges_a_unit")),
        sa.CheckConstraint("level IS NULL OR level BETWEEN 1 AND 5", name=op.f("coded_level_is_one_to_five")),
        sa.ForeignKeyConstraint(["item_id"], ["hotline_audit_items.id"], name=op.f("fk_hotline_codings_item_id")),
        sa.ForeignKeyConstraint(["unit_id"], ["units.id"], name=op.f("fk_hotline_codings_unit_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_hotline_codings")),
        sa.UniqueConstraint("item_id", "coder", name="nobody_reads_a_record_twice"),
        sa.UniqueConstraint("item_id", "step", name="one_reader_in_each_turn"),
    )


def downgrade() -> None:
    op.drop_table("hotline_codings")
    op.drop_index("ix_hotline_earlier_readings_record_id", "hotline_earlier_readings")
    op.drop_table("hotline_earlier_readings")
    op.drop_index("ix_hotline_audit_items_record_id", "hotline_audit_items")
    op.drop_index("ix_hotline_audit_items_queue", "hotline_audit_items")
    op.drop_table("hotline_audit_items")
    op.drop_table("hotline_audits")
    op.drop_table("model_promotions")
    op.drop_index("ix_issue_boards_span", "issue_boards")
    op.drop_table("issue_boards")
