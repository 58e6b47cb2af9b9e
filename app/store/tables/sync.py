"""What this station knows of the central server: how far each side has come, what waits, what disagrees."""

from sqlalchemy import Column, Index, Integer, String, Table, Text

from app.store.tables.common import metadata

sync_state = Table(
    "sync_state",
    metadata,
    Column("id", Integer, primary_key=True, autoincrement=False),
    Column("through", Integer, nullable=False, comment="the journal was applied up to this number"),
)

sync_mark = Table(
    "sync_mark",
    metadata,
    Column("origin", String(36), primary_key=True, comment="a change log of this file; a restore begins another"),
    Column("acknowledged", Integer, nullable=False, comment="the server has answered every event up to this one"),
    Column("seen", Integer, nullable=False, comment="and they came back in a pull up to this one"),
)

sync_parked = Table(
    "sync_parked",
    metadata,
    Column("number", Integer, primary_key=True, autoincrement=False, comment="in the journal"),
    Column("waits_for", Text, nullable=False, comment="a guard of an own event, or a row that is not here yet"),
    Column("delivered", Text, nullable=False, comment="JSON: verdict, against, event"),
    Index("ix_sync_parked_waits_for", "waits_for", "number"),
)

sync_conflict = Table(
    "sync_conflict",
    metadata,
    Column("event_id", String(36), primary_key=True),
    Column("number", Integer, nullable=False, comment="in the journal"),
    Column("against", String(36), nullable=False, comment="the event that stands"),
    Column("entity", String(20), nullable=False),
    Column("entity_id", String(64), nullable=False),
    Column("event", Text, nullable=False, comment="JSON: the whole event that lost"),
    Column("settled", Integer, nullable=False, comment="0: an own value that still stands here"),
    Column("resolved", Integer, nullable=False, comment="how many decisions of people stand; 0: open"),
    Index("ix_sync_conflict_row", "entity", "entity_id"),
    Index("ix_sync_conflict_open", "resolved", "number"),
)

sync_rejected = Table(
    "sync_rejected",
    metadata,
    Column("event_id", String(36), primary_key=True),
    Column("code", String(60), nullable=False),
    Column("details", Text, nullable=False, comment="JSON"),
    Column("at", String(27), nullable=False),
)

sync_tail = Table(
    "sync_tail",
    metadata,
    Column("number", Integer, primary_key=True, autoincrement=False, comment="in the journal"),
    Column("event_id", String(36), nullable=False, index=True),
    Column("delivered", Text, comment="JSON: verdict, against, event; null: an own one, in the change log"),
)

sync_heard = Table(
    "sync_heard",
    metadata,
    Column("origin", String(36), primary_key=True, comment="another station's; empty: all that was ever pulled counts"),
    Column("sequence", Integer, nullable=False, comment="the highest of its numbers that came down"),
)

sync_provisional = Table(
    "sync_provisional",
    metadata,
    Column("event_id", String(36), primary_key=True),
    Column("place", Integer, nullable=False, unique=True, comment="the order in which they were taken"),
    Column("origin", String(36), nullable=False),
    Column("sequence", Integer, nullable=False),
    Column("entity", String(20), nullable=False),
    Column("entity_id", String(64), nullable=False),
    Column("event", Text, nullable=False, comment="JSON: the whole event, without a number of the server's"),
    Column("state", String(10), nullable=False, comment="applied, beside, lost, refused, back"),
    Column(
        "replaced", Text, nullable=False, comment="JSON: field to the value that gives way, as far as it may return"
    ),
    Column("sender", String(36), nullable=False, comment="the station whose bundle it came in"),
    Column("bundle_id", String(36), nullable=False),
    Column("taken_at", String(27), nullable=False),
    Column("code", String(60), comment="why the server refused it"),
    Index("ix_sync_provisional_state", "state", "place"),
    Index("ix_sync_provisional_origin", "origin", "sequence"),
    Index("ix_sync_provisional_row", "entity_id", "entity"),
)

sync_provisional_name = Table(
    "sync_provisional_name",
    metadata,
    Column("name", String(64), primary_key=True, comment="identifier of a row: whoever names it knows the event"),
    Column("event_id", String(36), primary_key=True),
)
