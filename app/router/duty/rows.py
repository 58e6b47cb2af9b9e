"""Between the tables of duty and their values. The last step of a bed says all that holds of it."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, RowMapping, func, select

from app.kernel.clock import from_text, to_text
from app.router.distribution.model import Attending
from app.router.duty.model import Duty, Group, HandOver, Held, Post
from app.router.duty.roster import Roster
from app.store.tables import router_attending, router_bed_step, router_duty, router_duty_end, ward_bed, ward_stay_step

_later = router_bed_step.alias("later")
_newer = router_attending.alias("newer")
_after = ward_stay_step.alias("after")


def read_duties(connection: Connection, begins: datetime, until: datetime) -> tuple[Duty, ...]:
    """The duties that were not withdrawn and touch this time, by their beginning."""
    rows = connection.execute(
        select(router_duty)
        .outerjoin(router_duty_end, router_duty_end.c.duty_id == router_duty.c.id)
        .where(router_duty_end.c.duty_id.is_(None))
        .where(router_duty.c.until > to_text(begins), router_duty.c.begins < to_text(until))
        .order_by(router_duty.c.begins, router_duty.c.id)
    )
    return tuple(_duty(row) for row in rows.mappings())


def read_roster(connection: Connection, begins: datetime, until: datetime) -> Roster:
    """The rota of this time, and the beds in use as they are held now."""
    rows = connection.execute(
        select(router_bed_step)
        .join(ward_bed, ward_bed.c.id == router_bed_step.c.bed_id)
        .where(ward_bed.c.active == 1)
        .where(
            ~select(_later.c.id)
            .where(_later.c.bed_id == router_bed_step.c.bed_id, _later.c.number > router_bed_step.c.number)
            .exists()
        )
    )
    steps = list(rows.mappings())
    return Roster(
        read_duties(connection, begins, until),
        [_held(row) for row in steps if row["holder_id"]],
        [_offer(row) for row in steps if row["taker_id"]],
        {row["bed_id"]: Group(row["group_name"]) for row in steps if row["group_name"]},
    )


def bed_step(connection: Connection, roster: Roster, bed: str, kind: str) -> dict[str, Any]:
    """The row that says how a bed stands in this roster, numbered behind the others of the bed."""
    held = roster.holder(bed)
    offer = next((one for one in roster.offers() if one.bed == bed), None)
    last = select(func.max(router_bed_step.c.number)).where(router_bed_step.c.bed_id == bed)
    group = roster.group(bed)
    return {
        "bed_id": bed,
        "number": (connection.execute(last).scalar_one_or_none() or 0) + 1,
        "kind": kind,
        "holder_id": held.user if held else None,
        "held_since": to_text(held.since) if held else None,
        "giver_id": (held.giver or None) if held else None,
        "taker_id": offer.taker if offer else None,
        "offered_by": (offer.giver if offer.given else offer.taker) if offer else None,
        "offered_at": to_text(offer.offered_at) if offer else None,
        "group_name": group.value if group else None,
    }


def duty_row(duty: Duty) -> dict[str, Any]:
    """The row of a duty."""
    return {
        "id": duty.duty,
        "user_id": duty.user,
        "post": duty.post.value,
        "group_name": duty.group.value if duty.group else None,
        "begins": to_text(duty.begins),
        "until": to_text(duty.until),
    }


def read_attending(connection: Connection) -> tuple[Attending, ...]:
    """Table 15 for whoever lies in a bed now; `patient` is the stay."""
    rows = connection.execute(
        select(router_attending)
        .where(router_attending.c.user_class != "")
        .where(
            ~select(_newer.c.id)
            .where(
                _newer.c.stay_id == router_attending.c.stay_id,
                _newer.c.user_id == router_attending.c.user_id,
                _newer.c.number > router_attending.c.number,
            )
            .exists()
        )
        .where(
            ~select(_after.c.id)
            .where(_after.c.stay_id == router_attending.c.stay_id, _after.c.kind == "discharged")
            .exists()
        )
        .order_by(router_attending.c.stay_id, router_attending.c.user_id)
    )
    return tuple(Attending(row["user_id"], row["stay_id"], row["user_class"]) for row in rows.mappings())


def next_attending(connection: Connection, stay: str, user: str) -> int:
    """The number of the next row of this user with this stay."""
    table = router_attending
    last = select(func.max(table.c.number)).where(table.c.stay_id == stay, table.c.user_id == user)
    return (connection.execute(last).scalar_one_or_none() or 0) + 1


def _duty(row: RowMapping | Mapping[str, Any]) -> Duty:
    group = Group(row["group_name"]) if row["group_name"] else None
    return Duty(row["id"], row["user_id"], Post(row["post"]), from_text(row["begins"]), from_text(row["until"]), group)


def _held(row: RowMapping) -> Held:
    return Held(row["bed_id"], row["holder_id"], from_text(row["held_since"]), row["giver_id"] or "")


def _offer(row: RowMapping) -> HandOver:
    by, giver, taker = row["offered_by"], row["holder_id"], row["taker_id"]
    return HandOver(row["bed_id"], giver, taker, from_text(row["offered_at"]), given=by == giver, taken=by == taker)
