"""The fields of the vital signs: numbers with their unit, closed questions; each says what is wrong with it."""

from collections.abc import Sequence
from datetime import date
from decimal import Decimal

from PySide6.QtCore import QEvent, QObject, Qt, Signal
from PySide6.QtWidgets import QWidget

from app.clinic.pregnancies.kinds import kinds, problems
from app.clinic.pregnancies.model import NewObservation, Value
from app.clinic.problems import Problem
from ui.board.vital_words import choice_words, kind_words
from ui.board.wrapped_chips import WrappedChips
from ui.danger_signs.words import unit_words
from ui.texts import tr
from ui.texts.formats import show_number
from ui.theme import current_theme
from ui.widgets.buttons import SecondaryButton
from ui.widgets.field import Field
from ui.widgets.labels import Text
from ui.widgets.layouts import column, row
from ui.widgets.number_field import NumberField, stored_number


class VitalField(QWidget):
    """What all fields of the form offer. `changed` after every key and answer."""

    changed = Signal()
    codes: tuple[str, ...] = ()

    def readings(self) -> dict[str, Value]:
        """What can be read now, by the kind's code; nothing else is said to be measured."""
        return {}

    def check(self) -> list[Problem]:
        """Everything that stands in the way, unlikely values that were confirmed left out; shown in the field."""
        return []

    def show_problem(self, code: str, words: str) -> None:
        """A problem that the service found."""

    def to_draft(self) -> dict[str, object]:
        """What is typed, also where it cannot be read yet."""
        return {}

    def take_draft(self, kept: dict[str, object]) -> None:
        """Put kept answers back."""


class NumbersField(VitalField):
    """One number, or two with a slash between (the sides of the pressure); leaving it says what is wrong with it."""

    def __init__(self, codes: Sequence[str], label: str, today: date) -> None:
        super().__init__()
        self.codes = tuple(codes)
        self._today = today
        self._confirmed: dict[str, Decimal] = {}
        self.numbers = {code: self._number(code, last=code == codes[-1]) for code in codes}
        self.setObjectName(f"vital_{codes[0]}")
        line = QWidget()
        across = row(line, gap=1)
        for code, number in self.numbers.items():
            if code != codes[0]:
                across.addWidget(Text("/"))
            across.addWidget(number)
            if code != codes[-1]:
                # Its unit stands behind the second number alone.
                number.setFixedWidth(number.line.maximumWidth())
        across.addStretch(1)
        self.field = Field(label, line)
        # Two controls answer one question: the label's own control would be the box around them.
        line.setFocusProxy(self.numbers[codes[0]])
        self.confirm = SecondaryButton(tr("hearing.confirm"), on_press=self._confirm)
        self.confirm.hide()
        layout = column(self, gap=1)
        layout.addWidget(self.field)
        layout.addWidget(self.confirm, 0, Qt.AlignmentFlag.AlignLeft)
        layout.addStretch(1)
        self.setFocusProxy(self.numbers[codes[0]])

    def readings(self) -> dict[str, Value]:
        found: dict[str, Value] = {}
        for code, number in self.numbers.items():
            value = number.value()
            if value is not None and not any(not one.confirmable for one in self._problems(code)):
                found[code] = stored_number(value)
        return found

    def check(self) -> list[Problem]:
        found = [one for code in self.codes for one in self._problems(code) if not self._is_confirmed(one)]
        self._show(found)
        return found

    def show_problem(self, code: str, words: str) -> None:
        self.field.set_error(words)

    def to_draft(self) -> dict[str, object]:
        return {code: number.line.text() for code, number in self.numbers.items() if number.line.text()}

    def take_draft(self, kept: dict[str, object]) -> None:
        for code, number in self.numbers.items():
            number.line.setText(str(kept.get(code, "")))

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if event.type() == QEvent.Type.FocusOut and watched is self.numbers[self.codes[-1]].line:
            self.check()
        return False

    def _number(self, code: str, *, last: bool) -> NumberField:
        kind = kinds()[code]
        low, high = kind.accepted or (None, None)
        unit = unit_words(kind.unit) if last else ""
        number = NumberField(unit=unit, minimum=low, maximum=high, decimals=kind.decimals)
        number.setAccessibleName(kind_words(code))
        number.line.setObjectName(code)
        number.line.setFixedWidth(current_theme().gap(16))
        number.line.installEventFilter(self)
        number.changed.connect(lambda _value: self._on_changed())
        return number

    def _problems(self, code: str) -> list[Problem]:
        number = self.numbers[code]
        if number.is_empty():
            return []
        value = number.value()
        if value is None:
            return [Problem(code, "pregnancies.not_a_number")]
        return list(problems(NewObservation(code, stored_number(value)), self._today))

    def _is_confirmed(self, one: Problem) -> bool:
        return one.confirmable and self._confirmed.get(one.field) == self.numbers[one.field].value()

    def _show(self, found: Sequence[Problem]) -> None:
        self.field.set_error(problem_words(found[0]) if found else None)
        self.confirm.setVisible(bool(found) and all(one.confirmable for one in found))

    def _confirm(self) -> None:
        for code, number in self.numbers.items():
            value = number.value()
            if value is not None:
                self._confirmed[code] = value
        self.check()
        self.changed.emit()

    def _on_changed(self) -> None:
        if self.field.error:
            self._show([])
        self.changed.emit()


class ChoiceField(VitalField):
    """A closed question; what was not asked is not answered."""

    def __init__(self, code: str, label: str) -> None:
        super().__init__()
        self.codes = (code,)
        self.setObjectName(f"vital_{code}")
        self.chips = WrappedChips([(one, choice_words(one)) for one in kinds()[code].choices], name=label)
        self.chips.setObjectName(code)
        self.field = Field(label, self.chips)
        layout = column(self, gap=0)
        layout.addWidget(self.field)
        layout.addStretch(1)
        self.setFocusProxy(self.chips)
        self.chips.changed.connect(lambda _value: self.changed.emit())

    def readings(self) -> dict[str, Value]:
        value = self.chips.value()
        return {self.codes[0]: value} if isinstance(value, str) else {}

    def to_draft(self) -> dict[str, object]:
        return dict(self.readings())

    def take_draft(self, kept: dict[str, object]) -> None:
        self.chips.set_value(kept.get(self.codes[0]))


def problem_words(problem: Problem) -> str:
    """A remark about a value in the words of the unit's paper."""
    values = {name: _shown(value) for name, value in problem.values.items()}
    return tr(problem.code, **{**values, "unit": unit_words(str(problem.values.get("unit") or ""))}).replace(" .", ".")


def _shown(value: object) -> object:
    return show_number(value) if isinstance(value, int | float) and not isinstance(value, bool) else value
