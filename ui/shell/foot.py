"""The foot of the window: takes room only while it has something to say."""

from PySide6.QtWidgets import QFrame

from ui.widgets.layouts import row
from ui.widgets.status_line import StatusLine


class Foot(QFrame):
    """Below the place. It comes after a press and goes when somebody goes elsewhere, never by a clock: what stands at
    the top of the place keeps its position while somebody types."""

    def __init__(self) -> None:
        super().__init__()
        self.setProperty("look", "foot")
        self.status = StatusLine()
        row(self, gap=0, margin=1, sides=4).addWidget(self.status)
        self.hide()

    def say(self, tone: str, words: str) -> None:
        """Say something; empty words give the room back."""
        self.status.say(tone, words)
        self.setVisible(bool(words))
