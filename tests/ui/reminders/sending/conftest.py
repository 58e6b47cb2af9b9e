"""A real station with messages in every state, and a page of the reminders opened by any role."""

import pytest
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from app.kernel.clock import FakeClock
from app.security.roles import Role
from app.station import Station
from tests.ui.administration.office import ROOM, SignIn, settled, sign_in, station
from tests.ui.reminders.sending.outgoing import OpenPage, Outgoing
from ui.reminders.page import RemindersPage
from ui.shell.context import UiContext

__all__ = ["sign_in", "station"]


@pytest.fixture
def outgoing(station: Station, fake_clock: FakeClock) -> Outgoing:
    return Outgoing(station, fake_clock)


@pytest.fixture
def gone() -> list[tuple[str, str | None]]:
    """Where the page led to."""
    return []


@pytest.fixture
def open_page(
    station: Station,
    sign_in: SignIn,
    qtbot: QtBot,
    light: QApplication,
    gone: list[tuple[str, str | None]],
) -> OpenPage:
    def opened(key: str, role: Role = Role.NURSE) -> RemindersPage:
        context = UiContext(station, sign_in(role), lambda place, subject: gone.append((place, subject)), _unheard)
        page = RemindersPage(context)
        qtbot.addWidget(page)
        page.resize(ROOM)
        page.show()
        page.activateWindow()
        qtbot.waitExposed(page)
        page.arrive(key)
        settled(qtbot)
        return page

    return opened


def _unheard(_tone: str, _words: str) -> None:
    return None
