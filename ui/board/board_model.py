"""The lines of the board. A refresh tells the view only what differs: nothing flickers, nobody loses the selection."""

from collections.abc import Mapping, Sequence, Set
from typing import Any, Final

from PySide6.QtCore import QAbstractListModel, QModelIndex, QPersistentModelIndex, Qt

from ui.board.looks import colour_look
from ui.board.row_view import RowView

_Index = QModelIndex | QPersistentModelIndex
ROW: Final = Qt.ItemDataRole.UserRole


class BoardModel(QAbstractListModel):
    """Rows are known by the identifier of their arrival."""

    def __init__(self) -> None:
        super().__init__()
        self._rows: list[RowView] = []

    def show_rows(self, rows: Sequence[RowView]) -> None:
        """Show these rows in their order, by as few removals, moves, insertions and changes as it takes."""
        wanted = {row.arrival_id: line for line, row in enumerate(rows)}
        self._remove_all_but(wanted.keys())
        for line, row in enumerate(rows):
            self._send_down(line, row, wanted)
            self._place(line, row)
        self._change(rows)

    def row(self, line: int) -> RowView | None:
        """What stands in a line."""
        return self._rows[line] if 0 <= line < len(self._rows) else None

    def line_of(self, arrival_id: str) -> int | None:
        """The line of an arrival; None where it is not shown."""
        return next((line for line, row in enumerate(self._rows) if row.arrival_id == arrival_id), None)

    def rows(self) -> tuple[RowView, ...]:
        """Every line in its order."""
        return tuple(self._rows)

    def rowCount(self, parent: _Index = QModelIndex()) -> int:  # noqa: B008 - Qt's own default
        return 0 if parent.isValid() else len(self._rows)

    def data(self, index: _Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        row = self.row(index.row()) if index.isValid() else None
        if row is None:
            return None
        if role == Qt.ItemDataRole.DisplayRole:
            return row.name
        if role == Qt.ItemDataRole.AccessibleTextRole:
            parts = (colour_look(row.colour)[0], row.name, row.about, row.reason, row.standing, row.hint, row.waited)
            return ", ".join(part for part in parts if part)
        return row if role == ROW else None

    def _remove_all_but(self, kept: Set[str]) -> None:
        for line in range(len(self._rows) - 1, -1, -1):
            if self._rows[line].arrival_id not in kept:
                self.beginRemoveRows(QModelIndex(), line, line)
                del self._rows[line]
                self.endRemoveRows()

    def _send_down(self, line: int, row: RowView, wanted: Mapping[str, int]) -> None:
        """Where only the line above stands in the way, that one moves: one step instead of one for all below it."""
        below = self.row(line + 1)
        if below is None or below.arrival_id != row.arrival_id:
            return
        to = min(wanted[self._rows[line].arrival_id], len(self._rows) - 1)
        if to > line:
            self.beginMoveRows(QModelIndex(), line, line, QModelIndex(), to + 1)
            self._rows.insert(to, self._rows.pop(line))
            self.endMoveRows()

    def _place(self, line: int, row: RowView) -> None:
        """Bring `row` to `line`; the lines above stand already as they should."""
        at = next((n for n in range(line, len(self._rows)) if self._rows[n].arrival_id == row.arrival_id), None)
        if at is None:
            self.beginInsertRows(QModelIndex(), line, line)
            self._rows.insert(line, row)
            self.endInsertRows()
            return
        if at != line:
            self.beginMoveRows(QModelIndex(), at, at, QModelIndex(), line)
            self._rows.insert(line, self._rows.pop(at))
            self.endMoveRows()

    def _change(self, rows: Sequence[RowView]) -> None:
        """Put the new words in; lines that follow each other are told of together."""
        changed = [line for line, row in enumerate(rows) if self._rows[line] != row]
        self._rows = list(rows)
        while changed:
            together = [line for number, line in enumerate(changed) if line == changed[0] + number]
            self.dataChanged.emit(self.index(together[0]), self.index(together[-1]))
            changed = changed[len(together) :]
