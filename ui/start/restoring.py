"""Going on from a backup: which one, and what opens it. The store that is there now is kept aside."""

from collections.abc import Callable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from ui.bridge import Op
from ui.errors import words_of
from ui.start.frame import StartFrame
from ui.start.ports import BackupChoice, StartPorts
from ui.texts import tr, tr_count
from ui.widgets.banner import Banner
from ui.widgets.buttons import PrimaryButton, QuietButton
from ui.widgets.dropdown import Dropdown
from ui.widgets.field import Field
from ui.widgets.layouts import row
from ui.widgets.text_fields import PasswordField

if TYPE_CHECKING:
    from app.station import Station


class RestorePage(StartFrame):
    """Calls `opened(station)` with the restored station; `back` tries the store that is there."""

    HELP = "manual-backup-drill"

    def __init__(self, ports: StartPorts, opened: "Callable[[Station], object]", back: Callable[[], object]) -> None:
        super().__init__()
        self._ports = ports
        self._opened = opened
        self.head(tr("start.restore_title"), tr("start.restore_explanation"))
        self.banner = Banner()
        self.body.addWidget(self.banner)
        self.choice = Dropdown([])
        self.which = Field(tr("start.restore_which"), self.choice)
        self.which.hide()
        self.body.addWidget(self.which)
        self.secret = PasswordField()
        self.go = PrimaryButton(tr("start.restore_go"), on_press=self._restore)
        self.go.setEnabled(False)
        self.back = QuietButton(tr("sign_in.back"), on_press=back)
        self.body.addWidget(Field(tr("start.restore_secret"), self.secret, hint=tr("start.restore_secret_hint")))
        line = row(gap=2)
        line.addWidget(self.go)
        line.addWidget(self.back)
        line.addStretch(1)
        self.body.addLayout(line)
        self.secret.line.returnPressed.connect(self._restore)
        self.setFocusProxy(self.secret)
        Op(self, ports.backups).on_success(self._offer).on_failure(self._refused).start()

    def _offer(self, backups: Sequence[BackupChoice]) -> None:
        if not backups:
            self.banner.show_message("warn", tr("start.no_backups"), tr("start.no_backups_next"), closable=False)
            self.back.setFocus()
            return
        self.choice.set_options([(backup.path, _words(backup)) for backup in backups])
        self.which.show()
        self.go.setEnabled(True)
        self.choice.setFocus()

    def _restore(self) -> None:
        if not self.go.isEnabled():
            return
        path = self.choice.value()
        assert isinstance(path, Path)
        ports, secret = self._ports, self.secret.value()
        # Before the button is disabled: it would hand the focus to "back", and Enter would leave.
        self.secret.setFocus()
        self.go.setEnabled(False)
        Op(self, lambda: ports.restore(path, secret)).on_success(self._opened).on_failure(self._not_restored).start()

    def _not_restored(self, error: Exception) -> None:
        self._refused(error)
        self.secret.setFocus()
        self.secret.line.selectAll()

    def _refused(self, error: Exception) -> None:
        self.go.setEnabled(self.choice.value() is not None)
        words = words_of(error)
        self.banner.show_message("error", words.title, words.next_step)


def _words(backup: BackupChoice) -> str:
    made = f"{backup.made_at.astimezone():%d/%m/%Y %H:%M}"
    return made if backup.people is None else f"{made} · {tr_count('start.people', backup.people)}"
