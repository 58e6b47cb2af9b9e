"""A receiver's window over real sockets, and the hub that plays its node."""

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from app.demo.playing_node import RIGHT, PlayingNode
from app.kernel.clock import SystemClock
from app.router.receiver.keeping import KeptPairing
from app.router.receiver.sound import ReceiverSound
from app.security.keys.keyring import SystemKeyring
from app.ward.alarms.signs import Burst
from app.ward.sound.bursts import Sound
from tests.router.links.linked import MovableClock
from tests.ui.conftest import settle
from ui.receiver.desk import Desk
from ui.receiver.entry import SignInPage
from ui.receiver.window import ReceiverWindow
from ui.start.preferences import Preferences


class NoSpeaker:
    """A machine without a loudspeaker."""

    def open(self) -> bool:
        return False

    def play(self, sound: Sound) -> None:
        raise AssertionError("nothing can be played")

    def taken(self) -> int:
        return 0

    def close(self) -> None:
        """Nothing to close."""


class Wanted(ReceiverSound):
    """Notes what is to be heard, and plays nothing."""

    def __init__(self) -> None:
        super().__init__(NoSpeaker(), SystemClock())
        self.kind: Burst | None = None

    def want(self, kind: Burst | None) -> None:
        self.kind = kind


class Desktop:
    """The window, its node, and the waiting for what becomes of both."""

    def __init__(self, folder: Path, node: PlayingNode, qtbot: QtBot) -> None:
        self.folder, self.node, self._bot = folder, node, qtbot
        self.clock, self.sound, self.ended = MovableClock(), Wanted(), False
        self.kept = KeptPairing(folder, SystemKeyring())
        self.window = ReceiverWindow(Preferences.load(folder), self.kept, self.clock, self.sound, self._end)
        qtbot.addWidget(self.window)

    def _end(self) -> None:
        self.ended = True

    def until(self, condition: Callable[[], object]) -> None:
        """Wait for a condition."""
        self._bot.waitUntil(lambda: bool(condition()))

    def start(self, *, paired: bool = True) -> None:
        """Open the window."""
        self.window.begin(self.node.paired if paired else None)
        self.window.show()
        self.window.activateWindow()
        self._bot.waitExposed(self.window)
        settle()

    def sign_in(self) -> Desk:
        """Somebody takes the receiver."""
        self.until(lambda: self.window.receiver is not None and self.window.receiver.state.connected)
        self.until(lambda: isinstance(self.window.centralWidget(), SignInPage))
        page = self.window.centralWidget()
        assert isinstance(page, SignInPage)
        page.login.setText("ana")
        page.password.line.setText(RIGHT)
        page.try_entering()
        self.until(lambda: isinstance(self.window.centralWidget(), Desk))
        return self.desk

    @property
    def desk(self) -> Desk:
        page = self.window.centralWidget()
        assert isinstance(page, Desk)
        return page


@pytest.fixture
def node() -> Iterator[PlayingNode]:
    """It runs, and lets this receiver in."""
    playing = PlayingNode()
    yield playing
    playing.stop()


@pytest.fixture
def desktop(tmp_path: Path, node: PlayingNode, qtbot: QtBot, light: QApplication) -> Iterator[Desktop]:
    """Not opened yet."""
    made = Desktop(tmp_path, node, qtbot)
    yield made
    made.window.end()
    settle()
