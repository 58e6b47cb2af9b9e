"""One line for every exam: what waits first, then what stands out, then the rest; Enter or a click opens."""

from PySide6.QtCore import QModelIndex, QPersistentModelIndex, QRectF, QSize, Qt
from PySide6.QtGui import QPainter, QResizeEvent
from PySide6.QtWidgets import QStyledItemDelegate, QStyleOptionViewItem

from ui.administration.grouped_table import GroupedTable
from ui.pregnancy.exams.reading import ExamRow, ExamsView, Group, in_groups
from ui.pregnancy.exams.words import LEVEL_LOOKS, gravest_reading, value_words, when_words
from ui.texts import chosen_language, tr
from ui.texts.formats import show_date
from ui.theme import current_theme
from ui.widgets.badges import badge_width, paint_badge
from ui.widgets.table import Column

_RESULT, _WHEN = 1, 2
_WHEN_ROOM_STEPS = 150
"""Below this width (steps of the grid) the day gives its room to the result; it stands in the exam itself."""


class ExamTable(GroupedTable[ExamRow]):
    """`opened` carries the code of an exam."""

    def __init__(self) -> None:
        columns = (
            Column[ExamRow](tr("exams.column_exam"), _name, stretch=True),
            Column[ExamRow](tr("exams.column_result"), result_cell, stretch=True),
            Column[ExamRow](tr("exams.column_when"), _when),
        )
        super().__init__(columns, name=tr("exams.list"))
        self.setItemDelegateForColumn(_RESULT, _ResultPainter(self))
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.clicked.connect(lambda index: self._open(index.row()))

    def show_view(self, view: ExamsView) -> int:
        """Show everything that was asked for or has a result; tells how many exams."""
        line = self.currentIndex().row()
        shown = self.show_groups((tr(f"exams.group_{group}"), rows) for group, rows in in_groups(view.rows()))
        if line >= 0:
            self.selectRow(min(line, self.model_of_groups.rowCount() - 1))
        return shown

    def row_in(self, line: int) -> ExamRow | None:
        """The exam in a line; None for a heading."""
        row = self.model_of_groups.row_at(line)
        return row if isinstance(row, ExamRow) else None

    def resizeEvent(self, event: QResizeEvent) -> None:
        self.setColumnHidden(_WHEN, self.width() < current_theme().gap(_WHEN_ROOM_STEPS))
        super().resizeEvent(event)

    def _open(self, line: int) -> None:
        row = self.row_in(line)
        if row is not None:
            self.opened.emit(row.exam.code)


def _name(row: ExamRow) -> str:
    return row.exam.label.in_language(chosen_language())


def result_cell(row: ExamRow) -> str:
    """The latest result with what its sources say, or what is waited for; read out as one text."""
    if row.group is Group.OVERDUE:
        return tr("exams.overdue")
    if row.request is not None:
        return tr("exams.asked_on", date=show_date(row.request.requested_on))
    if row.latest is None:
        return ""
    value, reading = value_words(row.exam, row.latest.value), gravest_reading(row.latest.readings)
    return f"{value} · {reading.label.in_language(chosen_language())}" if reading else value


def _when(row: ExamRow) -> str:
    if row.request is not None:
        return tr("exams.due", date=show_date(row.request.due_on)) if row.request.due_on else ""
    return when_words(row.latest) if row.latest else ""


class _ResultPainter(QStyledItemDelegate):
    """The value, and beside it what the gravest source says, by colour, shape and word."""

    def __init__(self, table: ExamTable) -> None:
        super().__init__(table)
        self._table = table

    def sizeHint(self, option: QStyleOptionViewItem, index: QModelIndex | QPersistentModelIndex) -> QSize:
        return QSize(current_theme().px("field_medium"), current_theme().px("row"))

    def paint(
        self, painter: QPainter, option: QStyleOptionViewItem, index: QModelIndex | QPersistentModelIndex
    ) -> None:
        row = self._table.row_in(index.row())
        if row is None:
            super().paint(painter, option, index)
            return
        super().paint(painter, option, QModelIndex())
        theme = current_theme()
        words, token, shape = _badge(row)
        value = "" if row.request is not None or row.latest is None else value_words(row.exam, row.latest.value)
        place = QRectF(option.rect).adjusted(theme.gap(3), 0, -theme.gap(2), 0)
        painter.save()
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setFont(theme.font("text_body", "semibold"))
        painter.setPen(theme.color("text"))
        room = place.width() - (theme.gap(24) if words else 0)
        shown = painter.fontMetrics().elidedText(value, Qt.TextElideMode.ElideRight, max(0, int(room)))
        painter.drawText(place, int(Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignLeft), shown)
        if words:
            left = place.left() + (painter.fontMetrics().horizontalAdvance(shown) + theme.gap(3) if shown else 0)
            painter.setFont(theme.font("text_small", "semibold"))
            height, width = theme.px("badge"), min(place.right() - left, badge_width(words))
            paint_badge(painter, QRectF(left, place.center().y() - height / 2, width, height), words, token, shape)
        painter.restore()


def _badge(row: ExamRow) -> tuple[str, str, str]:
    """Words, colour token and shape; no words where nothing is said of the value."""
    if row.request is not None:
        late = row.group is Group.OVERDUE
        return (result_cell(row), "warn", "triangle") if late else (result_cell(row), "neutral", "bar")
    reading = gravest_reading(row.latest.readings) if row.latest else None
    return (reading.label.in_language(chosen_language()), *LEVEL_LOOKS[reading.level]) if reading else ("", "", "")
