"""The demo station in a window: made while the first page tells so, entered with one Enter."""

import sys
from dataclasses import replace
from typing import TYPE_CHECKING

from app.kernel.folders import StationFolders
from ui.commands.composing import StationPorts
from ui.start.application import Running
from ui.start.first_window import FirstPage
from ui.start.flow import StartFlow
from ui.texts import choose_language, chosen_language, tr

if TYPE_CHECKING:
    from app.security.session import Session


class DemoPorts(StationPorts):
    """A station that makes itself the first time it is opened."""

    def has_store(self) -> bool:
        return True

    def silent_key(self) -> bytes | None:
        """Make and fill the station, then open it like any other: its key lies in a file."""
        from app.demo.station import make_demo_station  # noqa: PLC0415 - in the worker thread

        if not self.folders.store.exists():
            make_demo_station(self.folders, self.ports()).close()
        return super().silent_key()


class DemoFlow(StartFlow):
    """The start, with the accounts of the demo unit at the sign-in."""

    def sign_in(self) -> None:
        from ui.commands.demo_sign_in import DemoAccounts  # noqa: PLC0415 - not before the first paint
        from ui.start.sign_in import SignInPage  # noqa: PLC0415

        super().sign_in()
        page = self.window.centralWidget()
        if isinstance(page, SignInPage):
            DemoAccounts(page)

    def signed_in(self, session: "Session") -> None:
        """The demo accounts speak the language of the window, whatever they were made with."""
        super().signed_in(replace(session, language=chosen_language()))


class DemoRunning(Running):
    """The application with the demo's own first page and flow."""

    def make_flow(self) -> StartFlow:
        return DemoFlow(self.window, self.ports)


def open_demo(folders: StationFolders, language: str) -> int:
    """Show the window and stay until it is closed; the exit status."""
    running = DemoRunning(sys.argv[:1], DemoPorts(folders))
    running.preferences.language = language
    choose_language(language)
    running.show()
    first = running.window.centralWidget()
    if isinstance(first, FirstPage):
        first.doing.setText(tr("demo.preparing"))
    status = running.application.exec()
    running.end()
    return status
