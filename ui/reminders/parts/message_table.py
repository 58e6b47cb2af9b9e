"""Messages in a list: thousands of ids, and only the lines on the screen are read."""

from collections.abc import Callable, Sequence

from PySide6.QtCore import QModelIndex, QPersistentModelIndex, QRectF, QSize
from PySide6.QtGui import QFontMetrics, QPainter, QResizeEvent
from PySide6.QtWidgets import QAbstractItemView, QStyledItemDelegate, QStyleOptionViewItem

from app.reminders.message_lists import ShownMessage
from ui.reminders.parts.words import (
    STATUS_LOOK,
    channel_words,
    day_words,
    moved_words,
    reason_words,
    standing_words,
    time_words,
)
from ui.texts import tr
from ui.theme import current_theme
from ui.widgets.badges import paint_badge
from ui.widgets.table import Column, Table, TableModel

ReadLines = Callable[[Sequence[str]], Sequence[ShownMessage | None]]
_STATUS = 3
_GIVE_WAY = ((6, 235), (5, 190), (4, 150))
"""(column, steps of the grid): in a narrower list this column steps back; one message opened shows it in full."""


class MessageTable(Table):
    """Day, time, person, status, channel, template, why it was moved or not sent. `opened` carries an id."""

    def __init__(self, read: ReadLines, zone: str, *, name: str) -> None:
        text = {
            "day": lambda one: day_words(one.due_at, zone),
            "time": lambda one: time_words(one.due_at, zone),
            "person": lambda one: one.shown_name,
            "status": standing_words,
            "channel": lambda one: channel_words(one.channel),
            "template": lambda one: one.template_name,
            "note": note_words,
        }
        columns = tuple(
            Column[ShownMessage](tr(f"planned_page.column_{key}"), words, stretch=key == "person")
            for key, words in text.items()
        )
        self.lines: TableModel[ShownMessage] = TableModel(columns, read)  # type: ignore[arg-type]  # None: gone
        super().__init__(self.lines, name=name)
        self.lines.setParent(self)
        self.setItemDelegateForColumn(_STATUS, _StatusDelegate(self))
        # The width of a column must not need every line read: the first screenful is enough.
        self.horizontalHeader().setResizeContentsPrecision(0)
        self.setSizeAdjustPolicy(QAbstractItemView.SizeAdjustPolicy.AdjustIgnored)
        self.clicked.connect(lambda index: self._open(index.row()))

    def show_messages(self, ids: Sequence[str]) -> None:
        """Show these; the line under the cursor stays with its message."""
        before = self.lines.id_at(self.currentIndex().row())
        self.lines.show_ids(ids)
        if before is not None and before in ids:
            self.selectRow(list(ids).index(before))

    def show_day(self, *, shown: bool) -> None:
        """Whether the day stands before the time: not where the list is of one day."""
        self.setColumnHidden(0, not shown)

    def message_at(self, line: int) -> ShownMessage | None:
        """What stands in a line."""
        return self.lines.row_at(line) if self.lines.id_at(line) is not None else None

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        for column, steps in _GIVE_WAY:
            self.setColumnHidden(column, self.width() < current_theme().gap(steps))


def note_words(one: ShownMessage) -> str:
    """Why it was not sent, else why it goes out at another time."""
    return reason_words(one.reason) or moved_words(one.moved)


class _StatusDelegate(QStyledItemDelegate):
    """The status as a badge."""

    def __init__(self, table: MessageTable) -> None:
        super().__init__(table)
        self._table = table

    def sizeHint(self, option: QStyleOptionViewItem, index: QModelIndex | QPersistentModelIndex) -> QSize:
        theme = current_theme()
        return QSize(_badge_width(str(index.data() or "")) + 2 * theme.gap(3), theme.px("row"))

    def paint(
        self, painter: QPainter, option: QStyleOptionViewItem, index: QModelIndex | QPersistentModelIndex
    ) -> None:
        super().paint(painter, option, QModelIndex())
        one = self._table.message_at(index.row())
        if one is None:
            return
        theme = current_theme()
        words, height = standing_words(one), theme.px("badge")
        left, width = option.rect.left() + theme.gap(3), option.rect.width() - 2 * theme.gap(3)
        box = QRectF(left, option.rect.center().y() - height / 2, min(width, _badge_width(words)), height)
        painter.save()
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setFont(theme.font("text_small", "semibold"))
        paint_badge(painter, box, words, *STATUS_LOOK[one.status])
        painter.restore()


def _badge_width(words: str) -> int:
    theme = current_theme()
    metrics = QFontMetrics(theme.font("text_small", "semibold"))
    return metrics.horizontalAdvance(words) + metrics.height() + theme.gap(6)
