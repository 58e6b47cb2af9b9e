"""The demo station in a window: made while the first page tells so, entered with one Enter."""

import sys
from collections.abc import Callable
from contextlib import ExitStack
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

from app.kernel.folders import StationFolders
from ui.bridge import Op
from ui.commands.composing import StationPorts
from ui.commands.demo_parts import HOSPITAL, UBS
from ui.start.application import Running
from ui.start.first_window import FirstPage
from ui.start.flow import StartFlow
from ui.texts import choose_language, chosen_language, tr

if TYPE_CHECKING:
    from app import bootstrap
    from app.demo.central import DemoCentral
    from app.security.session import Session
    from app.station import Station


class DemoPorts(StationPorts):
    """A station that makes itself the first time it is opened; `watch` is told how far that is, from its thread."""

    def __init__(self, folders: StationFolders, made: "bootstrap.Ports | None" = None, part: str = UBS) -> None:
        super().__init__(folders, made)
        self.part = part
        self._network = ExitStack()
        self.watch: Callable[[int, int], object] | None = None

    def has_store(self) -> bool:
        return True

    def silent_key(self) -> bytes | None:
        """Make and fill the station, then open it like any other: its key lies in a file."""
        if not self.folders.store.exists():
            self._make()
        return super().silent_key()

    def close(self) -> None:
        """The demo's central server ends, as it does with the process."""
        self._network.close()

    def _central(self) -> "DemoCentral":
        from app.demo.central import demo_central  # noqa: PLC0415 - in the worker thread

        ports = self.ports()
        return self._network.enter_context(demo_central(self._journal, ports.clock, ports.made_ids()))

    @property
    def _journal(self) -> Path:
        return self.folders.home.parent / "central"

    def _make(self) -> None:
        if self.part == HOSPITAL:
            from app.demo.hospital import make_demo_hospital  # noqa: PLC0415 - in the worker thread

            # The server goes on with the journal of the week in which the hospital received what it has.
            make_demo_hospital(self.folders, self.ports(), watch=self.watch, journal=self._journal).close()
            self._central().take_in_store(self.folders, self.ports())
            self._begin_ward()
        else:
            from app.demo.messages import SinkPorts  # noqa: PLC0415 - in the worker thread
            from app.demo.sinks import Sinks  # noqa: PLC0415 - loaded in the worker, after the first paint
            from app.demo.station import make_demo_station  # noqa: PLC0415 - loaded in the worker, after the first paint

            # They end with the process, like the station's folder that their letters lie in.
            sinks = Sinks(self.folders.home / "sent_messages")
            ports = SinkPorts(sinks.mail_port, sinks.sms_port)
            make_demo_station(
                self.folders, self.ports(), watch=self.watch, sinks=ports, central=self._central()
            ).close()

    def _begin_ward(self) -> None:
        """The hospital has a ward, with monitors that are simulated; it ends with the process too."""
        from app.demo.routed_ward import fill_router, played_receivers  # noqa: PLC0415 - loaded in the worker, after the first paint
        from app.demo.simulated_ward import WARD, ward_of_station  # noqa: PLC0415 - in the worker thread
        from app.demo.ward_beds import fill_ward  # noqa: PLC0415 - loaded in the worker, after the first paint

        ports = self.ports()
        fill_ward(self.folders, ports, WARD)
        receivers = fill_router(self.folders, ports)
        self._network.enter_context(ward_of_station(self.folders))
        self._network.enter_context(played_receivers(receivers, ports.clock))


class DemoFlow(StartFlow):
    """The start, with the accounts of the demo unit at the sign-in."""

    def begin(self) -> None:
        opening: Op[Station | None] = Op(self, self._load_and_open)
        if isinstance(self.ports, DemoPorts):
            self.ports.watch = lambda done, every: opening.report((done, every))
        opening.on_success(self._opened).on_failure(self.trouble).on_progress(self._show_progress).start()

    def _show_progress(self, far: tuple[int, int]) -> None:
        page = self.window.centralWidget()
        if isinstance(page, FirstPage):
            page.show_progress(*far)

    def sign_in(self) -> None:
        from ui.commands.demo_sign_in import DemoAccounts  # noqa: PLC0415 - not before the first paint
        from ui.start.sign_in import SignInPage  # noqa: PLC0415 - loaded in the worker, after the first paint

        super().sign_in()
        page = self.window.centralWidget()
        if isinstance(page, SignInPage):
            DemoAccounts(page, self.ports.part if isinstance(self.ports, DemoPorts) else UBS)

    def signed_in(self, session: "Session") -> None:
        """The demo accounts speak the language of the window, whatever they were made with."""
        super().signed_in(replace(session, language=chosen_language()))


class DemoRunning(Running):
    """The application with the demo's own first page and flow."""

    def end(self) -> None:
        super().end()
        if isinstance(self.ports, DemoPorts):
            self.ports.close()

    def make_flow(self) -> StartFlow:
        return DemoFlow(self.window, self.ports)


def open_demo(folders: StationFolders, language: str, part: str = UBS) -> int:
    """Show the window and stay until it is closed; the exit status."""
    running = DemoRunning(sys.argv[:1], DemoPorts(folders, part=part))
    running.preferences.language = language
    choose_language(language)
    running.show()
    first = running.window.centralWidget()
    if isinstance(first, FirstPage):
        first.doing.setText(tr("demo.preparing_hospital" if part == HOSPITAL else "demo.preparing"))
    return running.until_closed()
