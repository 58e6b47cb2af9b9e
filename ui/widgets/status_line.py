"""What just happened, said quietly at the foot of a screen; it stays until something else is said."""

from PySide6.QtWidgets import QWidget

from ui.spoken.announcer import say_message
from ui.widgets.icon_label import IconLabel
from ui.widgets.labels import Text
from ui.widgets.layouts import row

_ICONS = {"info": "info", "success": "check", "warn": "alert-triangle", "error": "alert-circle"}


class StatusLine(QWidget):
    """One line; `say("success", "Ficha salva às 10:32")`."""

    spoken_role = "status"

    def __init__(self) -> None:
        super().__init__()
        layout = row(self, gap=2)
        self._sign = IconLabel("info", "text_muted", "icon_small")
        self._words = Text("", "small")
        layout.addWidget(self._sign)
        layout.addWidget(self._words, 1)
        self._sign.hide()

    def say(self, tone: str, words: str) -> None:
        """Show words with the icon of their tone; empty words clear the line."""
        if words != self._words.text():
            say_message(self, tone, words)
        self._sign.set_icon(_ICONS[tone], tone)
        self._sign.setVisible(bool(words))
        self._words.setText(words)
        self.setAccessibleName(words)

    def words(self) -> str:
        """What is shown now."""
        return self._words.text()
