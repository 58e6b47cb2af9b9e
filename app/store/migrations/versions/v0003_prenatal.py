"""Prenatal record: visits, exams, history, outcome as appended facts; which dating estimate is in use."""

import sqlalchemy as sa
from alembic import op

from app.store import dating_triggers

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Create the tables, and on SQLite let the list of pregnancies follow the chosen estimate."""
    _create_facts()
    _create_choices()
    connection = op.get_bind()
    if connection.dialect.name == "sqlite":
        dating_triggers.create_dating_triggers(connection.exec_driver_sql)


def _create_facts() -> None:
    op.create_table(
        "prenatal_fact",
        sa.Column("id", sa.String(length=36), nullable=False),
        sa.Column("person_id", sa.String(length=36), nullable=False),
        sa.Column("pregnancy_id", sa.String(length=36), nullable=False),
        sa.Column("kind", sa.String(length=20), nullable=False),
        sa.Column("code", sa.String(length=60), nullable=False),
        sa.Column("day", sa.String(length=10), nullable=False),
        sa.Column("content", sa.Text(), nullable=False),
        sa.Column("recorded_at", sa.String(length=27), nullable=False),
        sa.Column("recorded_by", sa.String(length=36), nullable=False),
        sa.Column("supersedes", sa.String(length=36), nullable=True),
        sa.Column("reason", sa.Text(), nullable=True),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name=op.f("fk_prenatal_fact_person_id")),
        sa.ForeignKeyConstraint(["pregnancy_id"], ["pregnancy.id"], name=op.f("fk_prenatal_fact_pregnancy_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_prenatal_fact")),
        sa.UniqueConstraint("supersedes", name=op.f("uq_prenatal_fact_supersedes")),
    )
    op.create_index(op.f("ix_prenatal_fact_person_id"), "prenatal_fact", ["person_id"], unique=False)
    op.create_index("ix_prenatal_fact_pregnancy", "prenatal_fact", ["pregnancy_id", "kind", "day"], unique=False)
    op.create_index("ix_prenatal_fact_kind", "prenatal_fact", ["kind", "code", "day"], unique=False)


def _create_choices() -> None:
    op.create_table(
        "dating_choice",
        sa.Column("id", sa.String(length=36), nullable=False),
        sa.Column("pregnancy_id", sa.String(length=36), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("estimate_id", sa.String(length=36), nullable=True),
        sa.Column("lmp", sa.String(length=10), nullable=True),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("recorded_at", sa.String(length=27), nullable=False),
        sa.Column("recorded_by", sa.String(length=36), nullable=False),
        sa.CheckConstraint("(estimate_id is null) = (lmp is null)", name=op.f("ck_dating_choice_whole")),
        sa.ForeignKeyConstraint(["pregnancy_id"], ["pregnancy.id"], name=op.f("fk_dating_choice_pregnancy_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_dating_choice")),
        sa.UniqueConstraint("pregnancy_id", "number", name=op.f("uq_dating_choice_pregnancy_id_number")),
    )
