"""The tables that are rows of values: each row with its label at the left and its values beside it."""

from collections.abc import Callable, Iterable
from functools import partial
from typing import Any, Final

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QWidget

from app.router.tables.model import Silent, WhenFull
from app.router.words import DataClass
from ui.router_admin.tables.cells import Cell, choice_cell, number_cell, text_cell
from ui.router_admin.tables.flowing import Flowing
from ui.router_admin.tables.host import Editing
from ui.router_admin.tables.words import label_of
from ui.texts import has_text, tr
from ui.theme import current_theme
from ui.widgets.buttons import QuietButton, SecondaryButton
from ui.widgets.labels import Text
from ui.widgets.layouts import column, hairline, row

_EXITS: Final = (0, 1, 2, -1)
_DAY: Final = 86_400


class PlainTable(QWidget):
    """`cells` in the order of reading; `first` is where the keyboard begins."""

    def __init__(self, editing: Editing, name: str) -> None:
        super().__init__()
        self.editing, self.name = editing, name
        self.cells: list[Cell] = []
        self._column = column(self, gap=3)
        self._build()

    def _build(self) -> None:
        raise NotImplementedError

    def _row(self, label: str, cells: Iterable[Cell], more: QWidget | None = None) -> None:
        """One line: what it is about, then its values, which go on below where there is little room."""
        if self._column.count():
            self._column.addWidget(hairline())
        part = QWidget()
        line = row(part, gap=4)
        words = Text(label, "strong", wrap=True)
        words.setMinimumWidth(current_theme().px("field_short"))
        line.addWidget(words, 2, Qt.AlignmentFlag.AlignTop)
        values = Flowing(gap=4)
        for cell in cells:
            cell.changed.connect(self.editing.changed)
            self.cells.append(cell)
            values.flow.addWidget(cell)
        if more is not None:
            values.flow.addWidget(more)
        line.addWidget(values, 5)
        self._column.addWidget(part)


class Deadlines(PlainTable):
    """Table 7.12."""

    def _build(self) -> None:
        draft = self.editing.draft
        for number, line in enumerate(draft.contents[self.name]["row"]):
            label = label_of(line)
            names = ("transmission", "response", *(("presence",) if "presence" in line else ()))
            self._row(
                label,
                [
                    number_cell(draft, self.name, ("row", number, one), tr(f"router_table_fields.{one}"), name=label)
                    for one in names
                ],
            )


class Periods(PlainTable):
    """Tables 18 and 20: the ten priorities stand, their periods may be edited."""

    def _build(self) -> None:
        draft = self.editing.draft
        for number, line in enumerate(draft.contents[self.name]["row"]):
            label = f"{line.get('priority', number)} · {label_of(line)}"
            names = ("period", *(("longest",) if "longest" in line else ()))
            self._row(
                label,
                [
                    number_cell(draft, self.name, ("row", number, one), tr(f"router_table_fields.{one}"), name=label)
                    for one in names
                ],
            )


class EquipmentRows(PlainTable):
    """Table 13."""

    def _build(self) -> None:
        draft = self.editing.draft
        exits = [(one, tr(f"router_table_fields.exit_{'none' if one < 0 else one}")) for one in _EXITS]
        silent = [(one.value, tr(f"router.silent_{one.value}")) for one in Silent]
        yes_no = [(True, tr("common.yes")), (False, tr("common.no"))]
        for number, line in enumerate(draft.contents[self.name]["row"]):
            label = f"{line.get('code', '')} · {label_of(line)}"

            def at(field: str, row_number: int = number) -> tuple[str | int, ...]:
                return ("row", row_number, field)

            self._row(
                label,
                [
                    number_cell(
                        draft, self.name, at("silent_after"), tr("router_table_fields.silent_after"), name=label
                    ),
                    choice_cell(draft, self.name, at("then"), tr("router_table_fields.then"), silent, name=label),
                    choice_cell(
                        draft,
                        self.name,
                        at("exit_priority"),
                        tr("router_table_fields.exit_priority"),
                        exits,
                        name=label,
                    ),
                    choice_cell(
                        draft,
                        self.name,
                        at("orderly_exit_alarms"),
                        tr("router_table_fields.orderly_exit_alarms"),
                        yes_no,
                        name=label,
                    ),
                ],
            )


