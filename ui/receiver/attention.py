"""What makes somebody look at a receiver: as noticeable to the eye as its sound is to the ear."""

from typing import Final

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication, QWidget

_UNTIL_SEEN: Final = 0
"""Milliseconds: for as long as the sound goes on, until the window is gone to."""
_WITHOUT_OTHERS: Final = ("offscreen", "minimal")
"""Platforms on which no window can be in front of another, and which complain when asked."""


class Attention:
    """Follows what is to be heard. `title`: how the window is called while nothing is."""

    def __init__(self, window: QWidget, title: str) -> None:
        self._window, self._title = window, title
        self._lost, self._aside = False, False
        self.sounds = False

    def name(self, title: str) -> None:
        """The window is called so from now on."""
        self._title = title
        self._window.setWindowTitle(title)

    def look(self, words: str, *, sounds: bool, lost: bool) -> None:
        """`words`: what is to be heard, without a bed or a name; its button among the others of the desktop says them.
        `lost`: the link is gone, which brings the window forward once."""
        self.sounds = sounds
        title = f"{words} · {self._title}" if sounds else self._title
        if title != self._window.windowTitle():
            self._window.setWindowTitle(title)
        if sounds and lost and not self._lost:
            self.bring_forward()
        self._lost = lost
        aside = self._window.isMinimized()
        if sounds and aside and not self._aside:
            # Put aside while it is heard: the desktop's own sign goes on asking.
            QApplication.alert(self._window, _UNTIL_SEEN)
        self._aside = aside

    def bring_forward(self) -> None:
        """Above the others, and its button beside the clock flashing, without taking the keyboard."""
        window = self._window
        if window.isMinimized():
            window.setWindowState(window.windowState() & ~Qt.WindowState.WindowMinimized)
        window.show()
        if QApplication.platformName() not in _WITHOUT_OTHERS:
            window.raise_()
        QApplication.alert(window, _UNTIL_SEEN)
