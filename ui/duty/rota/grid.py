"""The week as a table: one field for each post, shift and day; arrow keys go from field to field, Enter opens one."""

from collections.abc import Sequence
from datetime import date, timedelta
from typing import Any

from PySide6.QtCore import QAbstractTableModel, QModelIndex, QPersistentModelIndex, Qt, Signal
from PySide6.QtGui import QFont, QFontMetrics, QKeyEvent, QResizeEvent
from PySide6.QtWidgets import QAbstractItemView, QHeaderView, QTableView

from app.router.duty.model import Post
from ui.duty.reading import Rota
from ui.duty.week import DAYS, Slot, local_day
from ui.duty.words import day_words, entry_words, label_words, lacking_words, short_names
from ui.texts import tr
from ui.theme import current_theme

_Index = QModelIndex | QPersistentModelIndex
Key = tuple[Post, str, date]
_LEAST_DAY = 27
"""In steps of the grid: a narrower day is unreadable."""


class _Model(QAbstractTableModel):
    """The fields of one week."""

    def __init__(self) -> None:
        super().__init__()
        self.rota: Rota | None = None

    def show(self, rota: Rota) -> None:
        """Show another week, or this one as it stands now."""
        self.beginResetModel()
        self.rota = rota
        self._short = short_names({one.user: one.name for one in rota.staff})
        self.endResetModel()

    def slot(self, index: _Index) -> Slot | None:
        """What stands in a field."""
        if self.rota is None or not index.isValid():
            return None
        return self.rota.lines[index.row()].slots[index.column()]

    def rowCount(self, parent: _Index = QModelIndex()) -> int:  # noqa: B008 - Qt's own default
        return 0 if parent.isValid() or self.rota is None else len(self.rota.lines)

    def columnCount(self, parent: _Index = QModelIndex()) -> int:  # noqa: B008 - Qt's own default
        return 0 if parent.isValid() else DAYS

    def headerData(self, section: int, orientation: Qt.Orientation, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        if self.rota is None:
            return None
        if orientation == Qt.Orientation.Vertical:
            return self._line_header(section, role)
        day = self.rota.first + timedelta(days=section)
        today = day == local_day(self.rota.now, self.rota.zone)
        if role == Qt.ItemDataRole.DisplayRole:
            return tr("duty.today_is", day=f"{day:%d/%m}") if today else day_words(day)
        if role == Qt.ItemDataRole.FontRole and today:
            return current_theme().font("text_small", "bold")
        if role == Qt.ItemDataRole.TextAlignmentRole:
            return int(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter)
        return None

    def _line_header(self, section: int, role: int) -> Any:
        assert self.rota is not None
        line = self.rota.lines[section]
        if role == Qt.ItemDataRole.DisplayRole:
            return f"{tr(f'router.post_{line.post.value}')}\n{label_words(line.shift.label)}"
        if role == Qt.ItemDataRole.TextAlignmentRole:
            return int(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter)
        return None

    def data(self, index: _Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        slot = self.slot(index)
        if slot is None or self.rota is None:
            return None
        if role == Qt.ItemDataRole.DisplayRole:
            return "\n".join(self.lines_of(slot))
        if role in (Qt.ItemDataRole.AccessibleTextRole, Qt.ItemDataRole.ToolTipRole):
            names = self.rota.names
            full = [entry_words(one, slot, names, self.rota.zone) for one in slot.duties]
            return ", ".join([*full, *lacking_words(slot, self.rota.zone)])
        if role == Qt.ItemDataRole.ForegroundRole:
            return current_theme().color(self._ink(slot))
        if role == Qt.ItemDataRole.FontRole:
            return self._font(slot)
        if role == Qt.ItemDataRole.TextAlignmentRole:
            return int(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter)
        return None

    def lines_of(self, slot: Slot) -> list[str]:
        """What a field says, line by line."""
        assert self.rota is not None
        said = [entry_words(one, slot, self._short, self.rota.zone) for one in slot.duties]
        return [*said, *lacking_words(slot, self.rota.zone)]

    def _ink(self, slot: Slot) -> str:
        assert self.rota is not None
        if slot.until <= self.rota.now:
            return "text_faint"
        return "error" if slot.gaps else "text"

    def _font(self, slot: Slot) -> QFont:
        assert self.rota is not None
        now = slot.begins <= self.rota.now < slot.until
        return current_theme().font("text_small", "semibold" if now else "regular")


class WeekGrid(QTableView):
    """`opened` carries the key of a field on Enter or double click."""

    opened = Signal(object)

    def __init__(self) -> None:
        super().__init__()
        self._week = _Model()
        self._week.setParent(self)
        self.setModel(self._week)
        self.setAccessibleName(tr("duty.week_table"))
        self.setShowGrid(False)
        self.setWordWrap(False)
        self.setTabKeyNavigation(False)
        self.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectItems)
        self.setSelectionMode(QAbstractItemView.SelectionMode.SingleSelection)
        self.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self.setVerticalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.setHorizontalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.setCornerButtonEnabled(False)
        across, down = self.horizontalHeader(), self.verticalHeader()
        across.setHighlightSections(False)
        across.setSectionsClickable(False)
        across.setSectionResizeMode(QHeaderView.ResizeMode.Fixed)
        down.setHighlightSections(False)
        down.setSectionsClickable(False)
        down.setSectionResizeMode(QHeaderView.ResizeMode.Fixed)
        self.doubleClicked.connect(lambda index: self._open(index))
        self.clicked.connect(lambda index: self._open(index))

    def show_rota(self, rota: Rota) -> None:
        """Show a week; the cursor stays where it was, at first it stands at now."""
        before = self.chosen_key()
        self._week.show(rota)
        line_height = QFontMetrics(current_theme().font("text_small")).lineSpacing()
        for number, line in enumerate(rota.lines):
            most = max(2, *(len(self._week.lines_of(slot)) for slot in line.slots))
            self.setRowHeight(number, most * line_height + current_theme().gap(3))
        self._arrange()
        if before is None or not self.choose(before):
            self._choose_now(rota)

    def choose(self, key: Key) -> bool:
        """Put the cursor on a field; False where this week has none such."""
        rota = self._week.rota
        for number, line in enumerate(rota.lines if rota is not None else ()):
            for column, slot in enumerate(line.slots):
                if slot.key == key:
                    self.setCurrentIndex(self._week.index(number, column))
                    return True
        return False

    def chosen_key(self) -> Key | None:
        """The field under the cursor."""
        slot = self._week.slot(self.currentIndex())
        return slot.key if slot is not None else None

    def slot_of(self, key: Key) -> Slot | None:
        """A field by its key."""
        rota = self._week.rota
        slots: Sequence[Slot] = [slot for line in rota.lines for slot in line.slots] if rota is not None else []
        return next((slot for slot in slots if slot.key == key), None)

    def words_at(self, line: int, column: int) -> str:
        """What a field says."""
        return str(self._week.index(line, column).data())

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter) and self.currentIndex().isValid():
            self._open(self.currentIndex())
            return
        super().keyPressEvent(event)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._arrange()

    def _arrange(self) -> None:
        """All days where there is room, else each as wide as it has to be, and the rest is scrolled to."""
        least = current_theme().gap(_LEAST_DAY)
        room = self.viewport().width()
        for column in range(DAYS):
            share = room * (column + 1) // DAYS - room * column // DAYS
            self.setColumnWidth(column, max(least, share))
        self.scrollTo(self.currentIndex())

    def _choose_now(self, rota: Rota) -> None:
        for number, line in enumerate(rota.lines):
            for column, slot in enumerate(line.slots):
                if slot.begins <= rota.now < slot.until:
                    self.setCurrentIndex(self._week.index(number, column))
                    return
        if rota.lines:
            self.setCurrentIndex(self._week.index(0, 0))

    def _open(self, index: _Index) -> None:
        slot = self._week.slot(index)
        if slot is not None:
            self.opened.emit(slot.key)
