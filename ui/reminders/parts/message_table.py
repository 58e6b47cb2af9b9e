"""Messages in a list: thousands of ids, and only the lines on the screen are read."""

from collections.abc import Callable, Sequence

from PySide6.QtCore import QModelIndex, QPersistentModelIndex, QRectF, Qt
from PySide6.QtGui import QPainter, QResizeEvent
from PySide6.QtWidgets import QAbstractItemView, QStyledItemDelegate, QStyleOptionViewItem

from app.reminders.message_lists import ShownMessage
from ui.reminders.parts.words import (
    STATUS_LOOK,
    channel_words,
    moved_words,
    reason_words,
    short_day,
    standing_words,
)
from ui.texts import tr
from ui.texts.formats import show_hour
from ui.theme import current_theme
from ui.widgets.badge_delegate import BadgeDelegate
from ui.widgets.table import Column, Table, TableModel

ReadLines = Callable[[Sequence[str]], Sequence[ShownMessage | None]]
_PERSON, _STATUS, _FOLDED = 1, 2, (3, 4, 5)
_ROOM_FOR_ALL = 235
"""In steps of the grid: in a narrower list channel, template and note stand in a second line under the name."""
_ROOM_FOR_TIME = 100
"""And in a still narrower one the time too."""
_TWO_LINES = 13
"""Steps of the grid."""


class MessageTable(Table):
    """When, person, status, channel, template, why it was moved or not sent. `opened` carries an id."""

    def __init__(self, read: ReadLines, zone: str, *, name: str) -> None:
        self._zone, self._with_day = zone, True
        text = {
            "time": self._when,
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
        self.folded = self.tight = False
        self.setItemDelegateForColumn(_STATUS, BadgeDelegate(self, self._look))
        self.setItemDelegateForColumn(_PERSON, _PersonDelegate(self))
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
        self._with_day = shown

    def message_at(self, line: int) -> ShownMessage | None:
        """What stands in a line."""
        return self.lines.row_at(line) if self.lines.id_at(line) is not None else None

    def _look(self, line: int) -> tuple[str, str, str] | None:
        one = self.message_at(line)
        return None if one is None else (standing_words(one), *STATUS_LOOK[one.status])

    def details(self, one: ShownMessage) -> str:
        """What stands under the name where there is no room for columns."""
        when = self._when(one) if self.tight else ""
        parts = (when, one.template_name, channel_words(one.channel), note_words(one))
        return " · ".join(part for part in parts if part)

    def _when(self, one: ShownMessage) -> str:
        hour = show_hour(one.due_at, self._zone)
        return f"{short_day(one.due_at, self._zone)} {hour}" if self._with_day else hour

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        theme = current_theme()
        self.folded = self.width() < theme.gap(_ROOM_FOR_ALL)
        self.tight = self.width() < theme.gap(_ROOM_FOR_TIME)
        self.setColumnHidden(0, self.tight)
        for column in _FOLDED:
            self.setColumnHidden(column, self.folded)
        self.verticalHeader().setDefaultSectionSize(theme.gap(_TWO_LINES) if self.folded else theme.px("row"))


def note_words(one: ShownMessage) -> str:
    """Why it was not sent, else why it goes out at another time."""
    return reason_words(one.reason) or moved_words(one.moved)


class _PersonDelegate(QStyledItemDelegate):
    """The name, and in a narrow list what the hidden columns say below it."""

    def __init__(self, table: MessageTable) -> None:
        super().__init__(table)
        self._table = table

    def paint(
        self, painter: QPainter, option: QStyleOptionViewItem, index: QModelIndex | QPersistentModelIndex
    ) -> None:
        one = self._table.message_at(index.row()) if self._table.folded else None
        if one is None:
            super().paint(painter, option, index)
            return
        super().paint(painter, option, QModelIndex())
        theme = current_theme()
        box = QRectF(option.rect).adjusted(theme.gap(3), theme.gap(1.5), -theme.gap(2), -theme.gap(1.5))
        above, below = QRectF(box), QRectF(box)
        above.setHeight(box.height() * 0.54)
        below.setTop(above.bottom())
        painter.save()
        for place, words, size, ink in (
            (above, one.shown_name, "text_body", "text"),
            (below, self._table.details(one), "text_small", "text_muted"),
        ):
            painter.setFont(theme.font(size))
            painter.setPen(theme.color(ink))
            shown = painter.fontMetrics().elidedText(words, Qt.TextElideMode.ElideRight, int(place.width()))
            painter.drawText(place, Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter, shown)
        painter.restore()
