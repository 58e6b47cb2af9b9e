"""A hospital's station with three beds, and a router beside it that says what a test lets it say."""

from typing import cast

import pytest
from pytestqt.qtbot import QtBot

from app.router.history.service import AlarmHistoryService
from app.security.roles import Role
from app.settings import StationProfile, StationRole
from app.station import Station
from app.store.store import Store
from tests.clinic.conftest import session_of
from tests.ui.alarms.fakes import FakeRouter
from tests.ward.beds.conftest import Place, place
from ui.bridge import operations_under_way
from ui.shell.context import UiContext
from ui.shell.places import PlaceWidget

__all__ = ["place"]
PROFILE = StationProfile(StationRole.WARD, "Hospital Fictício", "1234567", "2304400", "Fortaleza")


class SmallStation:
    """Of a station what the screens of the alarms ask."""

    def __init__(self, opened: Store, router: FakeRouter) -> None:
        self.router, self.clock, self.profile = router, opened.clock, PROFILE
        self.alarm_history = AlarmHistoryService(opened, lambda: PROFILE.time_zone)


class Bench:
    """Opens screens over one store and one router."""

    def __init__(self, place: Place, qtbot: QtBot) -> None:
        self.place, self.qtbot, self.router = place, qtbot, FakeRouter()
        self.said: list[tuple[str, str]] = []
        self.gone: list[tuple[str, str | None]] = []

    def context(self, role: Role = Role.NURSE) -> UiContext:
        station = cast(Station, SmallStation(self.place.store, self.router))
        return UiContext(
            station,
            session_of(role),
            lambda key, subject: self.gone.append((key, subject)),
            lambda tone, words: self.said.append((tone, words)),
        )

    def open(self, screen: PlaceWidget, size: tuple[int, int] = (1146, 668), subject: str | None = None) -> None:
        self.qtbot.addWidget(screen)
        screen.resize(*size)
        screen.show()
        screen.activateWindow()
        self.qtbot.waitExposed(screen)
        screen.arrive(subject)
        focus = screen.first_focus()
        if focus is not None:
            focus.setFocus()
        self.settle()

    def settle(self) -> None:
        self.qtbot.waitUntil(lambda: operations_under_way() == 0)


@pytest.fixture
def bench(place: Place, qtbot: QtBot) -> Bench:
    return Bench(place, qtbot)
