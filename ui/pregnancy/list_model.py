"""All pregnancies that fit, however many: the model knows how many there are and reads a page when it is drawn."""

from collections.abc import Callable, Mapping
from datetime import datetime
from functools import partial
from typing import Any

from PySide6.QtCore import QAbstractTableModel, QModelIndex, QObject, QPersistentModelIndex, Qt, Signal

from app.clinic.pregnancies.model import PregnancyPage, PregnancyRow
from app.kernel.clock import local_date
from ui.bridge import Op
from ui.pregnancy.words import ages_spoken, gestational_words
from ui.reception.hits import years_words
from ui.texts import tr, tr_count
from ui.texts.formats import show_date, show_instant, show_number
from ui.widgets.badges import risk_look
from ui.widgets.shapes import SIGNS

_Index = QModelIndex | QPersistentModelIndex
PAGE = 100
ROW = Qt.ItemDataRole.UserRole
COLUMNS = ("class", "total", "name", "age", "gestational_age", "due", "classified", "municipality")
_FIGURES = frozenset({"total", "age", "gestational_age", "due"})
_NAMED_ALOUD = frozenset({"total", "due", "classified"})
_NONE = "—"
_KEPT_PAGES = 12


class PregnancyModel(QAbstractTableModel):
    """`ask(offset, limit)` reads one page in a worker; `failed` carries the error of a page that could not be read."""

    failed = Signal(object)

    def __init__(self, parent: QObject, ask: Callable[[int, int], PregnancyPage], now: datetime, zone: str) -> None:
        super().__init__(parent)
        self._ask = ask
        self._today = local_date(now, zone)
        self._zone = zone
        self._total = 0
        self._pages: dict[int, tuple[PregnancyRow, ...]] = {}
        self._under_way: set[int] = set()
        self._edition = 0
        self._disagreeing: Mapping[str, int] = {}

    def mark_disagreeing(self, counts: Mapping[str, int]) -> None:
        """Say beside these people's names that something about them disagrees."""
        if counts != self._disagreeing:
            self._disagreeing = counts
            at = COLUMNS.index("name")
            self.dataChanged.emit(self.index(0, at), self.index(max(self._total - 1, 0), at))

    def show_page(self, first: PregnancyPage) -> None:
        """Show another list, of which the first page is at hand."""
        self.beginResetModel()
        self._edition += 1
        self._total = first.total
        self._pages = {0: first.rows}
        self._under_way = set()
        self.endResetModel()

    def pregnancy(self, line: int) -> PregnancyRow | None:
        """What stands in a line; None while it is being read."""
        number, at = divmod(line, PAGE)
        rows = self._pages.get(number)
        if rows is None:
            self._fetch(number)
            return None
        return rows[at] if at < len(rows) else None

    def rowCount(self, parent: _Index = QModelIndex()) -> int:  # noqa: B008 - Qt's own default
        return 0 if parent.isValid() else self._total

    def columnCount(self, parent: _Index = QModelIndex()) -> int:  # noqa: B008 - Qt's own default
        return 0 if parent.isValid() else len(COLUMNS)

    def headerData(self, section: int, orientation: Qt.Orientation, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        if orientation == Qt.Orientation.Horizontal and role == Qt.ItemDataRole.DisplayRole:
            return tr(f"pregnancy.column_{COLUMNS[section]}")
        return _side(COLUMNS[section]) if role == Qt.ItemDataRole.TextAlignmentRole else None

    def data(self, index: _Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        if not index.isValid():
            return None
        if role == Qt.ItemDataRole.TextAlignmentRole:
            return _side(COLUMNS[index.column()])
        if role not in (Qt.ItemDataRole.DisplayRole, Qt.ItemDataRole.AccessibleTextRole, ROW):
            return None
        row = self.pregnancy(index.row())
        if role == ROW:
            return row
        words = "" if row is None else self.words(row, COLUMNS[index.column()])
        return self._spoken(words, COLUMNS[index.column()]) if role == Qt.ItemDataRole.AccessibleTextRole else words

    def words(self, row: PregnancyRow, column: str) -> str:
        """What stands in a cell."""
        if column == "class":
            return risk_look(row.class_code)[0]
        if column == "total":
            total = row.total
            return "" if total is None else show_number(total if total % 1 else int(total))
        if column == "name":
            return self._named(row)
        if column == "age":
            return years_words(row.birth_date, self._today)
        if column == "gestational_age":
            return gestational_words(row.gestational_age) if row.gestational_age else _NONE
        if column == "due":
            return show_date(row.due_date) if row.due_date else _NONE
        if column == "classified":
            return show_instant(row.assessed_at, self._zone)[:10] if row.assessed_at else _NONE
        return row.municipality_name

    def _spoken(self, words: str, column: str) -> str:
        """A reader that goes from line to line says no headings: two days in a row would be any two days."""
        named = column in _NAMED_ALOUD and words not in ("", _NONE)
        return f"{tr(f'pregnancy.column_{column}')} {words}" if named else ages_spoken(words)

    def _named(self, row: PregnancyRow) -> str:
        count = self._disagreeing.get(row.person_id, 0)
        if not count:
            return row.shown_name
        return f"{row.shown_name}  {SIGNS['diamond']} {tr_count('conflicts.badge', count)}"

    def _fetch(self, number: int) -> None:
        if number in self._under_way:
            return
        self._under_way.add(number)
        edition = self._edition
        Op(self, partial(self._ask, number * PAGE, PAGE)).on_success(
            lambda page: self._take(edition, number, page)
        ).on_failure(self.failed.emit).start()

    def _take(self, edition: int, number: int, page: PregnancyPage) -> None:
        if edition != self._edition:
            return
        self._under_way.discard(number)
        if len(self._pages) >= _KEPT_PAGES:
            farthest = max(self._pages, key=lambda kept: abs(kept - number))
            del self._pages[farthest]
        self._pages[number] = page.rows
        last = min(self._total, (number + 1) * PAGE) - 1
        self.dataChanged.emit(self.index(number * PAGE, 0), self.index(last, len(COLUMNS) - 1))


def _side(column: str) -> int:
    side = Qt.AlignmentFlag.AlignRight if column in _FIGURES else Qt.AlignmentFlag.AlignLeft
    return int(side | Qt.AlignmentFlag.AlignVCenter)
