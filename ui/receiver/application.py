"""`run(argv, folder)`: the receiver from its first window to its end."""

import sys
from collections.abc import Sequence
from pathlib import Path
from types import TracebackType

from PySide6.QtCore import QThreadPool
from PySide6.QtWidgets import QApplication

from app.kernel.clock import SystemClock
from app.kernel.errors import KnownError
from app.router.receiver.keeping import KeptPairing
from app.router.receiver.sound import ReceiverSound
from app.security.keys.keyring import SystemKeyring
from app.support.process import LOGS, begin_process, end_process
from app.ward.sound.speaker import SystemSpeaker
from ui.receiver.support import ReceiverSupport
from ui.receiver.window import ReceiverWindow
from ui.spoken.roles import install_roles
from ui.start.ending import EndFromOutside
from ui.start.preferences import Preferences
from ui.texts import choose_language
from ui.theme import apply_theme


def run(argv: Sequence[str], folder: Path) -> int:
    """Stay until the person quits, or somebody ends it from outside; the exit status."""
    application = QApplication(list(argv))
    application.setApplicationName("Plantão")
    # Hidden beside the clock it goes on.
    application.setQuitOnLastWindowClosed(False)
    begin_process("receiver", folder, speaks=False)
    preferences = Preferences.load(folder)
    choose_language(preferences.language)
    install_roles()
    apply_theme(application, preferences.theme_now(), preferences.scale)
    clock, kept = SystemClock(), KeptPairing(folder, SystemKeyring())
    sound = ReceiverSound(SystemSpeaker(), clock)
    sound.start()
    support = ReceiverSupport(folder / LOGS)
    window = ReceiverWindow(preferences, kept, clock, sound, application.quit, support)
    _begin(window, kept)
    window.show()
    _watch_for_mistakes(window)
    outside = EndFromOutside(window.end)
    status = application.exec()
    outside.stop()
    sound.stop()
    QThreadPool.globalInstance().waitForDone()
    end_process()
    return status


def _begin(window: ReceiverWindow, kept: KeptPairing) -> None:
    """A keyring that does not answer is no first start, and is told."""
    try:
        window.begin(kept.read())
    except KnownError:
        window.begin(None, unreachable=True)


def _watch_for_mistakes(window: ReceiverWindow) -> None:
    """An error in a slot reaches nobody: it becomes a crash report (`begin_process`), and is told to the person."""
    before = sys.excepthook

    def note(kind: type[BaseException], error: BaseException, trace: TracebackType | None) -> None:
        window.failed()
        before(kind, error, trace)

    sys.excepthook = note
