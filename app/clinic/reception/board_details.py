"""What the board shows beside the arrival itself: calls, blood pressure, danger signs, birth not long ago.

The board is read every few seconds: each question is asked once for all arrivals, by statements that are made once.
"""

import json
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from sqlalchemy import Connection, bindparam, exists, select

from app.clinic.danger_signs.pressure import PressureCourse, follow
from app.clinic.danger_signs.pressure_file import default_pressure_rule
from app.clinic.danger_signs.readings import SIDES, pair_sides
from app.clinic.people.merged import survivors
from app.clinic.pregnancies.kinds import codes_of
from app.clinic.prenatal.facts import Kind
from app.clinic.prenatal.outcomes import OutcomeKind
from app.clinic.prenatal.schedules import DEFAULT, schedule
from app.clinic.reception.model import EventKind
from app.kernel.clock import from_text
from app.store.tables import arrival_event, observation, pregnancy, prenatal_fact

_later_event = arrival_event.alias()
_later_fact = prenatal_fact.alias()
_later_observation = observation.alias()
_CALLS = (
    select(arrival_event.c.arrival_id, arrival_event.c.kind, arrival_event.c.content)
    .where(
        arrival_event.c.arrival_id.in_(bindparam("arrivals", expanding=True)),
        arrival_event.c.kind.in_([EventKind.CALLED.value, EventKind.NOT_ANSWERED.value]),
        ~exists().where(_later_event.c.supersedes == arrival_event.c.id),
    )
    .order_by(arrival_event.c.place)
)
_MEASURED = select(
    observation.c.encounter_id, observation.c.code, observation.c.value, observation.c.observed_at
).where(
    observation.c.encounter_id.in_(bindparam("arrivals", expanding=True)),
    observation.c.code.in_(bindparam("codes", expanding=True)),
    ~exists().where(_later_observation.c.supersedes == observation.c.id),
)
_ENDED = (
    select(pregnancy.c.person_id, prenatal_fact.c.code)
    .join(prenatal_fact, prenatal_fact.c.pregnancy_id == pregnancy.c.id)
    .where(
        prenatal_fact.c.kind == Kind.OUTCOME.value,
        prenatal_fact.c.code.in_([OutcomeKind.BIRTH.value, OutcomeKind.LOSS.value]),
        prenatal_fact.c.day >= bindparam("first"),
        prenatal_fact.c.day <= bindparam("last"),
        prenatal_fact.c.content != "null",
        ~exists().where(_later_fact.c.supersedes == prenatal_fact.c.id),
    )
)


@dataclass(frozen=True)
class Calls:
    """`place`: the room of the latest call; `not_answered`: how many were not answered."""

    place: str = ""
    not_answered: int = 0


@dataclass(frozen=True)
class Found:
    """What was observed in the arrivals: those in danger, and the pressure of those asked for."""

    in_danger: frozenset[str]
    courses: dict[str, PressureCourse]


def read_calls(connection: Connection, arrival_ids: Sequence[str]) -> dict[str, Calls]:
    """The calls in force of these arrivals."""
    found: dict[str, Calls] = {}
    for arrival_id, kind, content in connection.execute(_CALLS, {"arrivals": arrival_ids}):
        before = found.get(arrival_id, Calls())
        if kind == EventKind.CALLED.value:
            found[arrival_id] = Calls(str(json.loads(content).get("place", "")), before.not_answered)
        else:
            found[arrival_id] = Calls(before.place, before.not_answered + 1)
    return found


def read_found(connection: Connection, arrival_ids: Sequence[str], maternal: Collection[str]) -> Found:
    """Danger signs and obstetric emergencies present and in force; the blood pressure of `maternal` arrivals."""
    dangers = frozenset((*codes_of("danger"), *codes_of("obstetric_emergency")))
    wanted = {"arrivals": arrival_ids, "codes": [*dangers, *SIDES]}
    in_danger, sides = set(), dict[str, list[tuple[str, float | None, str]]]()
    for arrival_id, code, value, at in connection.execute(_MEASURED, wanted):
        if code in dangers:
            if value == '"present"':
                in_danger.add(arrival_id)
        elif arrival_id in maternal and value != "null":
            sides.setdefault(arrival_id, []).append((code, json.loads(value), at))
    rule = default_pressure_rule()
    courses = {
        arrival_id: follow(rule, pair_sides((code, value, from_text(at)) for code, value, at in rows))
        for arrival_id, rows in sides.items()
    }
    return Found(frozenset(in_danger), courses)


def read_postpartum(connection: Connection, person_ids: Sequence[str], today: date) -> dict[str, OutcomeKind]:
    """Of these (surviving) people, those whose birth or loss is not longer ago than the follow-up lasts.

    With which of both it was; BIRTH where it was both.
    """
    first = today - timedelta(days=schedule(DEFAULT).postpartum_days)
    ended = connection.execute(_ENDED, {"first": first.isoformat(), "last": today.isoformat()}).all()
    merged = survivors(connection, {person_id for person_id, _ in ended}) if ended else {}
    wanted, found = frozenset(person_ids), dict[str, OutcomeKind]()
    for person_id, code in ended:
        surviving = merged.get(person_id, person_id)
        if surviving in wanted and found.get(surviving) is not OutcomeKind.BIRTH:
            found[surviving] = OutcomeKind(code)
    return found
