"""What the benches of the window share: a shell on a small screen, and the time from one painted frame to the next.

60 times a second something is painted anew, as while somebody scrolls (`QT_QPA_PLATFORM=offscreen`, software painting).
"""

import gc
import sys
import threading
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from PySide6.QtWidgets import QApplication

    from app.security.session import Session
    from app.station import Station
    from ui.shell.window import Shell
    from ui.start.preferences import Preferences

FRAME_SECONDS: Final = 1 / 60
TARGET_MS: Final = 50.0
_PATIENCE_SECONDS: Final = 600.0


@contextmanager
def shell_of(station: "Station", session: "Session", place: str) -> "Iterator[tuple[QApplication, Shell]]":
    """The station's shell in a window of 1366 × 768, closed at the end; the interpreter as it was before."""
    from PySide6.QtWidgets import QApplication, QMainWindow  # noqa: PLC0415 - after the platform was chosen

    from ui.shell.window import Shell  # noqa: PLC0415 - like the window
    from ui.start.preferences import Preferences  # noqa: PLC0415 - like the window
    from ui.theme import apply_theme  # noqa: PLC0415 - like the window

    existing, usual = QApplication.instance(), sys.getswitchinterval()
    application = existing if isinstance(existing, QApplication) else QApplication(["bench"])
    apply_theme(application)
    window = QMainWindow()
    window.resize(1366, 768)
    shell = Shell(station, session, _Frame(Preferences()))
    window.setCentralWidget(shell)
    window.show()
    shell.begin(place)
    try:
        yield application, shell
    finally:
        window.close()
        window.deleteLater()
        _settle(application)
        sys.setswitchinterval(usual)
        gc.unfreeze()


class Behind(threading.Thread):
    """Work behind the window; what goes wrong is told by `end`."""

    def __init__(self, work: Callable[[], object]) -> None:
        super().__init__(name="behind", daemon=True)
        self._work = work
        self._error: Exception | None = None

    def run(self) -> None:
        """Once."""
        try:
            self._work()
        except Exception as error:
            self._error = error

    def end(self) -> None:
        """Wait for it; raises what it raised."""
        self.join()
        if self._error is not None:
            raise self._error


class _Frame:
    """What the shell may ask of the start; nobody asks here."""

    def __init__(self, preferences: "Preferences") -> None:
        self.preferences = preferences

    def use_language(self, language: str) -> None: ...
    def dress(self, *, own_theme: bool) -> None: ...

    def use_look(self, *, theme: str | None = None, scale: int | None = None) -> None: ...
    def sign_in(self) -> None: ...
    def rebuild(self, session: "Session", place: str | None, subject: str | None) -> None: ...
    def quit(self) -> None: ...


def frames(application: "QApplication", shell: "Shell", going_on: Callable[[], bool]) -> list[float]:
    """Milliseconds from one painted frame to the next, 60 asked for each second."""
    taken: list[float] = []
    before = time.perf_counter()
    end = before + _PATIENCE_SECONDS
    while going_on() and before < end:
        due = before + FRAME_SECONDS
        shell.stack.update()
        application.processEvents()
        left = due - time.perf_counter()
        if left > 0:
            time.sleep(left)
        now = time.perf_counter()
        taken.append((now - before) * 1000)
        before = now
    return taken


def for_seconds(seconds: float) -> Callable[[], bool]:
    """True until so much time has passed."""
    end = time.perf_counter() + seconds
    return lambda: time.perf_counter() < end


def _settle(application: "QApplication") -> None:
    from PySide6.QtCore import QThreadPool  # noqa: PLC0415 - like the window

    QThreadPool.globalInstance().waitForDone()
    application.processEvents()


def figures(name: str, taken: Sequence[float]) -> dict[str, object]:
    """50 %, 99 % and the longest, in milliseconds."""
    ordered = sorted(taken)
    shares = {f"{name}, {share} % within (ms)": _share(ordered, share) for share in (50, 99)}
    return {**shares, f"{name}, longest frame (ms)": ordered[-1], f"{name}, frames": len(ordered)}


def _share(ordered: Sequence[float], share: int) -> float:
    return ordered[max(0, -(-len(ordered) * share // 100) - 1)]
