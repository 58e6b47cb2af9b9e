"""A screen reader that takes down what it would say, at a time that the test sets."""

from PySide6.QtWidgets import QWidget

from ui.spoken.announcer import Announcer


class Hearing:
    """`announcer` is handed to what speaks; `hear` tells what was said since."""

    def __init__(self) -> None:
        self.said: list[tuple[str, bool]] = []
        self.now = 0.0
        self.announcer = Announcer(self._take, lambda: self.now)

    def _take(self, _widget: QWidget, words: str, urgent: bool) -> None:
        self.said.append((words, urgent))

    def hear(self, seconds: float = 5.0) -> list[tuple[str, bool]]:
        """Let time pass; what was said in it, and whether it broke off what was being said."""
        self.now += seconds
        self.announcer.look()
        said, self.said = self.said, []
        return said

    def all_words(self) -> str:
        """Everything that was said or waits to be, as one text."""
        waiting = [(piece.words, piece.urgent) for piece in self.announcer.waiting()]
        return "\n".join(words for words, _urgent in (*self.said, *waiting))
