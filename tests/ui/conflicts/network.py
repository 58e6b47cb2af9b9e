"""Two real stations of one unit and their server over TLS: what disagrees comes from real services and real rounds."""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from datetime import date
from pathlib import Path

import pytest
from PySide6.QtCore import QSize
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot
from sqlalchemy import insert

from app import bootstrap
from app.central.database import open_database
from app.central.tables import unit
from app.clinic.people.model import NewPerson, PersonRecord, Sex
from app.kernel.clock import FakeClock
from app.kernel.folders import StationFolders
from app.kernel.ids import SeededIds
from app.security.account_model import NewAccount
from app.security.roles import Role
from app.security.session import Session
from app.settings import StationProfile, StationRole
from app.station import Station
from tests.central.serving import served
from tests.ui.administration.office import PASSWORD, settled
from ui.conflicts.screen import Conflicts
from ui.shell.context import UiContext

CNES = "1111111"
ROOM = QSize(1158, 660)
WOMAN = NewPerson(
    full_name="Maria Sintética da Silva",
    birth_date=date(1989, 5, 5),
    sex=Sex.FEMALE,
    mother_name="Joana Sintética da Silva",
    cpf="52998224725",
    phone="84999991234",
    municipality_code="2408102",
    municipality_name="Natal",
    synthetic=True,
)


@dataclass
class Desk:
    """One station with a session of its nurse, student and coordinator."""

    station: Station
    sessions: dict[Role, Session]

    @property
    def nurse(self) -> Session:
        return self.sessions[Role.NURSE]

    def meet(self) -> None:
        """A round with the server."""
        self.station.sync.synchronise(self.nurse)

    def change(self, person_id: str, **fields: object) -> None:
        """Change her record, as at the desk."""
        self.station.people.change(self.nurse, person_id, fields, "a pedido")


@dataclass
class Network:
    """`here` shows the window, `there` is the room next door; both know one woman."""

    here: Desk
    there: Desk
    woman: PersonRecord
    went: list[tuple[str, str | None]] = field(default_factory=list)

    def meet(self) -> None:
        """Until both know everything."""
        for one in (self.there, self.here, self.there):
            one.meet()

    def disagree(self, ours: Mapping[str, object], theirs: Mapping[str, object]) -> None:
        """Change her in both places at once; what they wrote reaches the server first and stands."""
        self.there.change(self.woman.id, **theirs)
        self.here.change(self.woman.id, **ours)
        self.meet()


@pytest.fixture
def network(tmp_path: Path, cheap_ports: bootstrap.Ports, fake_clock: FakeClock) -> Iterator[Network]:
    """Two stations that have met once."""
    engine = open_database(f"sqlite:///{tmp_path / 'central.db'}")
    with engine.begin() as connection:
        connection.execute(insert(unit).values(cnes=CNES, name="UBS Sintética", kind="primary_care"))
    with served(engine, tmp_path / "server") as central:
        desks = []
        for number, name in enumerate(("here", "there")):
            ports = replace(cheap_ports, ids=SeededIds(fake_clock, seed=100 + number))
            desk = _desk(tmp_path / name, ports, name)
            administrator = desk.sessions[Role.ADMINISTRATOR]
            desk.station.enrolling.join(
                administrator, central.address, central.code(CNES), central.certificate.fingerprint
            )
            desks.append(desk)
        here, there = desks
        woman = here.station.people.register(here.nurse, WOMAN)
        for one in (here, there, here):
            one.meet()
        yield Network(here, there, woman)
        for one in desks:
            one.station.close()
    engine.dispose()


def _desk(home: Path, ports: bootstrap.Ports, name: str) -> Desk:
    profile = StationProfile(StationRole.PRIMARY_CARE, "UBS Sintética", CNES, "2408102", "Natal")
    first = bootstrap.FirstStart(profile, _new(Role.ADMINISTRATOR, name))
    station = bootstrap.create_station(StationFolders(home), first, ports).station
    sessions = {Role.ADMINISTRATOR: station.sign_in.sign_in(_login(Role.ADMINISTRATOR, name), PASSWORD)}
    boss = sessions[Role.ADMINISTRATOR]
    for role in (Role.COORDINATOR, Role.NURSE, Role.STUDENT):
        station.accounts.authorise(boss, station.accounts.ask_for_account(_new(role, name)).id)
        sessions[role] = station.sign_in.sign_in(_login(role, name), PASSWORD)
        boss = sessions[Role.COORDINATOR]
    return Desk(station, sessions)


def _login(role: Role, name: str) -> str:
    return f"{role.value}.{name}"


def _new(role: Role, name: str) -> NewAccount:
    return NewAccount(_login(role, name), f"Sintética {role.value} {name}", role, PASSWORD)


OpenConflicts = Callable[..., Conflicts]


@pytest.fixture
def open_conflicts(network: Network, qtbot: QtBot, light: QApplication) -> OpenConflicts:
    """The place as somebody of a role sees it, at a person or at the list, with everything read."""

    def opened(subject: str | None = None, role: Role = Role.NURSE) -> Conflicts:
        def went(place: str, to: str | None) -> None:
            network.went.append((place, to))

        context = UiContext(network.here.station, network.here.sessions[role], went, lambda _tone, _words: None)
        place = Conflicts(context)
        qtbot.addWidget(place)
        place.resize(ROOM)
        place.show()
        place.activateWindow()
        qtbot.waitExposed(place)
        place.arrive(subject)
        settled(qtbot)
        return place

    return opened
