"""What happened: field by field, change by change (sync rides on it), and who did or looked at what."""

from sqlalchemy import Column, Index, Integer, String, Table, Text, UniqueConstraint

from app.store.tables.common import author_columns, id_column, metadata

field_history = Table(
    "field_history",
    metadata,
    id_column(),
    Column("entity", String(20), nullable=False),
    Column("entity_id", String(36), nullable=False),
    Column("field", String(40), nullable=False),
    Column("old_value", Text, comment="JSON"),
    Column("new_value", Text, comment="JSON"),
    Column("reason", Text),
    *author_columns(),
    Index("ix_field_history_entity", "entity", "entity_id"),
)

change_log = Table(
    "change_log",
    metadata,
    id_column(),
    Column("origin", String(36), nullable=False, comment="the station's identifier"),
    Column("sequence", Integer, nullable=False, comment="1, 2, 3 … without a gap for each origin"),
    Column("entity", String(20), nullable=False),
    Column("entity_id", String(36), nullable=False),
    Column("operation", String(10), nullable=False, comment="append, create, change"),
    Column("payload", Text, nullable=False, comment="canonical JSON"),
    Column("payload_sha256", String(64), nullable=False),
    *author_columns(),
    Column("seen", Integer, nullable=False, server_default="0", comment="the journal's number applied here by then"),
    UniqueConstraint("origin", "sequence"),
    Index("ix_change_log_entity", "entity", "entity_id"),
)

audit = Table(
    "audit",
    metadata,
    Column("number", Integer, primary_key=True, autoincrement=False, comment="1, 2, 3 … without a gap"),
    Column("at", String(27), nullable=False),
    Column("account_id", String(36), nullable=False),
    Column("account_name", Text, nullable=False),
    Column("action", String(40), nullable=False),
    Column("subject_kind", String(20), nullable=False),
    Column("subject_id", String(60), nullable=False),
    Column("details", Text, nullable=False, comment="canonical JSON"),
    Column("previous_hash", String(64), nullable=False),
    Column("hash", String(64), nullable=False),
    Index("ix_audit_subject", "subject_kind", "subject_id"),
)

audit_head = Table(
    "audit_head",
    metadata,
    Column("id", Integer, primary_key=True, autoincrement=False),
    Column("number", Integer, nullable=False),
    Column("hash", String(64), nullable=False),
)
