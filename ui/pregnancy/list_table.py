"""The table of pregnancies: the class as a badge, Enter opens."""

from PySide6.QtCore import QModelIndex, QPersistentModelIndex, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QKeyEvent, QPainter, QResizeEvent
from PySide6.QtWidgets import (
    QAbstractItemView,
    QHeaderView,
    QStyle,
    QStyledItemDelegate,
    QStyleOptionViewItem,
    QTableView,
)

from app.clinic.pregnancies.model import PregnancyRow
from ui.pregnancy.list_model import COLUMNS, ROW, PregnancyModel
from ui.texts import tr
from ui.theme import current_theme
from ui.widgets.badges import paint_badge, risk_look, risk_look_short
from ui.widgets.layouts import least_seen

_STEPS = {"class": 64, "total": 20, "age": 24, "gestational_age": 20, "due": 29, "classified": 29, "municipality": 40}
"""Widths in steps of the grid; the name takes the rest."""
_BESIDE = frozenset({"class", "name", "gestational_age"})
"""What the list shows while a record stands beside it."""
_NAME_STEPS = 56
_GIVE_WAY = ("municipality", "classified", "age", "due")
"""What is left out first where the width is short."""


class BadgePainter(QStyledItemDelegate):
    """Paints the class by colour, shape and word."""

    def paint(
        self, painter: QPainter, option: QStyleOptionViewItem, index: QModelIndex | QPersistentModelIndex
    ) -> None:
        theme = current_theme()
        painter.save()
        if option.state & QStyle.StateFlag.State_Selected:
            painter.fillRect(option.rect, theme.color("accent_soft"))
        line = QRectF(option.rect)
        line.setTop(line.bottom() - theme.px("hairline"))
        painter.fillRect(line, theme.color("line"))
        row = index.data(ROW)
        if isinstance(row, PregnancyRow):
            painter.setRenderHint(QPainter.RenderHint.Antialiasing)
            painter.setFont(theme.font("text_small", "semibold"))
            words, token, shape = risk_look(row.class_code)
            height = theme.px("badge")
            box = QRectF(option.rect).adjusted(theme.gap(2), 0, -theme.gap(2), 0)
            box = QRectF(box.x(), box.center().y() - height / 2, box.width(), height)
            if _width(painter, words) > box.width():
                words = risk_look_short(row.class_code)[0]
            box.setWidth(min(box.width(), _width(painter, words)))
            paint_badge(painter, box, words, token, shape)
        painter.restore()


def _width(painter: QPainter, words: str) -> int:
    metrics = painter.fontMetrics()
    return metrics.horizontalAdvance(words) + metrics.height() + current_theme().gap(5)


class PregnancyTable(QTableView):
    """`opened` carries the id of the pregnancy."""

    opened = Signal(str)
    left_upwards = Signal()

    def __init__(self, model: PregnancyModel) -> None:
        super().__init__()
        self._pregnancies = model
        self._beside = False
        self._badges = BadgePainter(self)
        self.setModel(model)
        self.setAccessibleName(tr("pregnancy.list"))
        self.setShowGrid(False)
        self.setWordWrap(False)
        self.setTabKeyNavigation(False)
        self.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectRows)
        self.setSelectionMode(QAbstractItemView.SelectionMode.SingleSelection)
        self.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.verticalHeader().hide()
        self.verticalHeader().setDefaultSectionSize(current_theme().px("row"))
        self.setItemDelegateForColumn(COLUMNS.index("class"), self._badges)
        self._measure()
        self.clicked.connect(lambda index: self._open(index.row()))

    def minimumSizeHint(self) -> QSize:
        return least_seen(self, super().minimumSizeHint())

    def stand_beside(self, *, beside: bool) -> None:
        """Show only what fits beside an open record, or everything that there is room for."""
        self._beside = beside
        self._arrange()

    def resizeEvent(self, event: QResizeEvent) -> None:
        self._arrange()
        super().resizeEvent(event)

    def _arrange(self) -> None:
        left = self._left_out()
        for number, column in enumerate(COLUMNS):
            left_out = column in left
            if self.isColumnHidden(number) != left_out:
                self.setColumnHidden(number, left_out)

    def enter(self) -> None:
        """Take the focus at the first line."""
        if self._pregnancies.rowCount():
            line = max(0, self.currentIndex().row())
            self.setCurrentIndex(self._pregnancies.index(line, COLUMNS.index("name")))
            self.setFocus(Qt.FocusReason.TabFocusReason)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        key, line = event.key(), self.currentIndex().row()
        if key in (Qt.Key.Key_Return, Qt.Key.Key_Enter) and line >= 0:
            self._open(line)
        elif key == Qt.Key.Key_Up and line <= 0:
            self.left_upwards.emit()
        else:
            super().keyPressEvent(event)

    def _open(self, line: int) -> None:
        row = self._pregnancies.pregnancy(line)
        if row is not None:
            self.opened.emit(row.pregnancy_id)

    def _left_out(self) -> frozenset[str]:
        """The columns for which there is no room: the name keeps enough to be read whole."""
        if self._beside:
            return frozenset(COLUMNS) - _BESIDE
        room = self.width() / current_theme().gap(1) - _NAME_STEPS - sum(_STEPS.values())
        left: set[str] = set()
        for column in _GIVE_WAY:
            if room < 0:
                left.add(column)
                room += _STEPS[column]
        return frozenset(left)

    def _measure(self) -> None:
        header = self.horizontalHeader()
        header.setHighlightSections(False)
        header.setSectionsClickable(False)
        for number, column in enumerate(COLUMNS):
            if column in _STEPS:
                header.resizeSection(number, current_theme().gap(_STEPS[column]))
            else:
                header.setSectionResizeMode(number, QHeaderView.ResizeMode.Stretch)
