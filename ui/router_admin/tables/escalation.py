"""Table 17: who is called for an alarm, step by step, and who receives it in the end."""

from collections.abc import Callable, Iterable
from functools import partial
from typing import Any

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QComboBox, QWidget

from app.router.tables.escalations import ROLES
from ui.administration.tab_order import in_reading_order
from ui.router_admin.tables.cells import Cell, number_cell
from ui.router_admin.tables.draft import Path
from ui.router_admin.tables.flowing import Flowing
from ui.router_admin.tables.host import Editing
from ui.router_admin.tables.words import label_of, target_words
from ui.texts import tr
from ui.theme import current_theme
from ui.widgets.buttons import Button, QuietButton, SecondaryButton
from ui.widgets.cards import Card
from ui.widgets.dropdown import Dropdown
from ui.widgets.labels import Text
from ui.widgets.layouts import column, hairline, row


class TargetsInput(QWidget):
    """Those who are called, each as a button that takes them out, and a list to add one more."""

    changed = Signal(object)

    def __init__(self, known: dict[str, str]) -> None:
        super().__init__()
        self._known = known
        self._targets: list[str] = []
        self._name = ""
        layout = column(self, gap=1)
        self._chips = Flowing(gap=1)
        self._flow = self._chips.flow
        layout.addWidget(self._chips)
        options = [
            ("", tr("router_table_fields.add_target")),
            *((one, self._words(one)) for one in ROLES),
            *known.items(),
        ]
        self.add = Dropdown(options)
        self.add.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon)
        self.add.setMinimumContentsLength(18)
        self.add.setMaximumWidth(current_theme().px("field_medium"))
        self.add.changed.connect(self._added)
        layout.addWidget(self.add)
        self.setFocusProxy(self.add)
        self.setMinimumWidth(current_theme().px("field_medium"))

    def set_value(self, targets: Iterable[str] | None) -> None:
        """Show these."""
        self._targets = list(targets or [])
        while (item := self._flow.takeAt(0)) is not None:
            widget = item.widget()
            if widget is not None:
                widget.hide()
                widget.deleteLater()
        for target in self._targets:
            words = self._words(target)
            chip = Button(words, "chip", icon_name="x", on_press=partial(self._remove, target))
            chip.setAccessibleName(tr("router_tables.remove_what", what=words))
            chip.setAutoDefault(False)
            self._flow.addWidget(chip)
        self._chips.setVisible(bool(self._targets))
        self._chips.updateGeometry()

    def setAccessibleName(self, name: str) -> None:
        super().setAccessibleName(name)
        self.add.setAccessibleName(f"{name}: {tr('router_table_fields.add_target')}")

    def _words(self, target: str) -> str:
        return target_words(target, self._known)

    def _added(self, target: object) -> None:
        if isinstance(target, str) and target:
            if target not in self._targets:
                self.set_value([*self._targets, target])
                self.changed.emit(list(self._targets))
            self.add.set_value("")

    def _remove(self, target: str) -> None:
        self.set_value([one for one in self._targets if one != target])
        self.changed.emit(list(self._targets))
        self.add.setFocus()


class Calls(QWidget):
    """One card for each kind of alarm."""

    def __init__(self, editing: Editing, name: str, anew: Callable[[], None]) -> None:
        super().__init__()
        self._editing, self._name, self._anew = editing, name, anew
        self._known = dict(editing.targets)
        self.cells: list[Cell] = []
        self._stops: list[QWidget] = []
        layout = column(self, gap=4)
        for number, group in enumerate(editing.draft.contents[name]["group"]):
            layout.addWidget(self._group(number, group))
        self.order()

    def order(self) -> None:
        """Tab goes step by step; those who are called have become others."""
        in_reading_order(self._stops)

    def _group(self, number: int, group: dict[str, Any]) -> Card:
        card = Card(gap=3)
        label = label_of(group)
        card.body.addWidget(Text(label, "heading"))
        levels = group["levels"]
        for at in range(len(levels)):
            card.body.addWidget(self._level(number, at, label, alone=len(levels) == 1))
            card.body.addWidget(hairline())
        more = SecondaryButton(
            tr("router_table_fields.add_level"), icon_name="plus", on_press=partial(self._add, number)
        )
        more.setAccessibleName(f"{label}: {tr('router_table_fields.add_level')}")
        self._stops.append(more)
        card.body.addWidget(more, 0, Qt.AlignmentFlag.AlignLeft)
        name = f"{label}, {tr('router_table_fields.failsafe')}"
        path = ("group", number, "failsafe")
        last = self._targets(path, tr("router_table_fields.failsafe"), name)
        card.body.addWidget(last)
        card.body.addWidget(Text(tr("router_table_fields.failsafe_about"), "small", wrap=True))
        return card

    def _level(self, number: int, at: int, label: str, *, alone: bool) -> QWidget:
        part = QWidget()
        line = row(part, gap=4)
        line.addWidget(Text(tr("router_table_fields.level", number=at + 1), "title"), 0, Qt.AlignmentFlag.AlignTop)
        values = Flowing(gap=4)
        flow = values.flow
        path: Path = ("group", number, "levels", at)
        name = f"{label}, {tr('router_table_fields.level', number=at + 1)}"
        flow.addWidget(self._targets((*path, "targets"), tr("router_table_fields.targets"), name))
        draft = self._editing.draft
        for field, unit, whole in (("attempts", "", True), ("interval", "s", False), ("limit", "s", False)):
            words = tr(f"router_table_fields.{field}")
            flow.addWidget(
                self._take(number_cell(draft, self._name, (*path, field), words, name=name, unit=unit, whole=whole))
            )
        line.addWidget(values, 1)
        gone = QuietButton(tr("router_tables.remove"), on_press=partial(self._remove, number, at))
        gone.setAccessibleName(tr("router_tables.remove_what", what=name))
        gone.setEnabled(not alone)
        self._stops.append(gone)
        line.addWidget(gone, 0, Qt.AlignmentFlag.AlignTop)
        return part

    def _targets(self, path: Path, label: str, name: str) -> Cell:
        control = TargetsInput(self._known)
        show = control.set_value

        def words(targets: Iterable[str]) -> str:
            return ", ".join(target_words(one, self._known) for one in targets)

        cell = Cell(self._editing.draft, self._name, path, label, control, show, words, name=name)
        control.changed.connect(cell.put)
        control.changed.connect(lambda _targets: self.order())
        return self._take(cell)

    def _take(self, cell: Cell) -> Cell:
        cell.changed.connect(self._editing.changed)
        self.cells.append(cell)
        self._stops.append(cell)
        return cell

    def _add(self, number: int) -> None:
        """One more step, as long as the one before."""
        levels = self._editing.draft.contents[self._name]["group"][number]["levels"]
        before = levels[-1] if levels else {"interval": 3, "limit": 30}
        same = {field: before.get(field) for field in ("interval", "limit")}
        levels.append({"targets": ["central_post"], "attempts": 3, **same})
        self._anew()

    def _remove(self, number: int, at: int) -> None:
        self._editing.draft.contents[self._name]["group"][number]["levels"].pop(at)
        self._anew()
