"""The board as a list: colour, name and reason, where she stands, how long she waits; driven by arrow keys."""

from PySide6.QtCore import QModelIndex, QPersistentModelIndex, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QKeyEvent, QPainter
from PySide6.QtWidgets import QAbstractItemView, QListView, QStyledItemDelegate, QStyleOptionViewItem

from ui.board.board_model import ROW, BoardModel
from ui.board.row_painter import paint_row
from ui.board.row_view import RowView
from ui.theme import current_theme

_Index = QModelIndex | QPersistentModelIndex
ROW_STEPS = 16
"""Height of a line in steps of the grid."""


class _Delegate(QStyledItemDelegate):
    def sizeHint(self, option: QStyleOptionViewItem, index: _Index) -> QSize:
        theme = current_theme()
        return QSize(theme.px("field_long"), theme.gap(ROW_STEPS))

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: _Index) -> None:
        row = index.data(ROW)
        if isinstance(row, RowView):
            paint_row(painter, QRectF(option.rect), row, option.state)


class BoardList(QListView):
    """`opened` carries an arrival on Enter or click, `chosen` the one under the cursor, `left_upwards` nothing."""

    opened = Signal(str)
    chosen = Signal(str)
    left_upwards = Signal()

    def __init__(self, model: BoardModel, *, name: str) -> None:
        super().__init__()
        self._board = model
        self._delegate = _Delegate(self)
        self.setModel(model)
        self.setItemDelegate(self._delegate)
        self.setAccessibleName(name)
        self.setUniformItemSizes(True)
        self.setMouseTracking(True)
        self.setProperty("look", "board")
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setSelectionMode(QAbstractItemView.SelectionMode.SingleSelection)
        self.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self.setVerticalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.clicked.connect(lambda index: self._open(index.row()))
        self.selectionModel().currentChanged.connect(lambda now, _before: self._tell(now.row()))

    def current(self) -> RowView | None:
        """The line under the cursor."""
        return self._board.row(self.currentIndex().row())

    def go_to(self, arrival_id: str) -> bool:
        """Put the cursor on an arrival; False where it is not shown."""
        line = self._board.line_of(arrival_id)
        if line is None:
            return False
        self.setCurrentIndex(self._board.index(line))
        return True

    def enter(self) -> None:
        """Take the focus, at the first line unless one is chosen."""
        if not self.currentIndex().isValid() and self._board.rowCount():
            self.setCurrentIndex(self._board.index(0))
        self.setFocus(Qt.FocusReason.TabFocusReason)

    def keyboardSearch(self, search: str) -> None:
        """Letters are commands here (`BoardView`), not the beginnings of names."""

    def keyPressEvent(self, event: QKeyEvent) -> None:
        key = event.key()
        if key in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self._open(self.currentIndex().row())
        elif key == Qt.Key.Key_Up and self.currentIndex().row() <= 0:
            self.left_upwards.emit()
        elif event.text().isalpha():
            event.ignore()
        else:
            super().keyPressEvent(event)

    def _open(self, line: int) -> None:
        row = self._board.row(line)
        if row is not None:
            self.opened.emit(row.arrival_id)

    def _tell(self, line: int) -> None:
        row = self._board.row(line)
        if row is not None:
            self.chosen.emit(row.arrival_id)
