"""A page of the reminders, opened by any role, over a unit that can write to people."""

from collections.abc import Iterator

import pytest
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from app.security.roles import Role
from app.station import Station
from tests.ui.administration.office import ROOM, SignIn, settled, sign_in, station
from tests.ui.reminders.campaigns.world import OpenPage, World
from ui.reminders.page import RemindersPage
from ui.shell.context import UiContext

__all__ = ["sign_in", "station"]


@pytest.fixture
def world(station: Station, sign_in: SignIn) -> World:
    return World(station, sign_in)


@pytest.fixture
def gone() -> list[tuple[str, str | None]]:
    """Where the page led to."""
    return []


@pytest.fixture
def open_page(
    station: Station, sign_in: SignIn, qtbot: QtBot, light: QApplication, gone: list[tuple[str, str | None]]
) -> Iterator[OpenPage]:
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
