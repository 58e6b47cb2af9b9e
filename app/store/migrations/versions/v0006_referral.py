"""Referrals and what happens to them."""

import sqlalchemy as sa
from alembic import op

revision = "0006"
down_revision = "0005"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Create the tables."""
    _create_referral()
    _create_referral_event()


def _create_referral() -> None:
    op.create_table(
        "referral",
        sa.Column("id", sa.String(length=36), nullable=False),
        sa.Column("person_id", sa.String(length=36), nullable=False),
        sa.Column("pregnancy_id", sa.String(length=36), nullable=False),
        sa.Column("from_unit", sa.String(length=7), nullable=False),
        sa.Column("to_unit", sa.String(length=7), nullable=False),
        sa.Column("reason", sa.String(length=60), nullable=False),
        sa.Column("hypothesis", sa.Text(), nullable=False),
        sa.Column("justification", sa.Text(), nullable=False),
        sa.Column("priority", sa.String(length=10), nullable=False),
        sa.Column("assessment_id", sa.String(length=36), nullable=True),
        sa.Column("snapshot", sa.Text(), nullable=False),
        sa.Column("version_sha256", sa.String(length=64), nullable=False),
        sa.Column("recorded_at", sa.String(length=27), nullable=False),
        sa.Column("recorded_by", sa.String(length=36), nullable=False),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name=op.f("fk_referral_person_id")),
        sa.ForeignKeyConstraint(["pregnancy_id"], ["pregnancy.id"], name=op.f("fk_referral_pregnancy_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_referral")),
    )
    for name, columns in (
        ("ix_referral_person_id", ["person_id"]),
        ("ix_referral_pregnancy_id", ["pregnancy_id"]),
        ("ix_referral_to_unit", ["to_unit", "recorded_at"]),
        ("ix_referral_from_unit", ["from_unit", "recorded_at"]),
    ):
        op.create_index(name, "referral", columns, unique=False)


def _create_referral_event() -> None:
    op.create_table(
        "referral_event",
        sa.Column("id", sa.String(length=36), nullable=False),
        sa.Column("referral_id", sa.String(length=36), nullable=False),
        sa.Column("person_id", sa.String(length=36), nullable=False),
        sa.Column("kind", sa.String(length=20), nullable=False),
        sa.Column("place", sa.Integer(), nullable=False),
        sa.Column("content", sa.Text(), nullable=False),
        sa.Column("snapshot", sa.Text(), nullable=True),
        sa.Column("version_sha256", sa.String(length=64), nullable=True),
        sa.Column("recorded_at", sa.String(length=27), nullable=False),
        sa.Column("recorded_by", sa.String(length=36), nullable=False),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name=op.f("fk_referral_event_person_id")),
        sa.ForeignKeyConstraint(["referral_id"], ["referral.id"], name=op.f("fk_referral_event_referral_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_referral_event")),
    )
    op.create_index("ix_referral_event_referral_id", "referral_event", ["referral_id", "place"], unique=False)
    op.create_index("ix_referral_event_person_id", "referral_event", ["person_id"], unique=False)
