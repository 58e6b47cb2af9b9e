"""Somebody who works at the station all the time, in a process of their own; each deed is told once it was answered."""

import itertools
import os
import random
from collections.abc import Callable, Iterator
from datetime import date, timedelta
from multiprocessing.connection import Connection as Pipe
from pathlib import Path
from typing import Final

from app.bootstrap import open_station
from app.clinic.people.model import NewPerson, Sex
from app.clinic.pregnancies.model import NewObservation, PregnancyFilter
from app.clinic.prenatal.schedules import Professional
from app.clinic.prenatal.visit_content import NewVisit
from app.clinic.referral.model import NewReferral, Priority
from app.clinic.risk.forms import ReferralForm
from app.commands.campaigns.home import PORTS, Home
from app.commands.campaigns.processes import moved_clock
from app.demo.unit import HOSPITAL_PROFILE
from app.kernel.clock import local_date
from app.kernel.errors import KnownError
from app.security.roles import Role
from app.station import Station

Fact = tuple[str, str]
"""A row that must be there from now on: its table, its id."""
_SYLLABLES: Final = ("ba", "ce", "di", "fo", "gu", "la", "me", "ni", "po", "ru", "sa", "te", "vi", "zo")
_PAUSE: Final = (0.0, 0.05)


def work(home: Home, seed: int, pipe: "Pipe[bytes, bytes]", clock: Path | None = None) -> None:
    """Until killed, or until whoever listens has gone: `table id` for each row, once the service has answered."""
    os.environ.update(home.environment)
    if clock is not None:
        moved_clock(clock)
    station = open_station(home.folders, home.key, PORTS)
    chance = random.Random(seed)
    pipe.send_bytes(b"works")
    try:
        for table, row in deeds(station, home, chance):
            pipe.send_bytes(f"{table} {row}".encode())
            pause = chance.uniform(*_PAUSE)
            if pause > _PAUSE[1] / 2:
                # Not `Clock`: whoever works here thinks, and no rule of the program waits for it.
                _rest(pause)
    except BrokenPipeError:
        station.close()


def _rest(seconds: float) -> None:
    import time  # noqa: PLC0415 - nothing else here may know what time it is

    time.sleep(seconds)


def deeds(station: Station, home: Home, chance: random.Random) -> Iterator[Fact]:
    """One after the other, without end: people, arrivals, pregnancies, visits, classifications, referrals."""
    nurse, doctor = home.staff[Role.NURSE], home.staff[Role.DOCTOR]
    referable = _referable(station, home)
    for number in itertools.count(1):
        today = local_date(PORTS.clock.now(), station.profile.time_zone)
        registered = station.people.register(nurse, _person(chance, today), seen_duplicates=frozenset())
        yield "person", registered.id
        yield "arrival", station.reception.arrive(nurse, registered.id).id
        pregnancy = station.pregnancies.open(nurse, registered.id, today - timedelta(days=chance.randrange(60, 200)))
        yield "pregnancy", pregnancy.id
        vitals = (NewObservation("weight_kg", float(chance.randrange(50, 90))), NewObservation("systolic_mmhg", 118))
        visit = NewVisit(today, Professional.NURSE, "Visita sintética", vitals=(*vitals, _DIASTOLIC))
        if recorded := _recorded(station, home, pregnancy.id, visit):
            yield "prenatal_fact", recorded
        form = ReferralForm(age_years=float(chance.randrange(18, 40)), weight_kg=64.0, systolic_mmhg=118.0)
        yield "assessment", station.assessments.save(doctor, pregnancy.id, form).id
        if referable and number % 3 == 0:
            yield "referral", _refer(station, home, chance.choice(referable))


def _recorded(station: Station, home: Home, pregnancy: str, visit: NewVisit) -> str:
    """Of today; "" where clock or zone were set back since: then this day is still to come, and it is refused."""
    try:
        return station.visits.record(home.staff[Role.NURSE], pregnancy, visit).id
    except KnownError as refused:
        if refused.code != "prenatal.date_in_future":
            raise
        return ""


_DIASTOLIC: Final = NewObservation("diastolic_mmhg", 74)


def _referable(station: Station, home: Home) -> list[str]:
    nurse = home.staff[Role.NURSE]
    listed = station.pregnancies.list(nurse, PregnancyFilter(), 0, 200)
    ready: Callable[[str], bool] = lambda one: not station.referrals.readiness(nurse, one, Priority.EMERGENCY).problems  # noqa: E731 - read once, in the next line
    return [row.pregnancy_id for row in listed.rows if ready(row.pregnancy_id)]


def _refer(station: Station, home: Home, pregnancy: str) -> str:
    words = "Sintética: campanha de falhas, nada disto é real", "Acompanhar no alto risco (campanha)."
    new = NewReferral(HOSPITAL_PROFILE.cnes, "other", *words, Priority.EMERGENCY)
    return station.referrals.send(home.staff[Role.DOCTOR], pregnancy, new).referral.id


def _person(chance: random.Random, today: date) -> NewPerson:
    def name() -> str:
        return "".join(chance.choice(_SYLLABLES) for _ in range(4)).capitalize()

    return NewPerson(
        full_name=f"Sintética {name()} {name()}",
        mother_name=f"Sintética {name()} {name()}",
        birth_date=today - timedelta(days=chance.randrange(18 * 366, 40 * 365)),
        sex=Sex.FEMALE,
        no_document_reason="Pessoa sintética de uma campanha de falhas",
        municipality_code="2408102",
        municipality_name="Natal",
        synthetic=True,
    )
