"""Other stations' bundles on their way to the server."""

import sqlalchemy as sa
from alembic import op

revision = "0007"
down_revision = "0006"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Create the table."""
    op.create_table(
        "carried_bundle",
        sa.Column("id", sa.String(length=36), nullable=False),
        sa.Column("sha256", sa.String(length=64), nullable=False),
        sa.Column("sender", sa.String(length=36), nullable=False),
        sa.Column("written_at", sa.String(length=27), nullable=False),
        sa.Column("events", sa.Integer(), nullable=False),
        sa.Column("content", sa.LargeBinary(), nullable=True),
        sa.Column("taken_at", sa.String(length=27), nullable=False),
        sa.Column("taken_by", sa.String(length=36), nullable=False),
        sa.Column("forwarded_at", sa.String(length=27), nullable=True),
        sa.Column("refusal", sa.Text(), nullable=True),
        sa.Column("receipt", sa.LargeBinary(), nullable=True),
        sa.Column("handed_at", sa.String(length=27), nullable=True),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_carried_bundle")),
    )
    op.create_index("ix_carried_bundle_waiting", "carried_bundle", ["forwarded_at", "taken_at"], unique=False)
