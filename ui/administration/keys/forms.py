"""The questions for a new passphrase and a new key file."""

from functools import partial
from pathlib import Path

from PySide6.QtWidgets import QFileDialog

from ui.administration.inline_form import InlineForm
from ui.administration.keys.host import KeysHost
from ui.texts import tr
from ui.widgets.buttons import SecondaryButton
from ui.widgets.field import Field
from ui.widgets.labels import Text
from ui.widgets.text_fields import PasswordField, TextField


class PassphraseForm(InlineForm):
    """A passphrase, typed once and shown on demand."""

    def __init__(self, section: KeysHost) -> None:
        super().__init__(
            tr("administration.key_passphrase_verb"),
            self._add,
            on_cancel=section.beside.shut,
            where={"keys.passphrase_": "passphrase"},
        )
        self._section = section
        self.body.addWidget(Text(tr("administration.key_passphrase_how"), "small", wrap=True))
        self.passphrase = PasswordField()
        hint = tr("administration.key_passphrase_hint")
        self.setFocusProxy(
            self.add("passphrase", Field(tr("administration.key_passphrase"), self.passphrase, hint=hint))
        )

    def _add(self) -> None:
        if not self.require_filled("passphrase"):
            return
        self.wait()
        context = self._section.context
        call = partial(context.station.keys.add_passphrase, context.session, self.passphrase.value())
        self._section.does(call, self._added, self.fail)

    def _added(self, _slot_id: str) -> None:
        self._section.settled(tr("administration.key_passphrase_added"))


class KeyFileForm(InlineForm):
    """Where the key file is to lie, for a machine that starts without anybody in front of it."""

    def __init__(self, section: KeysHost) -> None:
        super().__init__(
            tr("administration.key_file_verb"),
            self._add,
            on_cancel=section.beside.shut,
            where={"keys.key_file_": "path"},
        )
        self._section = section
        self.body.addWidget(Text(tr("administration.key_file_how"), "small", wrap=True))
        self.path = TextField()
        self.setFocusProxy(self.add("path", Field(tr("administration.key_file_path"), self.path)))
        self.buttons.insertWidget(1, SecondaryButton(tr("administration.choose_file"), on_press=self._choose))

    def _choose(self) -> None:
        chosen, _ = QFileDialog.getSaveFileName(self, tr("administration.key_file_path"), "plantao.key")
        if chosen:
            self.path.set_value(chosen)

    def _add(self) -> None:
        if not self.require_filled("path"):
            return
        self.wait()
        context = self._section.context
        path = Path(self.path.value()).expanduser()
        self._section.does(partial(context.station.keys.add_key_file, context.session, path), self._added, self.fail)

    def _added(self, _slot_id: str) -> None:
        self._section.settled(tr("administration.key_file_added"))
