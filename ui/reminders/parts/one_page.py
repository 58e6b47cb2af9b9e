"""Pages of which one is on show, and only that one asks for room."""

from PySide6.QtCore import QSize
from PySide6.QtWidgets import QStackedWidget


class OnePage(QStackedWidget):
    """A long page that is hidden must not keep the window from being small."""

    def __init__(self) -> None:
        super().__init__()
        self.currentChanged.connect(lambda _number: self.updateGeometry())

    def minimumSizeHint(self) -> QSize:
        now = self.currentWidget()
        return now.minimumSizeHint() if now is not None else super().minimumSizeHint()

    def sizeHint(self) -> QSize:
        now = self.currentWidget()
        return now.sizeHint() if now is not None else super().sizeHint()
