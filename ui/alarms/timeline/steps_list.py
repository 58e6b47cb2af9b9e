"""The steps of one alarm down a line: its moment at the left, what happened at the right."""

from collections.abc import Sequence
from typing import Any, Final

from PySide6.QtCore import QAbstractListModel, QModelIndex, QPersistentModelIndex, QRectF, QSize, Qt
from PySide6.QtGui import QFontMetrics, QPainter
from PySide6.QtWidgets import QAbstractItemView, QListView, QStyle, QStyledItemDelegate, QStyleOptionViewItem

from ui.alarms.timeline.lines import TimelineLine, Tone
from ui.theme import current_theme
from ui.widgets.layouts import least_seen

_Index = QModelIndex | QPersistentModelIndex
_LINE = Qt.ItemDataRole.UserRole + 1
_ROW_STEPS: Final = 11
_INK: Final = {Tone.TRAVEL: "text_muted", Tone.PERSON: "success", Tone.WRONG: "error", Tone.FRAME: "text"}
_LEFT = int(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter)
_RIGHT = int(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)
_WIDEST: Final = "00:00:00,000"


class _Model(QAbstractListModel):
    def __init__(self) -> None:
        super().__init__()
        self.lines: tuple[TimelineLine, ...] = ()

    def show_lines(self, lines: Sequence[TimelineLine]) -> None:
        before, self.lines = self.lines, tuple(lines)
        if self.lines[: len(before)] == before:
            if len(self.lines) > len(before):
                self.beginInsertRows(QModelIndex(), len(before), len(self.lines) - 1)
                self.endInsertRows()
            return
        self.beginResetModel()
        self.endResetModel()

    def rowCount(self, parent: _Index = QModelIndex()) -> int:  # noqa: B008 - Qt's own default
        return 0 if parent.isValid() else len(self.lines)

    def data(self, index: _Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        if not index.isValid() or index.row() >= len(self.lines):
            return None
        line = self.lines[index.row()]
        if role in (Qt.ItemDataRole.DisplayRole, Qt.ItemDataRole.AccessibleTextRole, Qt.ItemDataRole.ToolTipRole):
            return line.said
        return line if role == _LINE else None


class _Delegate(QStyledItemDelegate):
    def sizeHint(self, option: QStyleOptionViewItem, index: _Index) -> QSize:
        theme = current_theme()
        return QSize(theme.px("side_panel_narrow"), theme.gap(_ROW_STEPS))

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: _Index) -> None:
        line = index.data(_LINE)
        if not isinstance(line, TimelineLine):
            return
        theme = current_theme()
        painter.save()
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        box = QRectF(option.rect)
        if option.state & QStyle.StateFlag.State_Selected and option.state & QStyle.StateFlag.State_HasFocus:
            painter.fillRect(box, theme.color("accent_soft"))
        moment = QFontMetrics(theme.font("text_small", "semibold")).horizontalAdvance(_WIDEST)
        _paint_moment(painter, QRectF(box.left() + theme.gap(1), box.top(), moment, box.height()), line)
        axis = box.left() + moment + theme.gap(4)
        last = index.row() == index.model().rowCount() - 1
        _paint_axis(painter, box, axis, line, first=not index.row(), last=last)
        left = axis + theme.gap(3)
        _paint_words(painter, QRectF(left, box.top(), box.right() - left - theme.gap(1), box.height()), line)
        painter.restore()


def _paint_moment(painter: QPainter, box: QRectF, line: TimelineLine) -> None:
    theme = current_theme()
    top, below = _halves(box)
    painter.setFont(theme.font("text_small", "semibold"))
    painter.setPen(theme.color("text"))
    painter.drawText(top, _RIGHT, line.at)
    painter.setFont(theme.font("text_small"))
    painter.setPen(theme.color("text_muted"))
    painter.drawText(below, _RIGHT, line.after)


def _paint_axis(painter: QPainter, box: QRectF, axis: float, line: TimelineLine, *, first: bool, last: bool) -> None:
    theme = current_theme()
    middle, width = box.center().y(), theme.px("ring")
    top, below = (middle if first else box.top()), (middle if last else box.bottom())
    # In whole pixels, so that the line goes on from step to step.
    painter.fillRect(round(axis - width / 2), round(top), width, round(below - top), theme.color("line"))
    radius = theme.gap(1 if line.tone is Tone.TRAVEL else 1.5)
    painter.setPen(Qt.PenStyle.NoPen)
    painter.setBrush(theme.color(_INK[line.tone]))
    spot = QRectF(axis - radius, middle - radius, 2 * radius, 2 * radius)
    if line.tone is Tone.WRONG:
        painter.drawRect(spot)
    else:
        painter.drawEllipse(spot)


def _paint_words(painter: QPainter, box: QRectF, line: TimelineLine) -> None:
    theme = current_theme()
    top, below = _halves(box) if line.who else (box, QRectF())
    weight = "regular" if line.tone is Tone.TRAVEL else "semibold"
    for place, words, size, ink, heavy in (
        (top, line.what, "text_body", _INK[line.tone] if line.tone is not Tone.TRAVEL else "text", weight),
        (below, line.who, "text_small", "text_muted", "regular"),
    ):
        painter.setFont(theme.font(size, heavy))
        painter.setPen(theme.color(ink))
        shown = painter.fontMetrics().elidedText(words, Qt.TextElideMode.ElideRight, int(place.width()))
        painter.drawText(place, _LEFT, shown)


def _halves(box: QRectF) -> tuple[QRectF, QRectF]:
    inset = current_theme().gap(0.75)
    height = (box.height() - 2 * inset) / 2
    top = QRectF(box.left(), box.top() + inset, box.width(), height)
    return top, QRectF(box.left(), top.bottom(), box.width(), height)


class StepsList(QListView):
    """`show_lines` adds what is new below. `follows`: the newest is in sight, unless somebody looks further up."""

    def __init__(self, name: str, *, follows: bool = True) -> None:
        super().__init__()
        self._follows = follows
        self.steps = _Model()
        self._delegate = _Delegate(self)
        self.setModel(self.steps)
        self.setItemDelegate(self._delegate)
        self.setAccessibleName(name)
        self.setUniformItemSizes(True)
        self.setProperty("look", "board")
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setSelectionMode(QAbstractItemView.SelectionMode.SingleSelection)
        self.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self.setVerticalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)

    def minimumSizeHint(self) -> QSize:
        return least_seen(self, super().minimumSizeHint())

    def keyboardSearch(self, search: str) -> None:
        """Letters are commands of the page."""

    def show_lines(self, lines: Sequence[TimelineLine]) -> None:
        """Show these."""
        bar = self.verticalScrollBar()
        at_end = bar.value() >= bar.maximum()
        self.steps.show_lines(lines)
        if at_end and self._follows:
            self.scrollToBottom()
