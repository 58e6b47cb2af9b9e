"""The beds of this station's ward, who lies where with which device, and the log of its alarms.

Of this station alone: no row of these goes into the change log, so none travels. A person may be named by identifier
only, without a foreign key: sync may take a record back that another place refused, and whoever lies in a bed still
lies there.
"""

from sqlalchemy import CheckConstraint, Column, Float, ForeignKey, Index, Integer, String, Table, Text, UniqueConstraint

from app.store.tables.common import author_columns, id_column, metadata

ward_bed = Table(
    "ward_bed",
    metadata,
    id_column(),
    Column("ward", Text, nullable=False, comment="empty where the station has one ward"),
    Column("label", Text, nullable=False),
    Column("place", Integer, nullable=False, comment="1, 2, 3 … in the order of the screen"),
    Column("active", Integer, nullable=False, comment="0: taken out of use; its rows stay"),
    *author_columns(),
)

ward_stay = Table(
    "ward_stay",
    metadata,
    id_column(),
    Column("person_id", String(36), index=True, comment="null: the records know nobody by this identifier"),
    Column("identifier", Text, nullable=False, comment="as the bracelet was read, or as it was typed"),
    Column("age_class", String(10), nullable=False, comment="app.ward.alarms.limits.AgeClass"),
    *author_columns(),
)

ward_stay_step = Table(
    "ward_stay_step",
    metadata,
    id_column(),
    Column("stay_id", ForeignKey("ward_stay.id"), nullable=False),
    # Not the wall clock: a clock that was set back must not put somebody back into an earlier bed.
    Column("number", Integer, nullable=False, comment="1, 2, 3 … in one stay; the highest says where"),
    Column("kind", String(12), nullable=False, comment="admitted, transferred, discharged"),
    Column("bed_id", ForeignKey("ward_bed.id"), comment="null: discharged"),
    *author_columns(),
    UniqueConstraint("stay_id", "number"),
    CheckConstraint("(bed_id is null) = (kind = 'discharged')", name="whole"),
)

ward_device = Table(
    "ward_device",
    metadata,
    id_column(),
    Column("stay_id", ForeignKey("ward_stay.id"), nullable=False, index=True),
    Column("device", Text, nullable=False, comment="its own identifier, as it says it"),
    Column("device_class", String(1), nullable=False, comment="A to D of table 13"),
    Column("life_support", Integer, nullable=False, comment="1: whoever lies there depends on it"),
    *author_columns(),
    CheckConstraint("device_class in ('A', 'B', 'C', 'D')", name="device_class"),
)

ward_device_end = Table(
    "ward_device_end",
    metadata,
    # A device is taken off once; by its own key, so that nobody can do it twice.
    Column("device_id", ForeignKey("ward_device.id"), primary_key=True),
    Column("kind", String(12), nullable=False, comment="taken_off, transferred, discharged"),
    *author_columns(),
)

ward_alarm_log = Table(
    "ward_alarm_log",
    metadata,
    Column("number", Integer, primary_key=True, autoincrement=False, comment="1, 2, 3 … without a gap"),
    Column("bed_id", String(36), nullable=False, comment="empty: the station itself"),
    Column("stay_id", String(36), nullable=False, comment="who lay there; empty: nobody"),
    Column("what", Text, nullable=False, comment="an alarm's key, silence, limits:…, device:…"),
    Column("at", String(27), nullable=False, comment="by the wall clock of the node"),
    Column("clock_zero", Float, nullable=False, comment="POSIX second at which the node's monotonic clock stood at 0"),
    Column("content", Text, nullable=False, comment="canonical JSON: app.ward.alarms.records"),
    Index("ix_ward_alarm_log_what", "stay_id", "bed_id", "what", "number"),
    Index("ix_ward_alarm_log_at", "at"),
)
