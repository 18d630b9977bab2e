"""Channels: phone samples, hotline files, reverse ballots."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "hotline_mappings",
        sa.Column("fingerprint", sa.String(length=64), nullable=False),
        sa.Column("mapping", sa.JSON().with_variant(postgresql.JSONB(), "postgresql"), nullable=False),
        sa.Column("saved_by", sa.String(length=80), nullable=False),
        sa.Column("saved_at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("fingerprint", name=op.f("pk_hotline_mappings")),
    )
    op.create_table(
        "hotline_files",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("sha256", sa.String(length=64), nullable=False),
        sa.Column("name", sa.String(length=200), nullable=False),
        sa.Column("encoding", sa.String(length=20), nullable=False),
        sa.Column("headers", sa.JSON().with_variant(postgresql.JSONB(), "postgresql"), nullable=False),
        sa.Column("mapping", sa.JSON().with_variant(postgresql.JSONB(), "postgresql"), nullable=False),
        sa.Column("campaign_id", sa.Integer(), nullable=True),
        sa.Column("job_id", sa.Integer(), nullable=True),
        sa.Column("rows_read", sa.Integer(), nullable=False),
        sa.Column("uploaded_by", sa.String(length=80), nullable=False),
        sa.Column("uploaded_at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint("(campaign_id IS NULL) = (job_id IS NULL)", name=op.f("an_import_has_a_campaign_and_a_job")),
        sa.CheckConstraint("rows_read >= 0", name=op.f("hotline_rows_not_negative")),
        sa.ForeignKeyConstraint(["campaign_id"], ["campaigns.id"], name=op.f("fk_hotline_files_campaign_id")),
        sa.ForeignKeyConstraint(["job_id"], ["jobs.id"], name=op.f("fk_hotline_files_job_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_hotline_files")),
        sa.UniqueConstraint("job_id", name=op.f("uq_hotline_files_job_id")),
        sa.UniqueConstraint("sha256", name=op.f("uq_hotline_files_sha256")),
    )
    op.create_table(
        "phone_batches",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("campaign_id", sa.Integer(), nullable=False),
        sa.Column("organisation_id", sa.Integer(), nullable=False),
        sa.Column("file_name", sa.String(length=200), nullable=False),
        sa.Column("sha256", sa.String(length=64), nullable=False),
        sa.Column("accepted_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("accepted_by", sa.String(length=80), nullable=False),
        sa.Column("cases", sa.Integer(), nullable=False),
        sa.Column("completes", sa.Integer(), nullable=False),
        sa.Column("outcomes", sa.JSON().with_variant(postgresql.JSONB(), "postgresql"), nullable=False),
        sa.Column("rates", sa.JSON().with_variant(postgresql.JSONB(), "postgresql"), nullable=False),
        sa.CheckConstraint("cases > 0", name=op.f("a_phone_batch_has_cases")),
        sa.CheckConstraint("completes >= 0 AND completes <= cases", name=op.f("completes_are_cases")),
        sa.ForeignKeyConstraint(["campaign_id"], ["campaigns.id"], name=op.f("fk_phone_batches_campaign_id")),
        sa.ForeignKeyConstraint(
            ["organisation_id"], ["organisations.id"], name=op.f("fk_phone_batches_organisation_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_phone_batches")),
        sa.UniqueConstraint("campaign_id", "sha256", name="one_batch_per_campaign_and_file"),
    )
    op.create_index("ix_phone_batches_organisation_id", "phone_batches", ["organisation_id"], unique=False)
    op.create_table(
        "phone_uploads",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("campaign_id", sa.Integer(), nullable=False),
        sa.Column("organisation_id", sa.Integer(), nullable=False),
        sa.Column("file_name", sa.String(length=200), nullable=False),
        sa.Column("sha256", sa.String(length=64), nullable=False),
        sa.Column("uploaded_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("problems", sa.JSON().with_variant(postgresql.JSONB(), "postgresql"), nullable=False),
        sa.Column("problem_total", sa.Integer(), nullable=False),
        sa.Column("outcomes", sa.JSON().with_variant(postgresql.JSONB(), "postgresql"), nullable=False),
        sa.Column("cases", sa.JSON().with_variant(postgresql.JSONB(), "postgresql"), nullable=False),
        sa.ForeignKeyConstraint(["campaign_id"], ["campaigns.id"], name=op.f("fk_phone_uploads_campaign_id")),
        sa.ForeignKeyConstraint(
            ["organisation_id"], ["organisations.id"], name=op.f("fk_phone_uploads_organisation_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_phone_uploads")),
    )
    op.create_index("ix_phone_uploads_organisation_id", "phone_uploads", ["organisation_id"], unique=False)
    op.create_table(
        "rater_groups",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("campaign_id", sa.Integer(), nullable=False),
        sa.Column("code", sa.String(length=40), nullable=False),
        sa.Column("name", sa.String(length=60), nullable=False),
        sa.Column("roster", sa.Integer(), nullable=False),
        sa.CheckConstraint("roster > 0", name=op.f("a_rater_group_has_raters")),
        sa.ForeignKeyConstraint(["campaign_id"], ["campaigns.id"], name=op.f("fk_rater_groups_campaign_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_rater_groups")),
        sa.UniqueConstraint("campaign_id", "code", name="one_rater_group_per_campaign_and_code"),
    )
    op.create_table(
        "ballot_codes",
        sa.Column("code_hash", sa.String(length=64), nullable=False),
        sa.Column("group_id", sa.Integer(), nullable=False),
        sa.Column("used_on", sa.Date(), nullable=True),
        sa.Column("voided_on", sa.Date(), nullable=True),
        sa.CheckConstraint("used_on IS NULL OR voided_on IS NULL", name=op.f("a_void_ballot_code_was_not_used")),
        sa.ForeignKeyConstraint(["group_id"], ["rater_groups.id"], name=op.f("fk_ballot_codes_group_id")),
        sa.PrimaryKeyConstraint("code_hash", name=op.f("pk_ballot_codes")),
        sqlite_with_rowid=False,
    )
    op.create_index("ix_ballot_codes_group_id", "ballot_codes", ["group_id"], unique=False)
    op.create_table(
        "hotline_row_problems",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("file_id", sa.Integer(), nullable=False),
        sa.Column(
            "kind",
            sa.Enum("refused", "duplicate", "unknown_unit", name="problemkind", native_enum=False, length=20),
            nullable=False,
        ),
        sa.Column("line", sa.Integer(), nullable=False),
        sa.Column("column", sa.String(length=120), nullable=False),
        sa.Column("reason", sa.String(length=300), nullable=False),
        sa.CheckConstraint(
            "kind IN ('refused', 'duplicate', 'unknown_unit')", name=op.f("hotline_problem_kind_is_known")
        ),
        sa.ForeignKeyConstraint(["file_id"], ["hotline_files.id"], name=op.f("fk_hotline_row_problems_file_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_hotline_row_problems")),
    )
    op.create_index("ix_hotline_row_problems_file", "hotline_row_problems", ["file_id", "kind", "line"], unique=False)
    op.create_table(
        "hotline_records",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("file_id", sa.Integer(), nullable=False),
        sa.Column("campaign_id", sa.Integer(), nullable=False),
        sa.Column("response_id", sa.Uuid(), nullable=False),
        sa.Column("line", sa.Integer(), nullable=False),
        sa.Column("order_key", sa.String(length=64), nullable=False),
        sa.Column("caller_key", sa.String(length=64), nullable=True),
        sa.Column("title", sa.String(length=120), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("occurred_on", sa.Date(), nullable=True),
        sa.Column("official_class", sa.String(length=200), nullable=False),
        sa.Column("official_unit", sa.String(length=120), nullable=False),
        sa.Column("is_valid", sa.Boolean(), nullable=False),
        sa.Column("reason", sa.String(length=20), nullable=True),
        sa.Column("level", sa.Integer(), nullable=True),
        sa.Column("theme", sa.String(length=30), nullable=False),
        sa.Column("p_valid", sa.Double(), nullable=False),
        sa.Column("has_abstained", sa.Boolean(), nullable=False),
        sa.Column("is_urgent", sa.Boolean(), nullable=False),
        sa.Column("unit_id", sa.Integer(), nullable=True),
        sa.Column("model_version", sa.String(length=60), nullable=False),
        sa.Column("extraction", sa.JSON().with_variant(postgresql.JSONB(), "postgresql"), nullable=False),
        sa.Column(
            "review_state",
            sa.Enum("none", "waiting", "decided", name="reviewstate", native_enum=False, length=20),
            nullable=False,
        ),
        sa.Column("decided_valid", sa.Boolean(), nullable=True),
        sa.Column("decided_reason", sa.String(length=20), nullable=True),
        sa.Column("decided_level", sa.Integer(), nullable=True),
        sa.Column("decided_unit_id", sa.Integer(), nullable=True),
        sa.Column("decided_by", sa.String(length=80), nullable=True),
        sa.Column("decided_at", sa.DateTime(timezone=True), nullable=True),
        sa.CheckConstraint(
            "(review_state = 'decided') = (decided_at IS NOT NULL AND decided_by IS NOT NULL AND decided_valid IS NOT NULL)",
            name=op.f("a_decided_record_names_who_and_when"),
        ),
        sa.CheckConstraint("review_state IN ('none', 'waiting', 'decided')", name=op.f("review_state_is_known")),
        sa.CheckConstraint(
            "decided_level IS NULL OR decided_level BETWEEN 1 AND 5", name=op.f("decided_level_is_one_to_five")
        ),
        sa.CheckConstraint("level IS NULL OR level BETWEEN 1 AND 5", name=op.f("read_level_is_one_to_five")),
        sa.CheckConstraint("p_valid >= 0 AND p_valid <= 1", name=op.f("p_valid_is_a_share")),
        sa.ForeignKeyConstraint(["campaign_id"], ["campaigns.id"], name=op.f("fk_hotline_records_campaign_id")),
        sa.ForeignKeyConstraint(["decided_unit_id"], ["units.id"], name=op.f("fk_hotline_records_decided_unit_id")),
        sa.ForeignKeyConstraint(["file_id"], ["hotline_files.id"], name=op.f("fk_hotline_records_file_id")),
        sa.ForeignKeyConstraint(["response_id"], ["responses.id"], name=op.f("fk_hotline_records_response_id")),
        sa.ForeignKeyConstraint(["unit_id"], ["units.id"], name=op.f("fk_hotline_records_unit_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_hotline_records")),
        sa.UniqueConstraint("campaign_id", "order_key", name="one_record_per_work_order"),
        sa.UniqueConstraint("response_id", name=op.f("uq_hotline_records_response_id")),
    )
    op.create_index("ix_hotline_records_file_id", "hotline_records", ["file_id"], unique=False)
    op.create_index("ix_hotline_records_queue", "hotline_records", ["review_state", "is_urgent", "id"], unique=False)
    op.create_table(
        "phone_cases",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("batch_id", sa.Integer(), nullable=False),
        sa.Column("campaign_id", sa.Integer(), nullable=False),
        sa.Column("case_id", sa.String(length=60), nullable=False),
        sa.Column("disposition", sa.String(length=10), nullable=False),
        sa.Column("unit_id", sa.Integer(), nullable=True),
        sa.Column("stratum", sa.String(length=40), nullable=False),
        sa.Column("substratum", sa.String(length=40), nullable=False),
        sa.Column("design_weight", sa.Float(precision=53), nullable=True),
        sa.Column("interviewer", sa.String(length=40), nullable=False),
        sa.Column("talk_seconds", sa.Integer(), nullable=True),
        sa.Column("called_on", sa.Date(), nullable=True),
        sa.Column("sex", sa.String(length=40), nullable=False),
        sa.Column("age_band", sa.String(length=40), nullable=False),
        sa.Column("residence", sa.String(length=40), nullable=False),
        sa.Column("education", sa.String(length=40), nullable=False),
        sa.Column("phone_hash", sa.String(length=64), nullable=True),
        sa.Column("response_id", sa.Uuid(), nullable=True),
        sa.CheckConstraint("design_weight IS NULL OR design_weight > 0", name=op.f("design_weight_is_positive")),
        sa.CheckConstraint("talk_seconds IS NULL OR talk_seconds >= 0", name=op.f("talk_seconds_not_negative")),
        sa.ForeignKeyConstraint(["batch_id"], ["phone_batches.id"], name=op.f("fk_phone_cases_batch_id")),
        sa.ForeignKeyConstraint(["campaign_id"], ["campaigns.id"], name=op.f("fk_phone_cases_campaign_id")),
        sa.ForeignKeyConstraint(["response_id"], ["responses.id"], name=op.f("fk_phone_cases_response_id")),
        sa.ForeignKeyConstraint(["unit_id"], ["units.id"], name=op.f("fk_phone_cases_unit_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_phone_cases")),
        sa.UniqueConstraint("campaign_id", "case_id", name="one_phone_case_per_campaign_and_number"),
    )
    op.create_index("ix_phone_cases_batch_id", "phone_cases", ["batch_id"], unique=False)
    op.create_index("ix_phone_cases_response_id", "phone_cases", ["response_id"], unique=True)


def downgrade() -> None:
    op.drop_index("ix_phone_cases_response_id", "phone_cases")
    op.drop_index("ix_phone_cases_batch_id", "phone_cases")
    op.drop_table("phone_cases")
    op.drop_index("ix_hotline_records_queue", "hotline_records")
    op.drop_index("ix_hotline_records_file_id", "hotline_records")
    op.drop_table("hotline_records")
    op.drop_index("ix_hotline_row_problems_file", "hotline_row_problems")
    op.drop_table("hotline_row_problems")
    op.drop_index("ix_ballot_codes_group_id", "ballot_codes")
    op.drop_table("ballot_codes")
    op.drop_table("rater_groups")
    op.drop_index("ix_phone_uploads_organisation_id", "phone_uploads")
    op.drop_table("phone_uploads")
    op.drop_index("ix_phone_batches_organisation_id", "phone_batches")
    op.drop_table("phone_batches")
    op.drop_table("hotline_files")
    op.drop_table("hotline_mappings")
