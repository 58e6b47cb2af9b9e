"""What somebody changes about their own account: password and PIN."""

from collections.abc import Callable

from PySide6.QtWidgets import QWidget

from ui.shell.context import UiContext
from ui.shell.sheet import Sheet, say_done
from ui.texts import tr
from ui.widgets.field import Field
from ui.widgets.text_fields import PasswordField


class PinSheet(Sheet):
    """Sets the PIN of the locked screen."""

    def __init__(self, host: QWidget, context: UiContext) -> None:
        super().__init__(host, tr("shell.pin_title"), tr("shell.pin_explanation"))
        self._context = context
        self.password = PasswordField()
        self.pin = PasswordField()
        self.body.addWidget(Field(tr("shell.password_old"), self.password))
        self.body.addWidget(Field(tr("shell.pin_new"), self.pin))
        self.add_buttons(tr("shell.pin_set"), self._set, tr("common.cancel"))
        self.open()
        self.password.setFocus()

    def _set(self) -> None:
        accounts, session = self._context.station.accounts, self._context.session
        password, pin = self.password.value(), self.pin.value()
        done = say_done("shell.pin_done", self._context.message)
        self.run(lambda: accounts.set_pin(session, password, pin), done)


class PasswordSheet(Sheet):
    """Changes the password. `changed` is called on success."""

    def __init__(self, host: QWidget, context: UiContext, *, changed: Callable[[], object] | None = None) -> None:
        super().__init__(host, tr("shell.password_title"))
        self._context = context
        self._changed = changed
        self.old = PasswordField()
        self.new = PasswordField()
        self.again = PasswordField()
        self.again_field = Field(tr("sign_in.password_again"), self.again)
        self.body.addWidget(Field(tr("shell.password_old"), self.old))
        self.body.addWidget(Field(tr("shell.password_new"), self.new, hint=tr("sign_in.password_hint")))
        self.body.addWidget(self.again_field)
        self.add_buttons(tr("shell.password_set"), self._set, tr("common.cancel"))
        self.open()
        self.old.setFocus()

    def _set(self) -> None:
        self.again_field.set_error(None)
        old, new = self.old.value(), self.new.value()
        if new != self.again.value():
            self.again_field.set_error(tr("sign_in.passwords_differ"))
            self.again.setFocus()
            return
        accounts, session = self._context.station.accounts, self._context.session
        self.run(lambda: accounts.change_password(session, old, new), self._done)

    def _done(self) -> None:
        self._context.message("success", tr("shell.password_done"))
        if self._changed is not None:
            self._changed()
