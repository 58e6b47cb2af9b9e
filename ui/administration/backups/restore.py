"""One backup beside the list, and the way back to it: what will happen, the question, and what to do then."""

from functools import partial

from PySide6.QtWidgets import QWidget

from app.kernel.errors import KnownError
from app.security.roles import Action
from ui.administration.backups.host import BackupsHost
from ui.administration.backups.words import Backup, kind_words, size_words
from ui.administration.inline_form import InlineForm
from ui.texts import tr
from ui.widgets.banner import Banner
from ui.widgets.buttons import SecondaryButton
from ui.widgets.choices import ChoiceChips
from ui.widgets.confirm_sheet import ask
from ui.widgets.field import Field
from ui.widgets.key_values import KeyValues
from ui.widgets.labels import Text
from ui.widgets.layouts import column, hairline
from ui.widgets.text_fields import PasswordField

_STEPS = 3


class BackupPanel(QWidget):
    """The facts of one backup; restoring is asked for here and happens at the next start of the program."""

    def __init__(self, section: BackupsHost, one: Backup) -> None:
        super().__init__()
        self._section, self._one = section, one
        self._layout = column(self, gap=3)
        facts = [
            (tr("administration.backup_kind"), kind_words(one.kind)),
            (tr("administration.backup_size"), size_words(one.size)),
            (tr("administration.backup_file"), one.path.name),
        ]
        self._layout.addWidget(KeyValues(facts, above=True))
        if not one.has_slots:
            self._layout.addWidget(Text(tr("administration.backup_no_slots"), "error", wrap=True))
        self._layout.addWidget(hairline())
        self._layout.addWidget(Text(tr("administration.restore_title"), "heading"))
        for number in range(1, _STEPS + 1):
            self._layout.addWidget(Text(tr(f"administration.restore_step_{number}"), "small", wrap=True))
        self.form = RestoreForm(section, one)
        self.begin_button = SecondaryButton(tr("administration.restore_begin"), on_press=self._begin)
        self._layout.addWidget(self.begin_button)
        if not (section.context.may(Action.RESTORE) and one.has_slots):
            self.begin_button.hide()
        self._layout.addWidget(self.form)
        self.form.hide()
        self._layout.addStretch(1)

    def _begin(self) -> None:
        self.begin_button.hide()
        self.form.show()
        self.form.submit_button.setFocus()


class RestoreForm(InlineForm):
    """Needs no secret where the backup has this station's own key; else the passphrase or recovery code of its time."""

    def __init__(self, section: BackupsHost, one: Backup) -> None:
        super().__init__(tr("administration.restore_verb"), self._ask, on_cancel=self._leave, danger=True)
        self._section, self._one = section, one
        kinds: list[tuple[object, str]] = [
            ("passphrase", tr("administration.key_passphrase")),
            ("recovery", tr("administration.key_recovery")),
        ]
        self.kind = ChoiceChips(kinds, name=tr("administration.restore_with"), optional=False)
        self.kind.set_value("passphrase")
        self.secret = PasswordField()
        self.kind_field = self.add("kind", Field(tr("administration.restore_with"), self.kind))
        self.secret_field = self.add("secret", Field(tr("administration.restore_secret"), self.secret))
        self.kind_field.hide()
        self.secret_field.hide()
        self.done = Banner()
        self.body.addWidget(self.done)

    def _ask(self) -> None:
        ask(
            self,
            tr("administration.restore_question"),
            tr("administration.restore_verb"),
            self._prepare,
            explanation=tr("administration.restore_question_about"),
            danger=True,
        )

    def _prepare(self) -> None:
        self.wait()
        context = self._section.context
        secret = self.secret.value() if self.secret_field.isVisible() else ""
        passphrase = secret if secret and self.kind.value() == "passphrase" else None
        code = secret if secret and self.kind.value() == "recovery" else None
        call = partial(context.station.backups.prepare_restore, context.session, self._one.path, passphrase, code)
        self._section.does(call, self._prepared, self._failed)

    def _prepared(self, _plan: object) -> None:
        for part in (self.kind_field, self.secret_field, self.submit_button, self.cancel_button):
            part.hide()
        close = (tr("administration.restore_close"), self.window().close)
        self.done.show_message(
            "success",
            tr("administration.restore_ready"),
            tr("administration.restore_ready_about"),
            action=close,
            closable=False,
        )

    def _failed(self, error: Exception) -> None:
        self.fail(error)
        if isinstance(error, KnownError) and error.code.startswith(("store.wrong_key", "keys.")):
            self.kind_field.show()
            self.secret_field.show()
            self.secret.setFocus()

    def _leave(self) -> None:
        self._section.open_backup(self._one.path.name)
