"""What the board shows beside the arrival itself: calls, blood pressure, danger signs, birth not long ago."""

import json
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from sqlalchemy import Connection, exists, select

from app.clinic.danger_signs.pressure import PressureCourse, follow
from app.clinic.danger_signs.pressure_file import default_pressure_rule
from app.clinic.danger_signs.readings import pair_readings
from app.clinic.people.merged import survivors
from app.clinic.pregnancies.kinds import codes_of
from app.clinic.pregnancies.rows import read_in_force
from app.clinic.prenatal.facts import Kind
from app.clinic.prenatal.outcomes import OutcomeKind
from app.clinic.prenatal.schedules import DEFAULT, schedule
from app.clinic.reception.model import EventKind
from app.store.tables import arrival_event, observation, pregnancy, prenatal_fact

_PRESSURE = ("systolic_mmhg", "diastolic_mmhg")
# Made once: the board is read every few seconds, and an alias of a wide table takes a millisecond to make.
_later_event = arrival_event.alias()
_later_fact = prenatal_fact.alias()
_later_observation = observation.alias()


@dataclass(frozen=True)
class Calls:
    """`place`: the room of the latest call; `not_answered`: how many were not answered."""

    place: str = ""
    not_answered: int = 0


def read_calls(connection: Connection, arrival_ids: Sequence[str]) -> dict[str, Calls]:
    """The calls in force of these arrivals."""
    wanted = select(arrival_event.c.arrival_id, arrival_event.c.kind, arrival_event.c.content).where(
        arrival_event.c.arrival_id.in_(arrival_ids),
        arrival_event.c.kind.in_([EventKind.CALLED.value, EventKind.NOT_ANSWERED.value]),
        ~exists().where(_later_event.c.supersedes == arrival_event.c.id),
    )
    found: dict[str, Calls] = {}
    for arrival_id, kind, content in connection.execute(wanted.order_by(arrival_event.c.place)):
        before = found.get(arrival_id, Calls())
        if kind == EventKind.CALLED.value:
            found[arrival_id] = Calls(str(json.loads(content).get("place", "")), before.not_answered)
        else:
            found[arrival_id] = Calls(before.place, before.not_answered + 1)
    return found


def read_courses(connection: Connection, arrival_ids: Sequence[str]) -> dict[str, PressureCourse]:
    """What the blood pressure of these arrivals comes to, where it was measured."""
    rule = default_pressure_rule()
    measured = read_in_force(connection, arrival_ids, _PRESSURE)
    return {arrival_id: follow(rule, pair_readings(rows)) for arrival_id, rows in measured.items()}


def read_postpartum(connection: Connection, person_ids: Sequence[str], today: date) -> frozenset[str]:
    """Of these (surviving) people, those whose birth or loss is not longer ago than the follow-up lasts."""
    first = today - timedelta(days=schedule(DEFAULT).postpartum_days)
    wanted = (
        select(pregnancy.c.person_id)
        .join(prenatal_fact, prenatal_fact.c.pregnancy_id == pregnancy.c.id)
        .where(
            prenatal_fact.c.kind == Kind.OUTCOME.value,
            prenatal_fact.c.code.in_([OutcomeKind.BIRTH.value, OutcomeKind.LOSS.value]),
            prenatal_fact.c.day >= first.isoformat(),
            prenatal_fact.c.day <= today.isoformat(),
            prenatal_fact.c.content != "null",
            ~exists().where(_later_fact.c.supersedes == prenatal_fact.c.id),
        )
    )
    ended = set(connection.execute(wanted).scalars())
    merged = survivors(connection, ended)
    return frozenset(merged.get(one, one) for one in ended) & frozenset(person_ids)


def read_in_danger(connection: Connection, arrival_ids: Sequence[str]) -> frozenset[str]:
    """The arrivals with a danger sign present and in force."""
    wanted = select(observation.c.encounter_id).where(
        observation.c.encounter_id.in_(arrival_ids),
        observation.c.code.in_([*codes_of("danger"), *codes_of("obstetric_emergency")]),
        observation.c.value == '"present"',
        ~exists().where(_later_observation.c.supersedes == observation.c.id),
    )
    return frozenset(connection.execute(wanted).scalars())
