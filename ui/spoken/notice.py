"""What a screen reader of Linux says at once: a part of the window that comes into sight as a notification.

Orca 43, which Debian 12 has, hears no announcement of Qt (`QAccessibleAnnouncementEvent`) and says nothing then. That a
notification shows is said by that one and by later ones; both ways at once would be said twice by the later ones.
"""

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QWidget


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

    def tell(self, words: str) -> None:
        """Have this said; the words stay until the next ones, for who asks for them."""
        self.hide()
        self.setAccessibleName(words)
        self.show()
        self.lower()


def notice_of(window: QWidget) -> Notice:
    """The notice of a window, made when it is first needed."""
    there = next((one for one in window.findChildren(Notice) if one.window() is window), None)
    return there or Notice(window)
