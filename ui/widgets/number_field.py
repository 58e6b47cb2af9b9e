"""A number typed with its unit beside it. No wheel and no arrows: a weight must not change by scrolling past."""

from decimal import Decimal, InvalidOperation

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QWidget

from ui.texts import DEFAULT_LANGUAGE, chosen_language, tr
from ui.texts.formats import show_number
from ui.theme import current_theme
from ui.widgets.labels import Text
from ui.widgets.layouts import row
from ui.widgets.text_fields import TextField


class NumberField(QWidget):
    """`changed` carries the number (Decimal) or None while there is none or it cannot be read.

    Comma and point both divide decimals. `problem()` tells in words what is expected; a number outside the range is
    still the value, so that a screen may ask for confirmation instead of refusing.
    """

    spoken_role = ""

    changed = Signal(object)

    def __init__(
        self,
        *,
        unit: str = "",
        minimum: float | None = None,
        maximum: float | None = None,
        decimals: int = 0,
        name: str = "",
    ) -> None:
        super().__init__()
        self.unit = unit
        self.minimum = None if minimum is None else Decimal(str(minimum))
        self.maximum = None if maximum is None else Decimal(str(maximum))
        self.decimals = decimals
        self.line = TextField(name=name)
        self.line.setFixedWidth(current_theme().px("field_short"))
        self._unit = Text(unit)
        self._unit.setProperty("role", "unit")
        layout = row(self, gap=2)
        layout.addWidget(self.line)
        layout.addWidget(self._unit)
        layout.addStretch(1)
        self.setFocusProxy(self.line)
        self.line.textChanged.connect(lambda _text: self.changed.emit(self.value()))

    def value(self) -> Decimal | None:
        """The number, None where the field is empty or holds no number."""
        return read_number(self.line.value())

    def set_value(self, number: float | Decimal | None) -> None:
        """Put a number in, or empty the field."""
        self.line.setText("" if number is None else plain_number(Decimal(str(number))))

    def is_empty(self) -> bool:
        """Whether nothing is typed."""
        return not self.line.value()

    def problem(self) -> str | None:
        """What is expected instead, None where the number is fine or missing."""
        if self.is_empty():
            return None
        number = self.value()
        if number is None:
            return tr("common.expected_number", example=show_number(self.minimum or Decimal(1)))
        exponent = number.as_tuple().exponent
        if isinstance(exponent, int) and -exponent > self.decimals:
            return tr("common.expected_decimals", decimals=self.decimals)
        return self._range_problem(number)

    def _range_problem(self, number: Decimal) -> str | None:
        low, high = self.minimum, self.maximum
        if (low is None or number >= low) and (high is None or number <= high):
            return None
        values = {"unit": self.unit}
        if low is not None and high is not None:
            values |= {"minimum": show_number(low), "maximum": show_number(high)}
            return tr("common.expected_range", **values).rstrip()
        if low is not None:
            return tr("common.expected_minimum", minimum=show_number(low), **values)
        return tr("common.expected_maximum", maximum=show_number(high or Decimal(0)), **values).rstrip()

    def setAccessibleName(self, name: str) -> None:
        super().setAccessibleName(name)
        self.line.setAccessibleName(f"{name} ({self.unit})" if self.unit else name)

    def setAccessibleDescription(self, description: str) -> None:
        super().setAccessibleDescription(description)
        self.line.setAccessibleDescription(description)


def stored_number(number: Decimal) -> int | float:
    """As an observation holds it: whole where it is whole."""
    return int(number) if number == number.to_integral_value() else float(number)


def plain_number(number: Decimal) -> str:
    """As a person types it: the decimal sign of the language, and no sign between thousands."""
    text = f"{number:f}"
    return text.replace(".", ",") if chosen_language() == DEFAULT_LANGUAGE else text


def read_number(text: str) -> Decimal | None:
    """The number that a person wrote, `82,5` or `82.5`; None where it is none (`1.234,5` is refused as doubtful)."""
    plain = text.strip().replace(" ", "")
    if not plain or plain.count(",") + plain.count(".") > 1:
        return None
    if not all(sign.isascii() and (sign.isdigit() or sign in ",.-") for sign in plain):
        return None
    try:
        return Decimal(plain.replace(",", "."))
    except InvalidOperation:
        return None
