"""Who came, what happened to each arrival, and the board that is read from it."""

from sqlalchemy import Column, ForeignKey, Index, Integer, String, Table, Text

from app.store.tables.common import author_columns, correction_columns, id_column, metadata

arrival = Table(
    "arrival",
    metadata,
    id_column(),
    Column("person_id", ForeignKey("person.id"), nullable=False, index=True),
    Column("arrived_at", String(27), nullable=False),
    *author_columns(),
)

arrival_event = Table(
    "arrival_event",
    metadata,
    id_column(),
    Column("arrival_id", ForeignKey("arrival.id"), nullable=False, index=True),
    Column("kind", String(20), nullable=False, comment="app.clinic.reception.model.EventKind"),
    # Not the wall clock: a clock that was set back must not bring an older state back.
    Column("place", Integer, nullable=False, comment="1, 2, 3 … in one arrival; a correction keeps what it replaces"),
    Column("happened_at", String(27), nullable=False),
    Column("content", Text, nullable=False, comment="canonical JSON"),
    *author_columns(),
    *correction_columns(),
)

arrival_board = Table(
    "arrival_board",
    metadata,
    # Local: triggers of app.store.arrival_triggers derive it from arrival and arrival_event.
    Column("arrival_id", String(36), primary_key=True),
    Column("person_number", Integer, nullable=False),
    Column("arrived_at", String(27), nullable=False),
    Column("state", String(12), nullable=False, comment="app.clinic.reception.model.ArrivalState"),
    Column("since", String(27), nullable=False, comment="when this state began"),
    Column("colour", String(10), comment="of the latest escuta inicial in force; null: not listened to yet"),
    Column("heard_id", String(36), comment="that escuta's event"),
    Index("ix_arrival_board_arrived_at", "arrived_at"),
    Index("ix_arrival_board_person_number", "person_number"),
)
