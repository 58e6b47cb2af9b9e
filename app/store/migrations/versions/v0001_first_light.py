"""The first store: people, pregnancies, classification, accounts, change log, audit trail, search index."""

import sqlalchemy as sa
from alembic import op

from app.store import search_index

revision = "0001"
down_revision = None
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Create every table, and on SQLite the search index."""
    _create_tables()
    connection = op.get_bind()
    if connection.dialect.name == "sqlite":
        search_index.create_search_index(connection.exec_driver_sql)


def _create_tables() -> None:
    op.create_table(
        "account",
        sa.Column("id", sa.String(length=36), nullable=False),
        sa.Column("login", sa.String(length=60), nullable=False, comment="lower case"),
        sa.Column("display_name", sa.Text(), nullable=False),
        sa.Column("role", sa.String(length=20), nullable=False),
        sa.Column("status", sa.String(length=12), nullable=False, comment="pending, active, suspended"),
        sa.Column("professional_register", sa.String(length=30), nullable=True, comment="COREN or CRM with state"),
        sa.Column("language", sa.String(length=5), nullable=False),
        sa.Column("authorised_at", sa.String(length=27), nullable=True),
        sa.Column("authorised_by", sa.String(length=36), nullable=True),
        sa.Column("recorded_at", sa.String(length=27), nullable=False),
        sa.Column("recorded_by", sa.String(length=36), nullable=False),
        sa.CheckConstraint("status in ('pending', 'active', 'suspended')", name=op.f("ck_account_status")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_account")),
        sa.UniqueConstraint("login", name=op.f("uq_account_login")),
    )
    op.create_table(
        "audit",
        sa.Column("number", sa.Integer(), autoincrement=False, nullable=False, comment="1, 2, 3 … without a gap"),
        sa.Column("at", sa.String(length=27), nullable=False),
        sa.Column("account_id", sa.String(length=36), nullable=False),
        sa.Column("account_name", sa.Text(), nullable=False),
        sa.Column("action", sa.String(length=40), nullable=False),
        sa.Column("subject_kind", sa.String(length=20), nullable=False),
        sa.Column("subject_id", sa.String(length=60), nullable=False),
        sa.Column("details", sa.Text(), nullable=False, comment="canonical JSON"),
        sa.Column("previous_hash", sa.String(length=64), nullable=False),
        sa.Column("hash", sa.String(length=64), nullable=False),
        sa.PrimaryKeyConstraint("number", name=op.f("pk_audit")),
    )
    op.create_index("ix_audit_subject", "audit", ["subject_kind", "subject_id"], unique=False)
    op.create_table(
        "audit_head",
        sa.Column("id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("hash", sa.String(length=64), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_audit_head")),
    )
    op.create_table(
        "change_log",
        sa.Column("id", sa.String(length=36), nullable=False),
        sa.Column("origin", sa.String(length=36), nullable=False, comment="the station's identifier"),
        sa.Column("sequence", sa.Integer(), nullable=False, comment="1, 2, 3 … without a gap for each origin"),
        sa.Column("entity", sa.String(length=20), nullable=False),
        sa.Column("entity_id", sa.String(length=36), nullable=False),
        sa.Column("operation", sa.String(length=10), nullable=False, comment="append, create, change"),
        sa.Column("payload", sa.Text(), nullable=False, comment="canonical JSON"),
        sa.Column("payload_sha256", sa.String(length=64), nullable=False),
        sa.Column("recorded_at", sa.String(length=27), nullable=False),
        sa.Column("recorded_by", sa.String(length=36), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_change_log")),
        sa.UniqueConstraint("origin", "sequence", name=op.f("uq_change_log_origin_sequence")),
    )
    op.create_table(
        "draft",
        sa.Column("account_id", sa.String(length=36), nullable=False),
        sa.Column("kind", sa.String(length=40), nullable=False),
        sa.Column(
            "subject_id", sa.String(length=36), nullable=False, comment="empty where the draft belongs to no record yet"
        ),
        sa.Column("content", sa.Text(), nullable=False, comment="JSON"),
        sa.Column("saved_at", sa.String(length=27), nullable=False),
        sa.PrimaryKeyConstraint("account_id", "kind", "subject_id", name=op.f("pk_draft")),
    )
    op.create_table(
        "field_history",
        sa.Column("id", sa.String(length=36), nullable=False),
        sa.Column("entity", sa.String(length=20), nullable=False),
        sa.Column("entity_id", sa.String(length=36), nullable=False),
        sa.Column("field", sa.String(length=40), nullable=False),
        sa.Column("old_value", sa.Text(), nullable=True, comment="JSON"),
        sa.Column("new_value", sa.Text(), nullable=True, comment="JSON"),
        sa.Column("reason", sa.Text(), nullable=True),
        sa.Column("recorded_at", sa.String(length=27), nullable=False),
        sa.Column("recorded_by", sa.String(length=36), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_field_history")),
    )
    op.create_index("ix_field_history_entity", "field_history", ["entity", "entity_id"], unique=False)
    op.create_table(
        "lease",
        sa.Column("name", sa.String(length=40), nullable=False),
        sa.Column("holder", sa.String(length=60), nullable=False),
        sa.Column("until", sa.String(length=27), nullable=False),
        sa.PrimaryKeyConstraint("name", name=op.f("pk_lease")),
    )
    op.create_table(
        "person",
        sa.Column("number", sa.Integer(), autoincrement=True, nullable=False, comment="row of the search index"),
        sa.Column("id", sa.String(length=36), nullable=False),
        sa.Column("full_name", sa.Text(), nullable=False),
        sa.Column("social_name", sa.Text(), nullable=True),
        sa.Column("mother_name", sa.Text(), nullable=True, comment="null: unknown, justified in no_mother_reason"),
        sa.Column("no_mother_reason", sa.Text(), nullable=True),
        sa.Column("name_key", sa.Text(), nullable=False, comment="full_name as app.clinic.text_keys.fold writes it"),
        sa.Column("social_key", sa.Text(), server_default="", nullable=False),
        sa.Column("mother_key", sa.Text(), server_default="", nullable=False),
        sa.Column("birth_date", sa.String(length=10), nullable=False),
        sa.Column("sex", sa.String(length=8), nullable=False, comment="female, male, intersex"),
        sa.Column("cpf", sa.String(length=11), nullable=True),
        sa.Column("cns", sa.String(length=15), nullable=True),
        sa.Column("no_document_reason", sa.Text(), nullable=True),
        sa.Column("phone", sa.String(length=20), nullable=True, comment="E.164"),
        sa.Column("email", sa.Text(), nullable=True),
        sa.Column("municipality_code", sa.String(length=7), nullable=False, comment="IBGE"),
        sa.Column("municipality_name", sa.Text(), nullable=False),
        sa.Column("synthetic", sa.Integer(), nullable=False),
        sa.Column("recorded_at", sa.String(length=27), nullable=False),
        sa.Column("recorded_by", sa.String(length=36), nullable=False),
        sa.CheckConstraint(
            "cpf is not null or cns is not null or no_document_reason is not null", name=op.f("ck_person_document")
        ),
        sa.PrimaryKeyConstraint("number", name=op.f("pk_person")),
        sa.UniqueConstraint("id", name=op.f("uq_person_id")),
    )
    op.create_index("ix_person_birth_date", "person", ["birth_date"], unique=False)
    op.create_index("ix_person_cns", "person", ["cns"], unique=False)
    op.create_index("ix_person_cpf", "person", ["cpf"], unique=False)
    op.create_index("ix_person_mother_key", "person", ["mother_key"], unique=False)
    op.create_index("ix_person_name_key", "person", ["name_key"], unique=False)
    op.create_index("ix_person_phone", "person", ["phone"], unique=False)
    op.create_table(
        "pregnancy_list",
        sa.Column("pregnancy_id", sa.String(length=36), nullable=False),
        sa.Column("person_number", sa.Integer(), nullable=False),
        sa.Column("status", sa.String(length=10), nullable=False),
        sa.Column("opened_at", sa.String(length=27), nullable=False),
        sa.Column("lmp", sa.String(length=10), nullable=True),
        sa.Column("assessment_id", sa.String(length=36), nullable=True),
        sa.Column("class_code", sa.String(length=10), nullable=True),
        sa.Column("total", sa.Float(), nullable=True),
        sa.Column("assessed_at", sa.String(length=27), nullable=True),
        sa.PrimaryKeyConstraint("pregnancy_id", name=op.f("pk_pregnancy_list")),
    )
    op.create_index("ix_pregnancy_list_due", "pregnancy_list", ["status", "lmp"], unique=False)
    op.create_index("ix_pregnancy_list_latest", "pregnancy_list", ["status", "opened_at"], unique=False)
    op.create_index("ix_pregnancy_list_person", "pregnancy_list", ["person_number"], unique=False)
    op.create_table(
        "rule_base",
        sa.Column("sha256", sa.String(length=64), nullable=False),
        sa.Column("version", sa.String(length=40), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("recorded_at", sa.String(length=27), nullable=False),
        sa.Column("recorded_by", sa.String(length=36), nullable=False),
        sa.PrimaryKeyConstraint("sha256", name=op.f("pk_rule_base")),
    )
    op.create_table(
        "setting",
        sa.Column("name", sa.String(length=60), nullable=False),
        sa.Column("value", sa.Text(), nullable=False, comment="JSON"),
        sa.Column("changed_at", sa.String(length=27), nullable=False),
        sa.Column("changed_by", sa.String(length=36), nullable=False),
        sa.PrimaryKeyConstraint("name", name=op.f("pk_setting")),
    )
    op.create_table(
        "sign_in_failure",
        sa.Column(
            "login", sa.String(length=60), nullable=False, comment="of an account, or ? and a hash of what was typed"
        ),
        sa.Column("count", sa.Integer(), nullable=False),
        sa.Column("blocked_until", sa.String(length=27), nullable=False),
        sa.PrimaryKeyConstraint("login", name=op.f("pk_sign_in_failure")),
    )
    op.create_table(
        "consent",
        sa.Column("id", sa.String(length=36), nullable=False),
        sa.Column("person_id", sa.String(length=36), nullable=False),
        sa.Column("channel", sa.String(length=10), nullable=False, comment="email, whatsapp, sms, phone"),
        sa.Column("given", sa.Integer(), nullable=False),
        sa.Column("source", sa.String(length=20), nullable=False, comment="desk, public_page, reply"),
        sa.Column("text_version", sa.String(length=20), nullable=False),
        sa.Column("recorded_at", sa.String(length=27), nullable=False),
        sa.Column("recorded_by", sa.String(length=36), nullable=False),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name=op.f("fk_consent_person_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_consent")),
    )
    op.create_index(op.f("ix_consent_person_id"), "consent", ["person_id"], unique=False)
    op.create_table(
        "credential",
        sa.Column("account_id", sa.String(length=36), nullable=False),
        sa.Column("password_hash", sa.Text(), nullable=False, comment="Argon2id"),
        sa.Column("pin_hash", sa.Text(), nullable=True, comment="quick unlock; Argon2id like the password"),
        sa.Column("pin_failures", sa.Integer(), nullable=False, comment="in a row; too many: password only"),
        sa.Column("changed_at", sa.String(length=27), nullable=False),
        sa.Column(
            "changed_by",
            sa.String(length=36),
            nullable=False,
            comment="not the owner: chosen by somebody else, to be changed",
        ),
        sa.ForeignKeyConstraint(["account_id"], ["account.id"], name=op.f("fk_credential_account_id")),
        sa.PrimaryKeyConstraint("account_id", name=op.f("pk_credential")),
    )
    op.create_table(
        "pregnancy",
        sa.Column("id", sa.String(length=36), nullable=False),
        sa.Column("person_id", sa.String(length=36), nullable=False),
        sa.Column("status", sa.String(length=10), nullable=False, comment="current, closed"),
        sa.Column("recorded_at", sa.String(length=27), nullable=False),
        sa.Column("recorded_by", sa.String(length=36), nullable=False),
        sa.CheckConstraint("status in ('current', 'closed')", name=op.f("ck_pregnancy_status")),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name=op.f("fk_pregnancy_person_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_pregnancy")),
    )
    op.create_index(op.f("ix_pregnancy_person_id"), "pregnancy", ["person_id"], unique=False)
    op.create_index(
        "uq_pregnancy_current",
        "pregnancy",
        ["person_id"],
        unique=True,
        sqlite_where=sa.text("status = 'current'"),
        postgresql_where=sa.text("status = 'current'"),
    )
    op.create_table(
        "assessment",
        sa.Column("id", sa.String(length=36), nullable=False),
        sa.Column("person_id", sa.String(length=36), nullable=False),
        sa.Column("pregnancy_id", sa.String(length=36), nullable=False),
        sa.Column("form", sa.Text(), nullable=False, comment="JSON: the answers, as in interfaces for `classify`"),
        sa.Column(
            "result", sa.Text(), nullable=False, comment="JSON: class, total, factors, unknown, reachable, rule base"
        ),
        sa.Column("class_code", sa.String(length=10), nullable=False),
        sa.Column("total", sa.Float(), nullable=False),
        sa.Column("rule_base_version", sa.String(length=40), nullable=False),
        sa.Column("rule_base_sha256", sa.String(length=64), nullable=False),
        sa.Column("recorded_at", sa.String(length=27), nullable=False),
        sa.Column("recorded_by", sa.String(length=36), nullable=False),
        sa.Column("supersedes", sa.String(length=36), nullable=True),
        sa.Column("reason", sa.Text(), nullable=True),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name=op.f("fk_assessment_person_id")),
        sa.ForeignKeyConstraint(["pregnancy_id"], ["pregnancy.id"], name=op.f("fk_assessment_pregnancy_id")),
        sa.ForeignKeyConstraint(
            ["rule_base_sha256"], ["rule_base.sha256"], name=op.f("fk_assessment_rule_base_sha256")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_assessment")),
        sa.UniqueConstraint("supersedes", name=op.f("uq_assessment_supersedes")),
    )
    op.create_index("ix_assessment_person_id", "assessment", ["person_id"], unique=False)
    op.create_index(op.f("ix_assessment_pregnancy_id"), "assessment", ["pregnancy_id"], unique=False)
    op.create_table(
        "observation",
        sa.Column("id", sa.String(length=36), nullable=False),
        sa.Column("person_id", sa.String(length=36), nullable=False),
        sa.Column("pregnancy_id", sa.String(length=36), nullable=True),
        sa.Column("code", sa.String(length=60), nullable=False),
        sa.Column(
            "value", sa.Text(), nullable=False, comment="JSON; null when the row only strikes out what it supersedes"
        ),
        sa.Column("unit", sa.String(length=20), nullable=True),
        sa.Column("observed_at", sa.String(length=27), nullable=False),
        sa.Column("recorded_at", sa.String(length=27), nullable=False),
        sa.Column("recorded_by", sa.String(length=36), nullable=False),
        sa.Column("supersedes", sa.String(length=36), nullable=True),
        sa.Column("reason", sa.Text(), nullable=True),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name=op.f("fk_observation_person_id")),
        sa.ForeignKeyConstraint(["pregnancy_id"], ["pregnancy.id"], name=op.f("fk_observation_pregnancy_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_observation")),
        sa.UniqueConstraint("supersedes", name=op.f("uq_observation_supersedes")),
    )
    op.create_index(op.f("ix_observation_person_id"), "observation", ["person_id"], unique=False)
    op.create_index(op.f("ix_observation_pregnancy_id"), "observation", ["pregnancy_id"], unique=False)
    op.execute(
        "CREATE INDEX ix_pregnancy_list_class ON pregnancy_list (status, class_code, total DESC, lmp, person_number)"
    )
    op.execute("CREATE INDEX ix_pregnancy_list_gravest ON pregnancy_list (status, total DESC, lmp)")
