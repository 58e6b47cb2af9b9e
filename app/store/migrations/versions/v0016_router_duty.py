"""Who is on duty, whose bed it is, and which doctor is what to whom."""

import sqlalchemy as sa
from alembic import op

revision = "0016"
down_revision = "0015"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Create the tables."""
    _create_duty()
    _create_attending()
    _create_bed_steps()
    _create_duty_end()


def _create_duty() -> None:
    op.create_table(
        "router_duty",
        sa.Column("id", sa.String(length=36), nullable=False),
        sa.Column("user_id", sa.String(length=36), nullable=False, comment="an account"),
        sa.Column("post", sa.String(length=20), nullable=False, comment="app.router.duty.model.Post"),
        sa.Column("group_name", sa.String(length=1), nullable=True, comment="a, b; null: in no group"),
        sa.Column("begins", sa.String(length=27), nullable=False),
        sa.Column("until", sa.String(length=27), nullable=False),
        sa.Column("recorded_at", sa.String(length=27), nullable=False),
        sa.Column("recorded_by", sa.String(length=36), nullable=False),
        sa.CheckConstraint("begins < until", name=op.f("ck_router_duty_forwards")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_router_duty")),
    )
    op.create_index(op.f("ix_router_duty_until"), "router_duty", ["until"], unique=False)


def _create_attending() -> None:
    op.create_table(
        "router_attending",
        sa.Column("id", sa.String(length=36), nullable=False),
        sa.Column("stay_id", sa.String(length=36), nullable=False),
        sa.Column("user_id", sa.String(length=36), nullable=False, comment="an account"),
        sa.Column(
            "number", sa.Integer(), nullable=False, comment="1, 2, 3 … of one user with one stay; the highest counts"
        ),
        sa.Column("user_class", sa.Text(), nullable=False, comment="a class of table 14; empty: nothing any more"),
        sa.Column("recorded_at", sa.String(length=27), nullable=False),
        sa.Column("recorded_by", sa.String(length=36), nullable=False),
        sa.ForeignKeyConstraint(["stay_id"], ["ward_stay.id"], name=op.f("fk_router_attending_stay_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_router_attending")),
        sa.UniqueConstraint("stay_id", "user_id", "number", name=op.f("uq_router_attending_stay_id_user_id_number")),
    )


def _create_bed_steps() -> None:
    op.create_table(
        "router_bed_step",
        sa.Column("id", sa.String(length=36), nullable=False),
        sa.Column("bed_id", sa.String(length=36), nullable=False),
        sa.Column(
            "number", sa.Integer(), nullable=False, comment="1, 2, 3 … of one bed; the highest says all that holds"
        ),
        sa.Column("kind", sa.String(length=12), nullable=False, comment="taken, offered, handed, called_off, grouped"),
        sa.Column(
            "holder_id", sa.String(length=36), nullable=True, comment="whose bed it is after this step; null: nobody's"
        ),
        sa.Column("held_since", sa.String(length=27), nullable=True),
        sa.Column("giver_id", sa.String(length=36), nullable=True, comment="who had it before; null: nobody"),
        sa.Column(
            "taker_id", sa.String(length=36), nullable=True, comment="to whom it is being handed over; null: to nobody"
        ),
        sa.Column("offered_by", sa.String(length=36), nullable=True, comment="which of the two has confirmed"),
        sa.Column("offered_at", sa.String(length=27), nullable=True),
        sa.Column("group_name", sa.String(length=1), nullable=True, comment="the bed's group: a, b; null: none"),
        sa.Column("recorded_at", sa.String(length=27), nullable=False),
        sa.Column("recorded_by", sa.String(length=36), nullable=False),
        sa.CheckConstraint("(holder_id is null) = (held_since is null)", name=op.f("ck_router_bed_step_held")),
        sa.CheckConstraint("(taker_id is null) = (offered_by is null)", name=op.f("ck_router_bed_step_offered")),
        sa.ForeignKeyConstraint(["bed_id"], ["ward_bed.id"], name=op.f("fk_router_bed_step_bed_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_router_bed_step")),
        sa.UniqueConstraint("bed_id", "number", name=op.f("uq_router_bed_step_bed_id_number")),
    )


def _create_duty_end() -> None:
    op.create_table(
        "router_duty_end",
        sa.Column("duty_id", sa.String(length=36), nullable=False),
        sa.Column("recorded_at", sa.String(length=27), nullable=False),
        sa.Column("recorded_by", sa.String(length=36), nullable=False),
        sa.ForeignKeyConstraint(["duty_id"], ["router_duty.id"], name=op.f("fk_router_duty_end_duty_id")),
        sa.PrimaryKeyConstraint("duty_id", name=op.f("pk_router_duty_end")),
    )
