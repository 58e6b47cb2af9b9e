"""The form of one channel, made from what its description asks for."""

from collections.abc import Callable, Mapping, Sequence
from decimal import Decimal
from functools import partial
from typing import Any, Final

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QShowEvent
from PySide6.QtWidgets import QWidget

from app.kernel.errors import KnownError
from app.reminders.channel_service import ChannelSetup
from app.reminders.channels.interface import Setting, SettingKind
from ui.administration.channels.secret_field import SecretField
from ui.administration.channels.words import problem_words, setting_hint, setting_name
from ui.administration.inline_form import InlineForm
from ui.administration.tab_order import in_reading_order
from ui.spoken.roles import give_role, tell_fold
from ui.texts import tr
from ui.widgets.buttons import QuietButton, SecondaryButton
from ui.widgets.dropdown import Dropdown
from ui.widgets.field import Field
from ui.widgets.labels import Text
from ui.widgets.layouts import column
from ui.widgets.number_field import NumberField, plain_number
from ui.widgets.text_fields import LongTextField, TextField
from ui.widgets.toggles import CheckBox
from ui.widgets.turning import Turning

_LINES: Final = 3
_DECIMALS: Final = 3
_ROOM: Final = "record_room"


class ChannelForm(InlineForm):
    """`edited` says that something was typed. The settings after the last that nobody can guess stand folded below."""

    edited = Signal()

    def __init__(
        self, setup: ChannelSetup, on_save: Callable[[], object], on_test: Callable[[], object], about_active: str
    ) -> None:
        super().__init__(tr("administration_channels.save"), on_save)
        self.setup = setup
        self._settings = {one.name: one for one in setup.description.settings}
        first, more = _parted(setup.description.settings)
        self.between: list[QWidget] = []
        """What stands between the fields and the buttons at the foot, for the order of reading."""
        self.more = QWidget()
        self._more_open = False
        self.active = CheckBox(tr("administration_channels.use"), checked=setup.active)
        self.test_button = SecondaryButton(tr("administration_channels.test"), icon_name="refresh", on_press=on_test)
        self.more_button = QuietButton(
            tr("administration_channels.more"), icon_name="chevron-right", on_press=self.fold_or_open
        )
        give_role(self.more_button, "fold")
        self._place(first, more, about_active)
        self._fill(setup)
        self._listen()
        self._order = [*first, *more]

    def _place(self, first: Sequence[Setting], more: Sequence[Setting], about_active: str) -> None:
        for line in self._lines(first):
            self.body.addWidget(line)
        self.body.addWidget(self.more_button, 0, Qt.AlignmentFlag.AlignLeft)
        inside = column(self.more, gap=4)
        for line in self._lines(more):
            inside.addWidget(line)
        self.body.addWidget(self.more)
        self.more.hide()
        self.more_button.setVisible(bool(more))
        self.body.addWidget(self.active)
        self.body.addWidget(Text(about_active, "small", wrap=True))
        self.buttons.insertWidget(1, self.test_button)

    def _lines(self, settings: Sequence[Setting]) -> list[QWidget]:
        """Two settings to a line where there is room; a text of several lines has one to itself."""
        lines: list[QWidget] = []
        pair: Turning | None = None
        for one in settings:
            field = self._field(one)
            if pair is None or one.kind is SettingKind.LINES:
                pair = Turning(_ROOM, gap=6, gap_below=4)
                lines.append(pair)
                pair.line.addWidget(field, 1, Qt.AlignmentFlag.AlignTop)
                pair = None if one.kind is SettingKind.LINES else pair
            else:
                pair.line.addWidget(field, 1, Qt.AlignmentFlag.AlignTop)
                pair = None
        if pair is not None:
            pair.line.addWidget(QWidget(), 1)
        return lines

    def _field(self, one: Setting) -> Field:
        description = self.setup.description
        needed = one.required and not one.default
        field = Field(
            setting_name(description.code, one.name),
            self._control(one),
            hint=setting_hint(description, one),
            required=needed,
        )
        self.fields[one.name] = field
        return field

    def _control(self, one: Setting) -> QWidget:
        if one.kind is SettingKind.SECRET:
            return SecretField(kept=one.name in self.setup.kept)
        if one.kind is SettingKind.NUMBER:
            whole = one.least is None or one.least >= 1
            return NumberField(minimum=one.least, maximum=one.most, decimals=0 if whole else _DECIMALS)
        if one.kind is SettingKind.CHOICE:
            return Dropdown([(choice, tr(f"channels.choice_{choice}")) for choice in one.choices])
        if one.kind is SettingKind.YES_NO:
            return Dropdown([(choice, tr(f"common.{choice}")) for choice in ("no", "yes")])
        return LongTextField(lines=_LINES) if one.kind is SettingKind.LINES else TextField()

    def _fill(self, setup: ChannelSetup) -> None:
        self.take(setup.values)
        later = [name for name in setup.values if self._field_is_folded(name)]
        defaults = {one.name: one.default for one in self._settings.values()}
        if any(setup.values[name] != defaults[name] for name in later):
            self.fold_or_open()

    def adopt(self, setup: ChannelSetup) -> None:
        """This is what is saved now."""
        self.setup = setup
        for name, field in self.fields.items():
            if isinstance(field.control, SecretField):
                field.control.kept = name in setup.kept
                field.control.leave()
        self.take(setup.values)

    def take(self, values: Mapping[str, Any]) -> None:
        """Put values into the fields; secrets have none."""
        for name, value in values.items():
            control = self.fields[name].control if name in self.fields else None
            if isinstance(control, NumberField):
                control.set_value(_number(str(value)))
            elif isinstance(control, TextField | LongTextField | Dropdown):
                control.set_value(str(value))

    def _listen(self) -> None:
        for field in self.fields.values():
            control = field.control
            if isinstance(control, TextField | LongTextField | Dropdown | NumberField | SecretField):
                control.changed.connect(lambda _value: self.edited.emit())
            if isinstance(control, NumberField):
                control.line.editingFinished.connect(partial(self._check_number, field, control))
        self.active.changed.connect(lambda _on: self.edited.emit())

    def values(self) -> dict[str, str]:
        """Every setting that is no secret, as the service takes it."""
        found: dict[str, str] = {}
        for name, field in self.fields.items():
            control = field.control
            if isinstance(control, NumberField):
                number = control.value()
                found[name] = f"{number:f}" if number is not None else control.line.value()
            elif isinstance(control, TextField | LongTextField | Dropdown):
                found[name] = str(control.value())
        return found

    def secrets(self) -> dict[str, str]:
        """The secrets that were typed anew, or are to go (empty)."""
        controls = {name: field.control for name, field in self.fields.items()}
        typed = {name: one.value() for name, one in controls.items() if isinstance(one, SecretField)}
        return {name: value for name, value in typed.items() if value is not None}

    def is_changed(self) -> bool:
        """Whether what stands here differs from what is saved."""
        known = {name: _plain(self._settings[name], value) for name, value in self.setup.values.items()}
        return bool(self.secrets()) or self.values() != known or self.active.isChecked() != self.setup.active

    def check(self) -> bool:
        """Say at each field what is expected; a channel that is used must be whole. The first wrong one is shown."""
        wrong = []
        for name, field in self.fields.items():
            control, one = field.control, self._settings[name]
            problem = control.problem() if isinstance(control, NumberField) else None
            if problem is None and self.active.isChecked() and one.required and self._is_empty(name):
                problem = tr("administration_channels.expects_something")
            field.set_error(problem)
            if problem:
                wrong.append(name)
        if wrong:
            self.show_field(wrong[0])
        return not wrong

    def show_problem(self, error: KnownError) -> bool:
        """Say it at the setting that it names; tells whether it names one."""
        name = str(error.values.get("setting", ""))
        if error.code != "channels.bad_setting" or name not in self.fields:
            return False
        self.settle()
        value = "" if self._is_empty(name) else self.values().get(name, "?")
        self.fields[name].set_error(problem_words(self.setup.description.code, self._settings[name], value))
        self.show_field(name)
        return True

    def show_field(self, name: str) -> None:
        """Bring a field into sight."""
        if self._field_is_folded(name) and not self._more_open:
            self.fold_or_open()
        self.fields[name].setFocus()

    def fold_or_open(self) -> None:
        """The further settings come and go."""
        self._more_open = not self._more_open
        self.more.setVisible(self._more_open)
        self.more_button.set_icon("chevron-down" if self._more_open else "chevron-right")
        tell_fold(self.more_button, unfolded=self._more_open)

    def _field_is_folded(self, name: str) -> bool:
        return name in self.fields and self.more.isAncestorOf(self.fields[name])

    def _is_empty(self, name: str) -> bool:
        control = self.fields[name].control
        if isinstance(control, SecretField):
            value = control.value()
            return not value and not (value is None and control.kept)
        return not self.values().get(name)

    def _check_number(self, field: Field, control: NumberField) -> None:
        field.set_error(control.problem())

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        first = [self.fields[one.name] for one in self._order if not self._field_is_folded(one.name)]
        more = [self.fields[one.name] for one in self._order if self._field_is_folded(one.name)]
        fields = [*first, self.more_button, *more, self.active]
        in_reading_order([*fields, *self.between, self.submit_button, self.test_button])


def _parted(settings: Sequence[Setting]) -> tuple[Sequence[Setting], Sequence[Setting]]:
    """Up to the last that must be given and that nobody can guess, and what comes after it."""
    needed = [number for number, one in enumerate(settings) if one.required and not one.default]
    cut = max(needed, default=-1) + 1
    return settings[:cut], settings[cut:]


def _number(text: str) -> Decimal | None:
    return Decimal(text) if text else None


def _plain(one: Setting, value: str) -> str:
    """As the form gives it back: `587.0` and `587` are one number."""
    if one.kind is SettingKind.NUMBER and value:
        return plain_number(Decimal(value)).replace(",", ".")
    return value
