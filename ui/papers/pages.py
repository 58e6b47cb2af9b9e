"""The pages of a paper one below the other, turned by Page Up, Page Down, Home and End."""

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QKeyEvent, QPixmap, QResizeEvent
from PySide6.QtWidgets import QLabel, QWidget

from ui.papers.paper import Paper, PaperSize
from ui.papers.printing import picture
from ui.texts import tr
from ui.theme import current_theme
from ui.widgets.layouts import Scroll, clear, column

_PAGE_STEPS = {PaperSize.A4: 170, PaperSize.A5: 136}
"""How wide a page is shown, in steps of the grid: larger than paper, to be read without leaning forward."""
_KEYS = {Qt.Key.Key_PageDown: 1, Qt.Key.Key_PageUp: -1}


class Pages(Scroll):
    """`turned` carries the number of the page that came to the top."""

    turned = Signal(object)

    def __init__(self) -> None:
        self._holder = QWidget()
        super().__init__(self._holder, width=None)
        self._column = column(self._holder, gap=4)
        self._labels: list[QLabel] = []
        self._paper: Paper | None = None
        self.current = 0
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setAccessibleName(tr("papers.pages"))
        self.verticalScrollBar().valueChanged.connect(self._on_scroll)

    def show_paper(self, paper: Paper) -> None:
        """Show a paper from its first page."""
        clear(self._column)
        self._paper = paper
        self._labels = []
        for number in range(paper.pages):
            label = QLabel()
            label.setAccessibleName(tr("papers.page_spoken", number=number + 1, total=paper.pages))
            label.setPixmap(self._drawn(paper, number))
            self._column.addWidget(label, 0, Qt.AlignmentFlag.AlignHCenter)
            self._labels.append(label)
        self._column.addStretch(1)
        self.current = 0
        self.verticalScrollBar().setValue(0)

    def step(self, by: int) -> None:
        """So many pages on or back."""
        self.go_to(self.current + by)

    def go_to(self, number: int) -> None:
        """Bring a page to the top."""
        if not self._labels:
            return
        number = max(0, min(number, len(self._labels) - 1))
        self.verticalScrollBar().setValue(self._labels[number].y())
        # The last pages cannot come to the very top.
        if number != self.current:
            self.current = number
            self.turned.emit(number)

    def turn(self, event: QKeyEvent) -> bool:
        """Whether the key was one that turns pages."""
        key = Qt.Key(event.key())
        if key in _KEYS:
            self.step(_KEYS[key])
        elif key == Qt.Key.Key_Home:
            self.go_to(0)
        elif key == Qt.Key.Key_End:
            self.go_to(len(self._labels) - 1)
        else:
            return False
        return True

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if not self.turn(event):
            super().keyPressEvent(event)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        if self._paper is None or event.size().width() == event.oldSize().width():
            return
        for number, label in enumerate(self._labels):
            label.setPixmap(self._drawn(self._paper, number))

    def _drawn(self, paper: Paper, number: int) -> QPixmap:
        """As wide as it should be, and never wider than the room."""
        ratio = self.devicePixelRatioF()
        wide = current_theme().gap(_PAGE_STEPS[paper.size])
        room = self.viewport().width()
        image = picture(paper, number, round((min(wide, room) if room else wide) * ratio))
        image.setDevicePixelRatio(ratio)
        return QPixmap.fromImage(image)

    def _on_scroll(self, value: int) -> None:
        middle = value + self.viewport().height() // 2
        number = next((at for at, one in enumerate(self._labels) if one.y() + one.height() >= middle), self.current)
        if number != self.current and value < self.verticalScrollBar().maximum():
            self.current = number
            self.turned.emit(number)
