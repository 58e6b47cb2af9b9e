"""The practice in a window: the demo's unit without a server, its messages into files, every screen marked."""

import sys

from PySide6.QtCore import QTimer

from app.kernel.folders import StationFolders
from ui.commands.demo_window import DemoPorts, DemoRunning
from ui.practice.mode import begin_practice
from ui.start.first_window import FirstPage
from ui.start.sign_in import SignInPage
from ui.texts import choose_language, tr

_LOOK_MILLISECONDS = 100


class PracticePorts(DemoPorts):
    """A station that belongs to no network; what it sends becomes files beside it."""

    def _make(self) -> None:
        from app.demo.messages import SinkPorts  # noqa: PLC0415 - in the worker thread
        from app.demo.sinks import Sinks  # noqa: PLC0415 - loaded in the worker, after the first paint
        from app.demo.station import make_demo_station  # noqa: PLC0415 - loaded in the worker, after the first paint

        sinks = Sinks(self.folders.home / "sent_messages")
        ports = SinkPorts(sinks.mail_port, sinks.sms_port)
        make_demo_station(self.folders, self.ports(), watch=self.watch, sinks=ports).close()


def open_practice(folders: StationFolders, language: str, *, until_ready: bool = False) -> int:
    """Show the window and stay until it is closed; the exit status. `until_ready`: close it at the sign-in."""
    begin_practice()
    running = DemoRunning(sys.argv[:1], PracticePorts(folders))
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
