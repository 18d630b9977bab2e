"""What unit the machine had named, in the audits of the hotline."""

import sqlalchemy as sa
from alembic import op

revision = "0006"
down_revision = "0005"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("hotline_audit_items", sa.Column("said_unit", sa.String(length=40), nullable=True))
    # Of records that another model has read anew since they were drawn nobody knows any more what the first one said.
    op.execute(
        "UPDATE hotline_audit_items SET said_unit = ("
        "SELECT units.code FROM hotline_records JOIN units ON units.id = hotline_records.unit_id"
        " WHERE hotline_records.id = hotline_audit_items.record_id"
        " AND hotline_records.model_version = hotline_audit_items.said_by)"
    )


def downgrade() -> None:
    op.drop_column("hotline_audit_items", "said_unit")
