"""Focus is never nowhere: when the focused thing goes (its button was deleted, its list emptied), the place takes it.

Without a focus the keyboard would be dead: nothing would answer Tab, Enter or a key of the window.
"""

from collections.abc import Callable

from PySide6.QtCore import QObject, QTimer
from PySide6.QtWidgets import QApplication, QWidget


class LostFocus(QObject):
    """Watches for `shell`; `find` tells what takes a lost focus (None: something lies over the window and cares)."""

    def __init__(self, shell: QWidget, find: Callable[[], QWidget | None]) -> None:
        super().__init__(shell)
        self._shell = shell
        self._find = find
        application = QApplication.instance()
        assert isinstance(application, QApplication)
        application.focusChanged.connect(self._changed)

    def _changed(self, _old: QWidget | None, now: QWidget | None) -> None:
        if now is None:
            # Often the next widget takes it in the same moment; only what is still lost afterwards is found a place.
            QTimer.singleShot(0, self, self._look)

    def _look(self) -> None:
        if QApplication.focusWidget() is not None or not self._shell.isVisible() or not self._shell.isActiveWindow():
            return
        found = self._find()
        if found is not None:
            found.setFocus()
