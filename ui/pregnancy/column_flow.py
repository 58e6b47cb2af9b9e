"""Short lines in as many columns as fit, read down each column: the arrow keys follow the same way."""

from PySide6.QtCore import QRect, QSize, Qt
from PySide6.QtWidgets import QLayout, QLayoutItem, QWidget

from ui.theme import current_theme


class ColumnFlow(QLayout):
    """Equal columns, at most `most`, each at least `least` steps of the grid wide; hidden lines leave no hole."""

    def __init__(self, parent: QWidget, *, least: float = 84, most: int = 2, gap: float = 6) -> None:
        super().__init__(parent)
        self._items: list[QLayoutItem] = []
        self._least = current_theme().gap(least)
        self._most = most
        self._between = current_theme().gap(gap)
        self.setContentsMargins(0, 0, 0, 0)

    def addItem(self, item: QLayoutItem) -> None:
        self._items.append(item)

    def count(self) -> int:
        return len(self._items)

    def itemAt(self, index: int) -> QLayoutItem | None:
        return self._items[index] if 0 <= index < len(self._items) else None

    def takeAt(self, index: int) -> QLayoutItem | None:
        return self._items.pop(index) if 0 <= index < len(self._items) else None

    def expandingDirections(self) -> Qt.Orientation:
        return Qt.Orientation.Horizontal

    def hasHeightForWidth(self) -> bool:
        return True

    def heightForWidth(self, width: int) -> int:
        return self._place(QRect(0, 0, width, 0), move=False)

    def setGeometry(self, rect: QRect) -> None:
        super().setGeometry(rect)
        self._place(rect, move=True)

    def sizeHint(self) -> QSize:
        return QSize(self._least, self.heightForWidth(self._least))

    def minimumSize(self) -> QSize:
        width = max((item.minimumSize().width() for item in self._items), default=0)
        return QSize(width, 0)

    def _place(self, rect: QRect, *, move: bool) -> int:
        shown = [item for item in self._items if not item.isEmpty()]
        if not shown:
            return 0
        columns = min(self._most, len(shown), max(1, (rect.width() + self._between) // (self._least + self._between)))
        width = (rect.width() - self._between * (columns - 1)) // columns
        per_column = -(-len(shown) // columns)
        height = 0
        for number in range(columns):
            x, y = rect.x() + number * (width + self._between), rect.y()
            for item in shown[number * per_column : (number + 1) * per_column]:
                line = max(item.sizeHint().height(), item.heightForWidth(width) if item.hasHeightForWidth() else 0)
                if move:
                    item.setGeometry(QRect(x, y, width, line))
                y += line
            height = max(height, y - rect.y())
        return height
