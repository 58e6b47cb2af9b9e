"""Reception: arrivals, what happened to each, the board; an observation knows the arrival or visit it belongs to."""

import sqlalchemy as sa
from alembic import op

from app.store import arrival_triggers

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Create the tables of the reception, and on SQLite the board's triggers."""
    op.add_column("observation", sa.Column("encounter_id", sa.String(length=36), nullable=True, comment=_ENCOUNTER))
    op.create_index(op.f("ix_observation_encounter_id"), "observation", ["encounter_id"], unique=False)
    _create_tables()
    connection = op.get_bind()
    if connection.dialect.name == "sqlite":
        arrival_triggers.create_arrival_triggers(connection.exec_driver_sql)


_ENCOUNTER = "the arrival or visit in which it was observed"


def _create_tables() -> None:
    op.create_table(
        "arrival",
        sa.Column("id", sa.String(length=36), nullable=False),
        sa.Column("person_id", sa.String(length=36), nullable=False),
        sa.Column("arrived_at", sa.String(length=27), nullable=False),
        sa.Column("recorded_at", sa.String(length=27), nullable=False),
        sa.Column("recorded_by", sa.String(length=36), nullable=False),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name=op.f("fk_arrival_person_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_arrival")),
    )
    op.create_index(op.f("ix_arrival_person_id"), "arrival", ["person_id"], unique=False)
    op.create_table(
        "arrival_event",
        sa.Column("id", sa.String(length=36), nullable=False),
        sa.Column("arrival_id", sa.String(length=36), nullable=False),
        sa.Column("kind", sa.String(length=20), nullable=False),
        sa.Column("place", sa.Integer(), nullable=False),
        sa.Column("happened_at", sa.String(length=27), nullable=False),
        sa.Column("content", sa.Text(), nullable=False, comment="canonical JSON"),
        sa.Column("recorded_at", sa.String(length=27), nullable=False),
        sa.Column("recorded_by", sa.String(length=36), nullable=False),
        sa.Column("supersedes", sa.String(length=36), nullable=True),
        sa.Column("reason", sa.Text(), nullable=True),
        sa.ForeignKeyConstraint(["arrival_id"], ["arrival.id"], name=op.f("fk_arrival_event_arrival_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_arrival_event")),
        sa.UniqueConstraint("supersedes", name=op.f("uq_arrival_event_supersedes")),
    )
    op.create_index(op.f("ix_arrival_event_arrival_id"), "arrival_event", ["arrival_id"], unique=False)
    op.create_table(
        "arrival_board",
        sa.Column("arrival_id", sa.String(length=36), nullable=False),
        sa.Column("person_number", sa.Integer(), nullable=False),
        sa.Column("arrived_at", sa.String(length=27), nullable=False),
        sa.Column("state", sa.String(length=12), nullable=False),
        sa.Column("since", sa.String(length=27), nullable=False),
        sa.Column("colour", sa.String(length=10), nullable=True),
        sa.Column("heard_id", sa.String(length=36), nullable=True),
        sa.PrimaryKeyConstraint("arrival_id", name=op.f("pk_arrival_board")),
    )
    op.create_index("ix_arrival_board_arrived_at", "arrival_board", ["arrived_at"], unique=False)
    op.create_index("ix_arrival_board_person_number", "arrival_board", ["person_number"], unique=False)
