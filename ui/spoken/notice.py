"""What a screen reader of Linux says at once: a part of the window that comes into sight as a notification.

Orca 43, which Debian 12 has, hears no announcement of Qt (`QAccessibleAnnouncementEvent`) and says nothing then. That a
notification shows is said by that one and by later ones; both ways at once would be said twice by the later ones.
"""

from typing import Final

from PySide6.QtCore import Qt, QTimer
from PySide6.QtWidgets import QWidget

_STAYS_MS: Final = 5_000
"""Long enough for a reader to fetch the words; what was said of a bed is not left in a window that somebody locks."""


class Notice(QWidget):
    """One in each window, of a single pixel that nothing is painted on; `tell` has its words said."""

    spoken_role = "notification"
    decoration = True

    def __init__(self, window: QWidget) -> None:
        super().__init__(window)
        self.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.resize(1, 1)
        self.hide()
        self._ends = QTimer(self, interval=_STAYS_MS, singleShot=True)
        self._ends.timeout.connect(self.forget)

    def tell(self, words: str) -> None:
        """Have this said, instead of what was said before."""
        self.hide()
        self.setAccessibleName(words)
        self.show()
        self.lower()
        self._ends.start()

    def forget(self) -> None:
        """Nothing is left of it."""
        self._ends.stop()
        self.hide()
        self.setAccessibleName("")


def notice_of(window: QWidget) -> Notice:
    """The notice of a window, made when it is first needed."""
    there = next((one for one in window.findChildren(Notice) if one.window() is window), None)
    return there or Notice(window)
