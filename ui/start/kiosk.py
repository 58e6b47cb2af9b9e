"""A window that is a ward's central station: the wall without names until somebody signs in, and nothing else."""

from typing import TYPE_CHECKING, Final

from PySide6.QtCore import QTimer
from PySide6.QtGui import QGuiApplication

from app.security.roles import Action, allowed
from app.security.session import Status
from app.settings import StationRole
from ui.bridge import Op
from ui.start.flow import StartFlow
from ui.start.frame import StartFrame
from ui.start.main_window import MainWindow
from ui.start.ports import StartPorts
from ui.texts import tr
from ui.widgets.labels import Text

if TYPE_CHECKING:
    from app.security.session import Session
    from app.station import Station
    from ui.shell.window import Shell

AGAIN_SECONDS: Final = 30
_WITHOUT_WARD: Final = (StationRole.PRIMARY_CARE, StationRole.RECEIVER)
_MAY_END: Final = (Action.MANAGE_BEDS, Action.CHANGE_SETTINGS)


class KioskFlow(StartFlow):
    """The start as a central station. Whoever may not view the ward but may change the settings ends it by signing in.

    A station without a ward, and one whose store only a person can open, begin as always.
    """

    def __init__(self, window: MainWindow, ports: StartPorts) -> None:
        super().__init__(window, ports)
        self.in_kiosk = False
        self._session: Session | None = None
        self._again = QTimer(self, interval=AGAIN_SECONDS * 1000, singleShot=True)
        self._again.timeout.connect(self._try_quietly)
        application = QGuiApplication.instance()
        if isinstance(application, QGuiApplication):
            # Nobody's desktop waits with its end for this window.
            application.commitDataRequest.connect(self._machine_ends)

    def begin(self) -> None:
        if self.ports.has_store():
            # A wall shows nothing of the desktop behind it, from the first moment on.
            self.window.showFullScreen()
        super().begin()

    def trouble(self, error: Exception) -> None:
        super().trouble(error)
        self._wait_to_try_again()

    def unlock(self) -> None:
        super().unlock()
        self._wait_to_try_again()

    def _wait_to_try_again(self) -> None:
        """A machine whose disk, network or keyring comes late must not wait for a person."""
        page = self.window.centralWidget()
        if self.ports.has_store() and isinstance(page, StartFrame):
            page.body.addWidget(Text(tr("start.tries_again", seconds=AGAIN_SECONDS), "muted", wrap=True))
            self._again.start()

    def _try_quietly(self) -> None:
        """Nothing on the screen changes before it opens; whoever is typing a passphrase goes on."""
        from ui.start.trouble import TroublePage  # noqa: PLC0415 - it is on the screen, or never was
        from ui.start.unlock import UnlockPage  # noqa: PLC0415 - it is on the screen, or never was

        # Whoever restores a backup must have the store alone.
        if self.station is None and isinstance(self.window.centralWidget(), (TroublePage, UnlockPage)):
            wait = self._again.start
            Op(self, self._load_and_open).on_success(self._opened_late).on_failure(lambda _error: wait()).start()

    def _opened_late(self, station: "Station | None") -> None:
        if station is None:
            self._again.start()
        elif self.station is not None:
            # Somebody was faster.
            station.close()
        else:
            self._opened(station)

    def close_station(self) -> None:
        self._again.stop()
        super().close_station()

    def sign_in(self) -> None:
        self._again.stop()
        assert self.station is not None
        if self.station.profile.role in _WITHOUT_WARD:
            if self.window.isFullScreen():
                self.window.showNormal()
            super().sign_in()
            return
        from ui.ward.layouts.kiosk_page import KioskPage  # noqa: PLC0415 - after the first paint

        self.in_kiosk, self._session = True, None
        self.window.before_close, self.window.stays = None, self._stays
        self.window.setWindowTitle(f"Plantão — {self.station.profile.unit_name}")
        self.dress(own_theme=True)
        self.window.show_page(KioskPage(self.station, self.signed_in))
        self.window.showFullScreen()

    def signed_in(self, session: "Session") -> None:
        if self.in_kiosk and not allowed(session.role, Action.VIEW_WARD) and _may_end(session):
            self._leave()
        super().signed_in(session)

    def show_first(self, page: StartFrame) -> None:
        """Beside the wall: however long it takes, the ward's alarms stay in sight."""
        if not self.in_kiosk:
            super().show_first(page)
            return
        from ui.ward.layouts.kiosk_page import KioskPage  # noqa: PLC0415 - loaded when the wall was shown

        self._session, wall = None, self.window.centralWidget()
        if not isinstance(wall, KioskPage):
            assert self.station is not None
            wall = KioskPage(self.station, self.signed_in)
            self.window.show_page(wall)
        wall.show_beside(page)

    def make_shell(self, session: "Session") -> "Shell":
        if not self.in_kiosk:
            return super().make_shell(session)
        from ui.shell.window import Shell  # noqa: PLC0415 - after the first paint

        assert self.station is not None
        self._session = session
        return Shell(self.station, session, self, end_kiosk=self.end_kiosk)

    def end_kiosk(self) -> None:
        """An ordinary window from now on, until somebody signs out; without the right nothing happens."""
        session = self._session
        if session is not None and _may_end(session):
            self._leave()
            self.rebuild(session, "ward", None)

    def quit(self) -> None:
        if not self._stays():
            super().quit()
            return
        from ui.shell.window import Shell  # noqa: PLC0415 - loaded long ago

        shell = self.window.centralWidget()
        if isinstance(shell, Shell):
            shell.message("warn", tr("ward_layouts.kiosk_stays"))

    def _machine_ends(self, _manager: object) -> None:
        self.window.end()

    def _leave(self) -> None:
        self.in_kiosk = False
        self.window.showNormal()

    def _stays(self) -> bool:
        return self.in_kiosk and (self._session is None or not _may_end(self._session))


def _may_end(session: "Session") -> bool:
    return session.status is Status.ACTIVE and any(allowed(session.role, action) for action in _MAY_END)
