"""The replies in a list; what nobody has seen stands in bold."""

from collections.abc import Sequence
from typing import Any

from PySide6.QtCore import QModelIndex, QPersistentModelIndex, Qt, Signal
from PySide6.QtGui import QKeyEvent

from app.reminders.inbox import Reply
from ui.texts import tr
from ui.texts.formats import show_instant
from ui.theme import current_theme
from ui.widgets.table import Column, Table, TableModel, no_more

MINOR = (2,)
"""The column that the panel tells in full."""


class _Model(TableModel[Reply]):
    def data(self, index: QModelIndex | QPersistentModelIndex, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        row = self.row_at(index.row()) if index.isValid() else None
        if row is not None and role == Qt.ItemDataRole.FontRole:
            return current_theme().font("text_body", "semibold" if row.seen_at is None else "regular")
        if row is not None and role == Qt.ItemDataRole.ForegroundRole and row.seen_at is not None:
            return current_theme().color("text_muted")
        if row is not None and role == Qt.ItemDataRole.AccessibleTextRole:
            seen = tr("inbox_page.seen" if row.seen_at else "inbox_page.unseen")
            return f"{self.columns[index.column()].words(row)} ({seen})"
        return super().data(index, role)


class ReplyTable(Table):
    """`settled` says that Space was pressed on the reply under the cursor."""

    settled = Signal()

    def __init__(self, zone: str) -> None:
        columns = (
            Column[Reply](tr("inbox_page.column_person"), who, stretch=True),
            Column[Reply](tr("inbox_page.column_reply"), _first_line, stretch=True),
            Column[Reply](tr("inbox_page.column_when"), lambda one: show_instant(one.at, zone)),
        )
        self._replies = _Model(columns, no_more)
        super().__init__(self._replies, name=tr("inbox_page.list"))
        self._replies.setParent(self)

    def show_replies(self, replies: Sequence[Reply]) -> None:
        """Show these; the cursor stays at its reply, or at its line."""
        before, line = self.current_id(), self.currentIndex().row()
        self._replies.show_ids([one.id for one in replies], replies)
        lines = [number for number, one in enumerate(replies) if one.id == before]
        if replies:
            self.selectRow(lines[0] if lines else min(max(line, 0), len(replies) - 1))

    def current_id(self) -> str | None:
        """The reply under the cursor."""
        return self._replies.id_at(self.currentIndex().row())

    def select_reply(self, reply_id: str) -> bool:
        """Put the cursor there; tells whether it is in the list."""
        for line in range(self._replies.rowCount()):
            if self._replies.id_at(line) == reply_id:
                self.selectRow(line)
                return True
        return False

    def step(self) -> None:
        """On to the next."""
        line = self.currentIndex().row() + 1
        if line < self._replies.rowCount():
            self.selectRow(line)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() == Qt.Key.Key_Space:
            self.settled.emit()
        else:
            super().keyPressEvent(event)


def who(one: Reply) -> str:
    """Who wrote: her name, else where it came from."""
    return one.shown_name or one.address or tr("inbox_page.nobody")


def said(one: Reply) -> str:
    """What she wrote; a code means something to the program alone."""
    return tr("inbox_page.linked") if one.linked else one.text or tr("inbox_page.no_words")


def _first_line(one: Reply) -> str:
    words = " ".join(said(one).split())
    return tr("inbox_page.asked_to_stop", words=words) if one.withdrew else words
