"""One value of a table: its control, below it what is wrong or what the source has, and the way back to that."""

from collections.abc import Callable, Sequence
from decimal import Decimal
from typing import Any

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QComboBox, QWidget

from ui.router_admin.tables.draft import Draft, Path, place_of
from ui.router_admin.tables.words import number_words
from ui.texts import tr
from ui.theme import current_theme
from ui.widgets.buttons import QuietButton
from ui.widgets.dropdown import Dropdown
from ui.widgets.field import Field
from ui.widgets.layouts import column
from ui.widgets.number_field import NumberField
from ui.widgets.text_fields import TextField


class Cell(QWidget):
    """`changed` after somebody gave it another value; `place` as a refusal names it."""

    changed = Signal()

    def __init__(
        self,
        draft: Draft,
        table: str,
        path: Path,
        label: str,
        control: QWidget,
        show: Callable[[Any], object],
        words: Callable[[Any], str],
        *,
        name: str = "",
    ) -> None:
        super().__init__()
        self._draft, self._table, self._path = draft, table, path
        self._show_value, self._words = show, words
        self.control = control
        self.place = place_of(path, draft.contents[table])
        control.setAccessibleName(f"{name}: {label}" if name else label)
        self.field = Field(label, control)
        self.back = QuietButton(tr("router_tables.to_source"), icon_name="undo", on_press=self.to_source)
        self.back.setAccessibleName(f"{tr('router_tables.to_source')}: {name or label}")
        self.back.hide()
        layout = column(self, gap=0)
        layout.addWidget(self.field)
        layout.addWidget(self.back, 0, Qt.AlignmentFlag.AlignLeft)
        self._show_value(draft.value(table, path))
        self.tell(None)

    def put(self, value: Any) -> None:
        """Somebody gave it this value."""
        self._draft.set_value(self._table, self._path, value)
        self.changed.emit()

    def to_source(self) -> None:
        """What the source has."""
        value = self._draft.source(self._table, self._path)
        self._draft.set_value(self._table, self._path, value)
        self._show_value(value)
        self.control.setFocus()
        self.changed.emit()

    def tell(self, error: str | None) -> None:
        """What is wrong, else what the source has where this is something else."""
        source = self._draft.source(self._table, self._path)
        differs = source is not None and source != self._draft.value(self._table, self._path)
        self.field.set_hint(tr("router_tables.source_has", value=self._words(source)) if differs else "")
        self.field.set_error(error)
        self.back.setVisible(differs)


def number_cell(
    draft: Draft, table: str, path: Path, label: str, *, name: str, unit: str = "s", whole: bool = False, of: int = 1
) -> Cell:
    """A number with its unit; an empty field has no value. `of`: how many of the table's own units make one shown."""
    control = NumberField(unit=unit, decimals=0 if whole else 3)

    def shown(value: object) -> object:
        return value / of if of > 1 and isinstance(value, int | float) else value

    def show(value: Any) -> None:
        if isinstance(value, str):
            control.line.setText(value)
        else:
            control.set_value(shown(value))  # type: ignore[arg-type]  # a number or nothing: strings went above

    cell = Cell(draft, table, path, label, control, show, lambda one: number_words(shown(one), unit), name=name)
    cell.setMaximumWidth(current_theme().px("field_medium"))

    def typed(value: Decimal | None) -> None:
        if control.is_empty():
            cell.put(None)
        elif value is None:
            cell.put(control.line.value())
        else:
            number = value * of
            cell.put(int(number) if number == int(number) else float(number))

    control.changed.connect(typed)
    return cell


def choice_cell(
    draft: Draft, table: str, path: Path, label: str, options: Sequence[tuple[object, str]], *, name: str
) -> Cell:
    """One of a few words."""
    control = Dropdown(options)
    control.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon)
    control.setMinimumContentsLength(26)
    control.setMaximumWidth(current_theme().px("field_long"))
    words = {value: said for value, said in options}  # noqa: C416 - a mapping of the pairs, by value
    cell = Cell(draft, table, path, label, control, control.set_value, lambda one: words.get(one, str(one)), name=name)
    control.changed.connect(cell.put)
    return cell


def text_cell(draft: Draft, table: str, path: Path, label: str, *, name: str, width: str = "field_medium") -> Cell:
    """A short text."""
    control = TextField(width=width)
    cell = Cell(draft, table, path, label, control, lambda one: control.setText(str(one or "")), str, name=name)
    control.changed.connect(cell.put)
    return cell
