"""What the law asks about people's data: erasures and seals with their two people, agreements, what retention did."""

from sqlalchemy import CheckConstraint, Column, ForeignKey, Index, Integer, String, Table, Text

from app.store.tables.common import author_columns, id_column, metadata

privacy_step = Table(
    "privacy_step",
    metadata,
    id_column(),
    # No foreign key: the row of a sealed person is not among the people any more.
    Column("person_id", String(36), nullable=False, index=True),
    Column("case_id", String(36), nullable=False, comment="the same for all steps of one erasure or one opening"),
    Column("number", Integer, nullable=False, comment="1, 2, 3 … in one case; the highest says where it stands"),
    Column("kind", String(10), nullable=False, comment="erasure, opening"),
    Column("step", String(10), nullable=False, comment="app.privacy.model.Step"),
    Column("ground", String(40), nullable=False, comment="a code of resources/privacy/grounds.toml"),
    Column("reason", Text, nullable=False, comment="in words, without anything that tells who it is"),
    Column("until", String(27), comment="of an opening: it ends by itself then"),
    *author_columns(),
    CheckConstraint("kind in ('erasure', 'opening')", name="kind"),
    Index("ix_privacy_step_case_id", "case_id", "number"),
)

record_hold = Table(
    "record_hold",
    metadata,
    id_column(),
    # No foreign key: the row of a sealed person is not among the people any more.
    Column("person_id", String(36), nullable=False, index=True),
    Column("hold_id", String(36), nullable=False, comment="the same for all steps of one hold"),
    Column("number", Integer, nullable=False, comment="1, 2; the highest says where it stands"),
    Column("step", String(10), nullable=False, comment="placed, lifted"),
    Column("reason", Text, nullable=False, comment="in words, without anything that tells who it is"),
    Column("until", String(27), comment="it ends by itself then; none: when lifted"),
    *author_columns(),
    CheckConstraint("step in ('placed', 'lifted')", name="step"),
    Index("ix_record_hold_hold_id", "hold_id", "number"),
)

sealed_person = Table(
    "sealed_person",
    metadata,
    # Of this station alone: each seals what it holds itself.
    Column("person_id", String(36), primary_key=True),
    Column("case_id", String(36), nullable=False, index=True),
    Column("sealed_at", String(27), nullable=False),
    Column("last_entry", String(10), nullable=False, comment="the last day that the record was written"),
    Column("keep_until", String(10), nullable=False, comment="the law asks for it up to this day"),
)

sealed_row = Table(
    "sealed_row",
    metadata,
    # Of this station alone. What the law keeps lies here and in no table that daily work reads.
    Column("entity", String(30), primary_key=True),
    Column("entity_id", String(64), primary_key=True),
    Column("person_id", String(36), nullable=False, index=True),
    Column("content", Text, nullable=False, comment="canonical JSON: the row, or the event that came later"),
    Column("sealed_at", String(27), nullable=False),
    # A row that comes later is known by what it hangs on.
    Index("ix_sealed_row_entity_id", "entity_id"),
)

confidentiality = Table(
    "confidentiality",
    metadata,
    id_column(),
    Column("account_id", ForeignKey("account.id"), nullable=False, index=True),
    Column("version", String(20), nullable=False, comment="of resources/privacy/confidentiality.toml"),
    Column("text_sha256", String(64), nullable=False, comment="of the text that was read, in its language"),
    Column("language", String(5), nullable=False),
    *author_columns(),
)

retention_run = Table(
    "retention_run",
    metadata,
    # Of this station alone: each cleans what it holds itself.
    Column("id", String(36), primary_key=True),
    Column("at", String(27), nullable=False, index=True),
    Column("counts", Text, nullable=False, comment="JSON: kind of data to how many were removed"),
    Column("proposed", Text, nullable=False, comment="JSON: kind of data to how many wait for two people"),
)
