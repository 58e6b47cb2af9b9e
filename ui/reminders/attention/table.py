"""What waits for a person, in two groups: of whom nobody knows, and what could not be sent. Several can be chosen."""

from collections.abc import Sequence

from PySide6.QtCore import QItemSelectionModel, QModelIndex, Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QAbstractItemView

from app.reminders.message_lists import ShownMessage
from app.reminders.outbox.model import Status
from ui.administration.grouped_table import GroupedTable
from ui.reminders.parts.words import channel_words, short_reason
from ui.texts import tr
from ui.texts.formats import show_instant
from ui.widgets.table import Column

MINOR = (2, 3)
"""The columns that the panel tells in full."""
_GROUPS = (Status.UNKNOWN, Status.FAILED)


class AttentionTable(GroupedTable[ShownMessage]):
    """Space chooses one more, Ctrl+A all; `picked` tells that others are chosen, `deleted` that Delete was pressed."""

    picked = Signal()
    deleted = Signal()

    def __init__(self, zone: str) -> None:
        columns = (
            Column[ShownMessage](tr("attention_page.column_person"), lambda one: one.shown_name, stretch=True),
            Column[ShownMessage](
                tr("attention_page.column_reason"), lambda one: short_reason(one.reason), stretch=True
            ),
            Column[ShownMessage](tr("attention_page.column_channel"), lambda one: channel_words(one.channel)),
            Column[ShownMessage](tr("attention_page.column_due"), lambda one: show_instant(one.due_at, zone)),
        )
        super().__init__(columns, name=tr("attention_page.list"))
        self.setSelectionMode(QAbstractItemView.SelectionMode.ExtendedSelection)
        self.selectionModel().selectionChanged.connect(lambda *_: self.picked.emit())

    def show_messages(self, messages: Sequence[ShownMessage]) -> None:
        """Show these; what was chosen and is still there stays chosen, else the first one is."""
        kept = {one.id for one in self.chosen_messages()}
        line = self.currentIndex().row()
        groups = {status: [one for one in messages if one.status is status] for status in _GROUPS}
        self.show_groups(
            (tr(f"attention_page.group_{status.value}", count=len(rows)), rows) for status, rows in groups.items()
        )
        lines = [number for number, one in self._lines() if one.id in kept]
        self.choose(lines or [self._nearest(line)])

    def chosen_messages(self) -> tuple[ShownMessage, ...]:
        """Those chosen, from top to bottom."""
        chosen = {index.row() for index in self.selectionModel().selectedRows()}
        return tuple(one for number, one in self._lines() if number in chosen)

    def choose(self, lines: Sequence[int]) -> None:
        """Choose these lines."""
        mode = QItemSelectionModel.SelectionFlag
        self.clearSelection()
        model = self.selectionModel()
        for number in lines:
            index = self.model().index(number, 0)
            model.setCurrentIndex(index, mode.Select | mode.Rows)

    def choose_message(self, message_id: str) -> None:
        """Choose the one with this id, where it is shown."""
        lines = [number for number, one in self._lines() if one.id == message_id]
        if lines:
            self.choose(lines)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() == Qt.Key.Key_Delete:
            self.deleted.emit()
        elif event.key() == Qt.Key.Key_Space and self.currentIndex().isValid():
            mode = QItemSelectionModel.SelectionFlag
            self.selectionModel().select(self.currentIndex(), mode.Toggle | mode.Rows)
        else:
            super().keyPressEvent(event)

    def moveCursor(self, action: QAbstractItemView.CursorAction, modifiers: Qt.KeyboardModifier) -> QModelIndex:
        """As ever, but past the headings: they are no message."""
        found = super().moveCursor(action, modifiers)
        lines = [number for number, _ in self._lines()]
        if not lines or not found.isValid() or found.row() in lines:
            return found
        below = [number for number in lines if number > found.row()]
        above = [number for number in lines if number < found.row()]
        up = action in (QAbstractItemView.CursorAction.MoveUp, QAbstractItemView.CursorAction.MovePageUp)
        line = (above or below[:1])[-1] if up else (below or above[-1:])[0]
        return self.model().index(line, found.column())

    def _lines(self) -> list[tuple[int, ShownMessage]]:
        model = self.model_of_groups
        rows = ((number, model.row_at(number)) for number in range(model.rowCount()))
        return [(number, row) for number, row in rows if isinstance(row, ShownMessage)]

    def _nearest(self, line: int) -> int:
        """Where the one before is gone, the one that took its place."""
        lines = [number for number, _ in self._lines()]
        return next((number for number in lines if number >= line), lines[-1] if lines else 0)
