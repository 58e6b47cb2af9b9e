"""The last events that came down: what a server that went back to an older copy may lack."""

import sqlalchemy as sa
from alembic import op

revision = "0013"
down_revision = "0012"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Create the table."""
    op.create_table(
        "sync_tail",
        sa.Column("number", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("event_id", sa.String(length=36), nullable=False),
        sa.Column("delivered", sa.Text(), nullable=True),
        sa.PrimaryKeyConstraint("number", name=op.f("pk_sync_tail")),
    )
    op.create_index(op.f("ix_sync_tail_event_id"), "sync_tail", ["event_id"], unique=False)