class DiscardRows(PlainTable):
    """Table 22."""

    def _build(self) -> None:
        draft = self.editing.draft
        label = tr("router_table_fields.when_full_about")
        full = [(one.value, tr(f"router.full_{one.value}")) for one in WhenFull]
        self._row(
            label,
            [
                choice_cell(draft, self.name, ("when_full",), tr("router_table_fields.when_full"), full, name=label),
                number_cell(
                    draft,
                    self.name,
                    ("old_after",),
                    tr("router_table_fields.old_after"),
                    name=label,
                    unit=tr("router_table_fields.days"),
                    of=_DAY,
                ),
            ],
        )
        for number, line in enumerate(draft.contents[self.name]["row"]):
            label = label_of(line)
            path = ("row", number, "weight")
            self._row(
                label, [number_cell(draft, self.name, path, tr("router_table_fields.weight"), name=label, unit="")]
            )


class Topics(PlainTable):
    """What class of data each report of a device is (beside table 14)."""

    def _build(self) -> None:
        draft = self.editing.draft
        classes = [(one.value, tr(f"router.data_{one.value}")) for one in DataClass]
        for code in draft.contents[self.name]["topics"]:
            key = f"router_table_fields.topic_{code}"
            label = tr(key) if has_text(key) else code
            path = ("topics", code)
            self._row(
                label, [choice_cell(draft, self.name, path, tr("router_table_fields.counts_as"), classes, name=label)]
            )


class ShiftRows(PlainTable):
    """The shifts; a ward may have more or fewer of them."""

    def __init__(self, editing: Editing, name: str, anew: Callable[[], None]) -> None:
        self._anew = anew
        super().__init__(editing, name)

    def _build(self) -> None:
        draft = self.editing.draft
        shifts = draft.contents[self.name]["shift"]
        for number, line in enumerate(shifts):
            label = label_of(line)
            paths: tuple[tuple[tuple[str | int, ...], str, str], ...] = (
                (("label", "pt_BR"), "name_pt", "field_short"),
                (("label", "en"), "name_en", "field_short"),
                (("begins",), "begins", "field_short"),
                (("ends",), "ends", "field_short"),
            )
            cells = [
                text_cell(
                    draft,
                    self.name,
                    ("shift", number, *path),
                    tr(f"router_table_fields.{key}"),
                    name=label,
                    width=width,
                )
                for path, key, width in paths
            ]
            gone = QuietButton(tr("router_tables.remove"), on_press=partial(self._remove, number))
            gone.setAccessibleName(tr("router_tables.remove_what", what=label))
            gone.setEnabled(len(shifts) > 1)
            self._row(label, cells, gone)
        more = SecondaryButton(tr("router_table_fields.add_shift"), icon_name="plus", on_press=self._add)
        self._column.addWidget(more, 0, Qt.AlignmentFlag.AlignLeft)

    def _remove(self, number: int) -> None:
        self.editing.draft.contents[self.name]["shift"].pop(number)
        self._anew()

    def _add(self) -> None:
        shifts: list[dict[str, Any]] = self.editing.draft.contents[self.name]["shift"]
        taken = {one.get("code") for one in shifts}
        code = next(f"shift_{number}" for number in range(1, len(shifts) + 2) if f"shift_{number}" not in taken)
        words = tr("router_table_fields.new_shift")
        begins = str(shifts[-1].get("ends", "07:00")) if shifts else "07:00"
        shifts.append({"code": code, "label": {"pt_BR": words, "en": words}, "begins": begins, "ends": ""})
        self._anew()
