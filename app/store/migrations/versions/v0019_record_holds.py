"""Records that nothing may touch for now: who said so, why, until when, and who lifted it."""

import sqlalchemy as sa
from alembic import op

revision = "0019"
down_revision = "0018"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Create the table."""
    op.create_table(
        "record_hold",
        sa.Column("id", sa.String(length=36), nullable=False),
        sa.Column("person_id", sa.String(length=36), nullable=False),
        sa.Column("hold_id", sa.String(length=36), nullable=False, comment="the same for all steps of one hold"),
        sa.Column("number", sa.Integer(), nullable=False, comment="1, 2; the highest says where it stands"),
        sa.Column("step", sa.String(length=10), nullable=False, comment="placed, lifted"),
        sa.Column("reason", sa.Text(), nullable=False, comment="in words, without anything that tells who it is"),
        sa.Column("until", sa.String(length=27), nullable=True, comment="it ends by itself then; none: when lifted"),
        sa.Column("recorded_at", sa.String(length=27), nullable=False),
        sa.Column("recorded_by", sa.String(length=36), nullable=False),
        sa.CheckConstraint("step in ('placed', 'lifted')", name=op.f("ck_record_hold_step")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_record_hold")),
    )
    op.create_index("ix_record_hold_hold_id", "record_hold", ["hold_id", "number"], unique=False)
    op.create_index(op.f("ix_record_hold_person_id"), "record_hold", ["person_id"], unique=False)
