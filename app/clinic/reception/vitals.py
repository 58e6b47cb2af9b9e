"""What is measured at the reception: checked as one set, stored as observations of the arrival."""

from collections.abc import Iterable, Sequence
from datetime import date, datetime

from app.clinic.people.rows import read_person
from app.clinic.pregnancies import kinds
from app.clinic.pregnancies.model import NewObservation, Observation, Value
from app.clinic.pregnancies.rows import read_current, read_encounter
from app.clinic.pregnancies.service import observation_row
from app.clinic.problems import InputError, Problem, unresolved
from app.kernel.clock import SAID_AHEAD
from app.store.tables import observation
from app.store.writing import Writing

GROUPS = ("vital", "maternal_warning")


def check_vitals(vitals: Sequence[NewObservation], now: datetime, today: date) -> list[Problem]:
    """Everything that is wrong or unlikely; `field` is the observation's code."""
    found: list[Problem] = []
    for one in vitals:
        kind = kinds.kinds().get(one.code)
        if kind is not None and kind.group not in GROUPS:
            found.append(Problem(one.code, "board.no_vital_sign"))
        found += kinds.problems(one, today)
        if one.observed_at is not None and one.observed_at > now + SAID_AHEAD:
            found.append(Problem(one.code, "pregnancies.observed_in_future"))
    return found + _pressure_problems(vitals)


def refuse(problems: list[Problem], confirmed: frozenset[str]) -> None:
    """InputError reception.invalid where something stands in the way."""
    if left := unresolved(tuple(problems), confirmed):
        raise InputError("reception.invalid", left)


def append_vitals(
    writing: Writing, person_id: str, arrival_id: str, vitals: Sequence[NewObservation], today: date
) -> list[str]:
    """Store checked readings; they join the person's current pregnancy where there is one."""
    person = read_person(writing.connection, person_id)
    current = read_current(writing.connection, person.id, today)
    rows = [
        {
            **observation_row(writing.at, person.id, "", one),
            "pregnancy_id": current.id if current else None,
            "encounter_id": arrival_id,
        }
        for one in vitals
    ]
    return writing.append_many(observation, rows)


def strike_vitals(writing: Writing, person_id: str, arrival_id: str, reason: str, only: Iterable[str] | None) -> None:
    """Strike out the readings in force of an arrival: all of them, or those whose identifiers are in `only`."""
    wanted = None if only is None else frozenset(only)
    in_force = [one for one in read_encounter(writing.connection, arrival_id) if one.is_current]
    rows = [
        {
            **observation_row(writing.at, person_id, "", NewObservation(one.code, None, one.observed_at)),
            "pregnancy_id": one.pregnancy_id,
            "encounter_id": arrival_id,
            "supersedes": one.id,
            "reason": reason,
        }
        for one in in_force
        if wanted is None or one.id in wanted
    ]
    writing.append_many(observation, rows)


def latest_values(rows: Iterable[Observation]) -> dict[str, Value]:
    """The latest reading in force of each kind; `rows` come the latest observed first."""
    found: dict[str, Value] = {}
    for one in rows:
        if one.is_current:
            found.setdefault(one.code, one.value)
    return found


def _pressure_problems(vitals: Sequence[NewObservation]) -> list[Problem]:
    """The lower side must lie below the upper one of the same time."""
    upper = {one.observed_at: one.value for one in vitals if one.code == "systolic_mmhg"}
    found = []
    for one in vitals:
        above = upper.get(one.observed_at)
        if one.code != "diastolic_mmhg" or not _is_number(above) or not _is_number(one.value):
            continue
        if float(str(one.value)) >= float(str(above)):
            values = {"lower": one.value, "upper": above}
            found.append(Problem(one.code, "board.diastolic_not_below", values))
    return found


def _is_number(value: Value) -> bool:
    return isinstance(value, int | float) and not isinstance(value, bool)
