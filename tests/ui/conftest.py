"""What every test of the window begins with: Portuguese, light, 100 %, and a real station where one is asked for."""

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from argon2 import PasswordHasher
from PySide6.QtGui import QAccessible
from PySide6.QtWidgets import QApplication, QWidget
from pytestqt.qtbot import QtBot

from app import bootstrap
from app.kernel.clock import FakeClock
from app.kernel.ids import SeededIds
from app.security.keys.passphrase import PassphraseCost
from app.security.passwords import Passwords
from tests.ui.spoken.hearing import Hearing
from ui.bridge import Bridge
from ui.spoken.announcer import announcer
from ui.texts import choose_language
from ui.theme import apply_theme

SCREEN = (1366, 768)
PATIENCE = 60_000
"""Milliseconds; a condition that comes true is not waited for any longer."""
Show = Callable[[QWidget], QWidget]


class PatientBot(QtBot):
    """Waits for a condition as long as a machine that is busy with other work may need."""

    def waitUntil(self, callback: Callable[[], bool | None], *, timeout: int = PATIENCE) -> None:
        super().waitUntil(callback, timeout=max(timeout, PATIENCE))


@pytest.fixture
def qtbot(qapp: QApplication, request: pytest.FixtureRequest) -> QtBot:
    """pytest-qt's own, with more patience."""
    return PatientBot(request)


@pytest.fixture(autouse=True)
def _first_day() -> Iterator[None]:
    choose_language("pt_BR")
    yield
    choose_language("pt_BR")
    Bridge.synchronous = False


@pytest.fixture
def light(qapp: QApplication) -> Iterator[QApplication]:
    """The application with the light theme at 100 %, whatever the test does to it."""
    apply_theme(qapp)
    yield qapp
    apply_theme(qapp)


@pytest.fixture
def reader(qapp: QApplication) -> Iterator[None]:
    """As if a screen reader ran."""
    before = QAccessible.isActive()
    QAccessible.setActive(True)
    yield
    QAccessible.setActive(before)
    # What waits to be said by then is said by nobody.
    announcer().forget()


@pytest.fixture
def heard(reader: None, monkeypatch: pytest.MonkeyPatch) -> Iterator[Hearing]:
    """What the program says of itself to that reader."""
    hearing = Hearing()
    monkeypatch.setattr("ui.spoken.announcer.announcer", lambda: hearing.announcer)
    yield hearing
    hearing.announcer.forget()


@pytest.fixture
def at_once() -> Iterator[None]:
    """Operations answer at once instead of from a worker thread."""
    Bridge.synchronous = True
    yield
    Bridge.synchronous = False


@pytest.fixture
def show(qtbot: QtBot, light: QApplication) -> Show:
    """Show a widget as large as the screen of an old clinic."""

    def shown(widget: QWidget) -> QWidget:
        qtbot.addWidget(widget)
        widget.resize(*SCREEN)
        widget.show()
        widget.activateWindow()
        qtbot.waitExposed(widget)
        settle()
        return widget

    return shown


@pytest.fixture
def cheap_ports(fake_clock: FakeClock) -> bootstrap.Ports:
    """A clock that stands still, and hashing that costs next to nothing."""
    return bootstrap.Ports(
        clock=fake_clock,
        ids=SeededIds(fake_clock, seed=11),
        passphrase_cost=PassphraseCost(memory_kib=8 * 1024, passes=1, lanes=1),
        passwords=Passwords(PasswordHasher(time_cost=1, memory_cost=8, parallelism=1)),
        background=False,
    )


@pytest.fixture
def home(tmp_path: Path) -> Path:
    """An empty folder for a station."""
    return tmp_path / "station"


def settle() -> None:
    """Let layouts and paint events come to rest."""
    for _ in range(4):
        QApplication.processEvents()
