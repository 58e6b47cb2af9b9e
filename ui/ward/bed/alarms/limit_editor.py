"""The limits of one vital sign as fields: what is in force, what is usual, and why something is refused."""

from decimal import Decimal
from typing import Final

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QGridLayout, QWidget

from app.kernel.errors import KnownError
from app.ward.alarms.conditions import rules
from app.ward.alarms.limits import AgeClass, VitalLimits, check_limits
from ui.texts import tr
from ui.theme import current_theme
from ui.ward.bed.alarms.limit_words import DELAYS, FIELDS, LimitRow, refusal, sign_words, source_lines, usual_words
from ui.ward.numbers import plain_bound, typed_bound
from ui.widgets.banner import Banner
from ui.widgets.buttons import PrimaryButton, QuietButton, SecondaryButton
from ui.widgets.field import Field
from ui.widgets.flow import FlowLayout
from ui.widgets.key_values import KeyValues
from ui.widgets.labels import Text
from ui.widgets.layouts import clear, column, row
from ui.widgets.number_field import NumberField

_PLACES: Final = {
    "low": (0, 0),
    "high": (0, 1),
    "extreme_low": (1, 0),
    "extreme_high": (1, 1),
    "delay_low": (2, 0),
    "delay_high": (2, 1),
}
"""Field → (row, column), in the order in which the keyboard goes."""


class LimitEditor(QWidget):
    """`wanted(limits)`: somebody wants these in force; they are possible. `device_wanted(limits)`: at the device too.
    `usual_wanted`: the usual ones again.
    """

    wanted = Signal(object)
    device_wanted = Signal(object)
    usual_wanted = Signal()
    closed = Signal()

    def __init__(self, row_: LimitRow, age: AgeClass, may_set: bool) -> None:
        super().__init__()
        self.row, self._age = row_, age
        layout = column(self, gap=3)
        head = row(gap=2)
        head.addWidget(Text(sign_words(row_.sign), "heading", wrap=True), 1)
        layout.addLayout(head)
        self.changed = Text("", "muted", wrap=True)
        layout.addWidget(self.changed)
        self.state = Banner(action_below=True)
        layout.addWidget(self.state)
        grid = QGridLayout()
        grid.setHorizontalSpacing(current_theme().gap(3))
        grid.setVerticalSpacing(current_theme().gap(2))
        layout.addLayout(grid)
        self.fields: dict[str, Field] = {}
        for name, (line, at) in _PLACES.items():
            field = self._field(name, may_set)
            self.fields[name] = field
            grid.addWidget(field, line, at, Qt.AlignmentFlag.AlignTop)
        self._buttons = FlowLayout(gap=2)
        self.apply = PrimaryButton(tr("ward_limits.apply"), on_press=self.try_apply)
        self.usual = SecondaryButton(tr("ward_limits.to_usual"), on_press=self.usual_wanted.emit)
        if may_set:
            self._buttons.addWidget(self.apply)
            self._buttons.addWidget(self.usual)
        layout.addLayout(self._buttons)
        self.ask_device = SecondaryButton(tr("ward_settings.ask_device"), on_press=self.try_device)
        if may_set:
            layout.addWidget(self.ask_device, 0, Qt.AlignmentFlag.AlignLeft)
            layout.addWidget(Text(tr("ward_settings.about"), "small", wrap=True))
        layout.addWidget(Text(tr("ward_limits.sources"), "label"))
        self.sources = column(gap=0)
        layout.addLayout(self.sources)
        layout.addWidget(QuietButton(tr("common.close"), on_press=self.closed.emit), 0, Qt.AlignmentFlag.AlignLeft)
        layout.addStretch(1)
        self.show_row(row_, age)

    def _field(self, name: str, may_set: bool) -> Field:
        sign = self.row.sign
        lowest, highest = (0.0, rules().longest_delay) if name in DELAYS else sign.possible
        control = NumberField(
            unit="s" if name in DELAYS else sign.unit,
            minimum=plain_bound(lowest),
            maximum=plain_bound(highest),
            decimals=1 if name in DELAYS else sign.decimals,
        )
        control.line.setFixedWidth(current_theme().px("field_short") * 2 // 3)
        control.line.setReadOnly(not may_set)
        control.line.returnPressed.connect(self.try_apply)
        field = Field(tr(f"ward_limits.field_{name}"), control, hint=usual_words(self.row, name))
        control.changed.connect(lambda _value, each=field: each.set_error(None))
        return field

    def show_row(self, row_: LimitRow, age: AgeClass) -> None:
        """Show what is in force; what somebody is typing is lost, so ask `is_touched` first."""
        self.row, self._age = row_, age
        for name, field in self.fields.items():
            self._control(name).set_value(typed_bound(getattr(row_.limits, name)))
            field.set_hint(usual_words(row_, name))
            field.set_error(None)
        self.usual.setEnabled(not row_.is_usual)
        self.changed.setText(row_.changed or tr("ward_limits.not_changed"))
        clear(self.sources)
        self.sources.addWidget(KeyValues(source_lines(row_, age)))

    def is_touched(self) -> bool:
        """Whether something else is typed than what is in force."""
        return any(
            self._control(name).value() != typed_bound(getattr(self.row.limits, name))
            or (self._control(name).value() is None and not self._control(name).is_empty())
            for name in FIELDS
        )

    def try_apply(self) -> None:
        """Say under a field what is wrong with it; where nothing is, the limits are wanted."""
        if not self.apply.isEnabled():
            return
        limits = self._possible()
        if limits is not None:
            self.wanted.emit(limits)

    def _possible(self) -> VitalLimits | None:
        """What is typed, where it may be set; else why not is said under its field."""
        limits = self._typed()
        if limits is None:
            return None
        try:
            check_limits(self.row.vital, limits, self._age)
        except KnownError as problem:
            self.show_refusal(problem)
            return None
        return limits

    def try_device(self) -> None:
        """The same for the device."""
        limits = self._possible()
        if limits is not None:
            self.device_wanted.emit(limits)

    def show_refusal(self, problem: KnownError) -> None:
        """Where it belongs: under its field, or over all of them."""
        name, words = refusal(problem)
        field = self.fields.get(name)
        if field is None:
            self.state.show_message("error", words)
            return
        field.set_error(words)
        field.setFocus()

    def _typed(self) -> VitalLimits | None:
        """What stands in the fields, None where one of them cannot be read or lies outside what is possible."""
        wrong = None
        for name in FIELDS:
            control = self._control(name)
            problem = control.problem()
            if problem is None and name in DELAYS and control.is_empty():
                problem = tr("ward_limits.delay_missing")
            self.fields[name].set_error(problem)
            wrong = wrong or (self.fields[name] if problem else None)
        if wrong is not None:
            wrong.setFocus()
            return None
        numbers = {name: self._control(name).value() for name in FIELDS}
        low, high = self.row.limits.priority_low, self.row.limits.priority_high
        return VitalLimits(
            low=_float(numbers["low"]),
            high=_float(numbers["high"]),
            extreme_low=_float(numbers["extreme_low"]),
            extreme_high=_float(numbers["extreme_high"]),
            delay_low=_float(numbers["delay_low"]) or 0.0,
            delay_high=_float(numbers["delay_high"]) or 0.0,
            priority_low=low,
            priority_high=high,
        )

    def _control(self, name: str) -> NumberField:
        control = self.fields[name].control
        assert isinstance(control, NumberField)
        return control


def _float(number: Decimal | None) -> float | None:
    return None if number is None else float(number)
