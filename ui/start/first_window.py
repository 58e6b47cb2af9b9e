"""The first thing seen, with nothing but PySide6 loaded: the name of the program and what it is doing."""

from collections.abc import Callable

from PySide6.QtCore import Qt, QTimer
from PySide6.QtGui import QPaintEvent
from PySide6.QtWidgets import QProgressBar, QWidget

from ui.start.mark import Mark
from ui.start.trace import reached
from ui.texts import tr
from ui.theme import current_theme
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
        self.progress: QProgressBar | None = None
        layout.addWidget(Mark(), 0, middle)
        layout.addWidget(self.name, 0, middle)
        layout.addWidget(self.doing, 0, middle)
        self._below = column(gap=0)
        self._below.setContentsMargins(0, current_theme().gap(3), 0, 0)
        layout.addLayout(self._below)
        layout.addStretch(1)

    def show_progress(self, done: int, total: int) -> None:
        """A line below the words for what takes seconds; it comes with the first news, so nothing moves before."""
        if self.progress is None:
            self.progress = QProgressBar()
            self.progress.setTextVisible(False)
            self.progress.setFixedWidth(current_theme().px("field_medium"))
            self.progress.setAccessibleName(self.doing.text())
            self._below.addWidget(self.progress, 0, Qt.AlignmentFlag.AlignHCenter)
        self.progress.setRange(0, max(1, total))
        self.progress.setValue(done)

    def paintEvent(self, event: QPaintEvent) -> None:
        super().paintEvent(event)
        if self._painted is not None:
            painted, self._painted = self._painted, None
            reached("first-paint")
            QTimer.singleShot(0, painted)
