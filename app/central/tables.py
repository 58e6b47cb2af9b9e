"""The central server's tables, the same on SQLite and PostgreSQL (SQLAlchemy Core)."""

from sqlalchemy import (
    BigInteger,
    Column,
    ForeignKey,
    Index,
    Integer,
    LargeBinary,
    MetaData,
    String,
    Table,
    Text,
    UniqueConstraint,
    text,
)

from app.store.tables.common import metadata as _station_metadata

SCHEMA_REVISION = "0006"
"""The end of the chain in `app/central/migrations/versions`; a test holds both together."""
metadata = MetaData(naming_convention=_station_metadata.naming_convention)
_HOLDS = "entity = 'record_hold'"
_NUMBER = BigInteger().with_variant(Integer, "sqlite")

unit = Table(
    "unit",
    metadata,
    Column("cnes", String(7), primary_key=True),
    Column("name", Text, nullable=False),
    Column("kind", String(20), nullable=False, comment="primary_care, hospital"),
)

station = Table(
    "station",
    metadata,
    Column("id", String(36), primary_key=True),
    Column("unit", ForeignKey("unit.cnes"), nullable=False, index=True),
    Column("name", Text, nullable=False),
    Column("public_key", String(64), nullable=False, comment="Ed25519, hexadecimal"),
    Column("status", String(10), nullable=False, comment="active, suspended"),
    Column("enrolled_at", String(27), nullable=False),
    Column("last_contact", String(27)),
    Column("reported", _NUMBER, comment="it has seen up to here, which is more than this database holds"),
)

station_agreement = Table(
    "station_agreement",
    metadata,
    Column("station_id", ForeignKey("station.id"), primary_key=True),
    Column("agreement", String(64), nullable=False, comment="X25519, hexadecimal"),
)

station_origin = Table(
    "station_origin",
    metadata,
    Column("origin", String(36), primary_key=True, comment="names a store's change log; a restore makes another"),
    Column("station_id", ForeignKey("station.id"), nullable=False, index=True),
)

journal_head = Table(
    "journal_head",
    metadata,
    Column("id", Integer, primary_key=True, autoincrement=False),
    Column("number", _NUMBER, nullable=False, comment="the last number given; locked while a batch is accepted"),
    Column("epoch", String(36), nullable=False, server_default="", comment="its id; empty: never restored"),
)

epoch = Table(
    "epoch",
    metadata,
    Column("number", Integer, primary_key=True, autoincrement=False, comment="1, 2, 3 …"),
    Column("id", String(36), nullable=False, unique=True),
    Column("held", _NUMBER, nullable=False, comment="the last number of the copy that the server went back to"),
    Column("first", _NUMBER, nullable=False, comment="the numbers of the epoch come after this one"),
    Column("begun_at", String(27), nullable=False),
)

event = Table(
    "event",
    metadata,
    Column("number", _NUMBER, primary_key=True, autoincrement=False, comment="in the order of commits"),
    Column("id", String(36), nullable=False, unique=True),
    Column("unit", String(7), nullable=False, comment="of the station that sent it"),
    Column("person_id", String(36), comment="whose record it belongs to; null: the unit's own"),
    Column("verdict", String(10), nullable=False, comment="accepted, conflict"),
    Column("against", String(36), comment="the event that stands, where this one is in conflict"),
    Column("origin", String(36), nullable=False),
    Column("sequence", Integer, nullable=False),
    Column("entity", String(20), nullable=False),
    Column("entity_id", String(64), nullable=False),
    Column("operation", String(10), nullable=False),
    Column("payload", Text, nullable=False),
    Column("payload_sha256", String(64), nullable=False),
    Column("recorded_at", String(27), nullable=False),
    Column("recorded_by", String(36), nullable=False),
    Column("seen", _NUMBER, nullable=False),
    Column("received_at", String(27), nullable=False),
    Column("handed_in_by", String(36), comment="the station that brought it on its origin's behalf after a restore"),
    UniqueConstraint("origin", "sequence"),
    Index("ix_event_unit", "unit", "number"),
    Index("ix_event_person", "person_id", "number"),
    # The telling column first: with few or old statistics the planner takes the index by its first column alone.
    Index("ix_event_row", "entity_id", "entity", "number"),
    # Who is on hold is asked again and again: a few rows among all that there are.
    Index("ix_event_hold", "person_id", sqlite_where=text(_HOLDS), postgresql_where=text(_HOLDS)),
)

guard_head = Table(
    "guard_head",
    metadata,
    Column("guard", String(160), primary_key=True),
    Column("number", _NUMBER, nullable=False),
    Column("origin", String(36), nullable=False),
    Column("event_id", String(36), nullable=False),
    Column("since", _NUMBER, comment="where it was handed in; `number` is then that of the epoch before"),
)

enrolment_code = Table(
    "enrolment_code",
    metadata,
    Column("code_sha256", String(64), primary_key=True, comment="the code itself is shown once and never kept"),
    Column("unit", ForeignKey("unit.cnes"), nullable=False),
    Column("station_name", Text, nullable=False),
    Column("expires_at", String(27), nullable=False),
    Column("used_by", String(36), comment="the station that it enrolled"),
)

server_secret = Table(
    "server_secret",
    metadata,
    Column("name", String(30), primary_key=True),
    Column("value", Text, nullable=False, comment="PEM: what signs the tokens"),
)

rejected = Table(
    "rejected",
    metadata,
    Column("event_id", String(36), primary_key=True),
    Column("station_id", String(36), nullable=False, index=True),
    Column("code", String(60), nullable=False),
    Column("raw", Text, nullable=False, comment="JSON, as it arrived"),
    Column("received_at", String(27), nullable=False),
)

