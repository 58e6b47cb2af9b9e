"""Who is there? Login and password, or the way to an account."""

from collections.abc import Callable
from typing import TYPE_CHECKING

from PySide6.QtGui import QPaintEvent

from ui.practice.mode import mark_key
from ui.start.frame import StartFrame
from ui.start.language_line import LanguageLine
from ui.start.main_window import MainWindow
from ui.start.preferences import Preferences
from ui.start.sign_in_form import SignInForm
from ui.start.trace import reached
from ui.texts import choose_language, tr
from ui.widgets.buttons import QuietButton
from ui.widgets.labels import Text

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
        self._again = again
        self._painted = False
        self.side.addWidget(Text(tr("sign_in.cnes", cnes=profile.cnes), "small"))
        self.side.addWidget(Text(profile.municipality_name, "small"))
        if profile.demo:
            self.side.addSpacing(self.side.spacing())
            self.side.addWidget(Text(tr(mark_key()), "accent", wrap=True))
        self.side.addWidget(Text(tr("help.key"), "small"))
        self.head(tr("sign_in.title"), tr("sign_in.explanation"))
        self.form = SignInForm(station, signed_in, QuietButton(tr("sign_in.ask"), on_press=self._ask))
        self.banner, self.enter = self.form.banner, self.form.enter
        self.login, self.password = self.form.login, self.form.password
        self.body.addWidget(self.form)
        self.right.addWidget(LanguageLine(self._speak))
        if not profile.demo:
            self.practice = QuietButton(tr("practice.start"), icon_name="pencil", on_press=self._practise)
            self.right.addWidget(self.practice)
        self.setFocusProxy(self.login)
        self.login.setFocus()

    def paintEvent(self, event: QPaintEvent) -> None:
        super().paintEvent(event)
        if not self._painted:
            self._painted = True
            reached("login-ready")

    def _speak(self, language: str) -> None:
        choose_language(language)
        self._preferences.language = language
        self._preferences.save()
        self._again()

    def _practise(self) -> None:
        from ui.practice.starting import part_of, start_practice  # noqa: PLC0415 - rarely needed

        self.banner.show_message(*start_practice(part=part_of(self._station.profile.role)))

    def _ask(self) -> None:
        from ui.start.ask_account import AskAccountPage  # noqa: PLC0415 - rarely needed

        window = self.window()

        assert isinstance(window, MainWindow)
        window.show_page(AskAccountPage(self._station, self._again))
