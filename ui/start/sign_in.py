"""Who is there? Login and password, or the way to an account."""

from collections.abc import Callable
from typing import TYPE_CHECKING

from PySide6.QtGui import QPaintEvent

from app.kernel.errors import KnownError
from ui.bridge import Op
from ui.errors import words_of
from ui.start.frame import StartFrame
from ui.start.language_line import LanguageLine
from ui.start.main_window import MainWindow
from ui.start.preferences import Preferences
from ui.start.trace import reached
from ui.texts import choose_language, tr
from ui.widgets.banner import Banner
from ui.widgets.buttons import PrimaryButton, QuietButton
from ui.widgets.field import Field
from ui.widgets.labels import Text
from ui.widgets.layouts import column, row
from ui.widgets.text_fields import PasswordField, TextField

if TYPE_CHECKING:
    from app.security.session import Session
    from app.station import Station


class SignInPage(StartFrame):
    """Calls `signed_in(session)`; `again` shows this page anew in another language."""

    def __init__(
        self,
        station: "Station",
        preferences: Preferences,
        signed_in: "Callable[[Session], object]",
        again: Callable[[], object],
    ) -> None:
        profile = station.profile
        super().__init__(tagline=profile.unit_name)
        self._station = station
        self._preferences = preferences
        self._signed_in = signed_in
        self._again = again
        self._painted = False
        self.side.addWidget(Text(tr("sign_in.cnes", cnes=profile.cnes), "small"))
        self.side.addWidget(Text(profile.municipality_name, "small"))
        if profile.demo:
            self.side.addSpacing(self.side.spacing())
            self.side.addWidget(Text(tr("shell.demo"), "accent", wrap=True))
        self.head(tr("sign_in.title"), tr("sign_in.explanation"))
        self.banner = Banner()
        self.login = TextField(name=tr("sign_in.login"))
        self.password = PasswordField(name=tr("sign_in.password"))
        self.enter = PrimaryButton(tr("sign_in.enter"), on_press=self._enter)
        self._build()

    def paintEvent(self, event: QPaintEvent) -> None:
        super().paintEvent(event)
        if not self._painted:
            self._painted = True
            reached("login-ready")

    def _build(self) -> None:
        form = column(gap=4)
        form.addWidget(self.banner)
        form.addWidget(Field(tr("sign_in.login"), self.login))
        form.addWidget(Field(tr("sign_in.password"), self.password))
        line = row(gap=2)
        line.addWidget(self.enter)
        line.addWidget(QuietButton(tr("sign_in.ask"), on_press=self._ask))
        line.addStretch(1)
        form.addLayout(line)
        self.body.addLayout(form)
        self.right.addWidget(LanguageLine(self._speak))
        self.login.returnPressed.connect(self.password.setFocus)
        self.password.line.returnPressed.connect(self._enter)
        self.setFocusProxy(self.login)
        self.login.setFocus()

    def _enter(self) -> None:
        if not self.enter.isEnabled():
            return
        login, password = self.login.value(), self.password.value()
        if not login or not password:
            self.banner.show_message("warn", tr("sign_in.both_needed"))
            (self.password if login else self.login).setFocus()
            return
        # Before the button is disabled: it would hand the focus to its neighbour, and Enter would ask for an account.
        self.password.setFocus()
        self._wait(waiting=True)
        service = self._station.sign_in
        Op(self, lambda: service.sign_in(login, password)).on_success(self._signed_in).on_failure(self._refused).start()

    def _refused(self, error: Exception) -> None:
        words = words_of(error)
        self._wait(waiting=False)
        self.password.clear()
        self.banner.show_message("error", words.title, words.next_step)
        known = isinstance(error, KnownError) and error.code == "access.wrong_login"
        (self.login if known and not self.login.value() else self.password).setFocus()

    def _wait(self, *, waiting: bool) -> None:
        self.enter.setEnabled(not waiting)
        self.enter.set_text(tr("sign_in.checking") if waiting else tr("sign_in.enter"))

    def _speak(self, language: str) -> None:
        choose_language(language)
        self._preferences.language = language
        self._preferences.save()
        self._again()

    def _ask(self) -> None:
        from ui.start.ask_account import AskAccountPage  # noqa: PLC0415 - rarely needed

        window = self.window()

        assert isinstance(window, MainWindow)
        window.show_page(AskAccountPage(self._station, self._again))
