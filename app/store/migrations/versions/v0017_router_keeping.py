"""The receivers of alarms, the edited tables of the router, and every step of every alarm on its way."""

import sqlalchemy as sa
from alembic import op

revision = "0017"
down_revision = "0016"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Create the tables."""
    _create_receivers()
    _create_tables()
    _create_steps()


def _create_receivers() -> None:
    op.create_table(
        "router_receiver",
        sa.Column("id", sa.String(length=36), nullable=False),
        sa.Column("receiver_id", sa.String(length=36), nullable=False),
        sa.Column(
            "number", sa.Integer(), nullable=False, comment="1, 2, 3 … of one receiver; the highest says all that holds"
        ),
        sa.Column(
            "step", sa.String(length=12), nullable=False, comment="admitted, renamed, allowed, placed, reached, revoked"
        ),
        sa.Column("kind", sa.String(length=16), nullable=False, comment="app.router.receivers.model.Kind"),
        sa.Column("name", sa.Text(), nullable=False, comment="as people call it"),
        sa.Column(
            "public_key", sa.String(length=40), nullable=False, comment="Z85; empty: it does not connect by itself"
        ),
        sa.Column("capabilities", sa.Text(), nullable=False, comment="app.router.words.Capability, by spaces"),
        sa.Column(
            "post", sa.String(length=20), nullable=True, comment="app.router.duty.model.Post where it stands at one"
        ),
        sa.Column(
            "reached_by",
            sa.Text(),
            nullable=False,
            comment="canonical JSON: how a machine is reached; {} for the others",
        ),
        sa.Column("recorded_at", sa.String(length=27), nullable=False),
        sa.Column("recorded_by", sa.String(length=36), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_router_receiver")),
        sa.UniqueConstraint("receiver_id", "number", name=op.f("uq_router_receiver_receiver_id_number")),
    )


def _create_tables() -> None:
    op.create_table(
        "router_table",
        sa.Column("id", sa.String(length=36), nullable=False),
        sa.Column("name", sa.String(length=20), nullable=False, comment="app.router.tables.reading.NAMES"),
        sa.Column("number", sa.Integer(), nullable=False, comment="1, 2, 3 … of one table; the highest counts"),
        sa.Column(
            "content", sa.Text(), nullable=False, comment="canonical JSON; empty: the table as the program brings it"
        ),
        sa.Column("recorded_at", sa.String(length=27), nullable=False),
        sa.Column("recorded_by", sa.String(length=36), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_router_table")),
        sa.UniqueConstraint("name", "number", name=op.f("uq_router_table_name_number")),
    )


def _create_steps() -> None:
    op.create_table(
        "router_step",
        sa.Column("number", sa.Integer(), autoincrement=False, nullable=False, comment="1, 2, 3 … without a gap"),
        sa.Column("bed_id", sa.String(length=36), nullable=False, comment="empty: the station itself"),
        sa.Column("alarm", sa.Text(), nullable=False, comment="its key within the bed"),
        sa.Column("step", sa.String(length=12), nullable=False, comment="app.router.words.Step"),
        sa.Column("at", sa.String(length=27), nullable=False, comment="by the wall clock of the router"),
        sa.Column(
            "clock_zero",
            sa.Float(),
            nullable=False,
            comment="POSIX second at which the router's monotonic clock stood at 0",
        ),
        sa.Column("priority", sa.Integer(), nullable=False),
        sa.Column("round", sa.Integer(), nullable=False, comment="1, 2, 3 …: its beginnings"),
        sa.Column("level", sa.Integer(), nullable=False, comment="of table 17; the failsafe comes after the last"),
        sa.Column("receiver_id", sa.String(length=36), nullable=False, comment="ward, bedside or empty where at none"),
        sa.Column("user_id", sa.String(length=36), nullable=False, comment="an account; empty: nobody"),
        sa.Column("user_name", sa.Text(), nullable=False, comment="as it was shown then"),
        sa.Column("message", sa.Integer(), nullable=False, comment="the message's number; 0: about none"),
        sa.Column("detail", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("number", name=op.f("pk_router_step")),
    )
    op.create_index("ix_router_step_at", "router_step", ["at"], unique=False)
    op.create_index("ix_router_step_bed_id_alarm_number", "router_step", ["bed_id", "alarm", "number"], unique=False)
    turns = sa.text("step in ('generated', 'ended')")
    op.create_index(
        "ix_router_step_turns",
        "router_step",
        ["bed_id", "alarm", "step", "number"],
        unique=False,
        sqlite_where=turns,
        postgresql_where=turns,
    )
