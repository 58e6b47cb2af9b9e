"""One newborn: sex, weight, Apgar; written into the details of the outcome in words."""

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QWidget

from ui.texts import tr
from ui.texts.formats import show_number
from ui.widgets.choices import ChoiceChips
from ui.widgets.field import Field
from ui.widgets.layouts import column
from ui.widgets.number_field import NumberField
from ui.widgets.turning import Turning

_SEXES = ("girl", "boy")
_LEAST_GRAMS, _MOST_GRAMS = 200, 7000


class NewbornFields(QWidget):
    """`changed` when anything was typed; nothing is asked for that nobody knows."""

    changed = Signal()

    def __init__(self, number: int) -> None:
        super().__init__()
        self.sex = ChoiceChips([(one, tr(f"outcome.{one}")) for one in _SEXES])
        self.grams = NumberField(unit="g", minimum=_LEAST_GRAMS, maximum=_MOST_GRAMS)
        self.first = NumberField(minimum=0, maximum=10)
        self.fifth = NumberField(minimum=0, maximum=10)
        turning = Turning(gap=5, gap_below=4)
        self.fields = [
            Field(tr("outcome.newborn", number=number), self.sex),
            Field(tr("outcome.weight"), self.grams),
            Field(tr("outcome.apgar_first"), self.first),
            Field(tr("outcome.apgar_fifth"), self.fifth),
        ]
        for field in self.fields:
            turning.line.addWidget(field, 0, Qt.AlignmentFlag.AlignTop)
        turning.line.addStretch(1)
        column(self, gap=0).addWidget(turning)
        for control in (self.sex, self.grams, self.first, self.fifth):
            control.changed.connect(lambda _value: self.changed.emit())

    def check(self) -> Field | None:
        """Say at each field what is expected; the first that is wrong."""
        wrong = None
        for field in self.fields:
            control = field.control
            problem = control.problem() if isinstance(control, NumberField) else None
            field.set_error(problem)
            wrong = wrong or (field if problem else None)
        return wrong

    def words(self) -> str:
        """`menina, 3.250 g, Apgar 8/9`; empty where nothing is known."""
        grams, first, fifth = self.grams.value(), self.first.value(), self.fifth.value()
        parts = [tr(f"outcome.{self.sex.value()}").lower()] if self.sex.value() else []
        if grams is not None:
            parts.append(f"{show_number(grams)} g")
        if first is not None or fifth is not None:
            scores = "/".join("–" if one is None else show_number(one) for one in (first, fifth))
            parts.append(tr("outcome.apgar", scores=scores))
        return ", ".join(parts)
