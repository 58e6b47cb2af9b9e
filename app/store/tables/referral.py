"""Referrals to a hospital, and everything that happens to them afterwards; only ever appended."""

from sqlalchemy import Column, ForeignKey, Index, Integer, String, Table, Text

from app.store.tables.common import author_columns, id_column, metadata

referral = Table(
    "referral",
    metadata,
    id_column(),
    Column("person_id", ForeignKey("person.id"), nullable=False, index=True),
    Column("pregnancy_id", ForeignKey("pregnancy.id"), nullable=False, index=True),
    Column("from_unit", String(7), nullable=False, comment="CNES"),
    Column("to_unit", String(7), nullable=False, comment="CNES"),
    Column("reason", String(60), nullable=False, comment="a code of resources/referral/referral.yaml"),
    Column("hypothesis", Text, nullable=False),
    Column("justification", Text, nullable=False),
    Column("priority", String(10), nullable=False, comment="elective, priority, urgent, emergency"),
    # No foreign key: a classification whose rule base is not here yet must not hold the referral up.
    Column("assessment_id", String(36)),
    Column("snapshot", Text, nullable=False, comment="canonical JSON: the record as it was sent"),
    Column("version_sha256", String(64), nullable=False, comment="of the snapshot: what the hospital sees"),
    *author_columns(),
    Index("ix_referral_to_unit", "to_unit", "recorded_at"),
    Index("ix_referral_from_unit", "from_unit", "recorded_at"),
)

referral_event = Table(
    "referral_event",
    metadata,
    id_column(),
    Column("referral_id", ForeignKey("referral.id"), nullable=False),
    Column("person_id", ForeignKey("person.id"), nullable=False),
    Column("kind", String(20), nullable=False, comment="app.clinic.referral.model.Kind"),
    # Not the wall clock: what its author had seen of this referral comes before it at every station.
    Column("place", Integer, nullable=False, comment="one more than the highest that its author had seen"),
    Column("content", Text, nullable=False, comment="canonical JSON"),
    Column("snapshot", Text, comment="of a counter-reply: the record as it was sent then"),
    Column(
        "version_sha256", String(64), comment="of an answer: the version that was seen; of a counter-reply: its own"
    ),
    *author_columns(),
    Index("ix_referral_event_referral_id", "referral_id", "place"),
    Index("ix_referral_event_person_id", "person_id"),
)
