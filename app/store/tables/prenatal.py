"""What is recorded of a pregnancy besides readings, and which estimate its dates follow."""

from sqlalchemy import CheckConstraint, Column, ForeignKey, Index, Integer, String, Table, Text, UniqueConstraint

from app.store.tables.common import author_columns, correction_columns, id_column, metadata

prenatal_fact = Table(
    "prenatal_fact",
    metadata,
    id_column(),
    Column("person_id", ForeignKey("person.id"), nullable=False, index=True),
    Column("pregnancy_id", ForeignKey("pregnancy.id"), nullable=False),
    Column("kind", String(20), nullable=False, comment="app.clinic.prenatal.facts.Kind"),
    Column("code", String(60), nullable=False, comment="which exam, question, estimate …"),
    Column("day", String(10), nullable=False, comment="a date, never an instant"),
    Column("content", Text, nullable=False, comment="canonical JSON; null: only strikes out what it supersedes"),
    *author_columns(),
    *correction_columns(),
    Index("ix_prenatal_fact_pregnancy", "pregnancy_id", "kind", "day"),
    Index("ix_prenatal_fact_kind", "kind", "code", "day"),
)

dating_choice = Table(
    "dating_choice",
    metadata,
    id_column(),
    Column("pregnancy_id", ForeignKey("pregnancy.id"), nullable=False),
    # Not the wall clock: a clock that was set back must not bring an older choice back.
    Column("number", Integer, nullable=False, comment="1, 2, 3 … in one pregnancy; the highest is in use"),
    Column("estimate_id", String(36), comment="an observation `lmp` or a fact `dating_estimate`; null: none in use"),
    Column("lmp", String(10), comment="the first day that this estimate counts from"),
    Column("reason", Text, nullable=False),
    *author_columns(),
    UniqueConstraint("pregnancy_id", "number"),
    CheckConstraint("(estimate_id is null) = (lmp is null)", name="whole"),
)
