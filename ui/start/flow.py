"""Which page comes when: wizard, unlock, trouble, sign-in, shell."""

import logging
from collections.abc import Callable
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Qt, QTimer
from PySide6.QtWidgets import QApplication, QWidget

from app.kernel.errors import KnownError
from ui.bridge import Op
from ui.start.main_window import MainWindow
from ui.start.ports import CreatedStation, StartPorts
from ui.start.preferences import Preferences
from ui.texts import choose_language
from ui.theme import apply_theme, current_theme

if TYPE_CHECKING:
    from app.security.session import Session
    from app.station import Station
    from ui.shell.window import Shell

_log = logging.getLogger(__name__)


class StartFlow(QObject):
    """Holds the opened station; every page calls back here."""

    def __init__(self, window: MainWindow, ports: StartPorts) -> None:
        super().__init__(window)
        self.window = window
        self.ports = ports
        self.station: Station | None = None
        self._own_theme = False
        self.once_shown: Callable[[], object] | None = None
        """Called once, when the first shell stands and everything that it needs is loaded."""

    def begin(self) -> None:
        """Load the heavy parts in a worker, then open what is there, or start the wizard where nothing is."""
        if self.ports.has_store():
            Op(self, self._load_and_open).on_success(self._opened).on_failure(self.trouble).start()
        else:
            self.wizard()
            Op(self, self.ports.load).on_failure(self.trouble).start()

    def wizard(self) -> None:
        """The first start."""
        from ui.start.wizard.page import WizardPage  # noqa: PLC0415 - only on the first day

        self.window.show_page(WizardPage(self.ports, self.created, self.wizard))

    def created(self, made: CreatedStation) -> None:
        """The wizard is through."""
        self._keep(made.station)
        self.sign_in()

    def unlock(self) -> None:
        """Nobody but a person can open the store now."""
        from ui.start.unlock import UnlockPage  # noqa: PLC0415 - rarely needed

        self.window.show_page(UnlockPage(self.ports, self._opened_by_person, self.restore_backup))

    def trouble(self, error: Exception) -> None:
        """Opening failed: say what happened, what is safe, what next."""
        from ui.start.trouble import TroublePage  # noqa: PLC0415 - rarely needed

        if isinstance(error, KnownError) and error.code in ("keys.wrong_passphrase", "keys.no_slot_left"):
            self.unlock()
            return
        self.window.show_page(TroublePage(error, self))

    def try_again(self) -> None:
        """Open once more from the beginning."""
        from ui.start.first_window import FirstPage  # noqa: PLC0415 - loaded long ago

        self.window.show_page(FirstPage(self.begin))

    def restore_backup(self) -> None:
        """Choose a backup to go on with."""
        from ui.start.restoring import RestorePage  # noqa: PLC0415 - rarely needed

        self.window.show_page(RestorePage(self.ports, self._opened_by_person, self.try_again))

    def sign_in(self) -> None:
        """Somebody is to say who they are."""
        from ui.start.sign_in import SignInPage  # noqa: PLC0415 - after the first paint

        assert self.station is not None
        self.dress(own_theme=False)
        self.window.before_close = None
        self.window.setWindowTitle(f"Plantão — {self.station.profile.unit_name}")
        self.window.show_page(SignInPage(self.station, self.window.preferences, self.signed_in, self.sign_in))

    def signed_in(self, session: "Session") -> None:
        """Let them in."""
        self.use_language(session.language)
        self.rebuild(session, None, None)

    def rebuild(self, session: "Session", place: str | None, subject: str | None) -> None:
        """Build the shell for a person, at a place."""
        shell = self.make_shell(session)
        self.window.before_close = shell.leave
        self.window.show_page(shell)
        shell.begin(place, subject)
        shown, self.once_shown = self.once_shown, None
        if shown is not None:
            shown()

    def make_shell(self, session: "Session") -> "Shell":
        """The shell of a person."""
        from ui.shell.window import Shell  # noqa: PLC0415 - after the first paint

        assert self.station is not None
        return Shell(self.station, session, self)

    @property
    def preferences(self) -> Preferences:
        """The looks of the window."""
        return self.window.preferences

    def quit(self) -> None:
        """Close the window, and with it the program."""
        self.window.close()

    def use_language(self, language: str) -> None:
        """From now on, on this computer."""
        choose_language(language)
        self.window.preferences.language = language
        self.window.preferences.save()

    def use_look(self, *, theme: str | None = None, scale: int | None = None) -> None:
        """Light or dark, and how large."""
        preferences = self.window.preferences
        if self._own_theme:
            preferences.ward_theme = theme or preferences.ward_theme
        else:
            preferences.theme = theme or preferences.theme
        preferences.scale = scale or preferences.scale
        preferences.save()
        self._dress(preferences.scale)

    def dress(self, *, own_theme: bool) -> None:
        """Whether what is shown has light or dark of its own: a ward is darker than other rooms."""
        if own_theme != self._own_theme:
            self._own_theme = own_theme
            self._dress(current_theme().scale)

    def _dress(self, scale: int) -> None:
        preferences = self.window.preferences
        application = QApplication.instance()
        assert isinstance(application, QApplication)
        theme = preferences.ward_theme if self._own_theme else preferences.theme
        apply_theme(application, theme, scale)

    def close_station(self) -> None:
        """The end: background work and store are closed."""
        station, self.station = self.station, None
        if station is not None:
            station.close()

    def _load_and_open(self) -> "Station | None":
        self.ports.load()
        key = self.ports.silent_key()
        return None if key is None else self.ports.open(key)

    def _opened(self, station: "Station | None") -> None:
        if station is None:
            self.unlock()
            return
        self._keep(station)
        self.sign_in()

    def _opened_by_person(self, station: "Station") -> None:
        self._keep(station)
        self.sign_in()

    def _keep(self, station: "Station") -> None:
        self.close_station()
        self.station = station


def focus_soon(widget: QWidget) -> None:
    """Give the focus once the page is on screen."""
    QTimer.singleShot(0, widget, lambda: widget.setFocus(Qt.FocusReason.OtherFocusReason))
