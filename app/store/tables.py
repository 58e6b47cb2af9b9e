"""Every table of a station's store (SQLAlchemy Core), kept equal to the end of the migration chain by a test.

Instants and dates are text (`app.kernel.clock`), identifiers are UUIDs made on the station, JSON columns hold
canonical JSON. What is clinical is only ever appended: `supersedes` names the row that a correction replaces.
"""

from sqlalchemy import (
    CheckConstraint,
    Column,
    Float,
    ForeignKey,
    Index,
    Integer,
    MetaData,
    String,
    Table,
    Text,
    UniqueConstraint,
    text,
)

SCHEMA_REVISION = "0001"
"""The revision this program writes; a store with a later one is refused."""

metadata = MetaData(
    naming_convention={
        "ix": "ix_%(table_name)s_%(column_0_N_name)s",
        "uq": "uq_%(table_name)s_%(column_0_N_name)s",
        "ck": "ck_%(table_name)s_%(constraint_name)s",
        "fk": "fk_%(table_name)s_%(column_0_name)s",
        "pk": "pk_%(table_name)s",
    }
)


def _id() -> Column[str]:
    return Column("id", String(36), primary_key=True)


def _author() -> tuple[Column[str], Column[str]]:
    return Column("recorded_at", String(27), nullable=False), Column("recorded_by", String(36), nullable=False)


def _correction() -> tuple[Column[str], Column[str]]:
    """`supersedes` is the corrected row of the same table; unique, so that a row has at most one successor."""
    return Column("supersedes", String(36), unique=True), Column("reason", Text)


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
    _id(),
    Column("login", String(60), nullable=False, unique=True, comment="lower case"),
    Column("display_name", Text, nullable=False),
    Column("role", String(20), nullable=False),
    Column("status", String(12), nullable=False, comment="pending, active, suspended"),
    Column("professional_register", String(30), comment="COREN or CRM with state"),
    Column("language", String(5), nullable=False),
    Column("authorised_at", String(27)),
    Column("authorised_by", String(36)),
    *_author(),
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

person = Table(
    "person",
    metadata,
    Column("number", Integer, primary_key=True, autoincrement=True, comment="row of the search index"),
    Column("id", String(36), nullable=False, unique=True),
    Column("full_name", Text, nullable=False),
    Column("social_name", Text),
    Column("mother_name", Text, comment="null: unknown, justified in no_mother_reason"),
    Column("no_mother_reason", Text),
    Column("name_key", Text, nullable=False, comment="full_name as app.clinic.text_keys.fold writes it"),
    Column("social_key", Text, nullable=False, default="", server_default=""),
    Column("mother_key", Text, nullable=False, default="", server_default=""),
    Column("birth_date", String(10), nullable=False),
    Column("sex", String(8), nullable=False, comment="female, male, intersex"),
    Column("cpf", String(11)),
    Column("cns", String(15)),
    Column("no_document_reason", Text),
    Column("phone", String(20), comment="E.164"),
    Column("email", Text),
    Column("municipality_code", String(7), nullable=False, comment="IBGE"),
    Column("municipality_name", Text, nullable=False),
    Column("synthetic", Integer, nullable=False, default=0),
    *_author(),
    CheckConstraint("cpf is not null or cns is not null or no_document_reason is not null", name="document"),
    Index("ix_person_cpf", "cpf"),
    Index("ix_person_cns", "cns"),
    Index("ix_person_birth_date", "birth_date"),
    Index("ix_person_phone", "phone"),
    Index("ix_person_name_key", "name_key"),
    Index("ix_person_mother_key", "mother_key"),
)

consent = Table(
    "consent",
    metadata,
    _id(),
    Column("person_id", ForeignKey("person.id"), nullable=False, index=True),
    Column("channel", String(10), nullable=False, comment="email, whatsapp, sms, phone"),
    Column("given", Integer, nullable=False),
    Column("source", String(20), nullable=False, comment="desk, public_page, reply"),
    Column("text_version", String(20), nullable=False),
    *_author(),
)

