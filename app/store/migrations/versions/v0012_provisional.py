"""What came from another station of the unit by stick, before the server has numbered it."""

import sqlalchemy as sa
from alembic import op

revision = "0012"
down_revision = "0011"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Create the tables."""
    op.create_table(
        "sync_heard",
        sa.Column("origin", sa.String(length=36), nullable=False),
        sa.Column("sequence", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("origin", name=op.f("pk_sync_heard")),
    )
    op.create_table(
        "sync_provisional_name",
        sa.Column("name", sa.String(length=64), nullable=False),
        sa.Column("event_id", sa.String(length=36), nullable=False),
        sa.PrimaryKeyConstraint("name", "event_id", name=op.f("pk_sync_provisional_name")),
    )
    _create_provisional()


def _create_provisional() -> None:
    op.create_table(
        "sync_provisional",
        sa.Column("event_id", sa.String(length=36), nullable=False),
        sa.Column("place", sa.Integer(), nullable=False),
        sa.Column("origin", sa.String(length=36), nullable=False),
        sa.Column("sequence", sa.Integer(), nullable=False),
        sa.Column("entity", sa.String(length=20), nullable=False),
        sa.Column("entity_id", sa.String(length=64), nullable=False),
        sa.Column("event", sa.Text(), nullable=False),
        sa.Column("state", sa.String(length=10), nullable=False),
        sa.Column("replaced", sa.Text(), nullable=False),
        sa.Column("sender", sa.String(length=36), nullable=False),
        sa.Column("bundle_id", sa.String(length=36), nullable=False),
        sa.Column("taken_at", sa.String(length=27), nullable=False),
        sa.Column("code", sa.String(length=60), nullable=True),
        sa.PrimaryKeyConstraint("event_id", name=op.f("pk_sync_provisional")),
        sa.UniqueConstraint("place", name=op.f("uq_sync_provisional_place")),
    )
    op.create_index("ix_sync_provisional_state", "sync_provisional", ["state", "place"], unique=False)
    op.create_index("ix_sync_provisional_origin", "sync_provisional", ["origin", "sequence"], unique=False)
    op.create_index("ix_sync_provisional_row", "sync_provisional", ["entity_id", "entity"], unique=False)
