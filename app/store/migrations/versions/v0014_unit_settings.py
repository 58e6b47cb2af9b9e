"""What a unit has set for all of its stations, and for the server that sends in its place."""

import sqlalchemy as sa
from alembic import op

revision = "0014"
down_revision = "0013"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Create the table."""
    op.create_table(
        "unit_setting",
        sa.Column("id", sa.String(length=36), nullable=False),
        sa.Column(
            "code",
            sa.String(length=40),
            nullable=False,
            comment="app.reminders.unit_settings: the latest row of a code counts",
        ),
        sa.Column("value", sa.Text(), nullable=False, comment="canonical JSON"),
        sa.Column("recorded_at", sa.String(length=27), nullable=False),
        sa.Column("recorded_by", sa.String(length=36), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_unit_setting")),
    )
    op.create_index("ix_unit_setting_code", "unit_setting", ["code", "recorded_at"], unique=False)
