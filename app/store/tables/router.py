"""Who is on duty, whose bed it is, which doctor is what to whom; the receivers of alarms, the edited tables of the
router, and every step of every alarm on its way. Of this station alone, as the beds are."""

from sqlalchemy import (
    CheckConstraint,
    Column,
    Float,
    ForeignKey,
    Index,
    Integer,
    String,
    Table,
    Text,
    UniqueConstraint,
    text,
)

from app.store.tables.common import author_columns, id_column, metadata

router_duty = Table(
    "router_duty",
    metadata,
    id_column(),
    Column("user_id", String(36), nullable=False, comment="an account"),
    Column("post", String(20), nullable=False, comment="app.router.duty.model.Post"),
    Column("group_name", String(1), comment="a, b; null: in no group"),
    Column("begins", String(27), nullable=False),
    Column("until", String(27), nullable=False, index=True),
    *author_columns(),
    CheckConstraint("begins < until", name="forwards"),
)

router_duty_end = Table(
    "router_duty_end",
    metadata,
    # Withdrawn once; by its own key, so that nobody can do it twice.
    Column("duty_id", ForeignKey("router_duty.id"), primary_key=True),
    *author_columns(),
)

router_bed_step = Table(
    "router_bed_step",
    metadata,
    id_column(),
    Column("bed_id", ForeignKey("ward_bed.id"), nullable=False),
    Column("number", Integer, nullable=False, comment="1, 2, 3 … of one bed; the highest says all that holds"),
    Column("kind", String(12), nullable=False, comment="taken, offered, handed, called_off, grouped"),
    Column("holder_id", String(36), comment="whose bed it is after this step; null: nobody's"),
    Column("held_since", String(27)),
    Column("giver_id", String(36), comment="who had it before; null: nobody"),
    Column("taker_id", String(36), comment="to whom it is being handed over; null: to nobody"),
    Column("offered_by", String(36), comment="which of the two has confirmed"),
    Column("offered_at", String(27)),
    Column("group_name", String(1), comment="the bed's group: a, b; null: none"),
    *author_columns(),
    UniqueConstraint("bed_id", "number"),
    CheckConstraint("(holder_id is null) = (held_since is null)", name="held"),
    CheckConstraint("(taker_id is null) = (offered_by is null)", name="offered"),
)

router_attending = Table(
    "router_attending",
    metadata,
    id_column(),
    Column("stay_id", ForeignKey("ward_stay.id"), nullable=False),
    Column("user_id", String(36), nullable=False, comment="an account"),
    Column("number", Integer, nullable=False, comment="1, 2, 3 … of one user with one stay; the highest counts"),
    Column("user_class", Text, nullable=False, comment="a class of table 14; empty: nothing any more"),
    *author_columns(),
    UniqueConstraint("stay_id", "user_id", "number"),
)

router_receiver = Table(
    "router_receiver",
    metadata,
    id_column(),
    Column("receiver_id", String(36), nullable=False),
    Column("number", Integer, nullable=False, comment="1, 2, 3 … of one receiver; the highest says all that holds"),
    Column("step", String(12), nullable=False, comment="admitted, renamed, allowed, placed, reached, revoked"),
    Column("kind", String(16), nullable=False, comment="app.router.receivers.model.Kind"),
    Column("name", Text, nullable=False, comment="as people call it"),
    Column("public_key", String(40), nullable=False, comment="Z85; empty: it does not connect by itself"),
    Column("capabilities", Text, nullable=False, comment="app.router.words.Capability, by spaces"),
    Column("post", String(20), comment="app.router.duty.model.Post where it stands at one"),
    Column("reached_by", Text, nullable=False, comment="canonical JSON: how a machine is reached; {} for the others"),
    *author_columns(),
    UniqueConstraint("receiver_id", "number"),
)

router_table = Table(
    "router_table",
    metadata,
    id_column(),
    Column("name", String(20), nullable=False, comment="app.router.tables.reading.NAMES"),
    Column("number", Integer, nullable=False, comment="1, 2, 3 … of one table; the highest counts"),
    Column("content", Text, nullable=False, comment="canonical JSON; empty: the table as the program brings it"),
    *author_columns(),
    UniqueConstraint("name", "number"),
)

_TURNS = text("step in ('generated', 'ended')")

router_step = Table(
    "router_step",
    metadata,
    Column("number", Integer, primary_key=True, autoincrement=False, comment="1, 2, 3 … without a gap"),
    Column("bed_id", String(36), nullable=False, comment="empty: the station itself"),
    Column("alarm", Text, nullable=False, comment="its key within the bed"),
    Column("step", String(12), nullable=False, comment="app.router.words.Step"),
    Column("at", String(27), nullable=False, comment="by the wall clock of the router"),
    Column(
        "clock_zero", Float, nullable=False, comment="POSIX second at which the router's monotonic clock stood at 0"
    ),
    Column("priority", Integer, nullable=False),
    Column("round", Integer, nullable=False, comment="1, 2, 3 …: its beginnings"),
    Column("level", Integer, nullable=False, comment="of table 17; the failsafe comes after the last"),
    Column("receiver_id", String(36), nullable=False, comment="ward, bedside or empty where at none"),
    Column("user_id", String(36), nullable=False, comment="an account; empty: nobody"),
    Column("user_name", Text, nullable=False, comment="as it was shown then"),
    Column("message", Integer, nullable=False, comment="the message's number; 0: about none"),
    Column("detail", Text, nullable=False),
    Index("ix_router_step_at", "at"),
    Index("ix_router_step_bed_id_alarm_number", "bed_id", "alarm", "number"),
    # Which alarms have not ended is asked at each start of the router, among all that there ever were.
    Index("ix_router_step_turns", "bed_id", "alarm", "step", "number", sqlite_where=_TURNS, postgresql_where=_TURNS),
)
