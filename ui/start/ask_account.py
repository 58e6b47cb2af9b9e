"""Somebody without an account asks for one; a coordinator decides."""

from collections.abc import Callable
from typing import TYPE_CHECKING

from PySide6.QtWidgets import QWidget

from app.kernel.errors import KnownError
from ui.bridge import Op
from ui.errors import words_of
from ui.start.account_fields import AccountFields
from ui.start.frame import StartFrame
from ui.texts import chosen_language, tr
from ui.widgets.banner import Banner
from ui.widgets.buttons import PrimaryButton, QuietButton
from ui.widgets.choices import ChoiceChips
from ui.widgets.field import Field
from ui.widgets.layouts import column, row
from ui.widgets.text_fields import TextField

if TYPE_CHECKING:
    from app.station import Station

_ROLES = ("nurse", "doctor", "student", "coordinator")


class AskAccountPage(StartFrame):
    """`back` shows the sign-in."""

    def __init__(self, station: "Station", back: Callable[[], object]) -> None:
        from app.security.passwords import check_password  # noqa: PLC0415 - argon2 is not for the first window

        super().__init__(tagline=station.profile.unit_name)
        self._station = station
        self.head(tr("sign_in.ask_title"), tr("sign_in.ask_explanation"))
        self.banner = Banner()
        self.account = AccountFields(check_password)
        self.role = ChoiceChips(
            [(role, tr(f"roles.role_{role}")) for role in _ROLES], name=tr("sign_in.role"), optional=False
        )
        self.role.set_value("nurse")
        self.register = TextField()
        self.send = PrimaryButton(tr("sign_in.ask_send"), on_press=self._send)
        self.back = QuietButton(tr("sign_in.back"), on_press=back)
        self.form = QWidget()
        questions = column(self.form, gap=5)
        self.body.addWidget(self.banner)
        self.body.addWidget(self.form)
        for part in (
            self.account,
            Field(tr("sign_in.role"), self.role),
            Field(tr("sign_in.register"), self.register, hint=tr("sign_in.register_hint")),
        ):
            questions.addWidget(part)
        line = row(gap=2)
        line.addWidget(self.send)
        line.addWidget(self.back)
        line.addStretch(1)
        self.body.addLayout(line)
        self.setFocusProxy(self.account.name)
        self.account.name.setFocus()

    def _send(self) -> None:
        from app.security.account_model import NewAccount  # noqa: PLC0415 - after the first window
        from app.security.roles import Role  # noqa: PLC0415 - loaded when somebody asks, after the first paint

        if not self.send.isEnabled():
            return
        wrong = self.account.complain()
        if wrong is not None:
            wrong.setFocus()
            return
        new = NewAccount(
            login=self.account.login.value(),
            display_name=self.account.name.value(),
            role=Role(str(self.role.value())),
            password=self.account.password.value(),
            professional_register=self.register.value() or None,
            language=chosen_language(),
        )
        # Before the button is disabled: it would hand the focus to "back", and Enter would leave with nothing sent.
        self.register.setFocus()
        self.send.setEnabled(False)
        accounts = self._station.accounts
        Op(self, lambda: accounts.ask_for_account(new)).on_success(lambda _view: self._sent()).on_failure(
            self._refused
        ).start()

    def _sent(self) -> None:
        self.form.hide()
        self.send.hide()
        self.banner.show_message("success", tr("sign_in.ask_sent"), tr("sign_in.ask_sent_next"), closable=False)
        self.back.setFocus()

    def _refused(self, error: Exception) -> None:
        self.send.setEnabled(True)
        if isinstance(error, KnownError) and self.account.refused(error):
            self.account.to_the_complaint()
            return
        words = words_of(error)
        self.banner.show_message("error", words.title, words.next_step)
        self.send.setFocus()
