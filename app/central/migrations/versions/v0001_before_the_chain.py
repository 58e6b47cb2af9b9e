"""What servers had before there was a chain. One that has some of it already keeps that, and gets the rest.

Of the servers before the chain no column differs: tables were added, and an index that was called otherwise.
"""

import sqlalchemy as sa
from alembic import op

revision = "0001"
down_revision = None
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Create every table that is not there yet."""
    _create_stations()
    _create_journal()
    _create_what_is_decided_by()
    _create_sending()
    _create_other_systems()


def _create_stations() -> None:
    op.create_table(
        "unit",
        sa.Column("cnes", sa.String(length=7), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("kind", sa.String(length=20), nullable=False, comment="primary_care, hospital"),
        sa.PrimaryKeyConstraint("cnes", name=op.f("pk_unit")),
        if_not_exists=True,
    )
    op.create_table(
        "station",
        sa.Column("id", sa.String(length=36), nullable=False),
        sa.Column("unit", sa.String(length=7), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("public_key", sa.String(length=64), nullable=False, comment="Ed25519, hexadecimal"),
        sa.Column("status", sa.String(length=10), nullable=False, comment="active, suspended"),
        sa.Column("enrolled_at", sa.String(length=27), nullable=False),
        sa.Column("last_contact", sa.String(length=27), nullable=True),
        sa.ForeignKeyConstraint(["unit"], ["unit.cnes"], name=op.f("fk_station_unit")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_station")),
        if_not_exists=True,
    )
    op.create_index(op.f("ix_station_unit"), "station", ["unit"], unique=False, if_not_exists=True)
    op.create_table(
        "station_origin",
        sa.Column(
            "origin",
            sa.String(length=36),
            nullable=False,
            comment="names a store's change log; a restore makes another",
        ),
        sa.Column("station_id", sa.String(length=36), nullable=False),
        sa.ForeignKeyConstraint(["station_id"], ["station.id"], name=op.f("fk_station_origin_station_id")),
        sa.PrimaryKeyConstraint("origin", name=op.f("pk_station_origin")),
        if_not_exists=True,
    )
    op.create_index(
        op.f("ix_station_origin_station_id"), "station_origin", ["station_id"], unique=False, if_not_exists=True
    )
    op.create_table(
        "enrolment_code",
        sa.Column(
            "code_sha256", sa.String(length=64), nullable=False, comment="the code itself is shown once and never kept"
        ),
        sa.Column("unit", sa.String(length=7), nullable=False),
        sa.Column("station_name", sa.Text(), nullable=False),
        sa.Column("expires_at", sa.String(length=27), nullable=False),
        sa.Column("used_by", sa.String(length=36), nullable=True, comment="the station that it enrolled"),
        sa.ForeignKeyConstraint(["unit"], ["unit.cnes"], name=op.f("fk_enrolment_code_unit")),
        sa.PrimaryKeyConstraint("code_sha256", name=op.f("pk_enrolment_code")),
        if_not_exists=True,
    )
    _create_secret()


def _create_secret() -> None:
    op.create_table(
        "server_secret",
        sa.Column("name", sa.String(length=30), nullable=False),
        sa.Column("value", sa.Text(), nullable=False, comment="PEM: what signs the tokens"),
        sa.PrimaryKeyConstraint("name", name=op.f("pk_server_secret")),
        if_not_exists=True,
    )


def _create_journal() -> None:
    op.create_table(
        "journal_head",
        sa.Column("id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column(
            "number",
            sa.BigInteger().with_variant(sa.Integer(), "sqlite"),
            nullable=False,
            comment="the last number given; locked while a batch is accepted",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_journal_head")),
        if_not_exists=True,
    )
    op.create_table(
        "event",
        sa.Column(
            "number",
            sa.BigInteger().with_variant(sa.Integer(), "sqlite"),
            autoincrement=False,
            nullable=False,
            comment="in the order of commits",
        ),
        sa.Column("id", sa.String(length=36), nullable=False),
        sa.Column("unit", sa.String(length=7), nullable=False, comment="of the station that sent it"),
        sa.Column(
            "person_id", sa.String(length=36), nullable=True, comment="whose record it belongs to; null: the unit's own"
        ),
        sa.Column("verdict", sa.String(length=10), nullable=False, comment="accepted, conflict"),
        sa.Column(
            "against",
            sa.String(length=36),
            nullable=True,
            comment="the event that stands, where this one is in conflict",
        ),
        sa.Column("origin", sa.String(length=36), nullable=False),
        sa.Column("sequence", sa.Integer(), nullable=False),
        sa.Column("entity", sa.String(length=20), nullable=False),
        sa.Column("entity_id", sa.String(length=64), nullable=False),
        sa.Column("operation", sa.String(length=10), nullable=False),
        sa.Column("payload", sa.Text(), nullable=False),
        sa.Column("payload_sha256", sa.String(length=64), nullable=False),
        sa.Column("recorded_at", sa.String(length=27), nullable=False),
        sa.Column("recorded_by", sa.String(length=36), nullable=False),
        sa.Column("seen", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("received_at", sa.String(length=27), nullable=False),
        sa.PrimaryKeyConstraint("number", name=op.f("pk_event")),
        sa.UniqueConstraint("id", name=op.f("uq_event_id")),
        sa.UniqueConstraint("origin", "sequence", name=op.f("uq_event_origin_sequence")),
        if_not_exists=True,
    )
    op.create_index("ix_event_person", "event", ["person_id", "number"], unique=False, if_not_exists=True)
    op.create_index("ix_event_row", "event", ["entity_id", "entity", "number"], unique=False, if_not_exists=True)
    op.create_index("ix_event_unit", "event", ["unit", "number"], unique=False, if_not_exists=True)


def _create_what_is_decided_by() -> None:
    op.create_table(
        "guard_head",
        sa.Column("guard", sa.String(length=160), nullable=False),
        sa.Column("number", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("origin", sa.String(length=36), nullable=False),
        sa.Column("event_id", sa.String(length=36), nullable=False),
        sa.PrimaryKeyConstraint("guard", name=op.f("pk_guard_head")),
        if_not_exists=True,
    )
    op.create_table(
        "rejected",
        sa.Column("event_id", sa.String(length=36), nullable=False),
        sa.Column("station_id", sa.String(length=36), nullable=False),
        sa.Column("code", sa.String(length=60), nullable=False),
        sa.Column("raw", sa.Text(), nullable=False, comment="JSON, as it arrived"),
        sa.Column("received_at", sa.String(length=27), nullable=False),
        sa.PrimaryKeyConstraint("event_id", name=op.f("pk_rejected")),
        if_not_exists=True,
    )
    op.create_index(op.f("ix_rejected_station_id"), "rejected", ["station_id"], unique=False, if_not_exists=True)
    op.create_table(
        "scope",
        sa.Column("person_id", sa.String(length=36), nullable=False),
        sa.Column("unit", sa.String(length=7), nullable=False),
        sa.Column(
            "since",
            sa.BigInteger().with_variant(sa.Integer(), "sqlite"),
            nullable=False,
            comment="the number of the event that brought her in",
        ),
        sa.PrimaryKeyConstraint("person_id", "unit", name=op.f("pk_scope")),
        if_not_exists=True,
    )
    op.create_table(
        "referral_desk",
        sa.Column("referral_id", sa.String(length=36), nullable=False),
        sa.Column("person_id", sa.String(length=36), nullable=False),
        sa.Column("from_unit", sa.String(length=7), nullable=False),
        sa.Column("to_unit", sa.String(length=7), nullable=False),
        sa.Column("place", sa.Integer(), nullable=False, comment="the highest of its events so far"),
        sa.Column(
            "asked_id",
            sa.String(length=36),
            nullable=False,
            comment="the referral or counter-reply that waits, or waited last",
        ),
        sa.Column(
            "due_at",
            sa.String(length=27),
            nullable=True,
            comment="by the server's clock; null: nothing waits for an answer",
        ),
        sa.Column("escalated", sa.Integer(), nullable=False, comment="1: the units were told that it is late"),
        sa.PrimaryKeyConstraint("referral_id", name=op.f("pk_referral_desk")),
        if_not_exists=True,
    )
    op.create_index("ix_referral_desk_due_at", "referral_desk", ["due_at"], unique=False, if_not_exists=True)


def _create_sending() -> None:
    op.create_table(
        "sending_grant",
        sa.Column("unit", sa.String(length=7), nullable=False),
        sa.Column(
            "holder", sa.String(length=36), nullable=True, comment="a station's id; null: nobody sends for the unit"
        ),
        sa.Column("since", sa.String(length=27), nullable=False),
        sa.Column(
            "until", sa.String(length=27), nullable=True, comment="it may send until then without being heard of"
        ),
        sa.Column(
            "not_before",
            sa.String(length=27),
            nullable=True,
            comment="after a forced move: what was due earlier may have been sent already",
        ),
        sa.ForeignKeyConstraint(["unit"], ["unit.cnes"], name=op.f("fk_sending_grant_unit")),
        sa.PrimaryKeyConstraint("unit", name=op.f("pk_sending_grant")),
        if_not_exists=True,
    )
    op.create_table(
        "sending_shelf",
        sa.Column("unit", sa.String(length=7), nullable=False),
        sa.Column("id", sa.String(length=36), nullable=False, comment="of the message"),
        sa.Column("status", sa.String(length=10), nullable=False, comment="as it was when it was laid here"),
        sa.Column(
            "message", sa.Text(), nullable=False, comment="JSON: the outbox row of the one who gave the sending back"
        ),
        sa.Column(
            "taken_by",
            sa.String(length=36),
            nullable=True,
            comment="who holds it now; null: waits for the next one who sends",
        ),
        sa.ForeignKeyConstraint(["unit"], ["unit.cnes"], name=op.f("fk_sending_shelf_unit")),
        sa.PrimaryKeyConstraint("unit", "id", name=op.f("pk_sending_shelf")),
        if_not_exists=True,
    )
    op.create_table(
        "heard_news",
        sa.Column("id", sa.String(length=36), nullable=False),
        sa.Column("unit", sa.String(length=7), nullable=False),
        sa.Column("channel", sa.String(length=20), nullable=False),
        sa.Column(
            "news",
            sa.Text(),
            nullable=False,
            comment="JSON: one call's, its signature checked; gone once in the journal",
        ),
        sa.Column("received_at", sa.String(length=27), nullable=False),
        sa.ForeignKeyConstraint(["unit"], ["unit.cnes"], name=op.f("fk_heard_news_unit")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_heard_news")),
        if_not_exists=True,
    )
    op.create_index(op.f("ix_heard_news_unit"), "heard_news", ["unit"], unique=False, if_not_exists=True)


def _create_other_systems() -> None:
    op.create_table(
        "api_client",
        sa.Column("id", sa.String(length=36), nullable=False),
        sa.Column("unit", sa.String(length=7), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("role", sa.String(length=10), nullable=False, comment="read, schedule, manage"),
        sa.Column(
            "token_sha256", sa.String(length=64), nullable=False, comment="the token is shown once and never kept"
        ),
        sa.Column("made_at", sa.String(length=27), nullable=False),
        sa.Column("revoked_at", sa.String(length=27), nullable=True),
        sa.ForeignKeyConstraint(["unit"], ["unit.cnes"], name=op.f("fk_api_client_unit")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_api_client")),
        sa.UniqueConstraint("token_sha256", name=op.f("uq_api_client_token_sha256")),
        if_not_exists=True,
    )
    op.create_table(
        "api_call",
        sa.Column("id", sa.String(length=36), nullable=False),
        sa.Column("client_id", sa.String(length=36), nullable=False),
        sa.Column("at", sa.String(length=27), nullable=False),
        sa.Column("method", sa.String(length=10), nullable=False),
        sa.Column("route", sa.String(length=100), nullable=False, comment="as written, never as called"),
        sa.Column("outcome", sa.String(length=60), nullable=False, comment="done, or the code of the refusal"),
        sa.ForeignKeyConstraint(["client_id"], ["api_client.id"], name=op.f("fk_api_call_client_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_api_call")),
        if_not_exists=True,
    )
    op.create_index(op.f("ix_api_call_client_id"), "api_call", ["client_id"], unique=False, if_not_exists=True)
