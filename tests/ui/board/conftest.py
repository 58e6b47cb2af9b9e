"""The fixtures of the board: a station with a unit's morning, and a window driven by the keyboard alone."""

from collections.abc import Callable
from dataclasses import replace
from datetime import date

import pytest

from app.clinic.people.model import PersonRecord, Sex
from app.clinic.reception.model import Arrival, Colour, Hearing
from app.security.session import Session
from app.station import Station
from tests.ui.clinical import WOMAN, Desk, OpenDesk, _portuguese, nurse, open_desk, pregnancy, station, woman

__all__ = ["_portuguese", "nurse", "open_desk", "pregnancy", "station", "woman"]

Come = Callable[..., Arrival]


@pytest.fixture
def register(station: Station, nurse: Session) -> Callable[[str], PersonRecord]:
    """Register somebody else by name; nobody of these exists."""

    def registered(name: str, birth: date = date(1985, 3, 1), sex: Sex = Sex.FEMALE) -> PersonRecord:
        new = replace(WOMAN, full_name=name, birth_date=birth, sex=sex, cpf="", no_document_reason="perdeu", phone="")
        new = replace(new, mother_name=f"Mãe {name}")
        likely = station.people.likely_duplicates(nurse, new)
        seen = frozenset(one.person.person_id for one in likely)
        return station.people.register(nurse, new, seen_duplicates=seen)

    return registered


@pytest.fixture
def come(station: Station, nurse: Session, register: Callable[[str], PersonRecord]) -> Come:
    """Somebody comes, and is perhaps listened to at once."""

    def came(name: str, colour: Colour | None = None, reason: str = "") -> Arrival:
        one = station.reception.arrive(nurse, register(name).id, reason=reason)
        if colour is not None:
            return station.reception.hear(nurse, one.id, Hearing(reason or "Dor", colour))
        return one

    return came


@pytest.fixture
def desk(open_desk: OpenDesk, nurse: Session) -> Desk:
    """The nurse's window, opened when the test's morning is ready."""
    return open_desk(nurse)
