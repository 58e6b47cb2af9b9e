"""Login and password, wherever somebody says who they are."""

from collections.abc import Callable
from typing import TYPE_CHECKING

from PySide6.QtWidgets import QWidget

from app.kernel.errors import KnownError
from ui.bridge import Op
from ui.errors import words_of
from ui.texts import tr
from ui.widgets.banner import Banner
from ui.widgets.buttons import Button, PrimaryButton
from ui.widgets.field import Field
from ui.widgets.layouts import column, row
from ui.widgets.text_fields import PasswordField, TextField

if TYPE_CHECKING:
    from app.security.session import Session
    from app.station import Station


class SignInForm(QWidget):
    """Calls `signed_in(session)`; `beside` stands at the right of the button."""

    def __init__(
        self, station: "Station", signed_in: "Callable[[Session], object]", beside: Button | None = None
    ) -> None:
        super().__init__()
        self._station, self._signed_in = station, signed_in
        self.banner = Banner()
        self.login = TextField(name=tr("sign_in.login"))
        self.password = PasswordField(name=tr("sign_in.password"))
        self.enter = PrimaryButton(tr("sign_in.enter"), on_press=self._enter)
        form = column(self, gap=4)
        form.addWidget(self.banner)
        form.addWidget(Field(tr("sign_in.login"), self.login))
        form.addWidget(Field(tr("sign_in.password"), self.password))
        line = row(gap=2)
        line.addWidget(self.enter)
        if beside is not None:
            line.addWidget(beside)
        line.addStretch(1)
        form.addLayout(line)
        self.login.returnPressed.connect(self.password.setFocus)
        self.password.line.returnPressed.connect(self._enter)
        self.setFocusProxy(self.login)

    def forget(self) -> None:
        """Nothing typed stays."""
        self.login.clear()
        self.password.clear()
        self.banner.hide()

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
