"""What may be noted of a person for messages and treatment, as a small form."""

from collections.abc import Callable, Mapping, Sequence
from datetime import date, datetime
from typing import Any

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QWidget

from app.kernel.errors import KnownError
from app.reminders.attribute_service import HeldAttribute
from app.reminders.attributes import LANGUAGES, Attribute, AttributeKind
from ui.administration.zones import offered_zones, zone_words
from ui.errors import words_of
from ui.texts import in_chosen, tr
from ui.texts.formats import show_date
from ui.widgets.banner import Banner
from ui.widgets.buttons import QuietButton, SecondaryButton
from ui.widgets.choices import ChoiceChips
from ui.widgets.date_field import DateField
from ui.widgets.dropdown import Dropdown
from ui.widgets.field import Field
from ui.widgets.layouts import column, row
from ui.widgets.text_fields import TextField

_Control = ChoiceChips | DateField | Dropdown | TextField
_ONE_FIELD = ("attributes.bad_value", "attributes.far_date")
_NOTHING = ""


class TreatmentForm(QWidget):
    """`save(changed)` gets what differs from what is known; None takes a value away. `edited`: something was typed."""

    edited = Signal()

    def __init__(
        self,
        held: Sequence[HeldAttribute],
        now: datetime,
        today: date,
        zone: str,
        save: Callable[[Mapping[str, object | None]], object],
        leave: Callable[[], object],
    ) -> None:
        super().__init__()
        self._before = {one.attribute.code: one.value for one in held}
        self._save = save
        self.banner = Banner()
        self.fields: dict[str, Field] = {}
        self._controls: dict[str, _Control] = {}
        layout = column(self, gap=3)
        layout.addWidget(self.banner)
        for one in held:
            code, label = one.attribute.code, label_of(one.attribute)
            control = _control(one, now, today, zone)
            control.setObjectName(f"attribute_{code}")
            control.setAccessibleName(label)
            self._controls[code] = control
            self.fields[code] = Field(label, control)
            layout.addWidget(self.fields[code])
        buttons = row(gap=2)
        self.save_button = SecondaryButton(tr("treatment.save"), icon_name="save", on_press=self.submit)
        buttons.addWidget(self.save_button)
        buttons.addWidget(QuietButton(tr("common.cancel"), on_press=leave))
        buttons.addStretch(1)
        layout.addLayout(buttons)
        self.setFocusProxy(next(iter(self._controls.values())))
        self._baseline = self.draft()
        for each in self._controls.values():
            each.changed.connect(lambda _value: self.edited.emit())

    def draft(self) -> dict[str, Any]:
        """What stands here, a date as it is typed."""
        return {code: one.value() for code, one in self._controls.items()}

    def is_changed(self) -> bool:
        """Whether it differs from what is known."""
        return self.draft() != self._baseline

    def show_draft(self, kept: Mapping[str, Any]) -> None:
        """Fill it in again; what is not asked any more falls away."""
        for code, value in kept.items():
            control = self._controls.get(code)
            if isinstance(control, DateField | TextField):
                control.set_value(str(value or ""))
            elif control is not None:
                control.set_value(value)

    def submit(self) -> None:
        """Hand in what has changed, unless a date cannot be read."""
        self.banner.hide()
        wrong = {code: one.problem() for code, one in self._controls.items() if isinstance(one, DateField)}
        for code, field in self.fields.items():
            field.set_error(wrong.get(code))
        first = next((code for code, words in wrong.items() if words), None)
        if first is not None:
            self._controls[first].setFocus()
            return
        values = {code: _value(one) for code, one in self._controls.items()}
        self.save_button.setEnabled(False)
        self._save({code: value for code, value in values.items() if value != self._before[code]})

    def fail(self, error: Exception) -> None:
        """Say what is wrong where it is wrong."""
        self.save_button.setEnabled(True)
        code = str(error.values.get("code", "")) if isinstance(error, KnownError) else ""
        if isinstance(error, KnownError) and error.code in _ONE_FIELD and code in self.fields:
            values = {name: show_date(one) if isinstance(one, date) else one for name, one in error.values.items()}
            values["code"] = self.fields[code].label.text()
            self.fields[code].set_error(tr(f"error_{error.code}", **values))
            self._controls[code].setFocus()
            return
        words = words_of(error)
        self.banner.show_message("error", words.title, words.next_step)


def label_of(one: Attribute) -> str:
    """What an attribute is called."""
    return in_chosen(one.labels)


def value_words(one: HeldAttribute, now: datetime) -> str:
    """A value as people read it; empty where nothing is known."""
    value = one.value
    if value is None:
        return ""
    if isinstance(value, bool):
        return tr("common.yes" if value else "common.no")
    if isinstance(value, date):
        return show_date(value)
    code, attribute = str(value), one.attribute
    if attribute.kind is AttributeKind.ZONE:
        return zone_words(code, now)
    if attribute.kind is AttributeKind.LANGUAGE:
        return tr(f"administration.language_{code}")
    return in_chosen(attribute.choices[code]) if code in attribute.choices else code


def _control(one: HeldAttribute, now: datetime, today: date, zone: str) -> _Control:
    """Empty where nothing is known; whatever is known can be taken away."""
    kind, value = one.attribute.kind, one.value
    control: _Control
    if kind is AttributeKind.DATE:
        control = DateField(today=today)
        control.set_day(value if isinstance(value, date) else None)
        return control
    if kind is AttributeKind.YES_NO:
        control = ChoiceChips([(True, tr("common.yes")), (False, tr("common.no"))])
    elif kind is AttributeKind.LANGUAGE:
        control = ChoiceChips([(code, tr(f"administration.language_{code}")) for code in LANGUAGES])
    elif kind is AttributeKind.CHOICE:
        words = [(code, in_chosen(label)) for code, label in one.attribute.choices.items()]
        control = Dropdown([(_NOTHING, tr("treatment.not_said")), *words])
    elif kind is AttributeKind.ZONE:
        known = str(value) if value else zone
        control = Dropdown([(_NOTHING, tr("treatment.zone_of_unit")), *offered_zones(known, now)])
    else:
        control = TextField()
        control.set_value(str(value or ""))
        return control
    if isinstance(control, Dropdown):
        control.set_value(_NOTHING if value is None else value)
    else:
        control.set_value(value)
    return control


def _value(control: _Control) -> object | None:
    value = control.day() if isinstance(control, DateField) else control.value()
    return None if value == _NOTHING else value
