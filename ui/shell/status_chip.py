"""Where the data is, honestly: only here, waiting to leave, or at the server; and whether the backups are made."""

from collections.abc import Callable
from datetime import datetime

from PySide6.QtCore import QObject, QSize, Qt, QTimer
from PySide6.QtWidgets import QPushButton, QSizePolicy

from app.backups import BackupStatus
from app.station import Station
from app.sync.service import SyncStatus
from ui.bridge import Op
from ui.network.standing import all_that_waits, standing
from ui.texts import tr
from ui.texts.formats import show_age
from ui.theme import current_theme
from ui.widgets.icon_label import IconLabel
from ui.widgets.labels import ElidedText
from ui.widgets.layouts import row

_EVERY_MILLISECONDS = 60_000
_SYNC_EVERY_MILLISECONDS = 5_000
"""How often it is asked how sync stands: as often as the background work itself looks."""
_OLD_SECONDS = 36 * 3600
"""A daily backup that is older than a day and a half has been missed."""


class StatusChip(QPushButton):
    """Always as wide, whatever it says, so that nothing beside it jumps; a press opens what it speaks of.

    Without a network: "only on this station", with the age of the last backup.
    """

    def __init__(self, open_network: Callable[[], object] | None = None) -> None:
        super().__init__()
        self.setProperty("kind", "status")
        theme = current_theme()
        layout = row(self, gap=2, sides=3)
        self._sign = IconLabel("hard-drive", "text_muted", "icon_small")
        self.words = ElidedText(tr("shell.only_here"), "small")
        layout.addWidget(self._sign)
        layout.addWidget(self.words, 1)
        self.setFixedHeight(theme.px("target_primary"))
        self.setSizePolicy(QSizePolicy.Policy.Maximum, QSizePolicy.Policy.Fixed)
        self._sync: SyncStatus | None = None
        self._backup = ("", False, False)
        self._now: datetime | None = None
        self._zone = "UTC"
        if open_network is None:
            self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        else:
            self.setCursor(Qt.CursorShape.PointingHandCursor)
            self.clicked.connect(lambda *_: open_network())
        self._say()

    def sizeHint(self) -> QSize:
        theme = current_theme()
        return QSize(theme.px("status_chip"), theme.px("target_primary"))

    def minimumSizeHint(self) -> QSize:
        theme = current_theme()
        return QSize(theme.px("status_chip_least"), theme.px("target_primary"))

    def show_backup(self, last: datetime | None, now: datetime, *, failed: bool = False) -> None:
        """Say when the last good backup was made (None is none at all), or that the newest one did not come to be."""
        past = (now - last).total_seconds() if last else None
        # One that is dated ahead of a clock that was set back is as good as unknown.
        fresh = past is not None and abs(past) <= _OLD_SECONDS
        self._backup = ("" if past is None else show_age(past), not fresh, failed)
        self._say()

    def show_sync(self, status: SyncStatus, now: datetime, zone: str) -> None:
        """Say how it stands between here and the server."""
        self._sync, self._now, self._zone = status, now, zone
        self._say()

    def _say(self) -> None:
        age, late, failed = self._backup
        sync = self._sync if self._sync is not None and self._sync.enrolled else None
        never = age or tr("shell.backup_never")
        if failed and not (sync is not None and sync.asks):
            tip = tr("shell.backup_failed_hint", last=never)
            self._show("alert-triangle", "warn", "warn", tr("shell.backup_failed"), tip)
        elif sync is not None and self._now is not None:
            self._say_sync(sync, self._now, never)
        else:
            backup = tr("shell.last_backup", age=age) if age else tr("shell.no_backup")
            sign = ("alert-triangle", "warn") if late else ("hard-drive", "text_muted")
            self._show(*sign, "small", f"{tr('shell.only_here')} · {backup}", tr("shell.only_here_hint"))

    def _say_sync(self, status: SyncStatus, now: datetime, backup: str) -> None:
        one = standing(status, now, self._zone)
        last = show_age((now - status.last_success).total_seconds()) if status.last_success else tr("network.no_time")
        tip = [one.title, *all_that_waits(status), tr("network.chip_last", age=last)]
        role = one.tone if one.tone in ("warn", "error") else "small"
        self._show(one.icon, one.tone, role, one.short, "\n".join([*tip, tr("network.chip_backup", age=backup)]))

    def _show(self, icon: str, tone: str, role: str, words: str, tip: str) -> None:
        self._sign.set_icon(icon, tone)
        if self.words.text() != words:
            self.words.setText(words)
        # The whole chip tells; two tips in one place would hide each other.
        self.words.setToolTip("")
        self.words.set_role(role)
        self.setAccessibleName(words)
        self.setAccessibleDescription(tip)
        self.setToolTip(tip if tip.startswith(words) else f"{words}\n{tip}")


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


class SyncWatch(QObject):
    """Keeps the chip honest about the server: asks every few seconds, never twice at once."""

    def __init__(self, parent: QObject, station: Station, zone: str, chip: StatusChip) -> None:
        super().__init__(parent)
        self._station = station
        self._zone = zone
        self._chip = chip
        self._asking = False
        self.timer = QTimer(self)
        self.timer.setInterval(_SYNC_EVERY_MILLISECONDS)
        self.timer.timeout.connect(self.look)

    def begin(self) -> None:
        """Look now, and from now on."""
        self.look()
        self.timer.start()

    def look(self) -> None:
        """Ask in a worker; while the answer to the last question is out, nothing more is asked."""
        if self._asking:
            return
        self._asking = True
        ask = Op(self, self._station.sync.status).on_success(self._show).on_failure(lambda _error: None)
        ask.on_end(self._answered).start()

    def stand_in(self, zone: str) -> None:
        """Tell hours by this zone (an IANA name) from the next answer on."""
        self._zone = zone

    def _show(self, status: SyncStatus) -> None:
        self._chip.show_sync(status, self._station.clock.now(), self._zone)

    def _answered(self) -> None:
        self._asking = False