referral_desk = Table(
    "referral_desk",
    metadata,
    Column("referral_id", String(36), primary_key=True),
    Column("person_id", String(36), nullable=False),
    Column("from_unit", String(7), nullable=False),
    Column("to_unit", String(7), nullable=False),
    Column("place", Integer, nullable=False, comment="the highest of its events so far"),
    Column("asked_id", String(36), nullable=False, comment="the referral or counter-reply that waits, or waited last"),
    Column("due_at", String(27), comment="by the server's clock; null: nothing waits for an answer"),
    Column("escalated", Integer, nullable=False, comment="1: the units were told that it is late"),
    Index("ix_referral_desk_due_at", "due_at"),
)

scope = Table(
    "scope",
    metadata,
    Column("person_id", String(36), primary_key=True),
    Column("unit", String(7), primary_key=True),
    Column("since", _NUMBER, nullable=False, comment="the number of the event that brought her in"),
)

sending_grant = Table(
    "sending_grant",
    metadata,
    Column("unit", ForeignKey("unit.cnes"), primary_key=True),
    Column("holder", String(36), comment="a station's id; null: nobody sends for the unit"),
    Column("since", String(27), nullable=False),
    Column("until", String(27), comment="it may send until then without being heard of"),
    Column("not_before", String(27), comment="after a forced move: what was due earlier may have been sent already"),
)

sending_shelf = Table(
    "sending_shelf",
    metadata,
    Column("unit", ForeignKey("unit.cnes"), primary_key=True),
    Column("id", String(36), primary_key=True, comment="of the message"),
    Column("status", String(10), nullable=False, comment="as it was when it was laid here"),
    Column("message", Text, nullable=False, comment="JSON: the outbox row of the one who gave the sending back"),
    Column("taken_by", String(36), comment="who holds it now; null: waits for the next one who sends"),
)

heard_news = Table(
    "heard_news",
    metadata,
    Column("id", String(36), primary_key=True),
    Column("unit", ForeignKey("unit.cnes"), nullable=False, index=True),
    Column("channel", String(20), nullable=False),
    Column("news", Text, nullable=False, comment="JSON: one call's, its signature checked; gone once in the journal"),
    Column("received_at", String(27), nullable=False),
)

api_client = Table(
    "api_client",
    metadata,
    Column("id", String(36), primary_key=True),
    Column("unit", ForeignKey("unit.cnes"), nullable=False),
    Column("name", Text, nullable=False),
    Column("role", String(10), nullable=False, comment="read, schedule, manage"),
    Column("token_sha256", String(64), nullable=False, unique=True, comment="the token is shown once and never kept"),
    Column("made_at", String(27), nullable=False),
    Column("revoked_at", String(27)),
)

api_call = Table(
    "api_call",
    metadata,
    Column("id", String(36), primary_key=True),
    Column("client_id", ForeignKey("api_client.id"), nullable=False, index=True),
    Column("at", String(27), nullable=False),
    Column("method", String(10), nullable=False),
    Column("route", String(100), nullable=False, comment="as written, never as called"),
    Column("outcome", String(60), nullable=False, comment="done, or the code of the refusal"),
)

black_box = Table(
    "black_box",
    metadata,
    Column("station_id", ForeignKey("station.id"), primary_key=True),
    Column("box", String(32), primary_key=True, comment="its own name; one that is begun anew has another"),
    Column("last", _NUMBER, nullable=False, comment="the number of the newest record that is here"),
    Column("link", String(64), nullable=False, comment="its hash: of everything up to it"),
    Column("begun_at", String(27), nullable=False),
    Column("received_at", String(27), nullable=False),
    Column("refused", _NUMBER, comment="the last record that did not fit"),
    Column("refused_at", String(27)),
)

black_box_record = Table(
    "black_box_record",
    metadata,
    Column("station_id", ForeignKey("station.id"), primary_key=True),
    Column("box", String(32), primary_key=True),
    Column("number", _NUMBER, primary_key=True, autoincrement=False),
    Column("link", String(64), nullable=False),
    Column("content", LargeBinary, nullable=False, comment="as it was written: MessagePack"),
)

black_box_hole = Table(
    "black_box_hole",
    metadata,
    Column("station_id", ForeignKey("station.id"), primary_key=True),
    Column("box", String(32), primary_key=True),
    Column("first", _NUMBER, primary_key=True, autoincrement=False, comment="discarded before it was sent"),
    Column("last", _NUMBER, nullable=False),
    Column("link", String(64), nullable=False, comment="the hash of everything up to `last`, as the next record says"),
)

station_health = Table(
    "station_health",
    metadata,
    Column("station_id", ForeignKey("station.id"), primary_key=True),
    Column("received_at", String(27), nullable=False),
    Column("version", String(20), nullable=False),
    Column("store_format", String(10), nullable=False),
    Column("system", String(20), nullable=False),
    Column("pending", Integer, nullable=False),
    Column("oldest_pending", _NUMBER, comment="seconds that the oldest had waited; null: nothing waits"),
    Column("refused", Integer, nullable=False),
    Column("disagreements", Integer, nullable=False),
    Column("disk_free", _NUMBER, comment="bytes"),
    Column("store_size", _NUMBER, nullable=False, comment="bytes"),
    Column("backup_age", _NUMBER, comment="seconds; null: never made"),
    Column("clock_ahead", _NUMBER, nullable=False, comment="seconds, as the server measured it"),
)

offered_version = Table(
    "offered_version",
    metadata,
    Column("channel", String(20), primary_key=True),
    Column("version", String(20), nullable=False),
    Column("note", Text, nullable=False),
    Column("packages", Text, nullable=False, comment="JSON: name of the file -> SHA-256"),
    Column("offered_at", String(27), nullable=False),
)
