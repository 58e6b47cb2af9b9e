"""The practice in a window: the demo's unit without a server, its messages into files, every screen marked."""

import sys
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QEvent, QObject, QTimer

from app.demo.unit import DEMO_LOGINS
from app.kernel.folders import StationFolders
from ui.bridge import Op
from ui.commands.demo_parts import HOSPITAL, UBS
from ui.commands.demo_window import DemoFlow, DemoPorts, DemoRunning
from ui.practice.mode import begin_practice, receiver_by, receiver_door
from ui.practice.starting import AT_RECEIVER
from ui.start.first_window import FirstPage
from ui.start.sign_in import SignInPage
from ui.texts import choose_language, tr
from ui.tour.kept import kept
from ui.tour.tours import tour_named
from ui.widgets.buttons import QuietButton

if TYPE_CHECKING:
    from collections.abc import Callable

    from PySide6.QtWidgets import QWidget

    from app.demo.routed_ward import PlayedReceiver
    from ui.commands.practice_receiver import PracticeReceiver
    from ui.start.flow import StartFlow

_LOOK_MILLISECONDS = 100


class PracticePorts(DemoPorts):
    """A station that belongs to no network; what it sends becomes files beside it."""

    only_ward = False
    """Whoever practises at a receiver sees no referrals: they need not be made."""
    _receiver: "PlayedReceiver | None" = None

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
        from app.demo.hospital import make_bare_hospital, make_demo_hospital  # noqa: PLC0415 - in the worker thread

        if self.only_ward:
            make_bare_hospital(self.folders, self.ports())
        else:
            make_demo_hospital(self.folders, self.ports(), watch=self.watch).close()
        self._begin_ward()

    def receiver(self) -> "PlayedReceiver":
        """Whoever practises at a receiver has one, and beds; made when it is first asked for."""
        from app.demo.routed_ward import one_to_practise  # noqa: PLC0415 - in the worker thread

        if self._receiver is None:
            self._receiver = one_to_practise(self.folders, self.ports())
        return self._receiver


class PracticeFlow(DemoFlow):
    """The start, with the account of the tour that was chosen filled in. `once_ready`: called in place of the
    sign-in."""

    once_ready: "Callable[[], object] | None" = None

    def sign_in(self) -> None:
        from ui.commands.demo_sign_in import DemoAccounts  # noqa: PLC0415 - not before the first paint

        if self.once_ready is not None:
            self.once_ready()
            return
        super().sign_in()
        # Whoever looks at the bar of windows sees it too.
        self.window.setWindowTitle(tr("practice.window"))
        page = self.window.centralWidget()
        if isinstance(page, SignInPage) and (door := receiver_door()) is not None:
            page.right.addWidget(QuietButton(tr("practice.receiver"), icon_name="bell", on_press=door))
        tour, accounts = tour_named(kept().running), self.window.findChild(DemoAccounts)
        if tour is not None and isinstance(accounts, DemoAccounts):
            accounts.choose(DEMO_LOGINS[tour.roles[0]])


class PracticeRunning(DemoRunning):
    """The application with the practice's own flow, and a receiver's window beside the station's. `alone`: in its
    place, so that the practice ends with it."""

    def __init__(self, ports: PracticePorts, *, alone: bool = False) -> None:
        super().__init__(sys.argv[:1], ports)
        self.practice_ports, self.alone = ports, alone
        self.receiver: PracticeReceiver | None = None
        if ports.part == HOSPITAL:
            receiver_by(self.open_receiver)
        if alone:
            # Beside the clock it goes on.
            self.application.setQuitOnLastWindowClosed(False)
        self.window.installEventFilter(_Closing(self.window, self._close_receiver))

    def make_flow(self) -> "StartFlow":
        flow = PracticeFlow(self.window, self.ports)
        flow.once_ready = self.open_receiver if self.alone else None
        return flow

    def open_receiver(self) -> None:
        """Bring it to the front, or make it: it takes a moment."""
        if self.receiver is not None:
            self.receiver.come_back()
            return
        Op(self.window, self.practice_ports.receiver).on_success(self._receiver_made).on_failure(self._failed).start()

    def _receiver_made(self, own: "PlayedReceiver") -> None:
        from ui.commands.practice_receiver import PracticeReceiver  # noqa: PLC0415 - only where one is opened

        if self.receiver is None:
            ended = self.application.quit if self.alone else self._receiver_ended
            self.receiver = PracticeReceiver(own, self.ports.folders, self.preferences, ended=ended)
            self.receiver.start()
            if self.alone:
                self.window.hide()

    def _failed(self, error: Exception) -> None:
        assert self.flow is not None
        self.flow.trouble(error)

    def _receiver_ended(self) -> None:
        self.receiver = None

    def _close_receiver(self) -> None:
        if self.receiver is not None:
            self.receiver.end()


class _Closing(QObject):
    """Calls `closed` when a window is closed: what belongs to it goes with it."""

    def __init__(self, window: "QWidget", closed: "Callable[[], object]") -> None:
        super().__init__(window)
        self._closed = closed

    def eventFilter(self, _watched: QObject, event: QEvent) -> bool:
        if event.type() == QEvent.Type.Close:
            self._closed()
        return False


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
    alone = part == AT_RECEIVER
    ports = PracticePorts(folders, part=HOSPITAL if alone else part)
    ports.only_ward = alone
    running = PracticeRunning(ports, alone=alone)
    running.preferences.language = language
    choose_language(language)
    running.window.setWindowTitle(tr("practice.window"))
    running.show()
    first = running.window.centralWidget()
    if isinstance(first, FirstPage):
        first.doing.setText(tr("practice.receiver_preparing" if alone else "practice.preparing"))
    if until_ready:
        timer = QTimer(running.window, interval=_LOOK_MILLISECONDS)
        timer.timeout.connect(partial(_close_when_ready, running))
        timer.start()
    return running.until_closed()


def _close_when_ready(running: PracticeRunning) -> None:
    if not running.alone:
        ready = isinstance(running.window.centralWidget(), SignInPage)
    else:
        # Greeted by the practice's own router.
        ready = running.receiver is not None and running.receiver.is_connected()
    if ready:
        (running.receiver or running.window).end()
