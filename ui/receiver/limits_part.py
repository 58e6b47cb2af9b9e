"""Limits of one vital sign of a bed: what is in force, and a change in its three steps: wanted, taken, in force."""

from dataclasses import replace
from itertools import pairwise
from typing import Final

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QWidget

from app.router.requests import Bed, SetLimits, Setting
from app.security.roles import Action
from app.ward.alarms.limits import VitalLimits
from app.ward.catalogue import vital_signs
from app.ward.settings_change.model import SettingState
from ui.receiver.words import clock_text
from ui.texts import chosen_language, in_chosen, tr
from ui.ward.numbers import figure, plain_bound, typed_bound
from ui.widgets.buttons import PrimaryButton
from ui.widgets.dropdown import Dropdown
from ui.widgets.field import Field
from ui.widgets.labels import Text
from ui.widgets.layouts import clear, column, row
from ui.widgets.number_field import NumberField

STEPS: Final = (SettingState.WANTED, SettingState.TAKEN, SettingState.IN_FORCE)
_SIDES: Final = ("low", "high")


class LimitsPart(QWidget):
    """`asked(request)`: somebody wants other limits. Nothing here says that they are in force but the node."""

    asked = Signal(object)

    def __init__(self) -> None:
        super().__init__()
        self._bed: Bed | None = None
        self._settings: tuple[Setting, ...] = ()
        self._may, self._connected = False, False
        layout = column(self, gap=2)
        self.vital = Dropdown([], name=tr("receiver.vital"))
        self.vital.changed.connect(lambda _value: self._show_vital())
        layout.addWidget(self.vital)
        self._fields = row(gap=3)
        self.fields: dict[str, Field] = {}
        layout.addLayout(self._fields)
        self.said = Text("", "muted", wrap=True)
        layout.addWidget(self.said)
        self.apply = PrimaryButton(tr("receiver.limits_apply"), on_press=self.try_apply)
        layout.addWidget(self.apply)
        self._under_way = column(gap=1)
        layout.addLayout(self._under_way)
        layout.addStretch(1)
        self._show_vital()

    def show_bed(
        self, bed: Bed | None, settings: tuple[Setting, ...], may: tuple[str, ...], *, connected: bool, age: float
    ) -> None:
        """The bed that is looked at; what somebody is typing stays as long as it is the same vital sign of it."""
        before = self._bed
        self._bed, self._connected = bed, connected
        allowed = Action.SET_LIMITS.value in may
        mine = tuple(one for one in settings if bed is not None and one.bed == bed.bed)
        if (
            before is None
            or bed is None
            or (before.bed, before.stay, *before.limits) != (bed.bed, bed.stay, *bed.limits)
        ):
            signs, language = vital_signs(), chosen_language()
            limits = bed.limits if bed is not None else {}
            self.vital.set_options([(code, signs[code].label[language]) for code in limits if code in signs])
            self._show_vital()
        elif before.limits != bed.limits and not self._is_touched(before):
            self._show_vital()
        self._may = allowed
        self._settings = mine
        self.apply.setEnabled(connected and allowed and self._limits() is not None)
        self.apply.setVisible(allowed)
        self.said.setText(self._words())
        self._show_under_way(age)

    def try_apply(self) -> None:
        """Say under a field what is wrong with it; where nothing is, ask the node."""
        limits, bed = self._limits(), self._bed
        if limits is None or bed is None or not self.apply.isEnabled():
            return
        numbers: dict[str, float | None] = {}
        for side, field in self.fields.items():
            control = _control(field)
            problem = control.problem()
            field.set_error(problem)
            if problem:
                field.setFocus()
                return
            value = control.value()
            numbers[side] = None if value is None else float(value)
        low, high = numbers["low"], numbers["high"]
        if low is not None and high is not None and low >= high:
            self.fields["high"].set_error(tr("receiver.limits_crossed"))
            self.fields["high"].setFocus()
            return
        wanted = replace(limits, low=low, high=high)
        self.asked.emit(SetLimits(bed.bed, str(self.vital.value()), wanted, bed.stay))

    def tell(self, words: str) -> None:
        """What the node says against the change."""
        self.fields["low"].set_error(words) if self.fields else self.said.setText(words)

    def step_lines(self) -> list[str]:
        """What is written of the changes on their way."""
        found = []
        for at in range(self._under_way.count()):
            item = self._under_way.itemAt(at)
            widget = item.widget() if item is not None else None
            if isinstance(widget, Text):
                found.append(widget.text())
        return found

    def _limits(self) -> VitalLimits | None:
        return self._bed.limits.get(str(self.vital.value())) if self._bed is not None else None

    def _is_touched(self, before: Bed) -> bool:
        limits = before.limits.get(str(self.vital.value()))
        return limits is not None and any(
            _control(field).value() != typed_bound(getattr(limits, side)) for side, field in self.fields.items()
        )

    def _show_vital(self) -> None:
        clear(self._fields)
        self.fields = {}
        limits, sign = self._limits(), vital_signs().get(str(self.vital.value()))
        if limits is None or sign is None:
            return
        low, high = sign.possible
        for side in _SIDES:
            control = NumberField(
                unit=sign.unit, minimum=plain_bound(low), maximum=plain_bound(high), decimals=sign.decimals
            )
            control.set_value(typed_bound(getattr(limits, side)))
            control.line.returnPressed.connect(self.try_apply)
            control.line.setReadOnly(not self._may)
            field = Field(tr(f"receiver.limit_{side}"), control)
            control.changed.connect(lambda _value, each=field: each.set_error(None))
            self.fields[side] = field
            self._fields.addWidget(field)
        # They are made anew for each vital sign, and would be reached last.
        order: list[QWidget] = [self.vital, *(_control(field).line for field in self.fields.values()), self.apply]
        for before, after in pairwise(order):
            QWidget.setTabOrder(before, after)

    def _words(self) -> str:
        if self._bed is None:
            return tr("receiver.no_bed")
        if not self._bed.limits:
            return tr("receiver.limits_not_for_you")
        return "" if self._may else tr("receiver.limits_only_look")

    def _show_under_way(self, age: float) -> None:
        words = [_setting_words(one, age) for one in self._settings]
        if words == self.step_lines():
            return
        clear(self._under_way)
        for one in words:
            self._under_way.addWidget(Text(one, "small", wrap=True))


def _setting_words(one: Setting, age: float) -> str:
    sign = vital_signs()[one.vital]
    limits = (("<", one.limits.low), (">", one.limits.high))
    bounds = [f"{mark} {figure(value, sign.decimals)}" for mark, value in limits if value is not None]
    name = f"{in_chosen(sign.label)} {' '.join(bounds) or tr('receiver.limits_none')}"
    if one.state not in STEPS:
        return f"✕ {name} · {one.who}: {tr(f'ward_settings.state_{one.state}')}"
    done = STEPS.index(SettingState(one.state))
    steps = [f"{'✓' if at <= done else '…'} {tr(f'ward_settings.state_{step}')}" for at, step in enumerate(STEPS)]
    return f"{name} · {one.who} · {clock_text(one.ago + age)}\n{'  '.join(steps)}"


def _control(field: Field) -> NumberField:
    assert isinstance(field.control, NumberField)
    return field.control
