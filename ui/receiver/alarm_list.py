"""The alarms as a list. It alone says what was painted: a row counts once all of it was painted on a screen that is
neither hidden, minimised nor covered by the lock."""

from collections.abc import Callable, Sequence
from typing import Final

from PySide6.QtCore import QAbstractListModel, QModelIndex, QPersistentModelIndex, QRectF, QSize, Qt, QTimer, Signal
from PySide6.QtGui import QKeyEvent, QPainter, QPaintEvent, QRegion
from PySide6.QtWidgets import QAbstractItemView, QListView, QStyledItemDelegate, QStyleOptionViewItem, QWidget

from app.router.receiver.model import AlarmKey, Row
from ui.receiver.row_painter import ROW_STEPS, light_of, paint_row
from ui.receiver.words import spoken
from ui.theme import current_theme
from ui.ward.flashing import lit

_Index = QModelIndex | QPersistentModelIndex
ROW: Final = Qt.ItemDataRole.UserRole.value


class AlarmModel(QAbstractListModel):
    """The rows in their order; `now` gives the receiver's monotonic second."""

    def __init__(self, now: Callable[[], float]) -> None:
        super().__init__()
        self.now = now
        self.rows: tuple[Row, ...] = ()

    def show_rows(self, rows: tuple[Row, ...]) -> None:
        """What stands now; where the same alarms stand in the same order only what changed is painted."""
        before, self_keys = self.rows, [row.key for row in self.rows]
        if self_keys != [row.key for row in rows]:
            self.beginResetModel()
            self.rows = rows
            self.endResetModel()
            return
        self.rows = rows
        for line, (old, new) in enumerate(zip(before, rows, strict=True)):
            if old is not new:
                self.dataChanged.emit(self.index(line), self.index(line))

    def line_of(self, key: AlarmKey) -> int | None:
        """Where an alarm stands."""
        return next((line for line, row in enumerate(self.rows) if row.key == key), None)

    def rowCount(self, parent: _Index | None = None) -> int:
        return 0 if parent is not None and parent.isValid() else len(self.rows)

    def data(self, index: _Index, role: int = 0) -> object:
        if not index.isValid() or index.row() >= len(self.rows):
            return None
        row = self.rows[index.row()]
        if role == ROW:
            return row
        if role in (Qt.ItemDataRole.DisplayRole.value, Qt.ItemDataRole.AccessibleTextRole.value):
            return spoken(row, self.now())
        return None


class _Delegate(QStyledItemDelegate):
    def __init__(self, parent: QListView, model: AlarmModel) -> None:
        super().__init__(parent)
        self._model = model

    def sizeHint(self, option: QStyleOptionViewItem, index: _Index) -> QSize:
        theme = current_theme()
        return QSize(theme.gap(ROW_STEPS), theme.gap(ROW_STEPS))

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: _Index) -> None:
        row = index.data(ROW)
        if isinstance(row, Row):
            paint_row(painter, QRectF(option.rect), row, option.state, self._model.now())


class AlarmList(QListView):
    """`painted` carries [(key, version), …] of the rows that were painted whole; `chosen`: the cursor moved."""

    painted = Signal(object)
    chosen = Signal()

    def __init__(self, now: Callable[[], float], *, name: str) -> None:
        super().__init__()
        self._model = AlarmModel(now)
        self._delegate = _Delegate(self, self._model)
        self._seen: dict[AlarmKey, int] = {}
        self._lit: dict[AlarmKey, bool] = {}
        self._second = -1
        self._tells = False
        self.setModel(self._model)
        self.setItemDelegate(self._delegate)
        self.setAccessibleName(name)
        self.setUniformItemSizes(True)
        self.setProperty("look", "alarms")
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setSelectionMode(QAbstractItemView.SelectionMode.SingleSelection)
        self.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self.setVerticalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.selectionModel().currentChanged.connect(lambda _now, _before: self.chosen.emit())

    def rows(self) -> Sequence[Row]:
        """What stands on the list."""
        return self._model.rows

    def current(self) -> Row | None:
        """The alarm under the cursor."""
        line = self.currentIndex().row()
        return self._model.rows[line] if 0 <= line < len(self._model.rows) else None

    def choose(self, key: AlarmKey) -> None:
        """Put the cursor on an alarm, without moving the list."""
        line = self._model.line_of(key)
        if line is None:
            return
        self.setAutoScroll(False)
        self.setCurrentIndex(self._model.index(line))
        self.setAutoScroll(True)

    def show_rows(self, rows: tuple[Row, ...]) -> None:
        """What stands now. The cursor stays on its alarm; the worst that asks and was not shown comes into view."""
        current = self.current()
        at = self.verticalScrollBar().value()
        self._model.show_rows(rows)
        if current is not None:
            self.choose(current.key)
        self.verticalScrollBar().setValue(at)
        worst = next((row for row in rows if row.asks), None)
        if worst is not None and not worst.shown and not self._is_in_view(worst.key):
            line = self._model.line_of(worst.key)
            assert line is not None
            self.scrollTo(self._model.index(line), QAbstractItemView.ScrollHint.PositionAtTop)

    def asking_out_of_view(self) -> int:
        """How many alarms ask for somebody and cannot be seen without scrolling."""
        return sum(row.asks and not self._is_in_view(row.key) for row in self._model.rows)

    def turn(self, now: float) -> None:
        """Time alone: flashing from the one clock, and how long things have lasted, each second."""
        if int(now) != self._second:
            self._second = int(now)
            self.viewport().update()
        for line, row in enumerate(self._model.rows):
            shines = lit(light_of(row), now)
            if self._lit.get(row.key) is not shines:
                self._lit[row.key] = shines
                self.update(self._model.index(line))
        if len(self._lit) > 2 * len(self._model.rows) + 64:
            self._lit.clear()

    def paintEvent(self, event: QPaintEvent) -> None:
        super().paintEvent(event)
        if not before_eyes(self):
            return
        region, viewport = event.region(), self.viewport().rect()
        for line, row in enumerate(self._model.rows):
            place = self.visualRect(self._model.index(line))
            if viewport.contains(place) and QRegion(place).subtracted(region).isEmpty():
                self._seen[row.key] = row.version
        if self._seen and not self._tells:
            # Not from within the painting: what follows may paint again.
            self._tells = True
            QTimer.singleShot(0, self, self._tell)

    def keyboardSearch(self, search: str) -> None:
        """Letters are answers here, not the beginnings of names."""

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.text().isalnum() or event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter, Qt.Key.Key_Escape):
            event.ignore()
        else:
            super().keyPressEvent(event)

    def _tell(self) -> None:
        self._tells = False
        seen, self._seen = list(self._seen.items()), {}
        if seen:
            self.painted.emit(seen)

    def _is_in_view(self, key: AlarmKey) -> bool:
        line = self._model.line_of(key)
        return line is not None and self.viewport().rect().contains(self.visualRect(self._model.index(line)))


def before_eyes(widget: QWidget) -> bool:
    """Whether what is painted of it is on a screen: not hidden, not minimised, its window exposed."""
    window = widget.window()
    if not widget.isVisible() or window.isMinimized():
        return False
    # A visible window has one; only the screen's own system knows whether it is exposed.
    return window.windowHandle().isExposed()
