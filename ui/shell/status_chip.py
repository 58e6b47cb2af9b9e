"""Where the data is, honestly: only here, and how old its last backup is."""

from datetime import datetime

from PySide6.QtCore import QObject, QTimer
from PySide6.QtWidgets import QFrame

from app.backups import BackupStatus
from app.station import Station
from ui.bridge import Op
from ui.texts import tr
from ui.texts.formats import show_age
from ui.theme import current_theme
from ui.widgets.icon_label import IconLabel
from ui.widgets.labels import Text
from ui.widgets.layouts import row

_EVERY_MILLISECONDS = 60_000
_OLD_SECONDS = 36 * 3600
"""A daily backup that is older than a day and a half has been missed."""


class StatusChip(QFrame):
    """Says "only on this station" until there is a server, with the age of the last backup."""

    def __init__(self) -> None:
        super().__init__()
        self.setProperty("look", "chip")
        layout = row(self, gap=2, margin=1, sides=3)
        self._sign = IconLabel("hard-drive", "text_muted", "icon_small")
        self.words = Text(tr("shell.only_here"), "small")
        layout.addWidget(self._sign)
        layout.addWidget(self.words)
        self.setMinimumHeight(current_theme().px("target"))
        self.setToolTip(tr("shell.only_here_hint"))

    def show_backup(self, last: datetime | None, now: datetime, *, failed: bool = False) -> None:
        """Show when the last good backup was made (None is none at all), or that the newest one did not come to be."""
        age = show_age((now - last).total_seconds()) if last else ""
        if failed:
            self._say(tr("shell.backup_failed"), late=True, failed=True)
            self.setToolTip(tr("shell.backup_failed_hint", last=age or tr("shell.backup_never")))
            return
        self.setToolTip(tr("shell.only_here_hint"))
        if last is None:
            self._say(tr("shell.no_backup"), late=True)
            return
        self._say(tr("shell.last_backup", age=age), late=(now - last).total_seconds() > _OLD_SECONDS)

    def _say(self, backup: str, *, late: bool, failed: bool = False) -> None:
        words = backup if failed else f"{tr('shell.only_here')} · {backup}"
        self.words.setText(words)
        self.setAccessibleName(words)
        self.words.set_role("warn" if failed else "small")
        self._sign.set_icon("alert-triangle" if late else "hard-drive", "warn" if late else "text_muted")


class BackupWatch(QObject):
    """Keeps the chip honest: asks how the backups stand every minute, and whenever one was made or failed."""

    def __init__(self, parent: QObject, station: Station, chip: StatusChip) -> None:
        super().__init__(parent)
        self._station = station
        self._chip = chip
        self.timer = QTimer(self)
        self.timer.setInterval(_EVERY_MILLISECONDS)
        self.timer.timeout.connect(self.look)

    def begin(self) -> None:
        """Look now, and from now on."""
        self.look()
        self.timer.start()

    def look(self) -> None:
        """Ask in a worker; what cannot be asked now is asked again in a minute."""
        Op(self, self._station.backups.status).on_success(self._show).on_failure(lambda _error: None).start()

    def _show(self, status: BackupStatus) -> None:
        self._chip.show_backup(status.last_success, self._station.clock.now(), failed=status.failure is not None)
