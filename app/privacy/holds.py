"""Records on hold: neither an erasure nor a period touches them until that day, or until somebody lifts it.

A court, an inquiry or an authority may ask for a record of which nobody has asked that it be erased. A hold is rows
that travel (`record_hold`), as those of an erasure: each station keeps what it has of her. It hides nothing from
anybody and lets nobody see more.
"""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, Final

from sqlalchemy import Connection, func, select

from app.clinic.people.merged import ids_of, surviving_id
from app.kernel.clock import from_text
from app.privacy.recordings import lay
from app.store.listed import among
from app.store.tables import account, record_hold, ward_stay

PLACED: Final = "placed"
LIFTED: Final = "lifted"


@dataclass(frozen=True)
class RecordHold:
    """One hold. `until`: it ends by itself then (None: when somebody lifts it); `by`, `lifted_by`: of accounts."""

    id: str
    people: tuple[str, ...]
    reason: str
    by: str
    at: datetime
    until: datetime | None = None
    lifted_at: datetime | None = None
    lifted_by: str = ""
    lifted_why: str = ""

    @property
    def last_moment(self) -> datetime | None:
        """Of its last day; None where it has none."""
        return None if self.until is None else self.until - timedelta(microseconds=1)

    def holds(self, at: datetime) -> bool:
        """Whether it keeps the record at this instant."""
        return self.lifted_at is None and (self.until is None or at < self.until)


def read_holds(connection: Connection) -> tuple[RecordHold, ...]:
    """All that there ever were, the latest first."""
    by = func.coalesce(account.c.display_name, record_hold.c.recorded_by).label("by")
    rows = connection.execute(
        select(record_hold, by)
        .outerjoin(account, account.c.id == record_hold.c.recorded_by)
        .order_by(record_hold.c.hold_id, record_hold.c.number, record_hold.c.recorded_at, record_hold.c.id)
    ).mappings()
    grouped: dict[str, list[Any]] = {}
    for row in rows:
        grouped.setdefault(row["hold_id"], []).append(row)
    holds = (_hold(hold_id, steps) for hold_id, steps in grouped.items())
    return tuple(sorted((one for one in holds if one is not None), key=lambda one: one.at, reverse=True))


def held_people(connection: Connection, at: datetime) -> frozenset[str]:
    """Every identifier of everybody whose record is on hold at this instant, those of later merges included."""
    people = {one for hold in read_holds(connection) if hold.holds(at) for one in hold.people}
    return frozenset(each for one in people for each in (one, *ids_of(connection, surviving_id(connection, one))))


def is_held(connection: Connection, people: tuple[str, ...], at: datetime) -> bool:
    """Whether one of these identifiers is on hold."""
    return not held_people(connection, at).isdisjoint(people)


def held_stays(connection: Connection, at: datetime) -> tuple[str, ...]:
    """The stays in the ward of those whose record is on hold: their signals and trends are not removed."""
    people = held_people(connection, at)
    if not people:
        return ()
    wanted = select(ward_stay.c.id).where(among(ward_stay.c.person_id, sorted(people)))
    stays = connection.execute(wanted).scalars().all()
    return tuple(sorted({*stays, *lay(connection, stays)}))


def _hold(hold_id: str, rows: list[Any]) -> RecordHold | None:
    """None: its beginning has not come yet. Two who lift it at the same time have lifted it once."""
    placed = [row for row in rows if row["step"] == PLACED]
    lifted = next((row for row in rows if row["step"] == LIFTED), None)
    if not placed:
        return None
    first = placed[0]
    return RecordHold(
        id=hold_id,
        people=tuple(dict.fromkeys(row["person_id"] for row in placed)),
        reason=first["reason"],
        by=first["by"],
        at=from_text(first["recorded_at"]),
        until=from_text(first["until"]) if first["until"] else None,
        lifted_at=from_text(lifted["recorded_at"]) if lifted else None,
        lifted_by=lifted["by"] if lifted else "",
        lifted_why=lifted["reason"] if lifted else "",
    )
