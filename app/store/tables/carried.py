"""Other stations' bundles that this one carries to the server: encrypted, unreadable here."""

from sqlalchemy import Column, Index, Integer, LargeBinary, String, Table, Text

from app.store.tables.common import metadata

carried_bundle = Table(
    "carried_bundle",
    metadata,
    Column("id", String(36), primary_key=True, comment="the bundle's own"),
    Column("sha256", String(64), nullable=False),
    Column("sender", String(36), nullable=False, comment="the station that wrote it"),
    Column("written_at", String(27), nullable=False, comment="by that station's clock"),
    Column("events", Integer, nullable=False),
    Column("content", LargeBinary, comment="the whole file; null once the server has it"),
    Column("taken_at", String(27), nullable=False),
    Column("taken_by", String(36), nullable=False),
    Column("forwarded_at", String(27), comment="the server answered, one way or the other"),
    Column("refusal", Text, comment="JSON: code and values, where the server refused it"),
    Column("receipt", LargeBinary, comment="the server's answer, for its station alone"),
    Column("handed_at", String(27), comment="the receipt was written to a stick"),
    Index("ix_carried_bundle_waiting", "forwarded_at", "taken_at"),
)
