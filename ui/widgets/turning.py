"""A row that becomes a column where its width does not hold it."""

from PySide6.QtCore import QEvent, QSize
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QBoxLayout, QWidget

from ui.theme import current_theme
from ui.widgets.layouts import row


class Turning(QWidget):
    """Add to `line`; below `room` (a size token) its parts stand one under the other, and wherever a row would cut one
    of them; with very large text, wherever it would not give each what it wishes for."""

    def __init__(self, room: str = "line_room", *, gap: float = 3, gap_below: float = 1) -> None:
        super().__init__()
        self._room = room
        self._gaps = (gap, gap_below)
        self.line: QBoxLayout = row(self, gap=gap)

    def minimumSizeHint(self) -> QSize:
        """As narrow as its widest part: standing in a row must not keep it from becoming a column."""
        items = [self.line.itemAt(number) for number in range(self.line.count())]
        widest = max((item.minimumSize().width() for item in items if item is not None), default=0)
        return QSize(widest, super().minimumSizeHint().height())

    def _needed(self) -> int:
        """What the parts take side by side."""
        items = [self.line.itemAt(number) for number in range(self.line.count())]
        shown = [item for item in items if item is not None and not item.isEmpty()]
        sizes = [item.sizeHint() if current_theme().is_large else item.minimumSize() for item in shown]
        return sum(size.width() for size in sizes) + current_theme().gap(self._gaps[False]) * max(0, len(sizes) - 1)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._turn()

    def event(self, event: QEvent) -> bool:
        done = super().event(event)
        if event.type() == QEvent.Type.LayoutRequest:
            # A part has other words now, and wishes for another width.
            self._turn()
        return done

    def _turn(self) -> None:
        theme = current_theme()
        narrow = self.width() < max(theme.px(self._room), self._needed())
        way = QBoxLayout.Direction.TopToBottom if narrow else QBoxLayout.Direction.LeftToRight
        if self.line.direction() != way:
            self.line.setDirection(way)
            self.line.setSpacing(theme.gap(self._gaps[narrow]))
            # Whoever holds it has asked already how high it is.
            self.updateGeometry()
