"""A page of the reminders opened by any role, over a unit that writes texts."""

from collections.abc import Iterator

import pytest
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from app.security.roles import Role
from app.station import Station
from tests.ui.administration.office import ROOM, SignIn, settled, sign_in, station
from tests.ui.reminders.texts.desk import Desk, OpenPlace
from ui.reminders.page import RemindersPage
from ui.shell.context import UiContext

__all__ = ["sign_in", "station"]


@pytest.fixture
def desk(station: Station, sign_in: SignIn) -> Desk:
    return Desk(station, sign_in)


@pytest.fixture
def gone() -> list[tuple[str, str | None]]:
    """Where the page led to."""
    return []


@pytest.fixture
def open_place(
    station: Station, sign_in: SignIn, qtbot: QtBot, light: QApplication, gone: list[tuple[str, str | None]]
) -> Iterator[OpenPlace]:
    def opened(subject: str, role: Role = Role.COORDINATOR) -> RemindersPage:
        context = UiContext(station, sign_in(role), lambda place, one: gone.append((place, one)), _unheard)
        page = RemindersPage(context)
        qtbot.addWidget(page)
        page.resize(ROOM)
        page.show()
        page.activateWindow()
        qtbot.waitExposed(page)
        page.arrive(subject)
        settled(qtbot)
        return page

    yield opened
    settled(qtbot)


def _unheard(_tone: str, _words: str) -> None:
    return None
