"""Where the data is, honestly: only here, and how old its last backup is."""

from datetime import datetime

from PySide6.QtWidgets import QFrame

from ui.texts import tr
from ui.texts.formats import show_age
from ui.theme import current_theme
from ui.widgets.icon_label import IconLabel
from ui.widgets.labels import Text
from ui.widgets.layouts import row

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

    def show_backup(self, last: datetime | None, now: datetime) -> None:
        """Show when the last good backup was made; None is none at all."""
        if last is None:
            self._say(tr("shell.no_backup"), late=True)
            return
        seconds = (now - last).total_seconds()
        self._say(tr("shell.last_backup", age=show_age(seconds)), late=seconds > _OLD_SECONDS)

    def _say(self, backup: str, *, late: bool) -> None:
        words = f"{tr('shell.only_here')} · {backup}"
        self.words.setText(words)
        self.setAccessibleName(words)
        self._sign.set_icon("alert-triangle" if late else "hard-drive", "warn" if late else "text_muted")
