"""Lines that are read again and again. A refresh tells the view only what differs: nothing flickers, nobody loses the
selection."""

from collections.abc import Mapping, Sequence, Set
from typing import Any, Final, Generic, TypeVar

from PySide6.QtCore import QAbstractListModel, QModelIndex, QPersistentModelIndex, Qt

_Index = QModelIndex | QPersistentModelIndex
Row = TypeVar("Row")
ROW: Final = Qt.ItemDataRole.UserRole


class KeptRows(QAbstractListModel, Generic[Row]):
    """Rows are known by `key`; `name` and `spoken` say a row as text, and as a reader speaks it."""

    def __init__(self) -> None:
        super().__init__()
        self._rows: list[Row] = []

    def key(self, row: Row) -> str:
        """What the row is known by."""
        raise NotImplementedError

    def name(self, row: Row) -> str:
        """The row as text."""
        raise NotImplementedError

    def spoken(self, row: Row) -> str:
        """The whole row, read out."""
        raise NotImplementedError

    def show_rows(self, rows: Sequence[Row]) -> None:
        """Show these rows in their order, by as few removals, moves, insertions and changes as it takes."""
        wanted = {self.key(row): line for line, row in enumerate(rows)}
        self._remove_all_but(wanted.keys())
        for line, row in enumerate(rows):
            self._send_down(line, row, wanted)
            self._place(line, row)
        self._change(rows)

    def row(self, line: int) -> Row | None:
        """What stands in a line."""
        return self._rows[line] if 0 <= line < len(self._rows) else None

    def line_of(self, key: str) -> int | None:
        """The line of a row; None where it is not shown."""
        return next((line for line, row in enumerate(self._rows) if self.key(row) == key), None)

    def rows(self) -> tuple[Row, ...]:
        """Every line in its order."""
        return tuple(self._rows)

    def rowCount(self, parent: _Index = QModelIndex()) -> int:  # noqa: B008 - Qt's own default
        return 0 if parent.isValid() else len(self._rows)

    def data(self, index: _Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        row = self.row(index.row()) if index.isValid() else None
        if row is None:
            return None
        if role == Qt.ItemDataRole.DisplayRole:
            return self.name(row)
        if role == Qt.ItemDataRole.AccessibleTextRole:
            return self.spoken(row)
        return row if role == ROW else None

    def _remove_all_but(self, kept: Set[str]) -> None:
        for line in range(len(self._rows) - 1, -1, -1):
            if self.key(self._rows[line]) not in kept:
                self.beginRemoveRows(QModelIndex(), line, line)
                del self._rows[line]
                self.endRemoveRows()

    def _send_down(self, line: int, row: Row, wanted: Mapping[str, int]) -> None:
        """Where only the line above stands in the way, that one moves: one step instead of one for all below it."""
        below = self.row(line + 1)
        if below is None or self.key(below) != self.key(row):
            return
        to = min(wanted[self.key(self._rows[line])], len(self._rows) - 1)
        if to > line:
            self.beginMoveRows(QModelIndex(), line, line, QModelIndex(), to + 1)
            self._rows.insert(to, self._rows.pop(line))
            self.endMoveRows()

    def _place(self, line: int, row: Row) -> None:
        """Bring `row` to `line`; the lines above stand already as they should."""
        key = self.key(row)
        at = next((n for n in range(line, len(self._rows)) if self.key(self._rows[n]) == key), None)
        if at is None:
            self.beginInsertRows(QModelIndex(), line, line)
            self._rows.insert(line, row)
            self.endInsertRows()
            return
        if at != line:
            self.beginMoveRows(QModelIndex(), at, at, QModelIndex(), line)
            self._rows.insert(line, self._rows.pop(at))
            self.endMoveRows()

    def _change(self, rows: Sequence[Row]) -> None:
        """Put the new words in; lines that follow each other are told of together."""
        changed = [line for line, row in enumerate(rows) if self._rows[line] != row]
        self._rows = list(rows)
        while changed:
            together = [line for number, line in enumerate(changed) if line == changed[0] + number]
            self.dataChanged.emit(self.index(together[0]), self.index(together[-1]))
            changed = changed[len(together) :]
