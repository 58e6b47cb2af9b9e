"""What disagrees and is not decided is read beside every name: by an index, not through all that was ever decided."""

from alembic import op

revision = "0009"
down_revision = "0008"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Add the index."""
    op.create_index("ix_sync_conflict_open", "sync_conflict", ["resolved", "number"], unique=False)
