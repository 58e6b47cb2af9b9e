"""What is measured at a visit: weight, pressure, fundal height, heart beats, oedema; nothing is asked for twice."""

from collections.abc import Mapping
from typing import Any

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QWidget

from app.clinic.danger_signs.pressure import PressureReading
from app.clinic.danger_signs.pressure_file import PressureRule
from app.clinic.pregnancies.kinds import kinds
from app.clinic.pregnancies.model import NewObservation
from app.clinic.prenatal.exam_catalogue import exam
from app.clinic.prenatal.shock import PULSE, SYSTOLIC
from app.clinic.prenatal.visits_service import Oedema
from app.kernel.clock import Clock
from ui.danger_signs.words import unit_words
from ui.pregnancy.visits.shock import ShockTyped
from ui.texts import tr
from ui.widgets.choices import ChoiceChips
from ui.widgets.field import Field
from ui.widgets.flow import FlowLayout
from ui.widgets.layouts import column
from ui.widgets.mistake import Mistake
from ui.widgets.number_field import NumberField

VITALS = ("weight_kg", "systolic_mmhg", "diastolic_mmhg")
FOUND = ("fundal_height_cm", "fetal_heart_rate")


class Measures(QWidget):
    """`of_child` False after the birth: what concerns the child inside is not asked. `changed` with every key.

    `gave_birth`: the pulse is asked too, for the shock index, which `show_shock` lets be seen.
    """

    changed = Signal()

    def __init__(self, rule: PressureRule, clock: Clock, *, of_child: bool, gave_birth: bool) -> None:
        super().__init__()
        self._rule, self._clock = rule, clock
        self._vitals = (*VITALS, PULSE) if gave_birth else VITALS
        self._tells_shock = False
        codes = (*self._vitals, *FOUND) if of_child else self._vitals
        self.numbers = {code: _number(code) for code in codes}
        self.fields = {code: Field(tr(f"visits.code_{code}"), control) for code, control in self.numbers.items()}
        self.oedema = ChoiceChips([(one, tr(f"prenatal.oedema_{one.value}")) for one in Oedema])
        self.fields["oedema"] = Field(tr("visits.column_oedema"), self.oedema)
        self.pressure_words = Mistake()
        self.pressure_words.hide()
        layout = column(self, gap=2)
        self._holder = QWidget()
        flow = FlowLayout(self._holder, gap=5)
        for field in self.fields.values():
            flow.addWidget(field)
        layout.addWidget(self._holder)
        layout.addWidget(self.pressure_words)
        self.shock = ShockTyped()
        layout.addWidget(self.shock)
        self.shock.hide()
        for signal in (*(one.changed for one in self.numbers.values()), self.oedema.changed):
            signal.connect(lambda _value: self._on_change())

    def vitals(self) -> tuple[NewObservation, ...]:
        """The readings that were typed."""
        found = []
        for code in self._vitals:
            value = self.numbers[code].value()
            if value is not None:
                number = float(value) if kinds()[code].decimals else int(value)
                found.append(NewObservation(code, number))
        return tuple(found)

    def show_shock(self, shown: bool) -> None:
        """Whether the readings are of a day after the birth, which is what the index is about."""
        self._tells_shock = shown
        self._tell_shock()

    def found(self) -> Mapping[str, str | int | float]:
        """What was found of the child."""
        values = {code: self.numbers[code].value() for code in FOUND if code in self.numbers}
        return {code: int(value) for code, value in values.items() if value is not None}

    def swelling(self) -> Oedema | None:
        """The oedema chosen."""
        value = self.oedema.value()
        return value if isinstance(value, Oedema) else None

    def check(self) -> Field | None:
        """Say at each field what is expected; the first that is wrong."""
        wrong = None
        for code, control in self.numbers.items():
            problem = control.problem()
            self.fields[code].set_error(problem)
            wrong = wrong or (self.fields[code] if problem else None)
        lonely = self._lonely_side()
        if lonely is not None:
            self.fields[lonely].set_error(tr("visits.both_sides"))
            wrong = wrong or self.fields[lonely]
        return wrong

    def to_draft(self) -> dict[str, Any]:
        """What was typed."""
        texts = {code: control.line.value() for code, control in self.numbers.items() if control.line.value()}
        oedema = self.swelling()
        return {**texts, "oedema": oedema.value if oedema else ""}

    def take_draft(self, content: Mapping[str, Any]) -> None:
        """Put it back."""
        for code, control in self.numbers.items():
            control.line.setText(str(content.get(code, "")))
        kept = content.get("oedema")
        self.oedema.set_value(Oedema(kept) if kept else None)

    def _lonely_side(self) -> str | None:
        upper, lower = self.numbers["systolic_mmhg"].is_empty(), self.numbers["diastolic_mmhg"].is_empty()
        if upper is lower:
            return None
        return "systolic_mmhg" if upper else "diastolic_mmhg"

    def _on_change(self) -> None:
        reading = PressureReading(
            self.numbers["systolic_mmhg"].value(), self.numbers["diastolic_mmhg"].value(), self._clock.now()
        )
        whole = reading.is_whole and self._lonely_side() is None
        key = ""
        if whole and reading.reaches(self._rule.severe):
            key = "visits.severe"
        elif whole and reading.reaches(self._rule.hypertension):
            key = "visits.high"
        self.pressure_words.setText(tr(key) if key else "")
        self.pressure_words.setVisible(bool(key))
        self._tell_shock()
        self.changed.emit()

    def _tell_shock(self) -> None:
        typed = {code: self.numbers[code] for code in (PULSE, SYSTOLIC) if code in self.numbers}
        # A number on its way ("1" of "110") is none yet.
        values = {code: one.value() for code, one in typed.items() if one.problem() is None}
        self.shock.show_readings({code: float(value) for code, value in values.items() if value is not None})
        self.shock.setVisible(self._tells_shock)


def _number(code: str) -> NumberField:
    if code in (*VITALS, PULSE):
        kind = kinds()[code]
        low, high = kind.accepted or (None, None)
        return NumberField(unit=unit_words(kind.unit), minimum=low, maximum=high, decimals=kind.decimals)
    what = exam(code)
    limits = what.plausible
    low, high = (float(limits.lower or 0), float(limits.upper or 0)) if limits else (None, None)
    return NumberField(unit=unit_words(what.unit), minimum=low, maximum=high, decimals=what.decimals)
