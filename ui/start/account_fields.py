"""Name, login and password of an account to be: the same questions in the wizard and at the sign-in."""

from collections.abc import Callable

from PySide6.QtWidgets import QWidget

from app.kernel.errors import KnownError
from ui.errors import words_of
from ui.texts import tr
from ui.widgets.field import Field
from ui.widgets.layouts import column
from ui.widgets.text_fields import PasswordField, TextField


class AccountFields(QWidget):
    """`check_password(password, login, name)` raises KnownError where a password would soon be guessed."""

    def __init__(self, check_password: Callable[[str, str, str], None]) -> None:
        super().__init__()
        self._check = check_password
        self.name = TextField()
        self.login = TextField()
        self.password = PasswordField()
        self.repeated = PasswordField()
        self.fields = {
            "name": Field(tr("sign_in.your_name"), self.name, hint=tr("sign_in.your_name_hint")),
            "login": Field(tr("sign_in.login"), self.login, hint=tr("sign_in.login_hint")),
            "password": Field(tr("sign_in.password"), self.password, hint=tr("sign_in.password_hint")),
            "repeated": Field(tr("sign_in.password_again"), self.repeated),
        }
        layout = column(self, gap=4)
        for field in self.fields.values():
            layout.addWidget(field)

    def complain(self) -> Field | None:
        """Say at each field what is missing; the first that complains, None where all is well."""
        for field in self.fields.values():
            field.set_error(None)
        if not self.name.value():
            self.fields["name"].set_error(tr("sign_in.name_needed"))
        if not self.login.value():
            self.fields["login"].set_error(tr("sign_in.login_needed"))
        try:
            self._check(self.password.value(), self.login.value(), self.name.value())
        except KnownError as error:
            self.refused(error)
        else:
            if self.repeated.value() != self.password.value():
                self.fields["repeated"].set_error(tr("sign_in.passwords_differ"))
        return next((field for field in self.fields.values() if field.error), None)

    def to_the_complaint(self) -> None:
        """Give the focus to the first field that complains, its text selected."""
        wrong = next(name for name, field in self.fields.items() if field.error)
        lines = {"name": self.name, "login": self.login, "password": self.password.line, "repeated": self.repeated.line}
        lines[wrong].setFocus()
        lines[wrong].selectAll()

    def refused(self, error: KnownError) -> bool:
        """Show an error of the services at the field that it is about; False where it is about none."""
        what = error.code.partition(".")[2]
        about = next((name for name in ("password", "login", "name") if what.startswith(name)), None)
        if about is None:
            return False
        self.fields[about].set_error(words_of(error).together)
        return True
