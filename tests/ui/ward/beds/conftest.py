"""A real station with three beds, and the page of beds as a nurse sees it; what devices say is set by the test."""

from collections.abc import Iterator
from datetime import date

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QWidget
from pytestqt.qtbot import QtBot

from app.clinic.people.model import NewPerson, Sex
from app.kernel.clock import FakeClock
from app.kernel.errors import KnownError
from app.security.roles import Role
from app.security.session import Session
from app.station import Station
from app.ward.alarms.limits import AgeClass
from app.ward.service import DeviceSign, InfrastructureSign, UnplacedDevice
from tests.ui.administration.office import ROOM, SignIn, settled, sign_in, station
from tests.ui.conftest import settle
from ui.shell.context import UiContext
from ui.ward.beds.page import BedsPage, BedsScreen, build

__all__ = ["sign_in", "station"]
CPF = "52998224725"
NAME = "Maria Fictícia da Silva"


class BedsDesk:
    """What a test sets and sees. `signs` None: the ward does not answer."""

    def __init__(self, station: Station, nurse: Session, clock: FakeClock, qtbot: QtBot) -> None:
        self.station, self.nurse, self.clock, self.qtbot = station, nurse, clock, qtbot
        self.signs: dict[str, DeviceSign] | None = {}
        self.unplaced: tuple[UnplacedDevice, ...] = ()
        self.plant: dict[str, InfrastructureSign] = {}
        self.bed: list[str] = []
        self.screen: BedsScreen | None = None

    @property
    def page(self) -> BedsPage:
        assert self.screen is not None and isinstance(self.screen.page, BedsPage)
        return self.screen.page

    def add_beds(self, count: int = 3) -> None:
        for number in range(1, count + 1):
            self.clock.advance(1)
            self.bed.append(self.station.beds.add_bed(self.nurse, f"Leito {number:02d}").bed)

    def admit(self, number: int, code: str = "pulseira-1") -> None:
        self.clock.advance(1)
        self.station.beds.admit(self.nurse, self.bed[number], code, AgeClass.ADULT)

    def register(self) -> None:
        woman = NewPerson(
            full_name=NAME,
            birth_date=date(1994, 1, 2),
            sex=Sex.FEMALE,
            mother_name="Mãe Sintética",
            cpf=CPF,
            municipality_code="2408102",
            municipality_name="Natal",
            synthetic=True,
        )
        self.station.people.register(self.nurse, woman)

    def open(self) -> BedsPage:
        self.screen = build(UiContext(self.station, self.nurse, lambda _p, _s: None, lambda _t, _w: None), lambda: None)
        self.qtbot.addWidget(self.screen)
        self.screen.resize(ROOM)
        self.screen.show()
        self.screen.activateWindow()
        self.qtbot.waitExposed(self.screen)
        self.screen.arrive(None)
        self.settle()
        return self.page

    def open_bed(self, number: int) -> None:
        self.page.open_bed(self.bed[number])
        self.settle()

    def settle(self) -> None:
        settled(self.qtbot)
        settle()

    def look(self) -> None:
        self.page.look()
        self.settle()

    def keys(self, *typed: str | Qt.Key) -> int:
        """Press keys one after the other where the keyboard is, words as a reader types them; how many keys it was
        without the words.
        """
        pressed = 0
        for one in typed:
            at = self._at()
            if isinstance(one, str):
                QTest.keyClicks(at, one)
            else:
                QTest.keyClick(at, one)
                pressed += 1
            self.settle()
        return pressed

    def type_at_once(self, sign: str) -> None:
        """One key, as fast as a reader: nothing is waited for before the next."""
        QTest.keyClicks(self._at(), sign)

    def _at(self) -> QWidget:
        found = QApplication.focusWidget()
        assert found is not None, "nothing has the keyboard"
        return found

    def lies(self, number: int) -> str:
        """The identifier of whoever lies in a bed, empty where it is free."""
        one = self.station.beds.beds(self.nurse)[number].occupant
        return one.identifier if one is not None else ""


@pytest.fixture
def desk(
    station: Station,
    sign_in: SignIn,
    fake_clock: FakeClock,
    qtbot: QtBot,
    light: QApplication,
    monkeypatch: pytest.MonkeyPatch,
) -> Iterator[BedsDesk]:
    made = BedsDesk(station, sign_in(Role.NURSE), fake_clock, qtbot)

    def devices(_session: Session) -> dict[str, DeviceSign]:
        if made.signs is None:
            raise KnownError("ward.node_silent")
        return made.signs

    monkeypatch.setattr(station.ward, "devices", devices)
    monkeypatch.setattr(station.ward, "unplaced", lambda _session: made.unplaced)
    monkeypatch.setattr(station.ward, "infrastructure", lambda _session: made.plant)
    yield made
    if made.screen is not None:
        made.screen.leave()
        made.settle()
