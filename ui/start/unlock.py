"""The store is there, but neither keyring nor key file opens it: a person must."""

from collections.abc import Callable
from typing import TYPE_CHECKING

from PySide6.QtWidgets import QWidget

from ui.bridge import Op
from ui.errors import words_of
from ui.start.frame import StartFrame
from ui.start.ports import StartPorts
from ui.texts import tr
from ui.widgets.banner import Banner
from ui.widgets.buttons import PrimaryButton, QuietButton
from ui.widgets.choices import ChoiceChips
from ui.widgets.field import Field
from ui.widgets.flow import FlowLayout
from ui.widgets.text_fields import PasswordField, TextField

if TYPE_CHECKING:
    from app.station import Station


class UnlockPage(StartFrame):
    """Calls `opened(station)`; `restore` leads to the backups."""

    HELP = "manual-troubles"

    def __init__(self, ports: StartPorts, opened: "Callable[[Station], object]", restore: Callable[[], object]) -> None:
        super().__init__()
        self._ports = ports
        self._opened = opened
        self.head(tr("start.unlock_title"), tr("start.unlock_explanation"))
        self.banner = Banner()
        self.means = ChoiceChips(
            [("passphrase", tr("start.passphrase")), ("recovery", tr("start.recovery_code"))],
            name=tr("start.means"),
            optional=False,
        )
        self.means.set_value("passphrase")
        self.passphrase = PasswordField()
        self.code = TextField(placeholder=tr("start.recovery_shape"))
        self._passphrase_field = Field(tr("start.passphrase"), self.passphrase)
        self._code_field = Field(tr("start.recovery_code"), self.code, hint=tr("start.recovery_hint"))
        self.open = PrimaryButton(tr("start.open"), icon_name="unlock", on_press=self._open)
        for part in (self.banner, self.means, self._passphrase_field, self._code_field):
            self.body.addWidget(part)
        holder = QWidget()
        line = FlowLayout(holder)
        line.addWidget(self.open)
        line.addWidget(QuietButton(tr("start.restore"), on_press=restore))
        self.body.addWidget(holder)
        self.means.changed.connect(lambda _means: self._switch())
        self.passphrase.line.returnPressed.connect(self._open)
        self.code.returnPressed.connect(self._open)
        self._switch()
        self.setFocusProxy(self.passphrase)
        self.passphrase.setFocus()

    def _switch(self) -> None:
        by_code = self.means.value() == "recovery"
        self._passphrase_field.setVisible(not by_code)
        self._code_field.setVisible(by_code)

    def _open(self) -> None:
        by_code = self.means.value() == "recovery"
        typed = self.code.value() if by_code else self.passphrase.value()
        if not self.open.isEnabled():
            return
        asked = self._code_field if by_code else self._passphrase_field
        asked.set_error(None if typed else tr("common.expected_text"))
        self._to_the_secret()
        if not typed:
            return
        ports = self._ports
        self.open.setEnabled(False)

        def find_and_open() -> "Station":
            key = ports.key_from_recovery_code(typed) if by_code else ports.key_from_passphrase(typed)
            return ports.open(key)

        Op(self, find_and_open).on_success(self._opened).on_failure(self._refused).start()

    def _refused(self, error: Exception) -> None:
        self.open.setEnabled(True)
        words = words_of(error)
        self.banner.show_message("error", words.title, words.next_step)
        self._to_the_secret()

    def _to_the_secret(self) -> None:
        """To what was typed, ready to be typed over: a button that is disabled hands the focus to its neighbour, and
        Enter would then leave for the backups."""
        line = self.code if self.means.value() == "recovery" else self.passphrase.line
        line.setFocus()
        line.selectAll()
