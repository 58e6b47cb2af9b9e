"""A real station with people, beds and a page of duty as a nurse sees it."""

from collections.abc import Iterator
from datetime import timedelta

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from app.kernel.clock import FakeClock
from app.router.duty.model import Duty, Group, Post
from app.security.roles import Role
from app.security.session import Session
from app.station import Station
from app.ward.alarms.limits import AgeClass
from tests.ui.administration.office import ROOM, SignIn, settled, sign_in, station
from tests.ui.conftest import settle
from ui.administration.frame import SectionPage
from ui.duty.beds.page import BedsOfPage
from ui.duty.beds.page import build as build_beds
from ui.duty.rota.page import RotaPage
from ui.duty.rota.page import build as build_rota
from ui.shell.context import UiContext
from ui.ward.toolbar import InSection

__all__ = ["sign_in", "station"]


class DutyDesk:
    """What a test sets and sees; it is Monday, 8 o'clock in Fortaleza."""

    def __init__(self, station: Station, sign_in: SignIn, clock: FakeClock, qtbot: QtBot) -> None:
        self.station, self.clock, self.qtbot = station, clock, qtbot
        self.who = {role: sign_in(role) for role in (Role.NURSE, Role.DOCTOR, Role.COORDINATOR, Role.STUDENT)}
        self.nurse = self.who[Role.NURSE]
        self.bed: list[str] = []
        self.screen: InSection | None = None

    def put(
        self, role: Role, post: Post = Post.NURSE, group: Group | None = None, begins: float = -1, hours: float = 12
    ) -> Duty:
        """Put somebody on duty, so many hours from now."""
        self.clock.advance(1)
        at = self.clock.now() + timedelta(hours=begins)
        until = at + timedelta(hours=hours)
        return self.station.duty.put(self.nurse, self.who[role].account_id, post, at, until, group)

    def add_beds(self, count: int = 3) -> None:
        for number in range(1, count + 1):
            self.clock.advance(1)
            self.bed.append(self.station.beds.add_bed(self.nurse, f"Leito {number:02d}").bed)

    def admit(self, number: int) -> str:
        """Somebody lies in a bed; the stay."""
        self.clock.advance(1)
        return self.station.beds.admit(self.nurse, self.bed[number], f"pulseira-{number}", AgeClass.ADULT).stay

    def holder(self, number: int) -> str:
        """Whose a bed is: an account, empty where nobody's."""
        held = self.station.duty.roster(self.nurse).holder(self.bed[number])
        return held.user if held is not None else ""

    def rota(self, role: Role = Role.NURSE) -> RotaPage:
        page = self._open(build_rota(self._context(role)))
        assert isinstance(page, RotaPage)
        return page

    def beds(self, role: Role = Role.NURSE) -> BedsOfPage:
        page = self._open(build_beds(self._context(role)))
        assert isinstance(page, BedsOfPage)
        return page

    def settle(self) -> None:
        settled(self.qtbot)
        settle()

    def keys(self, *typed: str | Qt.Key) -> None:
        """Press keys one after the other where the keyboard is."""
        for one in typed:
            at = QApplication.focusWidget()
            assert at is not None, "nothing has the keyboard"
            if isinstance(one, str):
                QTest.keyClicks(at, one)
            else:
                QTest.keyClick(at, one)
            self.settle()

    def close(self) -> None:
        if self.screen is not None:
            self.screen.leave()
            self.settle()

    def _context(self, role: Role) -> UiContext:
        session: Session = self.who[role]
        return UiContext(self.station, session, lambda _p, _s: None, lambda _t, _w: None)

    def _open(self, screen: InSection) -> SectionPage:
        self.close()
        self.screen = screen
        self.qtbot.addWidget(screen)
        screen.resize(ROOM)
        screen.show()
        screen.activateWindow()
        self.qtbot.waitExposed(screen)
        screen.arrive(None)
        self.settle()
        return screen.page


@pytest.fixture
def desk(
    station: Station, sign_in: SignIn, fake_clock: FakeClock, qtbot: QtBot, light: QApplication
) -> Iterator[DutyDesk]:
    made = DutyDesk(station, sign_in, fake_clock, qtbot)
    yield made
    made.close()
