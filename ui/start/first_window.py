"""The first thing seen, with nothing but PySide6 loaded: the name of the program and what it is doing."""

from collections.abc import Callable

from PySide6.QtCore import Qt, QTimer
from PySide6.QtGui import QPaintEvent
from PySide6.QtWidgets import QWidget

from ui.start.trace import reached
from ui.texts import tr
from ui.widgets.labels import Text
from ui.widgets.layouts import column


class FirstPage(QWidget):
    """Calls `painted` once, in the event loop's turn after it was first painted."""

    def __init__(self, painted: Callable[[], object]) -> None:
        super().__init__()
        self._painted: Callable[[], object] | None = painted
        middle = Qt.AlignmentFlag.AlignHCenter
        layout = column(self, gap=2)
        layout.addStretch(1)
        self.name = Text(tr("start.name"), "display")
        self.doing = Text(tr("start.opening"), "muted")
        layout.addWidget(self.name, 0, middle)
        layout.addWidget(self.doing, 0, middle)
        layout.addStretch(1)

    def paintEvent(self, event: QPaintEvent) -> None:
        super().paintEvent(event)
        if self._painted is not None:
            painted, self._painted = self._painted, None
            reached("first-paint")
            QTimer.singleShot(0, painted)
