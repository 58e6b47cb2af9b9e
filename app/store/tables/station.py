"""The station itself: its settings, who works at it, drafts, and which process does the background work."""

from sqlalchemy import CheckConstraint, Column, ForeignKey, Integer, String, Table, Text

from app.store.tables.common import author_columns, id_column, metadata

setting = Table(
    "setting",
    metadata,
    Column("name", String(60), primary_key=True),
    Column("value", Text, nullable=False, comment="JSON"),
    Column("changed_at", String(27), nullable=False),
    Column("changed_by", String(36), nullable=False),
)

account = Table(
    "account",
    metadata,
    id_column(),
    Column("login", String(60), nullable=False, unique=True, comment="lower case"),
    Column("display_name", Text, nullable=False),
    Column("role", String(20), nullable=False),
    Column("status", String(12), nullable=False, comment="pending, active, suspended"),
    Column("professional_register", String(30), comment="COREN or CRM with state"),
    Column("language", String(5), nullable=False),
    Column("authorised_at", String(27)),
    Column("authorised_by", String(36)),
    *author_columns(),
    CheckConstraint("status in ('pending', 'active', 'suspended')", name="status"),
)

credential = Table(
    "credential",
    metadata,
    # Of this station alone: never in the change log, the field history or the audit, so that no hash travels or stays.
    Column("account_id", ForeignKey("account.id"), primary_key=True),
    Column("password_hash", Text, nullable=False, comment="Argon2id"),
    Column("pin_hash", Text, comment="quick unlock; Argon2id like the password"),
    Column("pin_failures", Integer, nullable=False, default=0, comment="in a row; too many: password only"),
    Column("changed_at", String(27), nullable=False),
    Column("changed_by", String(36), nullable=False, comment="not the owner: chosen by somebody else, to be changed"),
)

sign_in_failure = Table(
    "sign_in_failure",
    metadata,
    Column("login", String(60), primary_key=True, comment="of an account, or ? and a hash of what was typed"),
    Column("count", Integer, nullable=False),
    Column("blocked_until", String(27), nullable=False),
)

draft = Table(
    "draft",
    metadata,
    Column("account_id", String(36), primary_key=True),
    Column("kind", String(40), primary_key=True),
    Column("subject_id", String(36), primary_key=True, comment="empty where the draft belongs to no record yet"),
    Column("content", Text, nullable=False, comment="JSON"),
    Column("saved_at", String(27), nullable=False),
)

lease = Table(
    "lease",
    metadata,
    Column("name", String(40), primary_key=True),
    Column("holder", String(60), nullable=False),
    Column("until", String(27), nullable=False),
)
