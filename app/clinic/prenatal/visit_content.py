"""What is written down at one visit: by whom, in words, what was measured and found, and when she is to come again."""

import json
from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, time
from enum import StrEnum
from typing import Final
from zoneinfo import ZoneInfo

from app.clinic.danger_signs.encounters import made_encounter, read_encounter_of_day
from app.clinic.pregnancies.kinds import codes_of
from app.clinic.pregnancies.model import NewObservation, Observation, Pregnancy
from app.clinic.pregnancies.service import observation_row
from app.clinic.prenatal.exam_catalogue import check_results
from app.clinic.prenatal.facts import Content, Fact, Kind, NewFact, append_fact
from app.clinic.prenatal.schedules import Professional
from app.clinic.reception.vitals import check_vitals, refuse
from app.kernel.clock import local_date
from app.kernel.errors import KnownError
from app.store.tables import observation
from app.store.writing import Writing

LONGEST_NOTE = 2000
FOUND: Final = ("fundal_height_cm", "fetal_heart_rate", "fetal_presentation")
"""What is found by hand and ear at a visit: results of the physical exam."""
_NOON = time(12, 0)


class Oedema(StrEnum):
    """Swelling of the legs; labels: texts `prenatal.oedema_<value>`."""

    NONE = "none"
    ONE = "1+"
    TWO = "2+"
    THREE = "3+"


@dataclass(frozen=True)
class NewVisit:
    """A visit on a day, by whom. `note`: what was decided and advised; words may be empty.

    `vitals`: readings without a time are of the visit itself. `found`: result by the code of a physical exam.
    `next_on`: the day agreed for the next visit, which the plan then follows.
    """

    day: date
    professional: Professional
    note: str = ""
    complaints: str = ""
    oedema: Oedema | None = None
    next_on: date | None = None
    vitals: tuple[NewObservation, ...] = ()
    found: Mapping[str, str | int | float] | None = None


@dataclass(frozen=True)
class Measured:
    """One value of a visit's day, with the row or fact that holds it; `is_exam`: a result of the physical exam."""

    id: str
    code: str
    value: str | int | float | bool
    at: datetime
    by: str
    is_exam: bool


def content_of(new: NewVisit) -> dict[str, object]:
    """What is stored of the visit itself."""
    return {
        "professional": new.professional.value,
        "note": new.note.strip(),
        "complaints": new.complaints.strip(),
        "oedema": new.oedema.value if new.oedema else None,
        "next_on": new.next_on.isoformat() if new.next_on else None,
    }


def next_on_of(content: Content) -> date | None:
    """The agreed day of the next visit in what is stored."""
    kept = content.get("next_on")
    return date.fromisoformat(str(kept)) if kept else None


def next_on_in(stored: str) -> date | None:
    """The same, from the stored text."""
    return next_on_of(json.loads(stored))


def check_content(new: NewVisit, now: datetime, today: date, confirmed: frozenset[str]) -> None:
    """Raises InputError reception.invalid, prenatal.result_refused, KnownError text_too_long, next_before_visit."""
    if max(len(new.note), len(new.complaints)) > LONGEST_NOTE:
        raise KnownError("prenatal.text_too_long", most=LONGEST_NOTE)
    if new.next_on is not None and new.next_on <= new.day:
        raise KnownError("prenatal.next_before_visit")
    refuse(check_vitals(new.vitals, now, today), confirmed)
    check_results(new.found or {})


def append_measures(writing: Writing, found: Pregnancy, new: NewVisit, now: datetime, zone: str) -> None:
    """Store what was measured and found, as of the visit's day; a visit entered late is put at noon of its day."""
    is_today = new.day == local_date(now, zone)
    if is_today:
        encounter, at = read_encounter_of_day(writing.connection, found.person_id, now, zone), now
    else:
        noon = datetime.combine(new.day, _NOON, ZoneInfo(zone))
        encounter, at = made_encounter(found.person_id, new.day), noon.astimezone(UTC)
    timed = [replace(one, observed_at=one.observed_at or at) for one in new.vitals]
    rows = [{**observation_row(writing.at, found.person_id, found.id, one), "encounter_id": encounter} for one in timed]
    if rows:
        writing.append_many(observation, rows)
    for code, value in (new.found or {}).items():
        content = {"value": value, "request_id": None}
        append_fact(writing, NewFact(found.person_id, found.id, Kind.EXAM_RESULT, code, new.day, content))


def measured_by_day(
    observed: tuple[Observation, ...], results: tuple[Fact, ...], zone: str
) -> dict[date, tuple[Measured, ...]]:
    """Everything in force that was measured, by its day at the unit, in the order of time."""
    days: dict[date, list[Measured]] = {}
    vital = frozenset(codes_of("vital"))
    for row in observed:
        if row.is_current and row.value is not None and row.code in vital:
            day = local_date(row.observed_at, zone)
            one = Measured(row.id, row.code, row.value, row.observed_at, row.by, is_exam=False)
            days.setdefault(day, []).append(one)
    for fact in results:
        if fact.is_current and fact.code in FOUND and fact.content is not None:
            value = fact.content["value"]
            days.setdefault(fact.day, []).append(
                Measured(fact.id, fact.code, value, fact.recorded_at, fact.by, is_exam=True)
            )
    return {day: tuple(sorted(found, key=lambda one: (one.at, one.id))) for day, found in days.items()}
