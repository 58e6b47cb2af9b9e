"""Duplicates and merges, whose care a person is in, the rule bases' way into force, and what reports count."""

from sqlalchemy import CheckConstraint, Column, ForeignKey, Index, Integer, String, Table, Text, UniqueConstraint, text

from app.store.tables.common import author_columns, id_column, metadata

person_merge = Table(
    "person_merge",
    metadata,
    id_column(),
    Column("number", Integer, nullable=False, comment="1, 2, 3 … in the order of merging: undone from the last"),
    Column("losing_id", ForeignKey("person.id"), nullable=False),
    Column("surviving_id", ForeignKey("person.id"), nullable=False, index=True),
    Column("status", String(10), nullable=False, comment="merged, undone"),
    Column("taken_fields", Text, nullable=False, comment="JSON: column → [value before, value taken over]"),
    Column("moved_pregnancies", Text, nullable=False, comment="JSON: identifiers"),
    Column("reason", Text, nullable=False),
    *author_columns(),
    CheckConstraint("status in ('merged', 'undone')", name="status"),
    # A person is merged into at most one other at a time.
    Index(
        "uq_person_merge_losing",
        "losing_id",
        unique=True,
        sqlite_where=text("status = 'merged'"),
        postgresql_where=text("status = 'merged'"),
    ),
)

distinct_pair = Table(
    "distinct_pair",
    metadata,
    id_column(),
    Column("one_id", ForeignKey("person.id"), nullable=False, comment="the smaller identifier of the two"),
    Column("other_id", ForeignKey("person.id"), nullable=False),
    Column("reason", Text, nullable=False),
    *author_columns(),
    UniqueConstraint("one_id", "other_id"),
)

care_link = Table(
    "care_link",
    metadata,
    id_column(),
    Column("person_id", ForeignKey("person.id"), nullable=False, index=True),
    Column("ground", String(12), nullable=False, comment="registered, referred"),
    Column("unit", String(7), nullable=False, comment="CNES; of whom nobody says so, this unit registered the person"),
    *author_columns(),
    CheckConstraint("ground in ('registered', 'referred')", name="ground"),
    Index("ix_care_link_unit", "ground", "unit", "person_id"),
)

rule_base_step = Table(
    "rule_base_step",
    metadata,
    id_column(),
    Column("number", Integer, nullable=False, comment="1, 2, 3 … in the order of the steps"),
    Column("rule_base_sha256", ForeignKey("rule_base.sha256"), nullable=False, index=True),
    Column("step", String(12), nullable=False, comment="loaded, approved, in_force"),
    Column("reason", Text),
    *author_columns(),
    CheckConstraint("step in ('loaded', 'approved', 'in_force')", name="step"),
    Index("ix_rule_base_step_step", "step", "number"),
)

fired_factor = Table(
    "fired_factor",
    metadata,
    # Local: triggers of app.store.report_index derive it from the assessment in force of each pregnancy.
    Column("pregnancy_id", String(36), primary_key=True),
    Column("code", String(60), primary_key=True),
    Index("ix_fired_factor_code", "code"),
    sqlite_with_rowid=False,
)

visit_count = Table(
    "visit_count",
    metadata,
    # Local: triggers of app.store.report_index derive it from the visits of each pregnancy.
    Column("pregnancy_id", String(36), primary_key=True),
    Column("visits", Integer, nullable=False),
    Column("first_day", String(10), nullable=False),
    Column("last_day", String(10), nullable=False),
    sqlite_with_rowid=False,
)
