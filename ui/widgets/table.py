"""A table that holds ids and reads a row only when it is drawn; a row that fails is shown as failed."""

import logging
from collections import OrderedDict
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any, Generic, TypeVar

from PySide6.QtCore import QAbstractTableModel, QModelIndex, QPersistentModelIndex, QSize, Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QAbstractItemView, QHeaderView, QTableView

from ui.texts import tr
from ui.theme import current_theme
from ui.widgets.layouts import least_seen

Row = TypeVar("Row")
_Index = QModelIndex | QPersistentModelIndex
_KEPT_ROWS = 500
_LEAST, _LEAST_LARGE = 25, 50
"""In steps of the grid: what a column that takes the rest keeps, the second where text is very large."""
_log = logging.getLogger(__name__)


@dataclass(frozen=True)
class Column(Generic[Row]):
    """One column: its heading, the words of a row, and whether it holds figures (set flush right)."""

    heading: str
    words: Callable[[Row], str]
    figures: bool = False
    stretch: bool = False
    width: str | None = None


class TableModel(QAbstractTableModel, Generic[Row]):
    """`read(ids)` fetches rows for ids in their order; it is asked for a page around the row that is drawn."""

    def __init__(
        self, columns: Sequence[Column[Row]], read: Callable[[Sequence[str]], Sequence[Row]], *, page: int = 50
    ) -> None:
        super().__init__()
        self.columns = tuple(columns)
        self._read = read
        self._page = page
        self._ids: tuple[str, ...] = ()
        self._rows: OrderedDict[str, Row | None] = OrderedDict()

    def show_ids(self, ids: Sequence[str], rows: Sequence[Row] | None = None) -> None:
        """Show these rows; `rows` are those already at hand, so that they need not be read."""
        self.beginResetModel()
        self._ids = tuple(ids)
        self._rows = OrderedDict(zip(self._ids, rows, strict=True)) if rows is not None else OrderedDict()
        self.endResetModel()

    def forget(self, row_id: str) -> None:
        """Read a row again when it is next drawn."""
        self._rows.pop(row_id, None)
        if row_id in self._ids:
            line = self._ids.index(row_id)
            self.dataChanged.emit(self.index(line, 0), self.index(line, len(self.columns) - 1))

    def id_at(self, line: int) -> str | None:
        """The id shown in a line."""
        return self._ids[line] if 0 <= line < len(self._ids) else None

    def row_at(self, line: int) -> Row | None:
        """What is shown in a line, None where it could not be read."""
        row_id = self._ids[line]
        if row_id not in self._rows:
            self._fetch(line)
        return self._rows.get(row_id)

    def rowCount(self, parent: _Index = QModelIndex()) -> int:  # noqa: B008 - Qt's own default
        return 0 if parent.isValid() else len(self._ids)

    def columnCount(self, parent: _Index = QModelIndex()) -> int:  # noqa: B008 - Qt's own default
        return 0 if parent.isValid() else len(self.columns)

    def headerData(self, section: int, orientation: Qt.Orientation, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        if orientation != Qt.Orientation.Horizontal:
            return None
        column = self.columns[section]
        if role == Qt.ItemDataRole.DisplayRole:
            return column.heading
        if role == Qt.ItemDataRole.TextAlignmentRole:
            return int(_side(column.figures))
        return None

    def data(self, index: _Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        if not index.isValid():
            return None
        column = self.columns[index.column()]
        if role == Qt.ItemDataRole.TextAlignmentRole:
            return int(_side(column.figures))
        row = self.row_at(index.row())
        if row is None:
            return self._failed(index.column(), role)
        if role in (Qt.ItemDataRole.DisplayRole, Qt.ItemDataRole.AccessibleTextRole):
            return column.words(row)
        return None

    def _failed(self, column: int, role: int) -> Any:
        if role == Qt.ItemDataRole.DisplayRole:
            return tr("common.row_failed") if column == 0 else ""
        if role == Qt.ItemDataRole.ForegroundRole:
            return current_theme().color("error")
        return None

    def _fetch(self, line: int) -> None:
        start = line // self._page * self._page
        wanted = [row_id for row_id in self._ids[start : start + self._page] if row_id not in self._rows]
        try:
            found: Sequence[Row | None] = self._read(wanted)
        except Exception:
            _log.exception("a page of rows could not be read")
            found = [None] * len(wanted)
        for row_id, row in zip(wanted, found, strict=True):
            self._rows[row_id] = row
        while len(self._rows) > _KEPT_ROWS:
            self._rows.popitem(last=False)


def no_more(ids: Sequence[str]) -> Sequence[Any]:
    """The `read` of a model whose rows are all given to `show_ids`: being asked for one is our mistake."""
    raise LookupError(f"rows that were never shown: {list(ids)}")


def _side(figures: bool) -> Qt.AlignmentFlag:
    side = Qt.AlignmentFlag.AlignRight if figures else Qt.AlignmentFlag.AlignLeft
    return side | Qt.AlignmentFlag.AlignVCenter


class Table(QTableView):
    """`opened` carries an id on Enter or double click, `chosen` the one under the cursor."""

    opened = Signal(object)
    chosen = Signal(object)

    def __init__(self, model: TableModel[Any], *, name: str) -> None:
        super().__init__()
        self._table_model = model
        self._measuring = False
        self.setModel(model)
        self.setAccessibleName(name)
        self.setShowGrid(False)
        self.setWordWrap(False)
        self.setTabKeyNavigation(False)
        self.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectRows)
        self.setSelectionMode(QAbstractItemView.SelectionMode.SingleSelection)
        self.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self.setVerticalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.verticalHeader().hide()
        self.verticalHeader().setDefaultSectionSize(current_theme().px("row"))
        self._set_columns(model)
        self.doubleClicked.connect(lambda index: self._open(index.row()))
        self.selectionModel().currentRowChanged.connect(lambda now, _before: self.chosen.emit(model.id_at(now.row())))

    def minimumSizeHint(self) -> QSize:
        return least_seen(self, super().minimumSizeHint())

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter) and self.currentIndex().isValid():
            self._open(self.currentIndex().row())
            return
        super().keyPressEvent(event)

    def updateGeometries(self) -> None:
        super().updateGeometries()
        if not self._measuring:
            self._measuring = True
            self._keep_words()
            self._measuring = False

    def _keep_words(self) -> None:
        """A column that takes what is left would be left nothing: the table is scrolled then."""
        header, theme = self.horizontalHeader(), current_theme()
        shown = [number for number in range(header.count()) if not header.isSectionHidden(number)]
        giving = [number for number in shown if self._table_model.columns[number].stretch]
        taken = sum(header.sectionSize(number) for number in shown if number not in giving)
        for number in giving:
            heading = header.fontMetrics().horizontalAdvance(self._table_model.columns[number].heading)
            least = max(theme.gap(_LEAST_LARGE if theme.is_large else _LEAST), heading + theme.gap(6))
            if (self.viewport().width() - taken) // len(giving) >= least:
                header.setSectionResizeMode(number, QHeaderView.ResizeMode.Stretch)
            else:
                header.setSectionResizeMode(number, QHeaderView.ResizeMode.Fixed)
                header.resizeSection(number, least)

    def _open(self, line: int) -> None:
        self.opened.emit(self._table_model.id_at(line))

    def _set_columns(self, model: TableModel[Any]) -> None:
        header = self.horizontalHeader()
        header.setHighlightSections(False)
        header.setSectionsClickable(False)
        for number, column in enumerate(model.columns):
            if column.stretch:
                header.setSectionResizeMode(number, QHeaderView.ResizeMode.Stretch)
            elif column.width is not None:
                heading = header.fontMetrics().horizontalAdvance(column.heading) + current_theme().gap(6)
                wished = current_theme().px(column.width)
                header.resizeSection(number, max(wished, heading))
            else:
                header.setSectionResizeMode(number, QHeaderView.ResizeMode.ResizeToContents)
