"""How each kind of condition is asked. A control tells what stands in it: finished, unfinished, or wrong and why."""

from collections.abc import Mapping, Sequence
from typing import Any, Protocol

from PySide6.QtCore import Signal
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QWidget

from app.reminders.criteria import Condition, Field
from ui.reminders.criteria.words import unit_of, value_words, values_of
from ui.texts import tr
from ui.theme import current_theme
from ui.widgets.choices import ChoiceChips
from ui.widgets.flow import FlowLayout
from ui.widgets.labels import Text
from ui.widgets.layouts import column
from ui.widgets.number_field import NumberField
from ui.widgets.toggles import CheckBox


class ConditionControl(Protocol):
    """What a row of the editor asks of its control; each is also a QWidget with the signal `changed`."""

    def condition(self) -> Condition | None:
        """What is asked; None while it is unfinished or wrong."""
        ...

    def problem(self) -> str | None:
        """What is wrong or missing, in words that name value and range."""
        ...

    def show_condition(self, one: Condition) -> None:
        """Put a condition in, without telling."""
        ...

    def draft(self) -> dict[str, Any]:
        """What stands there, finished or not."""
        ...

    def show_draft(self, kept: Mapping[str, Any]) -> None:
        """Put a draft back."""
        ...


class YesNo(QWidget):
    """Yes or no."""

    changed = Signal(object)

    def __init__(self, field: Field) -> None:
        super().__init__()
        self._field = field
        self.chips = ChoiceChips([(True, tr("common.yes")), (False, tr("common.no"))], optional=False)
        self.chips.set_value(True)
        self.chips.changed.connect(self.changed.emit)
        column(self, gap=0).addWidget(self.chips)
        self.setFocusProxy(self.chips)

    def condition(self) -> Condition | None:
        """Always finished."""
        return Condition(self._field.code, yes=bool(self.chips.value()))

    def problem(self) -> str | None:
        """Nothing can be wrong."""
        return None

    def show_condition(self, one: Condition) -> None:
        """Choose its answer."""
        self.chips.set_value(one.yes)

    def draft(self) -> dict[str, Any]:
        """The answer."""
        return {"yes": bool(self.chips.value())}

    def show_draft(self, kept: Mapping[str, Any]) -> None:
        """Put the answer back."""
        self.chips.set_value(bool(kept.get("yes", True)))

    def setAccessibleName(self, name: str) -> None:
        super().setAccessibleName(name)
        self.chips.setAccessibleName(name)


class SomeOf(QWidget):
    """One or more of a few values, each a box to tick."""

    changed = Signal(object)

    def __init__(self, field: Field) -> None:
        super().__init__()
        self._field = field
        self.boxes = {value: CheckBox(value_words(field.code, value)) for value in values_of(field.code)}
        layout = FlowLayout(self, gap=3)
        for box in self.boxes.values():
            box.setMinimumHeight(current_theme().px("target_primary"))
            layout.addWidget(box)
            box.changed.connect(self.changed.emit)
        self.setFocusProxy(next(iter(self.boxes.values())))

    def condition(self) -> Condition | None:
        """None while nothing is ticked."""
        values = self._ticked()
        return Condition(self._field.code, values=tuple(values)) if values else None

    def problem(self) -> str | None:
        """At least one is needed."""
        return None if self._ticked() else tr("criteria_editor.choose_one")

    def show_condition(self, one: Condition) -> None:
        """Tick its values."""
        self._tick(one.values)

    def draft(self) -> dict[str, Any]:
        """What is ticked."""
        return {"values": self._ticked()}

    def show_draft(self, kept: Mapping[str, Any]) -> None:
        """Tick it again."""
        self._tick(kept.get("values", ()))

    def setAccessibleName(self, name: str) -> None:
        super().setAccessibleName(name)
        for box in self.boxes.values():
            box.setAccessibleName(f"{name}: {box.text()}")

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        # A layout forgets how high a flow becomes in its width where something above it is aligned.
        self.setMinimumHeight(max(self.heightForWidth(self.width()), 0))

    def _tick(self, values: Sequence[str]) -> None:
        for value, box in self.boxes.items():
            box.setChecked(value in values)

    def _ticked(self) -> list[str]:
        return [value for value, box in self.boxes.items() if box.isChecked()]


class Between(QWidget):
    """A whole number between two: weeks, years, days late."""

    changed = Signal(object)

    def __init__(self, field: Field) -> None:
        super().__init__()
        self._field = field
        self.least = NumberField(minimum=field.lowest, maximum=field.highest)
        self.most = NumberField(unit=unit_of(field.code), minimum=field.lowest, maximum=field.highest)
        layout = FlowLayout(self, gap=2)
        for words, number in ((tr("criteria_editor.from"), self.least), (tr("criteria_editor.to"), self.most)):
            label = Text(words, "muted")
            label.setMinimumHeight(number.sizeHint().height())
            layout.addWidget(label)
            layout.addWidget(number)
            number.changed.connect(self.changed.emit)
        self.setFocusProxy(self.least)

    def condition(self) -> Condition | None:
        """None while a number is missing or out of range."""
        if self.problem():
            return None
        least, most = self.least.value(), self.most.value()
        return Condition(self._field.code, least=int(least or 0), most=int(most or 0))

    def problem(self) -> str | None:
        """Missing, no whole number, out of range, or the wrong way round."""
        wrong = number_problem(self.least) or number_problem(self.most)
        least, most = self.least.value(), self.most.value()
        if wrong or least is None or most is None or least <= most:
            return wrong
        return tr("criteria_editor.wrong_way_round", least=int(least), most=int(most))

    def show_condition(self, one: Condition) -> None:
        """Put its numbers in."""
        self.least.set_value(one.least)
        self.most.set_value(one.most)

    def draft(self) -> dict[str, Any]:
        """What is typed."""
        return {"least": self.least.line.text(), "most": self.most.line.text()}

    def show_draft(self, kept: Mapping[str, Any]) -> None:
        """Type it again."""
        self.least.line.setText(str(kept.get("least", "")))
        self.most.line.setText(str(kept.get("most", "")))

    def setAccessibleName(self, name: str) -> None:
        super().setAccessibleName(name)
        self.least.setAccessibleName(f"{name}: {tr('criteria_editor.from')}")
        self.most.setAccessibleName(f"{name}: {tr('criteria_editor.to')}")

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self.setMinimumHeight(max(self.heightForWidth(self.width()), 0))


def number_problem(number: NumberField) -> str | None:
    """What is wrong with one number of a condition; a missing one is wrong too."""
    if number.is_empty():
        return tr("criteria_editor.number_missing", least=number.minimum, most=number.maximum)
    wrong = number.problem()
    return tr("criteria_editor.number_wrong", value=number.line.value(), expected=wrong) if wrong else None
