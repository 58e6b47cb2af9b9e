"""The measured and the closed questions of the form, each with its remark right below the answer."""

from decimal import Decimal

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QWidget

from app.clinic.risk.rules import ChoiceFactor, Interval, NumberFactor
from ui.pregnancy.answers import Reading, Standing
from ui.texts import chosen_language, tr
from ui.texts.formats import show_number
from ui.widgets.buttons import Button, SecondaryButton
from ui.widgets.choices import ChoiceChips
from ui.widgets.field import Field
from ui.widgets.labels import Text
from ui.widgets.layouts import column, row
from ui.widgets.number_field import NumberField

_NOT_ASKED = "not_asked"


class NumberQuestion(QWidget):
    """A number with its unit. `typed` carries the text of every keystroke, `confirmed` says "yes, that is so"."""

    typed = Signal(str)
    confirmed = Signal()

    def __init__(self, factor: NumberFactor) -> None:
        super().__init__()
        language = chosen_language()
        self.factor = factor
        self.number = NumberField(unit=factor.unit.in_language(language), decimals=factor.decimals)
        self.field = Field(factor.label.in_language(language), self.number)
        self.number.line.setObjectName(f"number_{factor.code}")
        self._doubt = QWidget()
        self._question = Text("", "strong", wrap=True)
        self.confirm = SecondaryButton(tr("risk_form.confirm"), on_press=self.confirmed.emit)
        doubt = row(self._doubt, gap=2)
        doubt.addWidget(self._question, 1)
        doubt.addWidget(self.confirm, 0, Qt.AlignmentFlag.AlignTop)
        self._doubt.hide()
        layout = column(self, gap=1)
        layout.addWidget(self.field)
        layout.addWidget(self._doubt)
        layout.addStretch(1)
        self.setFocusProxy(self.number)
        self.number.line.textEdited.connect(self.typed.emit)

    def show_text(self, text: str) -> None:
        """Put a typed text in without telling."""
        self.number.line.setText(text)

    def show_hint(self, hint: str) -> None:
        """Say where a value that was not typed here comes from, or that it does not count yet."""
        if self.field.hint != hint:
            self.field.set_hint(hint)

    def show_reading(self, reading: Reading, *, leaving: bool, partner: str = "") -> None:
        """Say what is wrong; while the nurse is still typing, contradictions and doubts only, not half numbers."""
        standing = reading.standing
        error = ""
        if standing is Standing.CONTRADICTS and self.factor.less_than is not None:
            error = tr("risk_form.contradicts", partner=partner)
        elif leaving and standing in (Standing.UNREADABLE, Standing.REFUSED):
            error = self._expected()
        self.field.set_error(error)
        doubtful = standing is Standing.UNLIKELY
        if doubtful and reading.number is not None:
            unit = self.factor.unit.in_language(chosen_language())
            self._question.setText(tr("risk_form.unlikely", number=show_number(reading.number), unit=unit))
        self._doubt.setVisible(doubtful)

    def _expected(self) -> str:
        low, high = _bounds(self.factor.accepted)
        text = tr(
            "common.expected_range", minimum=low, maximum=high, unit=self.factor.unit.in_language(chosen_language())
        )
        if self.factor.decimals:
            return f"{text} · {tr('common.expected_decimals', decimals=self.factor.decimals)}"
        return text


class ChoiceQuestion(QWidget):
    """A closed question; `answered` carries the answer's code, or None for "not asked"."""

    answered = Signal(object)

    def __init__(self, factor: ChoiceFactor) -> None:
        super().__init__()
        language = chosen_language()
        self.factor = factor
        options: list[tuple[object, str]] = [(one.code, one.label.in_language(language)) for one in factor.values]
        options.append((_NOT_ASKED, tr("common.not_asked")))
        self.chips = ChoiceChips(options, optional=False)
        self.chips.setObjectName(f"choice_{factor.code}")
        self.field = Field(factor.label.in_language(language), self.chips)
        self.chips.setAccessibleName(factor.label.in_language(language))
        # "Not asked" is a real answer, but it must not catch the eye like one that says something.
        for chip in self.chips.findChildren(Button)[-1:]:
            chip.setProperty("unknown", "true")
        layout = column(self, gap=0)
        layout.addWidget(self.field)
        self.setFocusProxy(self.chips)
        self.show_answer(None)
        self.chips.changed.connect(lambda value: self.answered.emit(None if value == _NOT_ASKED else value))

    def show_answer(self, code: str | None) -> None:
        """Show an answer without telling."""
        self.chips.set_value(_NOT_ASKED if code is None else code)

    def show_hint(self, hint: str) -> None:
        """Say where an answer that was not given here comes from."""
        self.field.set_hint(hint)


class KnownNumber(QWidget):
    """A number that the record knows by itself (age from the birth date): read, not typed."""

    def __init__(self, factor: NumberFactor, number: Decimal, origin: str) -> None:
        super().__init__()
        language = chosen_language()
        layout = column(self, gap=1)
        layout.addWidget(Text(factor.label.in_language(language), "label"))
        layout.addWidget(Text(f"{show_number(number)} {factor.unit.in_language(language)}", "heading"))
        layout.addWidget(Text(origin, "small"))
        layout.addStretch(1)


def _bounds(interval: Interval) -> tuple[str, str]:
    return show_number(interval.lower or Decimal(0)), show_number(interval.upper or Decimal(0))
