"""Table 14: what each class of users receives of each class of data; a digit or the chips below change one crossing."""

from typing import Any, Final

from PySide6.QtCore import QAbstractTableModel, QModelIndex, QPersistentModelIndex, Qt, Signal
from PySide6.QtGui import QKeyEvent, QResizeEvent
from PySide6.QtWidgets import QAbstractItemView, QHeaderView, QTableView, QWidget

from app.router.tables.model import Names
from app.router.words import DataClass, Rule
from ui.router_admin.tables.draft import Path, place_of
from ui.router_admin.tables.host import Editing
from ui.router_admin.tables.words import label_of
from ui.texts import tr
from ui.theme import current_theme
from ui.widgets.buttons import QuietButton
from ui.widgets.choices import ChoiceChips
from ui.widgets.labels import Text
from ui.widgets.layouts import add_all, column
from ui.widgets.mistake import Mistake

_Index = QModelIndex | QPersistentModelIndex
_ROWS: Final = (*(one for one in DataClass if one is not DataClass.PERSONAL), DataClass.PERSONAL)
_LEAST: Final = 30
"""In steps of the grid: the width of one class of users at least."""


class _Model(QAbstractTableModel):
    """Classes of data down, classes of users across."""

    def __init__(self, editing: Editing, name: str) -> None:
        super().__init__()
        self.editing, self.name = editing, name
        self.wrong = ""

    @property
    def classes(self) -> list[dict[str, Any]]:
        """The classes of users as they are edited."""
        found: list[dict[str, Any]] = self.editing.draft.contents[self.name]["class"]
        return found

    def path(self, index: _Index) -> Path:
        """Where the value of a field stands."""
        data = _ROWS[index.row()]
        if data is DataClass.PERSONAL:
            return ("class", index.column(), "names")
        return ("class", index.column(), "data", data.value)

    def value(self, index: _Index) -> str:
        """What stands in a field; what is not named is not sent."""
        return str(self.editing.draft.value(self.name, self.path(index)) or Rule.NONE.value)

    def source(self, index: _Index) -> str:
        """What the source has there."""
        return str(self.editing.draft.source(self.name, self.path(index)) or Rule.NONE.value)

    def rowCount(self, parent: _Index = QModelIndex()) -> int:  # noqa: B008 - Qt's own default
        return 0 if parent.isValid() else len(_ROWS)

    def columnCount(self, parent: _Index = QModelIndex()) -> int:  # noqa: B008 - Qt's own default
        return 0 if parent.isValid() else len(self.classes)

    def headerData(self, section: int, orientation: Qt.Orientation, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        if role == Qt.ItemDataRole.TextAlignmentRole:
            return int(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter)
        if role != Qt.ItemDataRole.DisplayRole:
            return None
        if orientation == Qt.Orientation.Vertical:
            return tr(f"router.data_{_ROWS[section].value}")
        one = self.classes[section]
        words = label_of(one).replace(" ", "\n", 1)
        return f"{words} *" if one.get("by_patient") else words

    def data(self, index: _Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        if not index.isValid():
            return None
        value, changed = self.value(index), self.value(index) != self.source(index)
        if role == Qt.ItemDataRole.DisplayRole:
            words = value_words(_ROWS[index.row()], value)
            return f"{words} ✎" if changed else words
        if role == Qt.ItemDataRole.AccessibleTextRole:
            return value_words(_ROWS[index.row()], value)
        if role == Qt.ItemDataRole.FontRole:
            return current_theme().font("text_small", "semibold" if changed else "regular")
        if role == Qt.ItemDataRole.ForegroundRole:
            return current_theme().color(self._ink(index, value))
        if role == Qt.ItemDataRole.TextAlignmentRole:
            return int(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter)
        return None

    def _ink(self, index: _Index, value: str) -> str:
        place = place_of(self.path(index), self.editing.draft.contents[self.name])
        if self.wrong and self.wrong in (place, _ROWS[index.row()].value):
            return "error"
        return "text_faint" if value == Rule.NONE.value else "text"


def value_words(data: DataClass, value: str) -> str:
    """What a field says."""
    return tr(f"router_table_fields.{'name' if data is DataClass.PERSONAL else 'rule'}_{value}")


class RuleTable(QTableView):
    """`digit` carries the digit that was pressed on a field."""

    digit = Signal(int)
    turned = Signal()

    def __init__(self, model: _Model) -> None:
        super().__init__()
        self.setModel(model)
        model.setParent(self)
        self.setAccessibleName(tr("router_tables.table_distribution"))
        self.setShowGrid(False)
        self.setWordWrap(False)
        self.setTabKeyNavigation(False)
        self.setSelectionMode(QAbstractItemView.SelectionMode.SingleSelection)
        self.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self.setCornerButtonEnabled(False)
        self.setHorizontalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        for header in (self.horizontalHeader(), self.verticalHeader()):
            header.setHighlightSections(False)
            header.setSectionsClickable(False)
            header.setSectionResizeMode(QHeaderView.ResizeMode.Fixed)
        theme = current_theme()
        self.verticalHeader().setDefaultSectionSize(theme.px("target"))
        self.horizontalHeader().setMinimumHeight(theme.px("row") + theme.gap(2))
        rows = model.rowCount() * theme.px("target") + theme.px("row") + theme.gap(2) + theme.gap(5)
        self.setFixedHeight(rows)
        self.selectionModel().currentChanged.connect(lambda *_: self.turned.emit())
        self.setCurrentIndex(model.index(0, 0))

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.text().isdigit() and event.text().isascii():
            self.digit.emit(int(event.text()))
            return
        super().keyPressEvent(event)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        count = max(1, self.model().columnCount())
        wide = max(current_theme().gap(_LEAST), self.viewport().width() // count)
        for number in range(count):
            self.setColumnWidth(number, wide)


class Matrix(QWidget):
    """The table, and below it the crossing under the cursor in words with what it may be."""

    def __init__(self, editing: Editing, name: str) -> None:
        super().__init__()
        self._editing, self._name = editing, name
        self.model = _Model(editing, name)
        self.table = RuleTable(self.model)
        layout = column(self, gap=3)
        layout.addWidget(self.table)
        layout.addWidget(Text(tr("router_table_fields.by_patient"), "small", wrap=True))
        self.where = Text("", "strong", wrap=True)
        self.rules = self._chips(Rule, "rule")
        self.names = self._chips(Names, "name")
        self.source = Text("", "small", wrap=True)
        self.back = QuietButton(tr("router_tables.to_source"), icon_name="undo", on_press=self.to_source)
        self.error = Mistake()
        add_all(layout, (self.where, self.rules, self.names, self.source))
        layout.addWidget(self.back, 0, Qt.AlignmentFlag.AlignLeft)
        layout.addWidget(self.error)
        hidden: tuple[QWidget, ...] = (self.names, self.source, self.back, self.error)
        for part in hidden:
            part.hide()
        self.table.turned.connect(self._show)
        self.table.digit.connect(self._press)
        self._show()

    def put(self, value: object) -> None:
        """Give the crossing under the cursor another value."""
        index = self.table.currentIndex()
        self._editing.draft.set_value(self._name, self.model.path(index), self._stored(index, str(value)))
        self._changed()

    def to_source(self) -> None:
        """The crossing as the source has it."""
        index = self.table.currentIndex()
        path = self.model.path(index)
        self._editing.draft.set_value(self._name, path, self._editing.draft.source(self._name, path))
        self._changed()
        self.table.setFocus()

    def tell(self, place: str, words: str) -> bool:
        """What is wrong, where one of these crossings is; False where it is none of them."""
        self.model.wrong = place if words else ""
        self.error.setText(words)
        self.error.setVisible(bool(words))
        self._repaint()
        content = self._editing.draft.contents[self._name]
        crossings = [
            self.model.index(row, number) for row in range(len(_ROWS)) for number in range(self.model.columnCount())
        ]
        known = {place_of(self.model.path(one), content) for one in crossings}
        return place in known | {one.value for one in _ROWS}

    def _stored(self, index: _Index, value: str) -> str | None:
        """Nothing is written down where the source writes nothing, too."""
        silent = self._editing.draft.source(self._name, self.model.path(index)) is None
        return None if value == Rule.NONE.value and silent and self._is_rule(index) else value

    def _is_rule(self, index: _Index) -> bool:
        return _ROWS[index.row()] is not DataClass.PERSONAL

    def _chips(self, kinds: type[Rule] | type[Names], words: str) -> ChoiceChips:
        options: list[tuple[object, str]] = [
            (one.value, tr(f"router_table_fields.{words}_{one.value}")) for one in kinds
        ]
        chips = ChoiceChips(options, name=tr("router_table_fields.crossing"), optional=False)
        chips.changed.connect(self.put)
        return chips

    def _press(self, digit: int) -> None:
        kinds: list[str] = [one.value for one in (Rule if self._is_rule(self.table.currentIndex()) else Names)]
        if 1 <= digit <= len(kinds):
            self.put(kinds[digit - 1])

    def _show(self) -> None:
        index = self.table.currentIndex()
        if not index.isValid():
            return
        data = _ROWS[index.row()]
        self.where.setText(f"{label_of(self.model.classes[index.column()])} · {tr(f'router.data_{data.value}')}")
        of_rule = self._is_rule(index)
        self.rules.setVisible(of_rule)
        self.names.setVisible(not of_rule)
        (self.rules if of_rule else self.names).set_value(self.model.value(index))
        source = self.model.source(index)
        differs = source != self.model.value(index)
        self.source.setText(tr("router_tables.source_has", value=value_words(data, source)))
        self.source.setVisible(differs)
        self.back.setVisible(differs)

    def _changed(self) -> None:
        self._repaint()
        self._show()
        self._editing.changed()

    def _repaint(self) -> None:
        last = self.model.index(len(_ROWS) - 1, self.model.columnCount() - 1)
        self.model.dataChanged.emit(self.model.index(0, 0), last)
