"""`run(argv, ports)`: the Qt application from its first window to its end."""

import gc
import sys
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Final

from PySide6.QtCore import QThreadPool
from PySide6.QtWidgets import QApplication

from app.policy.places import followed
from ui.spoken.roles import install_roles
from ui.start.first_window import FirstPage
from ui.start.main_window import MainWindow
from ui.start.ports import StartPorts
from ui.start.preferences import Preferences
from ui.texts import choose_language
from ui.theme import apply_theme

if TYPE_CHECKING:
    from ui.start.flow import StartFlow


SWITCH_SECONDS: Final = 0.001
"""Python lets a thread work for 5 ms before another one's turn, and the window asks for its turn several times in a
frame."""


def share_the_interpreter() -> None:
    """So that the window does not wait long for a worker, such as a pull of thousands of records (`bench sync_window`).

    Shorter turns for every thread; and whatever is loaded by now is left alone by the collector, which else holds the
    whole program for a tenth of a second now and then, only to find that every module is still needed.
    """
    sys.setswitchinterval(SWITCH_SECONDS)
    gc.freeze()


class Running:
    """The application with its one window; `flow` is there once the first page has been painted."""

    def __init__(self, argv: Sequence[str], ports: StartPorts, *, kiosk: bool = False) -> None:
        existing = QApplication.instance()
        self.application = existing if isinstance(existing, QApplication) else QApplication(list(argv))
        policy = followed(ports.policy)
        self.ports, self.kiosk = ports, kiosk or (policy is not None and policy.kiosk)
        self.flow: StartFlow | None = None
        self.bundle: Path | None = None
        self._for_a_person = False
        self.preferences = Preferences.load(ports.folders.home)
        if policy is not None:
            self.preferences.begin_with(policy.theme, policy.language)
        choose_language(self.preferences.language)
        apply_theme(self.application, self.preferences.theme_now(), self.preferences.scale)
        install_roles()
        self.window = MainWindow(self.preferences)

    def show(self, then: Callable[[], object] | None = None) -> None:
        """Paint the first page, then load the rest."""
        self.window.show_page(FirstPage(then or self.begin))
        self.window.show()

    def begin(self) -> None:
        """After the first paint: decide what comes next."""
        self.application.setApplicationName("Plantão")
        self._keep_reports()
        self.flow = self.make_flow()
        self.flow.bundle = self.bundle
        if self._for_a_person:
            self.flow.once_shown = share_the_interpreter
        self.flow.begin()

    def _keep_reports(self) -> None:
        """Log and crash reports, from before any key is read; not for a window that a test or a picture shows."""
        if self._for_a_person:
            from app.support.process import begin_process  # noqa: PLC0415 - not before the first paint

            begin_process("station", self.ports.folders.home, speaks=False)

    def make_flow(self) -> "StartFlow":
        """What decides which page comes when; the demo has one of its own."""
        if self.kiosk:
            from ui.start.kiosk import KioskFlow  # noqa: PLC0415 - only a ward's central station opens so

            return KioskFlow(self.window, self.ports)
        from ui.start.flow import StartFlow  # noqa: PLC0415 - the first window is painted without it

        return StartFlow(self.window, self.ports)

    def until_closed(self) -> int:
        """Stay until the window is closed, by a person or from outside; the exit status."""
        from ui.start.ending import EndFromOutside  # noqa: PLC0415 - after the first window was asked for

        self._for_a_person = True
        outside = EndFromOutside(self.window.end)
        status = self.application.exec()
        outside.stop()
        self.end()
        self._end_reports()
        return status

    def _end_reports(self) -> None:
        from app.support.process import end_process  # noqa: PLC0415 - not before the first paint

        end_process()

    def end(self) -> None:
        """Let running work come to its end and close the station."""
        if self.flow is not None and self.flow.station is not None:
            self.flow.station.sync.stop_round()
        QThreadPool.globalInstance().waitForDone()
        if self.flow is not None:
            self.flow.close_station()


def run(argv: Sequence[str], ports: StartPorts, *, kiosk: bool = False, bundle: Path | None = None) -> int:
    """Open the program and stay until its window is closed; the exit status. `kiosk`: as a ward's central station.
    `bundle`: a file from another station, shown to whoever signs in first.
    """
    running = Running(argv, ports, kiosk=kiosk)
    running.bundle = bundle
    running.show()
    return running.until_closed()
