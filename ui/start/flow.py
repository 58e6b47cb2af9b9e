"""Which page comes when: wizard, unlock, trouble, sign-in, shell."""

from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject
from PySide6.QtWidgets import QApplication

from app.kernel.errors import KnownError
from ui.bridge import Op
from ui.start.main_window import MainWindow
from ui.start.ports import CreatedStation, StartPorts
from ui.start.preferences import Preferences
from ui.texts import choose_language
from ui.theme import apply_theme, current_theme
from ui.theme.wished import desktop_hints

if TYPE_CHECKING:
    from app.privacy.confidentiality import AgreementText
    from app.security.session import Session
    from app.station import Station
    from ui.shell.window import Shell
    from ui.start.frame import StartFrame


class StartFlow(QObject):
    """Holds the opened station; every page calls back here."""

    def __init__(self, window: MainWindow, ports: StartPorts) -> None:
        super().__init__(window)
        self.window = window
        self.ports = ports
        self.station: Station | None = None
        self._own_theme = False
        self.bundle: Path | None = None
        """A file from another station that the program was opened with."""
        self.once_shown: Callable[[], object] | None = None
        """Called once, when the first shell stands and everything that it needs is loaded."""
        desktop_hints().contrastPreferenceChanged.connect(self._wish_changed)

    def begin(self) -> None:
        """Load the heavy parts in a worker, then open what is there, or start the wizard where nothing is."""
        if self.ports.has_store():
            Op(self, self._load_and_open).on_success(self._opened).on_failure(self.trouble).start()
        else:
            self._first_day()

    def _first_day(self) -> None:
        try:
            self.ports.policy()
        except KnownError as error:
            # A station that was set up otherwise than its administration wants would have to be made again.
            self.trouble(error)
            return
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
        """Let them in, once they have accepted the agreement of confidentiality."""
        self.use_language(session.language)
        text = self._to_accept(session)
        if text is None:
            self._let_in(session)
            return
        from ui.start.agreement import AgreementPage  # noqa: PLC0415 - once for each person

        assert self.station is not None
        let_in = lambda: self._let_in(session)  # noqa: E731 - called by the page
        self.show_first(AgreementPage(self.station, session, text, let_in, self.sign_in))

    def _to_accept(self, session: "Session") -> "AgreementText | None":
        """Nobody real is in a demonstration; a waiting account sees nothing and may not accept either."""
        if self.station is None or self.station.profile.demo or session.status.value != "active":
            return None
        return self.station.privacy.confidentiality.to_accept(session)

    def _let_in(self, session: "Session") -> None:
        if must_choose_password(session):
            self._choose_password(session, self._let_in)
            return
        bundle, self.bundle = self.bundle, None
        self.rebuild(session, *(("network", str(bundle)) if bundle and may_carry(session) else (None, None)))

    def rebuild(self, session: "Session", place: str | None, subject: str | None) -> None:
        """Build the shell for a person, at a place; whoever has yet to choose a password of their own does it first."""
        if must_choose_password(session):
            self._choose_password(session, lambda now: self.rebuild(now, place, subject))
            return
        shell = self.make_shell(session)
        self.window.before_close = shell.leave
        self.window.show_page(shell)
        shell.begin(place, subject)
        shown, self.once_shown = self.once_shown, None
        if shown is not None:
            shown()

    def _choose_password(self, session: "Session", chosen: "Callable[[Session], object]") -> None:
        from ui.start.own_password import OwnPasswordPage  # noqa: PLC0415 - once after each password from somebody else

        assert self.station is not None
        self.window.before_close = None
        self.show_first(OwnPasswordPage(self.station, session, chosen, self.sign_in))

    def show_first(self, page: "StartFrame") -> None:
        """What is asked of somebody who has signed in, before anything of the station is shown."""
        self.window.show_page(page)

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
        """Light, dark or of high contrast, and how large."""
        preferences = self.window.preferences
        if theme is not None:
            preferences.choose_theme(theme, of_ward=self._own_theme)
        preferences.scale = scale or preferences.scale
        preferences.save()
        self._dress(preferences.scale)

    def dress(self, *, own_theme: bool) -> None:
        """Whether what is shown has light or dark of its own: a ward is darker than other rooms."""
        if own_theme != self._own_theme:
            self._own_theme = own_theme
            self._dress(current_theme().scale)

    def _wish_changed(self) -> None:
        self._dress(current_theme().scale)

    def _dress(self, scale: int) -> None:
        preferences = self.window.preferences
        application = QApplication.instance()
        assert isinstance(application, QApplication)
        apply_theme(application, preferences.theme_now(of_ward=self._own_theme), scale)

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


def may_carry(session: "Session") -> bool:
    """Whether files from other stations may be opened by whoever signed in."""
    from app.security.roles import Action, allowed  # noqa: PLC0415 - after the first paint
    from app.security.session import Status  # noqa: PLC0415 - after the first paint

    return session.status is Status.ACTIVE and allowed(session.role, Action.SYNCHRONISE)


def must_choose_password(session: "Session") -> bool:
    """Whether somebody else chose the password; an account that still waits may do nothing anyway."""
    return session.must_change_password and session.status.value == "active"
