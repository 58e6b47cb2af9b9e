"""The board as a list: what nobody has is filled with the colour of its priority, what somebody has only framed by it.

So it is on the wall: what asks for a person is filled, what was seen is a frame.
"""

from collections.abc import Sequence
from typing import Any

from PySide6.QtCore import QAbstractListModel, QModelIndex, QPersistentModelIndex, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QKeyEvent, QPainter
from PySide6.QtWidgets import QAbstractItemView, QListView, QStyle, QStyledItemDelegate, QStyleOptionViewItem

from ui.alarms.board.rows import BoardRow
from ui.alarms.words import SHAPES
from ui.theme import current_theme
from ui.theme.tokens import ALARM_COLOURS
from ui.widgets.shapes import draw_shape

_Index = QModelIndex | QPersistentModelIndex
_ROW = Qt.ItemDataRole.UserRole + 1
_LEFT = int(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter)
_RIGHT = int(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)
_ROW_STEPS = 21
"""Height of a line in steps of the grid: three lines of words."""
_BED_STEPS = 31
_LEFT_STEPS = 38


class BoardModel(QAbstractListModel):
    """The lines; what only counts down is told as a change of its line, so that nothing else moves."""

    def __init__(self) -> None:
        super().__init__()
        self.rows: tuple[BoardRow, ...] = ()

    def show_rows(self, rows: Sequence[BoardRow]) -> bool:
        """Show these; True where they are others, or in another order."""
        before, self.rows = self.rows, tuple(rows)
        if [one.key for one in before] != [one.key for one in self.rows]:
            self.beginResetModel()
            self.endResetModel()
            return True
        for at, (old, new) in enumerate(zip(before, self.rows, strict=True)):
            if old != new:
                self.dataChanged.emit(self.index(at), self.index(at))
        return False

    def rowCount(self, parent: _Index = QModelIndex()) -> int:  # noqa: B008 - Qt's own default
        return 0 if parent.isValid() else len(self.rows)

    def data(self, index: _Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        if not index.isValid() or index.row() >= len(self.rows):
            return None
        row = self.rows[index.row()]
        if role in (Qt.ItemDataRole.DisplayRole, Qt.ItemDataRole.AccessibleTextRole, Qt.ItemDataRole.ToolTipRole):
            return row.spoken
        return row if role == _ROW else None


class _Delegate(QStyledItemDelegate):
    def sizeHint(self, option: QStyleOptionViewItem, index: _Index) -> QSize:
        theme = current_theme()
        return QSize(theme.px("field_long"), theme.gap(_ROW_STEPS))

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: _Index) -> None:
        row = index.data(_ROW)
        if isinstance(row, BoardRow):
            painter.save()
            painter.setRenderHint(QPainter.RenderHint.Antialiasing)
            paint_row(painter, QRectF(option.rect), row, bool(option.state & QStyle.StateFlag.State_Selected))
            painter.restore()


def paint_row(painter: QPainter, whole: QRectF, row: BoardRow, chosen: bool) -> None:
    """One line of the board."""
    theme, token = current_theme(), ALARM_COLOURS[row.priority]
    box = whole.adjusted(theme.gap(1), theme.gap(0.75), -theme.gap(1), -theme.gap(0.75))
    ink = theme.color("text" if row.owned else f"on_{token}")
    muted = theme.color("text_muted") if row.owned else ink
    edge = theme.px("ring")
    painter.setPen(Qt.PenStyle.NoPen)
    painter.setBrush(theme.color(token))
    painter.drawRoundedRect(box, theme.px("radius_small"), theme.px("radius_small"))
    if row.owned:
        painter.setBrush(theme.color("accent_soft" if chosen else "surface"))
        painter.drawRect(box.adjusted(theme.gap(2), edge, -edge, -edge))
    if chosen:
        painter.setBrush(Qt.BrushStyle.NoBrush)
        painter.setPen(theme.color("focus"))
        painter.drawRoundedRect(whole.adjusted(1, 1, -1, -1), theme.px("radius_small"), theme.px("radius_small"))
    inner = box.adjusted(theme.gap(4), theme.gap(1.5), -theme.gap(3), -theme.gap(1.5))
    bed, middle, right = QRectF(inner), QRectF(inner), QRectF(inner)
    bed.setWidth(theme.gap(_BED_STEPS))
    right.setLeft(inner.right() - theme.gap(_LEFT_STEPS))
    middle.setLeft(bed.right() + theme.gap(2))
    middle.setRight(right.left() - theme.gap(2))
    _paint_bed(painter, bed, row, ink, muted)
    _paint_middle(painter, middle, row, ink, muted)
    _paint_left(painter, right, row, ink, muted)


