"""Who is on duty, whose bed it is, and which doctor is what to whom. Of this station alone, as the beds are."""

from sqlalchemy import CheckConstraint, Column, ForeignKey, Integer, String, Table, Text, UniqueConstraint

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
