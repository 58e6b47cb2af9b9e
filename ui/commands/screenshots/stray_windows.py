"""Notices parts that show themselves before they have a place: on a real desktop they flash as windows of their own."""

from PySide6.QtCore import QEvent, QObject, Qt
from PySide6.QtWidgets import QApplication, QMainWindow, QWidget

_PASSING = (Qt.WindowType.Popup, Qt.WindowType.ToolTip)


class StrayWindows(QObject):
    """Hears every widget that is shown as a window; the program's own are made as windows, with a title."""

    def __init__(self, application: QApplication) -> None:
        super().__init__()
        self._heard: list[str] = []
        self._application = application
        application.installEventFilter(self)

    def take(self) -> list[str]:
        """What was heard since the last time."""
        heard, self._heard = self._heard, []
        return heard

    def end(self) -> None:
        """Hear no more."""
        self._application.removeEventFilter(self)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if event.type() == QEvent.Type.Show and isinstance(watched, QWidget) and _is_stray(watched):
            self._heard.append(f"{type(watched).__name__} was shown as a window of its own")
        return False


def _is_stray(widget: QWidget) -> bool:
    passing = widget.windowType() in _PASSING
    return widget.isWindow() and not passing and not isinstance(widget, QMainWindow) and not widget.windowTitle()
