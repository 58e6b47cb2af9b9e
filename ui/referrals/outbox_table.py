"""The table of the outbox: state and class as badges, the time strong; Enter opens."""

from collections.abc import Sequence
from typing import Any, Final

from PySide6.QtCore import QModelIndex, QPersistentModelIndex, QRectF, Qt, Signal
from PySide6.QtGui import QKeyEvent, QPainter, QResizeEvent
from PySide6.QtWidgets import QStyle, QStyledItemDelegate, QStyleOptionViewItem

from ui.referrals.lines import Line, words_of_line
from ui.referrals.words import is_late, state_look
from ui.texts import tr
from ui.theme import current_theme
from ui.widgets.badges import paint_badge, risk_look_short
from ui.widgets.table import Column, Table, TableModel, no_more

COLUMNS: Final = ("state", "name", "time", "class", "reason", "to", "sent")
_STEPS: Final = {"state": 52, "time": 70, "class": 44, "reason": 46, "to": 60, "sent": 34}
_NAME_STEPS: Final = 56
_GIVE_WAY: Final = ("to", "sent", "reason", "class")
_LINE: Final = Qt.ItemDataRole.UserRole


class OutboxModel(TableModel[Line]):
    """The lines on show."""

    def __init__(self) -> None:
        self.zone = "UTC"
        columns = [Column(tr(f"outbox.column_{one}"), self._words(one), stretch=one == "name") for one in COLUMNS]
        super().__init__(columns, no_more)

    def data(self, index: QModelIndex | QPersistentModelIndex, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        if not index.isValid():
            return None
        line, column = self.row_at(index.row()), COLUMNS[index.column()]
        if role == _LINE:
            return line
        if line is not None and column in ("time", "name") and role == Qt.ItemDataRole.FontRole:
            return current_theme().font("text_body", "semibold")
        if line is not None and column == "time" and role == Qt.ItemDataRole.ForegroundRole:
            return current_theme().color("error" if is_late(line.course, line.now) else "text")
        return super().data(index, role)

    def _words(self, column: str) -> Any:
        return lambda line: words_of_line(line, column, self.zone)


class _Badges(QStyledItemDelegate):
    """Paints a look by colour, shape and word."""

    def paint(
        self, painter: QPainter, option: QStyleOptionViewItem, index: QModelIndex | QPersistentModelIndex
    ) -> None:
        theme, line = current_theme(), index.data(_LINE)
        painter.save()
        if option.state & QStyle.StateFlag.State_Selected:
            painter.fillRect(option.rect, theme.color("accent_soft"))
        painter.setPen(theme.color("line"))
        painter.drawLine(option.rect.bottomLeft(), option.rect.bottomRight())
        if isinstance(line, Line):
            painter.setRenderHint(QPainter.RenderHint.Antialiasing)
            painter.setFont(theme.font("text_small", "semibold"))
            if COLUMNS[index.column()] == "state":
                look = state_look(line.course, line.now)
                words, token, shape = look.words, look.token, look.shape
            else:
                words, token, shape = risk_look_short(line.risk_class)
            metrics, height = painter.fontMetrics(), theme.px("badge")
            width = metrics.horizontalAdvance(words) + metrics.height() + theme.gap(5)
            room = QRectF(option.rect).adjusted(theme.gap(2), 0, -theme.gap(2), 0)
            box = QRectF(room.x(), room.center().y() - height / 2, min(room.width(), width), height)
            paint_badge(painter, box, words, token, shape)
        painter.restore()


class OutboxTable(Table):
    """`left_upwards` when Up is pressed in the first line."""

    left_upwards = Signal()

    def __init__(self) -> None:
        self.lines = OutboxModel()
        super().__init__(self.lines, name=tr("outbox.list"))
        self.lines.setParent(self)
        self._badges = _Badges(self)
        for one in ("state", "class"):
            self.setItemDelegateForColumn(COLUMNS.index(one), self._badges)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        header = self.horizontalHeader()
        for number, column in enumerate(COLUMNS):
            if column in _STEPS:
                header.setSectionResizeMode(number, header.ResizeMode.Interactive)
                header.resizeSection(number, current_theme().gap(_STEPS[column]))
        self.clicked.connect(lambda index: self._open(index.row()))

    def show_lines(self, lines: Sequence[Line], zone: str) -> None:
        """Show these; the line that the cursor was in keeps it."""
        before = self.lines.id_at(self.currentIndex().row())
        self.lines.zone = zone
        ids = [one.id for one in lines]
        self.lines.show_ids(ids, lines)
        if before in ids:
            self.setCurrentIndex(self.lines.index(ids.index(before), 1))

    def enter(self) -> None:
        """Take the focus at the line of the cursor, else the first."""
        if self.lines.rowCount():
            self.setCurrentIndex(self.lines.index(max(0, self.currentIndex().row()), 1))
            self.setFocus(Qt.FocusReason.TabFocusReason)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() == Qt.Key.Key_Up and self.currentIndex().row() <= 0:
            self.left_upwards.emit()
        else:
            super().keyPressEvent(event)

    def resizeEvent(self, event: QResizeEvent) -> None:
        room = self.width() / current_theme().gap(1) - _NAME_STEPS - sum(_STEPS.values())
        for column in _GIVE_WAY:
            self.setColumnHidden(COLUMNS.index(column), room < 0)
            room += _STEPS[column] if room < 0 else 0
        super().resizeEvent(event)
