"""Erasures and seals with their two people, agreements of confidentiality, and what retention did."""

import sqlalchemy as sa
from alembic import op

revision = "0018"
down_revision = "0017"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Create the tables."""
    _create_steps()
    _create_seals()
    _create_agreements()
    op.create_table(
        "retention_run",
        sa.Column("id", sa.String(length=36), nullable=False),
        sa.Column("at", sa.String(length=27), nullable=False),
        sa.Column("counts", sa.Text(), nullable=False, comment="JSON: kind of data to how many were removed"),
        sa.Column("proposed", sa.Text(), nullable=False, comment="JSON: kind of data to how many wait for two people"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_retention_run")),
    )
    op.create_index(op.f("ix_retention_run_at"), "retention_run", ["at"], unique=False)


def _create_steps() -> None:
    op.create_table(
        "privacy_step",
        sa.Column("id", sa.String(length=36), nullable=False),
        sa.Column("person_id", sa.String(length=36), nullable=False),
        sa.Column(
            "case_id",
            sa.String(length=36),
            nullable=False,
            comment="the same for all steps of one erasure or one opening",
        ),
        sa.Column(
            "number", sa.Integer(), nullable=False, comment="1, 2, 3 … in one case; the highest says where it stands"
        ),
        sa.Column("kind", sa.String(length=10), nullable=False, comment="erasure, opening"),
        sa.Column("step", sa.String(length=10), nullable=False, comment="app.privacy.model.Step"),
        sa.Column("ground", sa.String(length=40), nullable=False, comment="a code of resources/privacy/grounds.toml"),
        sa.Column("reason", sa.Text(), nullable=False, comment="in words, without anything that tells who it is"),
        sa.Column("until", sa.String(length=27), nullable=True, comment="of an opening: it ends by itself then"),
        sa.Column("recorded_at", sa.String(length=27), nullable=False),
        sa.Column("recorded_by", sa.String(length=36), nullable=False),
        sa.CheckConstraint("kind in ('erasure', 'opening')", name=op.f("ck_privacy_step_kind")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_privacy_step")),
    )
    op.create_index("ix_privacy_step_case_id", "privacy_step", ["case_id", "number"], unique=False)
    op.create_index(op.f("ix_privacy_step_person_id"), "privacy_step", ["person_id"], unique=False)


def _create_seals() -> None:
    op.create_table(
        "sealed_person",
        sa.Column("person_id", sa.String(length=36), nullable=False),
        sa.Column("case_id", sa.String(length=36), nullable=False),
        sa.Column("sealed_at", sa.String(length=27), nullable=False),
        sa.Column(
            "last_entry", sa.String(length=10), nullable=False, comment="the last day that the record was written"
        ),
        sa.Column("keep_until", sa.String(length=10), nullable=False, comment="the law asks for it up to this day"),
        sa.PrimaryKeyConstraint("person_id", name=op.f("pk_sealed_person")),
    )
    op.create_index(op.f("ix_sealed_person_case_id"), "sealed_person", ["case_id"], unique=False)
    op.create_table(
        "sealed_row",
        sa.Column("entity", sa.String(length=30), nullable=False),
        sa.Column("entity_id", sa.String(length=64), nullable=False),
        sa.Column("person_id", sa.String(length=36), nullable=False),
        sa.Column(
            "content", sa.Text(), nullable=False, comment="canonical JSON: the row, or the event that came later"
        ),
        sa.Column("sealed_at", sa.String(length=27), nullable=False),
        sa.PrimaryKeyConstraint("entity", "entity_id", name=op.f("pk_sealed_row")),
    )
    op.create_index(op.f("ix_sealed_row_person_id"), "sealed_row", ["person_id"], unique=False)
    op.create_index("ix_sealed_row_entity_id", "sealed_row", ["entity_id"], unique=False)


def _create_agreements() -> None:
    op.create_table(
        "confidentiality",
        sa.Column("id", sa.String(length=36), nullable=False),
        sa.Column("account_id", sa.String(length=36), nullable=False),
        sa.Column("version", sa.String(length=20), nullable=False, comment="of resources/privacy/confidentiality.toml"),
        sa.Column(
            "text_sha256", sa.String(length=64), nullable=False, comment="of the text that was read, in its language"
        ),
        sa.Column("language", sa.String(length=5), nullable=False),
        sa.Column("recorded_at", sa.String(length=27), nullable=False),
        sa.Column("recorded_by", sa.String(length=36), nullable=False),
        sa.ForeignKeyConstraint(["account_id"], ["account.id"], name=op.f("fk_confidentiality_account_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_confidentiality")),
    )
    op.create_index(op.f("ix_confidentiality_account_id"), "confidentiality", ["account_id"], unique=False)
