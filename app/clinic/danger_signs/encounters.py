"""Which arrival or visit is under way: the one that danger signs, readings and emergencies of today belong to."""

from datetime import date, datetime, timedelta
from typing import Final
from uuid import UUID, uuid5

from sqlalchemy import Connection, select

from app.clinic.people.merged import ids_of
from app.kernel.clock import from_text, local_date, to_text
from app.store.tables import arrival_board, person

_NAMESPACE: Final = UUID("6b1c9f0e-5b1e-5c67-9d0e-0f3f8f5f0a11")
_GONE: Final = ("no_show", "withdrawn")
_LONGEST_DAY: Final = timedelta(hours=26)


def read_encounter_of_day(connection: Connection, person_id: str, now: datetime, zone: str) -> str:
    """Her latest arrival of the calendar day (closed ones too, withdrawn ones not), else a made identifier.

    The made one is the same for the same woman on the same day, on every station.
    """
    today = local_date(now, zone)
    wanted = (
        select(arrival_board.c.arrival_id, arrival_board.c.arrived_at)
        .join(person, person.c.number == arrival_board.c.person_number)
        .where(person.c.id.in_(ids_of(connection, person_id)), arrival_board.c.state.not_in(_GONE))
        .where(arrival_board.c.arrived_at >= to_text(now - _LONGEST_DAY))
        .order_by(arrival_board.c.arrived_at.desc(), arrival_board.c.arrival_id.desc())
    )
    for row in connection.execute(wanted).mappings():
        if local_date(from_text(row["arrived_at"]), zone) == today:
            return str(row["arrival_id"])
    return made_encounter(person_id, today)


def made_encounter(person_id: str, day: date) -> str:
    """The visit of a woman on a day when she did not come through the reception."""
    return str(uuid5(_NAMESPACE, f"{person_id} {day.isoformat()}"))
