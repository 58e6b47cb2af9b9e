"""How the data is opened: the keyring of this computer, a passphrase, a key file. The recovery code always."""

from pathlib import Path
from typing import Any

from PySide6.QtWidgets import QFileDialog, QWidget

from app.policy.model import Policy
from ui.bridge import Op
from ui.start.ports import StartPorts
from ui.start.wizard.steps import Step
from ui.texts import tr
from ui.widgets.banner import Banner
from ui.widgets.buttons import SecondaryButton
from ui.widgets.field import Field
from ui.widgets.labels import Text
from ui.widgets.layouts import column, row
from ui.widgets.text_fields import PasswordField
from ui.widgets.toggles import CheckBox

_LEAST_CHARACTERS = 10
"""Of a passphrase, as `app.security.keys.passphrase` has it; that module is too heavy for the first window."""


class _Way(QWidget):
    """A box to tick, what it means, and what it asks once ticked."""

    def __init__(self, words: str, explanation: str) -> None:
        super().__init__()
        layout = column(self, gap=1)
        self.box = CheckBox(words)
        self.explanation = Text(explanation, "small", wrap=True)
        self.more = QWidget()
        self.body = column(self.more, gap=3)
        self.more.hide()
        for part in (self.box, self.explanation, self.more):
            layout.addWidget(part)
        self.box.toggled.connect(lambda on: self.more.setVisible(on and self.body.count() > 0))


class ProtectionStep(Step):
    """At least one way besides the recovery code must be chosen, so that nobody types it every morning."""

    key = "protection"

    def __init__(self, ports: StartPorts) -> None:
        super().__init__()
        self.banner = Banner()
        self.keyring = _Way(tr("wizard.keyring"), tr("wizard.keyring_probing"))
        self.keyring.box.setEnabled(False)
        self.with_passphrase = _Way(tr("wizard.passphrase"), tr("wizard.passphrase_hint"))
        self.passphrase = PasswordField()
        self.repeated = PasswordField()
        self.passphrase_field = Field(
            tr("start.passphrase"), self.passphrase, hint=tr("wizard.passphrase_rule", least=_LEAST_CHARACTERS)
        )
        self.repeated_field = Field(tr("wizard.passphrase_again"), self.repeated)
        for field in (self.passphrase_field, self.repeated_field):
            self.with_passphrase.body.addWidget(field)
        self.with_file = _Way(tr("wizard.key_file"), tr("wizard.key_file_hint"))
        self._path: Path | None = None
        self._keyring_decided = False
        self._path_words = Text(tr("wizard.no_file"), "small", wrap=True)
        choose = row(gap=2)
        choose.addWidget(SecondaryButton(tr("wizard.choose_file"), on_press=self._choose_file))
        choose.addWidget(self._path_words, 1)
        self.with_file.body.addLayout(choose)
        for part in (self.banner, self.keyring, self.with_passphrase, self.with_file):
            self.body.addWidget(part)
        self.setFocusProxy(self.with_passphrase.box)
        Op(self, ports.keyring_works).on_success(self._offer_keyring).on_failure(self._no_keyring).start()

    def follow(self, policy: Policy) -> None:
        if policy.keys.key_file is not None:
            self.use_key_file(policy.keys.key_file)
            self.with_file.box.setChecked(True)
            self.lock(self.with_file)
        self._keyring_decided = policy.keys.keyring
        if self._keyring_decided:
            self.lock(self.keyring)

    def complain(self) -> QWidget | None:
        self.banner.hide()
        self.passphrase_field.set_error(None)
        self.repeated_field.set_error(None)
        if not any(way.box.isChecked() for way in (self.keyring, self.with_passphrase, self.with_file)):
            self.banner.show_message("warn", tr("wizard.one_way_needed"), closable=False)
            return self.with_passphrase.box
        if self.with_file.box.isChecked() and self._path is None:
            self.banner.show_message("warn", tr("wizard.file_needed"), closable=False)
            return self.with_file.box
        if not self.with_passphrase.box.isChecked():
            return None
        typed = self.passphrase.value()
        if len(typed.strip()) < _LEAST_CHARACTERS:
            self.passphrase_field.set_error(tr("wizard.passphrase_rule", least=_LEAST_CHARACTERS))
            return self.passphrase
        if typed != self.repeated.value():
            self.repeated_field.set_error(tr("wizard.passphrases_differ"))
            return self.repeated
        return None

    def answers(self) -> dict[str, Any]:
        by_phrase = self.with_passphrase.box.isChecked()
        return {
            "use_keyring": self.keyring.box.isChecked(),
            "passphrase": self.passphrase.value() if by_phrase else None,
            "key_file": self._path if self.with_file.box.isChecked() else None,
        }

    def use_key_file(self, path: Path) -> None:
        """Make the key file there."""
        self._path = path
        self._path_words.setText(str(path))

    def _choose_file(self) -> None:
        chosen, _ = QFileDialog.getSaveFileName(self, tr("wizard.choose_file"), "plantao.key")
        if chosen:
            self.use_key_file(Path(chosen))

    def _offer_keyring(self, works: bool) -> None:
        self.keyring.box.setEnabled(works)
        self.keyring.box.setChecked(works)
        self.keyring.explanation.setText(tr("wizard.keyring_hint") if works else tr("wizard.keyring_missing"))
        if not works and self._path is None:
            self.with_passphrase.box.setChecked(True)

    def _no_keyring(self, _error: Exception) -> None:
        self._offer_keyring(False)
