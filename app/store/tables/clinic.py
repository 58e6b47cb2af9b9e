"""People, their pregnancies, what was observed and how it was classified."""

from sqlalchemy import CheckConstraint, Column, Float, ForeignKey, Index, Integer, String, Table, Text, text

from app.store.tables.common import author_columns, correction_columns, id_column, metadata

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
    *author_columns(),
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
    id_column(),
    Column("person_id", ForeignKey("person.id"), nullable=False, index=True),
    Column("channel", String(10), nullable=False, comment="email, whatsapp, sms, phone"),
    Column("given", Integer, nullable=False),
    Column("source", String(20), nullable=False, comment="desk, public_page, reply"),
    Column("text_version", String(20), nullable=False),
    *author_columns(),
)

pregnancy = Table(
    "pregnancy",
    metadata,
    id_column(),
    Column("person_id", ForeignKey("person.id"), nullable=False, index=True),
    Column("status", String(10), nullable=False, comment="current, closed"),
    *author_columns(),
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
    id_column(),
    Column("person_id", ForeignKey("person.id"), nullable=False, index=True),
    Column("pregnancy_id", ForeignKey("pregnancy.id"), index=True),
    Column("code", String(60), nullable=False),
    Column("value", Text, nullable=False, comment="JSON; null when the row only strikes out what it supersedes"),
    Column("unit", String(20)),
    Column("observed_at", String(27), nullable=False),
    *author_columns(),
    *correction_columns(),
    Column("encounter_id", String(36), index=True, comment="the arrival or visit in which it was observed"),
)

assessment = Table(
    "assessment",
    metadata,
    id_column(),
    Column("person_id", ForeignKey("person.id"), nullable=False),
    Column("pregnancy_id", ForeignKey("pregnancy.id"), nullable=False, index=True),
    Column("form", Text, nullable=False, comment="JSON: the answers, as in interfaces for `classify`"),
    Column("result", Text, nullable=False, comment="JSON: class, total, factors, unknown, reachable, rule base"),
    Column("class_code", String(10), nullable=False),
    Column("total", Float, nullable=False),
    Column("rule_base_version", String(40), nullable=False),
    Column("rule_base_sha256", ForeignKey("rule_base.sha256"), nullable=False),
    *author_columns(),
    *correction_columns(),
    Index("ix_assessment_person_id", "person_id"),
)

rule_base = Table(
    "rule_base",
    metadata,
    Column("sha256", String(64), primary_key=True),
    Column("version", String(40), nullable=False),
    Column("text", Text, nullable=False),
    *author_columns(),
)