def _paint_bed(painter: QPainter, box: QRectF, row: BoardRow, ink: Any, muted: Any) -> None:
    top, middle, below = _thirds(box)
    theme = current_theme()
    side = theme.px("text_small") * 0.8
    painter.setPen(Qt.PenStyle.NoPen)
    painter.setBrush(ink if not row.owned else theme.color("text_muted"))
    draw_shape(painter, SHAPES[row.priority], QRectF(top.left(), top.center().y() - side / 2, side, side))
    _write(painter, top.adjusted(side + theme.gap(1.5), 0, 0, 0), row.mark, "text_small", "semibold", ink)
    _write(painter, middle, row.label, "text_heading", "bold", ink)
    _write(painter, below, row.since, "text_small", "regular", muted)


def _paint_middle(painter: QPainter, box: QRectF, row: BoardRow, ink: Any, muted: Any) -> None:
    top, middle, below = _thirds(box)
    _write(painter, top, row.what, "text_body", "semibold", ink)
    _write(painter, middle, row.who, "text_heading", "bold", ink)
    _write(painter, below, row.more, "text_small", "regular", muted)


def _paint_left(painter: QPainter, box: QRectF, row: BoardRow, ink: Any, muted: Any) -> None:
    """The countdown large between what it counts to and who that is."""
    top, middle, below = _thirds(box)
    _write(painter, top, row.lead, "text_small", "regular", muted, _RIGHT)
    if row.left:
        _write(painter, middle, row.left, "text_title", "bold", ink, _RIGHT)
    _write(painter, below if row.left else middle, row.following, "text_small", "regular", muted, _RIGHT)


def _thirds(box: QRectF) -> tuple[QRectF, QRectF, QRectF]:
    """Three lines, the middle one the largest."""
    small, large = box.height() * 0.3, box.height() * 0.4
    return (
        QRectF(box.left(), box.top(), box.width(), small),
        QRectF(box.left(), box.top() + small, box.width(), large),
        QRectF(box.left(), box.top() + small + large, box.width(), small),
    )


def _write(painter: QPainter, box: QRectF, words: str, size: str, weight: str, ink: Any, flags: int = _LEFT) -> None:
    painter.setFont(current_theme().font(size, weight))
    painter.setPen(ink)
    painter.drawText(box, flags, painter.fontMetrics().elidedText(words, Qt.TextElideMode.ElideRight, int(box.width())))


class BoardList(QListView):
    """`chosen` carries the key of the line under the cursor, `entered` that of Enter or a double click; letters are
    commands of the page."""

    chosen = Signal(object)
    entered = Signal(object)

    def __init__(self, name: str) -> None:
        super().__init__()
        self.board = BoardModel()
        self._wanted: tuple[str, str] | None = None
        self._delegate = _Delegate(self)
        self.setModel(self.board)
        self.setItemDelegate(self._delegate)
        self.setAccessibleName(name)
        self.setUniformItemSizes(True)
        self.setProperty("look", "board")
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setSelectionMode(QAbstractItemView.SelectionMode.SingleSelection)
        self.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self.setVerticalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.selectionModel().currentChanged.connect(lambda now, _before: self._tell(now.row()))
        self.doubleClicked.connect(lambda index: self.entered.emit(self.board.rows[index.row()].key))

    def current(self) -> BoardRow | None:
        """The line under the cursor."""
        at = self.currentIndex().row()
        return self.board.rows[at] if 0 <= at < len(self.board.rows) else None

    def show_rows(self, rows: Sequence[BoardRow]) -> None:
        """Show these; the cursor stays with its alarm.

        Where that is gone, nothing is chosen until somebody chooses: a key must never answer another alarm than the
        one that was looked at.
        """
        wanted = self._wanted
        if not self.board.show_rows(rows):
            return
        keys = [row.key for row in self.board.rows]
        if not keys:
            self._wanted = None
        elif wanted is None or wanted in keys:
            self.setCurrentIndex(self.board.index(keys.index(wanted) if wanted is not None else 0))

    def go_to(self, key: tuple[str, str]) -> bool:
        """Put the cursor on an alarm; False where it is not shown."""
        keys = [row.key for row in self.board.rows]
        if key not in keys:
            return False
        self.setCurrentIndex(self.board.index(keys.index(key)))
        return True

    def keyboardSearch(self, search: str) -> None:
        """Letters are commands of the page, not the beginnings of beds."""

    def keyPressEvent(self, event: QKeyEvent) -> None:
        row = self.current()
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            if row is not None:
                self.entered.emit(row.key)
        elif event.text().isalpha():
            event.ignore()
        else:
            super().keyPressEvent(event)

    def _tell(self, at: int) -> None:
        if 0 <= at < len(self.board.rows):
            self._wanted = self.board.rows[at].key
            self.chosen.emit(self._wanted)
