"""Beds over a fresh store; nobody here is real."""

from dataclasses import dataclass

import pytest

from app.clinic.people.service import PeopleService
from app.kernel.clock import FakeClock
from app.security.roles import Role
from app.security.session import Session
from app.store.store import Store
from app.ward.alarms.limits import AgeClass
from app.ward.beds.model import DeviceClass
from app.ward.beds.service import BedService
from tests.clinic.conftest import session_of, someone

CPF = "52998224725"


@dataclass
class Place:
    """A ward of three beds, managed by a nurse."""

    store: Store
    clock: FakeClock
    nurse: Session
    service: BedService
    bed: tuple[str, str, str]

    def admit(self, number: int, code: str = "pulseira-1", device: str = "") -> str:
        """Somebody into the bed of this number (0, 1, 2), with a monitor where one is named; the stay."""
        self.clock.advance(1)
        stay = self.service.admit(self.nurse, self.bed[number], code, AgeClass.ADULT).stay
        if device:
            self.service.put_on(self.nurse, self.bed[number], device, DeviceClass.A)
        return stay

    def register(self, name: str = "Maria da Silva Souza") -> str:
        """A person of the records, with CPF."""
        person = someone(full_name=name, cpf=CPF, no_document_reason="")
        return PeopleService(self.store).register(self.nurse, person).id


@pytest.fixture
def place(store: Store, fake_clock: FakeClock) -> Place:
    nurse, service = session_of(Role.NURSE), BedService(store)
    beds = [service.add_bed(nurse, f"Leito {number:02d}").bed for number in (1, 2, 3)]
    return Place(store, fake_clock, nurse, service, (beds[0], beds[1], beds[2]))
