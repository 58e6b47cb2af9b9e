"""The practice in a window: the demo's unit without a server, its messages into files, every screen marked."""

import sys
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QTimer

from app.demo.unit import DEMO_LOGINS
from app.kernel.folders import StationFolders
from ui.commands.demo_parts import HOSPITAL, UBS
from ui.commands.demo_window import DemoFlow, DemoPorts, DemoRunning
from ui.practice.mode import begin_practice
from ui.start.first_window import FirstPage
from ui.start.sign_in import SignInPage
from ui.texts import choose_language, tr
from ui.tour.kept import kept
from ui.tour.tours import tour_named

if TYPE_CHECKING:
    from ui.start.flow import StartFlow

_LOOK_MILLISECONDS = 100


class PracticePorts(DemoPorts):
    """A station that belongs to no network; what it sends becomes files beside it."""

    def _make(self) -> None:
        if self.part == HOSPITAL:
            self._make_hospital()
            return
        from app.demo.messages import SinkPorts  # noqa: PLC0415 - in the worker thread
        from app.demo.sinks import Sinks  # noqa: PLC0415 - loaded in the worker, after the first paint
        from app.demo.station import make_demo_station  # noqa: PLC0415 - loaded in the worker, after the first paint

        sinks = Sinks(self.folders.home / "sent_messages")
        ports = SinkPorts(sinks.mail_port, sinks.sms_port)
        make_demo_station(self.folders, self.ports(), watch=self.watch, sinks=ports).close()

    def _make_hospital(self) -> None:
        """With its ward, whose monitors are simulated; the processes beside it end with this one."""
        from app.demo.hospital import make_demo_hospital  # noqa: PLC0415 - in the worker thread

        make_demo_hospital(self.folders, self.ports(), watch=self.watch).close()
        self._begin_ward()


class PracticeFlow(DemoFlow):
    """The start, with the account of the tour that was chosen filled in."""

    def sign_in(self) -> None:
        from ui.commands.demo_sign_in import DemoAccounts  # noqa: PLC0415 - not before the first paint

        super().sign_in()
        tour, accounts = tour_named(kept().running), self.window.findChild(DemoAccounts)
        if tour is not None and isinstance(accounts, DemoAccounts):
            accounts.choose(DEMO_LOGINS[tour.roles[0]])


class PracticeRunning(DemoRunning):
    """The application with the practice's own flow."""

    def make_flow(self) -> "StartFlow":
        return PracticeFlow(self.window, self.ports)


def open_practice(
    folders: StationFolders,
    language: str,
    part: str = UBS,
    tour: str = "",
    keep_in: Path | None = None,
    *,
    until_ready: bool = False,
) -> int:
    """Show the window and stay until it is closed; the exit status.

    `tour` begins after the sign-in; where it is left is kept in the folder `keep_in`. `until_ready`: close at the
    sign-in.
    """
    begin_practice()
    if keep_in is not None:
        kept().load(keep_in)
    kept().running = tour
    running = PracticeRunning(sys.argv[:1], PracticePorts(folders, part=part))
    running.preferences.language = language
    choose_language(language)
    running.window.setWindowTitle(tr("practice.window"))
    running.show()
    first = running.window.centralWidget()
    if isinstance(first, FirstPage):
        first.doing.setText(tr("practice.preparing"))
    if until_ready:
        timer = QTimer(running.window, interval=_LOOK_MILLISECONDS)
        timer.timeout.connect(lambda: _close_when_ready(running))
        timer.start()
    return running.until_closed()


def _close_when_ready(running: DemoRunning) -> None:
    if isinstance(running.window.centralWidget(), SignInPage):
        running.window.end()
