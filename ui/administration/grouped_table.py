"""A table whose lines stand in groups, each below a line of its own with the group's name."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any, Generic, TypeVar

from PySide6.QtCore import QModelIndex, QPersistentModelIndex, Qt
from PySide6.QtWidgets import QAbstractScrollArea

from ui.theme import current_theme
from ui.widgets.table import Column, Table, TableModel

Row = TypeVar("Row")


@dataclass(frozen=True)
class Heading:
    """The line above a group."""

    words: str


class GroupedModel(TableModel[Any]):
    """Rows and headings in one list; everything is at hand, nothing is read later."""

    def __init__(self, columns: Sequence[Column[Any]]) -> None:
        super().__init__(columns, lambda ids: [None] * len(ids))

    def heading_at(self, line: int) -> Heading | None:
        """The heading that stands in this line, None where a row does."""
        row = self.row_at(line)
        return row if isinstance(row, Heading) else None

    def flags(self, index: QModelIndex | QPersistentModelIndex) -> Qt.ItemFlag:
        if index.isValid() and self.heading_at(index.row()) is not None:
            return Qt.ItemFlag.ItemIsEnabled
        return super().flags(index)

    def data(self, index: QModelIndex | QPersistentModelIndex, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        heading = self.heading_at(index.row()) if index.isValid() else None
        if heading is None:
            return super().data(index, role)
        if role in (Qt.ItemDataRole.DisplayRole, Qt.ItemDataRole.AccessibleTextRole):
            return heading.words if index.column() == 0 else ""
        if role == Qt.ItemDataRole.FontRole:
            return current_theme().font("text_small", "semibold")
        if role == Qt.ItemDataRole.ForegroundRole:
            return current_theme().color("text_muted")
        if role == Qt.ItemDataRole.TextAlignmentRole:
            return int(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignBottom)
        return None


class GroupedTable(Table, Generic[Row]):
    """`show_groups` replaces everything that is shown."""

    def __init__(self, columns: Sequence[Column[Row]], *, name: str) -> None:
        self.model_of_groups = GroupedModel(columns)
        super().__init__(self.model_of_groups, name=name)
        self.model_of_groups.setParent(self)
        self.setSizeAdjustPolicy(QAbstractScrollArea.SizeAdjustPolicy.AdjustIgnored)

    def show_groups(self, groups: Iterable[tuple[str, Sequence[Row]]]) -> int:
        """Show the groups that have rows, in this order; tells how many rows there are."""
        lines: list[Row | Heading] = []
        headings: list[int] = []
        for words, rows in groups:
            if rows:
                headings.append(len(lines))
                lines.append(Heading(words))
                lines.extend(rows)
        self.clearSpans()
        self.model_of_groups.show_ids([str(number) for number in range(len(lines))], lines)
        for number in headings:
            self.setSpan(number, 0, 1, len(self.model_of_groups.columns))
        return len(lines) - len(headings)
