"""The list of the inbox: painted lines, driven by arrow keys; Enter or a click opens."""

from PySide6.QtCore import QModelIndex, QPersistentModelIndex, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QKeyEvent, QPainter
from PySide6.QtWidgets import QAbstractItemView, QListView, QStyledItemDelegate, QStyleOptionViewItem

from ui.pregnancy.words import ages_spoken
from ui.referral_desk.inbox_painter import ROW_STEPS, paint_inbox_row
from ui.referral_desk.inbox_rows import InboxRow
from ui.texts import tr
from ui.theme import current_theme
from ui.widgets.kept_rows import ROW, KeptRows

_Index = QModelIndex | QPersistentModelIndex


class InboxModel(KeptRows[InboxRow]):
    """Rows are known by the identifier of their referral."""

    def key(self, row: InboxRow) -> str:
        return row.id

    def name(self, row: InboxRow) -> str:
        return row.name

    def spoken(self, row: InboxRow) -> str:
        parts = (row.look[0], row.score, row.name, row.about, row.time, row.by, row.hint)
        return ages_spoken(", ".join(part for part in parts if part))


class _Delegate(QStyledItemDelegate):
    def sizeHint(self, option: QStyleOptionViewItem, index: _Index) -> QSize:
        theme = current_theme()
        return QSize(theme.px("field_long"), theme.gap(ROW_STEPS))

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: _Index) -> None:
        row = index.data(ROW)
        if isinstance(row, InboxRow):
            paint_inbox_row(painter, QRectF(option.rect), row, option.state)


class InboxList(QListView):
    """`opened` carries a referral's id; `left_upwards` when Up is pressed in the first line."""

    opened = Signal(str)
    left_upwards = Signal()

    def __init__(self) -> None:
        super().__init__()
        self.rows = InboxModel()
        self.rows.setParent(self)
        self._delegate = _Delegate(self)
        self.setModel(self.rows)
        self.setItemDelegate(self._delegate)
        self.setAccessibleName(tr("referral_desk.list"))
        self.setUniformItemSizes(True)
        self.setMouseTracking(True)
        self.setProperty("look", "board")
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setSelectionMode(QAbstractItemView.SelectionMode.SingleSelection)
        self.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self.setVerticalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.clicked.connect(lambda index: self._open(index.row()))

    def current_id(self) -> str:
        """The referral under the cursor, "" where there is none."""
        row = self.rows.row(self.currentIndex().row())
        return row.id if row else ""

    def go_to(self, referral_id: str) -> None:
        """Put the cursor on a referral that is shown, else on the first."""
        line = self.rows.line_of(referral_id)
        if self.rows.rowCount():
            self.setCurrentIndex(self.rows.index(line or 0))

    def enter(self) -> None:
        """Take the focus, at the first line unless one is chosen."""
        if not self.currentIndex().isValid():
            self.go_to("")
        self.setFocus(Qt.FocusReason.TabFocusReason)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        key = event.key()
        if key in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self._open(self.currentIndex().row())
        elif key == Qt.Key.Key_Up and self.currentIndex().row() <= 0:
            self.left_upwards.emit()
        else:
            super().keyPressEvent(event)

    def _open(self, line: int) -> None:
        row = self.rows.row(line)
        if row is not None:
            self.opened.emit(row.id)
