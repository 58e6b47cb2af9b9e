"""The place of the reminders, opened by any role over a real station."""

from collections.abc import Callable, Iterator

import pytest
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from app.security.roles import Role
from app.station import Station
from tests.ui.administration.office import ROOM, SignIn, settled, sign_in, station
from ui.reminders.page import RemindersPage
from ui.shell.context import UiContext

__all__ = ["sign_in", "station"]
Gone = list[tuple[str, str | None]]
OpenAs = Callable[..., RemindersPage]


@pytest.fixture
def gone() -> Gone:
    """Where the page led to."""
    return []


@pytest.fixture
def said() -> list[str]:
    """What was said at the foot of the window."""
    return []


@pytest.fixture
def open_as(
    station: Station, sign_in: SignIn, qtbot: QtBot, light: QApplication, gone: Gone, said: list[str]
) -> Iterator[OpenAs]:
    """`open_as(role, subject)`: the place with everything read."""

    def opened(role: Role, subject: str, *, at_hospital: bool = False) -> RemindersPage:
        context = UiContext(
            station,
            sign_in(role),
            lambda place, one: gone.append((place, one)),
            lambda _tone, words: said.append(words),
            at_hospital=at_hospital,
        )
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
