"""A password that somebody else chose is changed before the first look at anything; there is no way around it."""

from collections.abc import Callable
from functools import partial
from typing import TYPE_CHECKING, Final

from PySide6.QtCore import QTimer

from app.kernel.errors import KnownError
from ui.bridge import Op
from ui.errors import words_of
from ui.start.frame import StartFrame
from ui.texts import tr
from ui.widgets.banner import Banner
from ui.widgets.buttons import PrimaryButton, QuietButton
from ui.widgets.field import Field
from ui.widgets.layouts import row
from ui.widgets.text_fields import PasswordField

if TYPE_CHECKING:
    from app.security.session import Session
    from app.station import Station

_LEFT_ALONE_MS: Final = 120_000
"""Whoever goes away from this page is signed out: a central station shows its wall again."""


class OwnPasswordPage(StartFrame):
    """`chosen(session)` goes on; `left` goes back to the sign-in, signed out."""

    HELP = "own-password"

    def __init__(
        self,
        station: "Station",
        session: "Session",
        chosen: "Callable[[Session], object]",
        left: Callable[[], object],
    ) -> None:
        super().__init__(tagline=station.profile.unit_name)
        self._station, self._session = station, session
        self._chosen, self._left = chosen, left
        self.setAccessibleName(tr("sign_in.own_password"))
        self.head(tr("sign_in.own_password"), tr("sign_in.own_password_about"))
        self.banner = Banner()
        self.body.addWidget(self.banner)
        self.old, self.new, self.again = PasswordField(), PasswordField(), PasswordField()
        self.again_field = Field(tr("sign_in.password_again"), self.again)
        self.body.addWidget(Field(tr("shell.password_old"), self.old))
        self.body.addWidget(Field(tr("shell.password_new"), self.new, hint=tr("sign_in.password_hint")))
        self.body.addWidget(self.again_field)
        self.choose_button = PrimaryButton(tr("shell.password_set"), icon_name="check", on_press=self.choose)
        self.leave_button = QuietButton(tr("sign_in.own_password_leave"), on_press=self.leave)
        buttons = row(gap=2)
        buttons.addWidget(self.choose_button)
        buttons.addWidget(self.leave_button)
        buttons.addStretch(1)
        self.body.addLayout(buttons)
        self.old.line.returnPressed.connect(self.new.setFocus)
        self.new.line.returnPressed.connect(self.again.setFocus)
        self.again.line.returnPressed.connect(self.choose)
        self.setFocusProxy(self.old)
        self.alone = QTimer(self, interval=_LEFT_ALONE_MS, singleShot=True)
        self.alone.timeout.connect(self.leave)
        for field in (self.old, self.new, self.again):
            field.line.textEdited.connect(lambda _text: self.alone.start())
        self.alone.start()

    def choose(self) -> None:
        """Change it, then go on as whoever has a password of their own."""
        if not self.choose_button.isEnabled():
            return
        self.again_field.set_error(None)
        old, new = self.old.value(), self.new.value()
        if new != self.again.value():
            self.again_field.set_error(tr("sign_in.passwords_differ"))
            self.again.setFocus()
            return
        self._wait(waiting=True)
        Op(self, partial(self._change, old, new)).on_success(self._chosen).on_failure(self._refused).start()

    def leave(self) -> None:
        """Not now: nobody is signed in then."""
        self._wait(waiting=True)
        Op(self, partial(self._station.sign_in.sign_out, self._session)).on_end(self._left).start()

    def _change(self, old: str, new: str) -> "Session":
        self._station.accounts.change_password(self._session, old, new)
        return self._station.sign_in.refresh(self._session)

    def _refused(self, error: Exception) -> None:
        self._wait(waiting=False)
        words = words_of(error)
        self.banner.show_message("error", words.title, words.next_step)
        about_old = isinstance(error, KnownError) and error.code in ("access.wrong_password", "access.wait")
        (self.old if about_old else self.new).setFocus()

    def _wait(self, *, waiting: bool) -> None:
        """Neither signed out in the middle of the change, nor changed twice."""
        if waiting:
            self.alone.stop()
        else:
            self.alone.start()
        for button in (self.choose_button, self.leave_button):
            button.setEnabled(not waiting)
