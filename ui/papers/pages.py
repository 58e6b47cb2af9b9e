"""The pages of a paper one below the other, turned by Page Up, Page Down, Home and End."""

from PySide6.QtCore import QSize, Qt, Signal
from PySide6.QtGui import QKeyEvent, QPainter, QPaintEvent, QPixmap, QResizeEvent
from PySide6.QtWidgets import QWidget

from ui.papers.paper import Paper, PaperSize, whole_sheet
from ui.papers.printing import picture
from ui.texts import tr
from ui.theme import current_theme
from ui.widgets.layouts import Scroll, clear, column

_PAGE_STEPS = {PaperSize.A4: 170, PaperSize.A5: 136}
"""How wide a page is shown, in steps of the grid: larger than paper, to be read without leaning forward."""
_KEYS = {Qt.Key.Key_PageDown: 1, Qt.Key.Key_PageUp: -1}


class _Page(QWidget):
    """One page; drawn when it first comes into sight, for a long paper has many that nobody looks at."""

    spoken_role = "picture"

    def __init__(self, paper: Paper, number: int) -> None:
        super().__init__()
        self._paper = paper
        self._number = number
        self._drawn: QPixmap | None = None
        self.setAccessibleName(tr("papers.page_spoken", number=number + 1, total=paper.pages))

    def fit(self, width: int) -> None:
        """As wide as told, and as high as the sheet then is."""
        sheet = whole_sheet(self._paper.size)
        size = QSize(width, round(width * sheet.height() / sheet.width()))
        if size != self.size():
            self._drawn = None
            self.setFixedSize(size)

    def paintEvent(self, event: QPaintEvent) -> None:
        ratio = self.devicePixelRatioF()
        if self._drawn is None or self._drawn.devicePixelRatio() != ratio:
            image = picture(self._paper, self._number, round(self.width() * ratio))
            image.setDevicePixelRatio(ratio)
            self._drawn = QPixmap.fromImage(image)
        QPainter(self).drawPixmap(0, 0, self._drawn)


class Pages(Scroll):
    """`turned` carries the number of the page that came to the top."""

    spoken_role = "document"

    turned = Signal(object)

    def __init__(self) -> None:
        self._holder = QWidget()
        super().__init__(self._holder, width=None)
        self._column = column(self._holder, gap=4)
        self._sheets: list[_Page] = []
        self._paper: Paper | None = None
        self.current = 0
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setAccessibleName(tr("papers.pages"))
        self.verticalScrollBar().valueChanged.connect(self._on_scroll)

    def show_paper(self, paper: Paper) -> None:
        """Show a paper from its first page."""
        clear(self._column)
        self._paper = paper
        self._sheets = []
        for number in range(paper.pages):
            page = _Page(paper, number)
            page.fit(self._width(paper))
            self._column.addWidget(page, 0, Qt.AlignmentFlag.AlignHCenter)
            self._sheets.append(page)
        self._column.addStretch(1)
        self.current = 0
        self.verticalScrollBar().setValue(0)

    def step(self, by: int) -> None:
        """So many pages on or back."""
        self.go_to(self.current + by)

    def go_to(self, number: int) -> None:
        """Bring a page to the top."""
        if not self._sheets:
            return
        number = max(0, min(number, len(self._sheets) - 1))
        self.verticalScrollBar().setValue(self._sheets[number].y())
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
            self.go_to(len(self._sheets) - 1)
        else:
            return False
        return True

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if not self.turn(event):
            super().keyPressEvent(event)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        if self._paper is not None:
            for page in self._sheets:
                page.fit(self._width(self._paper))

    def _width(self, paper: Paper) -> int:
        """As wide as it should be, and never wider than the room."""
        wide, room = current_theme().gap(_PAGE_STEPS[paper.size]), self.viewport().width()
        return min(wide, room) if self.isVisible() else wide

    def _on_scroll(self, value: int) -> None:
        middle = value + self.viewport().height() // 2
        number = next((at for at, one in enumerate(self._sheets) if one.y() + one.height() >= middle), self.current)
        if number != self.current and value < self.verticalScrollBar().maximum():
            self.current = number
            self.turned.emit(number)
