"""Allergies of people."""

import sqlalchemy as sa
from alembic import op

revision = "0011"
down_revision = "0010"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Create the table."""
    op.create_table(
        "allergy",
        sa.Column("id", sa.String(length=36), nullable=False),
        sa.Column("person_id", sa.String(length=36), nullable=False),
        sa.Column(
            "kind",
            sa.String(length=10),
            nullable=False,
            comment="medicine, food, latex, other; none: asked, none is known",
        ),
        sa.Column("content", sa.Text(), nullable=False, comment="canonical JSON: app.clinic.allergies.model"),
        sa.Column("recorded_at", sa.String(length=27), nullable=False),
        sa.Column("recorded_by", sa.String(length=36), nullable=False),
        sa.Column("supersedes", sa.String(length=36), nullable=True),
        sa.Column("reason", sa.Text(), nullable=True),
        sa.CheckConstraint("kind in ('medicine', 'food', 'latex', 'other', 'none')", name=op.f("ck_allergy_kind")),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name=op.f("fk_allergy_person_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_allergy")),
        sa.UniqueConstraint("supersedes", name=op.f("uq_allergy_supersedes")),
    )
    op.create_index("ix_allergy_person_id", "allergy", ["person_id"], unique=False)
