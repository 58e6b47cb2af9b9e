"""Sync: how far each side has come, what waits, what disagrees; the change log says what its author had seen."""

import sqlalchemy as sa
from alembic import op

revision = "0005"
down_revision = "0004"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Add the column and create the tables."""
    seen = sa.Column("seen", sa.Integer(), server_default="0", nullable=False)
    seen.comment = "the journal's number applied here by then"
    op.add_column("change_log", seen)
    op.create_index("ix_change_log_entity", "change_log", ["entity", "entity_id"], unique=False)
    op.create_table(
        "sync_state",
        sa.Column("id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("through", sa.Integer(), nullable=False, comment="the journal was applied up to this number"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_sync_state")),
    )
    op.create_table(
        "sync_mark",
        sa.Column("origin", sa.String(length=36), nullable=False),
        sa.Column("acknowledged", sa.Integer(), nullable=False),
        sa.Column("seen", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("origin", name=op.f("pk_sync_mark")),
    )
    op.create_table(
        "sync_parked",
        sa.Column("number", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("waits_for", sa.Text(), nullable=False),
        sa.Column("delivered", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("number", name=op.f("pk_sync_parked")),
    )
    op.create_index("ix_sync_parked_waits_for", "sync_parked", ["waits_for", "number"], unique=False)
    _create_what_disagrees()


def _create_what_disagrees() -> None:
    op.create_table(
        "sync_conflict",
        sa.Column("event_id", sa.String(length=36), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("against", sa.String(length=36), nullable=False),
        sa.Column("entity", sa.String(length=20), nullable=False),
        sa.Column("entity_id", sa.String(length=64), nullable=False),
        sa.Column("event", sa.Text(), nullable=False),
        sa.Column("settled", sa.Integer(), nullable=False),
        sa.Column("resolved", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("event_id", name=op.f("pk_sync_conflict")),
    )
    op.create_index("ix_sync_conflict_row", "sync_conflict", ["entity", "entity_id"], unique=False)
    op.create_table(
        "sync_rejected",
        sa.Column("event_id", sa.String(length=36), nullable=False),
        sa.Column("code", sa.String(length=60), nullable=False),
        sa.Column("details", sa.Text(), nullable=False),
        sa.Column("at", sa.String(length=27), nullable=False),
        sa.PrimaryKeyConstraint("event_id", name=op.f("pk_sync_rejected")),
    )
