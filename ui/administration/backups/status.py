"""How the last backup went: one sentence, large, and what failed since."""

from datetime import datetime

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QWidget

from app.backups import BackupStatus
from ui.errors import words_of
from ui.texts import tr
from ui.texts.formats import show_age, show_instant
from ui.widgets.badges import Badge
from ui.widgets.banner import Banner
from ui.widgets.cards import Card
from ui.widgets.labels import Text
from ui.widgets.layouts import column, row
from ui.widgets.progress_line import ProgressLine


class StatusCard(Card):
    """The age of the last good copy, the badge of its state, the button, and the progress of a new one."""

    def __init__(self, zone: str) -> None:
        super().__init__(gap=3)
        self._zone = zone
        self._line = row(gap=4)
        words = column(gap=1)
        words.addWidget(Text(tr("administration.backup_last"), "label"))
        self.age = Text("—", "title")
        words.addWidget(self.age)
        self.at = Text("", "small")
        words.addWidget(self.at)
        self._line.addLayout(words)
        self.badge = Badge("", "neutral", "bar")
        self._line.addWidget(self.badge, 0, Qt.AlignmentFlag.AlignVCenter)
        self.badge.hide()
        self._line.addStretch(1)
        self.body.addLayout(self._line)
        self.progress = ProgressLine()
        self.failure = Banner()
        self.body.addWidget(self.progress)
        self.body.addWidget(self.failure)

    def add_action(self, button: QWidget) -> None:
        """Put the button at the right."""
        self._line.addWidget(button, 0, Qt.AlignmentFlag.AlignVCenter)

    def show_status(self, status: BackupStatus, now: datetime) -> None:
        """Say how things stand."""
        last = status.last_success
        self.age.setText(tr("administration.backup_never") if last is None else show_age((now - last).total_seconds()))
        self.at.setText("" if last is None else show_instant(last, self._zone))
        self.at.setVisible(last is not None)
        look = ("warn", "triangle") if status.due else ("success", "circle")
        self.badge.show_class(tr("administration.backup_due" if status.due else "administration.backup_fresh"), *look)
        self.badge.show()
        if status.failure is None:
            self.failure.hide()
            return
        at = show_instant(status.failed_at, self._zone) if status.failed_at else ""
        words = words_of(status.failure).together
        self.failure.show_message("error", tr("administration.backup_failed_at", at=at), words, closable=False)
