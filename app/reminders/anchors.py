"""The dates of a record that a rule can go by. A new one is one function in `ANCHORS`.

An event's `key` names the cause, not the date: when the date moves the key stays, when the visit has taken place it is
gone.
"""

import json
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from types import MappingProxyType
from typing import Final

from sqlalchemy import Connection, select

from app.clinic.dating import due_date
from app.clinic.people.merged import survivors
from app.clinic.prenatal.calls import read_next_visits
from app.clinic.prenatal.schedules import Schedule
from app.store.tables import person, person_attribute, pregnancy_list

WEEK: Final = "gestational_week"


@dataclass(frozen=True)
class Event:
    """One date of one person. `kind`: see `placeholders.Facts.event`."""

    person_id: str
    key: str
    day: date
    kind: str

    @property
    def stored(self) -> str:
        """`visit/2026-03-09`, as the outbox keeps it."""
        return f"{self.kind}/{self.day.isoformat()}"


@dataclass(frozen=True)
class Asked:
    """What an anchor is asked: the day, the unit's zone and schedule, and for weeks which one."""

    today: date
    zone: str
    schedule: Schedule
    week: int = 0


Anchor = Callable[[Connection, Asked], Iterable[Event]]


def _next_visit(connection: Connection, asked: Asked) -> Iterable[Event]:
    """The visit that is due or to come; its key counts the visits before it."""
    for one in read_next_visits(connection, asked.schedule, asked.zone, asked.today):
        yield Event(one.person_id, f"visit/{one.pregnancy_id}/{one.made}", one.day, "visit")


def _missed_visit(connection: Connection, asked: Asked) -> Iterable[Event]:
    """The day of the visit that is overdue; once she has come it is gone."""
    for one in read_next_visits(connection, asked.schedule, asked.zone, asked.today):
        if one.is_overdue:
            yield Event(one.person_id, f"missed/{one.pregnancy_id}/{one.made}", one.day, "visit")


def _week(connection: Connection, asked: Asked) -> Iterable[Event]:
    """The first day of a completed week."""
    for person_id, pregnancy_id, lmp in _dated(connection):
        yield Event(person_id, f"week/{pregnancy_id}/{asked.week}", lmp + timedelta(weeks=asked.week), "week")


def _due_date(connection: Connection, _asked: Asked) -> Iterable[Event]:
    for person_id, pregnancy_id, lmp in _dated(connection):
        yield Event(person_id, f"due/{pregnancy_id}", due_date(lmp), "due_date")


def _surgery(connection: Connection, _asked: Asked) -> Iterable[Event]:
    """The latest value of the attribute, a merged record's too; one that was taken away is none."""
    table = person_attribute
    wanted = select(table.c.person_id, table.c.value).where(table.c.code == "surgery_date")
    rows = connection.execute(wanted.order_by(table.c.recorded_at, table.c.id)).all()
    moved = survivors(connection, {row.person_id for row in rows})
    latest = {moved.get(row.person_id, row.person_id): row.value for row in rows}
    for person_id, value in latest.items():
        if value is not None:
            yield Event(person_id, "surgery", date.fromisoformat(json.loads(value)), "surgery")


def _dated(connection: Connection) -> Iterable[tuple[str, str, date]]:
    table = pregnancy_list
    wanted = select(person.c.id, table.c.pregnancy_id, table.c.lmp).join(
        person, person.c.number == table.c.person_number
    )
    for one in connection.execute(wanted.where(table.c.status == "current", table.c.lmp.is_not(None))):
        yield one.id, one.pregnancy_id, date.fromisoformat(one.lmp)


ANCHORS: Final[Mapping[str, Anchor]] = MappingProxyType(
    {
        "next_visit": _next_visit,
        "missed_visit": _missed_visit,
        WEEK: _week,
        "due_date": _due_date,
        "surgery_date": _surgery,
    }
)
"""By code; labels: texts `reminders.anchor_<code>`."""
