"""What is wrong with several fields together, or with none: said aloud when it comes, as the error of a field is."""

from PySide6.QtGui import QShowEvent

from ui.spoken.announcer import say_message
from ui.widgets.labels import Text


class Mistake(Text):
    """Red words that a screen reader says when they come into sight and whenever they change there."""

    def __init__(self, words: str = "") -> None:
        super().__init__(words, "error", wrap=True)

    def setText(self, text: str) -> None:
        changed = text != self.text()
        super().setText(text)
        if changed and self.isVisible():
            self._say()

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        if not event.spontaneous():
            self._say()

    def _say(self) -> None:
        say_message(self, "error", self.text())