pregnancy = Table(
    "pregnancy",
    metadata,
    _id(),
    Column("person_id", ForeignKey("person.id"), nullable=False, index=True),
    Column("status", String(10), nullable=False, comment="current, closed"),
    *_author(),
    CheckConstraint("status in ('current', 'closed')", name="status"),
    # One current pregnancy per woman, whoever writes first.
    Index(
        "uq_pregnancy_current",
        "person_id",
        unique=True,
        sqlite_where=text("status = 'current'"),
        postgresql_where=text("status = 'current'"),
    ),
)

pregnancy_list = Table(
    "pregnancy_list",
    metadata,
    Column("pregnancy_id", String(36), primary_key=True),
    Column("person_number", Integer, nullable=False),
    Column("status", String(10), nullable=False),
    Column("opened_at", String(27), nullable=False),
    Column("lmp", String(10)),
    Column("assessment_id", String(36)),
    Column("class_code", String(10)),
    Column("total", Float),
    Column("assessed_at", String(27)),
    # Local: triggers of app.store.search_index derive it from pregnancy, observation and assessment.
    Index("ix_pregnancy_list_gravest", "status", text("total DESC"), "lmp"),
    Index("ix_pregnancy_list_due", "status", "lmp"),
    Index("ix_pregnancy_list_latest", "status", "opened_at"),
    Index("ix_pregnancy_list_class", "status", "class_code", text("total DESC"), "lmp", "person_number"),
    Index("ix_pregnancy_list_person", "person_number"),
)

observation = Table(
    "observation",
    metadata,
    _id(),
    Column("person_id", ForeignKey("person.id"), nullable=False, index=True),
    Column("pregnancy_id", ForeignKey("pregnancy.id"), index=True),
    Column("code", String(60), nullable=False),
    Column("value", Text, nullable=False, comment="JSON; null when the row only strikes out what it supersedes"),
    Column("unit", String(20)),
    Column("observed_at", String(27), nullable=False),
    *_author(),
    *_correction(),
)

assessment = Table(
    "assessment",
    metadata,
    _id(),
    Column("person_id", ForeignKey("person.id"), nullable=False),
    Column("pregnancy_id", ForeignKey("pregnancy.id"), nullable=False, index=True),
    Column("form", Text, nullable=False, comment="JSON: the answers, as in interfaces for `classify`"),
    Column("result", Text, nullable=False, comment="JSON: class, total, factors, unknown, reachable, rule base"),
    Column("class_code", String(10), nullable=False),
    Column("total", Float, nullable=False),
    Column("rule_base_version", String(40), nullable=False),
    Column("rule_base_sha256", ForeignKey("rule_base.sha256"), nullable=False),
    *_author(),
    *_correction(),
    Index("ix_assessment_person_id", "person_id"),
)

rule_base = Table(
    "rule_base",
    metadata,
    Column("sha256", String(64), primary_key=True),
    Column("version", String(40), nullable=False),
    Column("text", Text, nullable=False),
    *_author(),
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

field_history = Table(
    "field_history",
    metadata,
    _id(),
    Column("entity", String(20), nullable=False),
    Column("entity_id", String(36), nullable=False),
    Column("field", String(40), nullable=False),
    Column("old_value", Text, comment="JSON"),
    Column("new_value", Text, comment="JSON"),
    Column("reason", Text),
    *_author(),
    Index("ix_field_history_entity", "entity", "entity_id"),
)

change_log = Table(
    "change_log",
    metadata,
    _id(),
    Column("origin", String(36), nullable=False, comment="the station's identifier"),
    Column("sequence", Integer, nullable=False, comment="1, 2, 3 … without a gap for each origin"),
    Column("entity", String(20), nullable=False),
    Column("entity_id", String(36), nullable=False),
    Column("operation", String(10), nullable=False, comment="append, create, change"),
    Column("payload", Text, nullable=False, comment="canonical JSON"),
    Column("payload_sha256", String(64), nullable=False),
    *_author(),
    UniqueConstraint("origin", "sequence"),
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

lease = Table(
    "lease",
    metadata,
    Column("name", String(40), primary_key=True),
    Column("holder", String(60), nullable=False),
    Column("until", String(27), nullable=False),
)
