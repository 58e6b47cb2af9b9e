"""A date typed by keyboard, day first; written out in full when the field is left."""

from datetime import date

from PySide6.QtCore import Signal
from PySide6.QtGui import QFocusEvent

from ui.texts import tr
from ui.texts.formats import show_date
from ui.theme import current_theme
from ui.widgets.date_parsing import read_date
from ui.widgets.text_fields import TextField


class DateField(TextField):
    """`day_changed` carries the date or None; `problem()` tells in words what is expected."""

    day_changed = Signal(object)

    def __init__(
        self, *, today: date | None = None, earliest: date | None = None, latest: date | None = None, name: str = ""
    ) -> None:
        super().__init__(placeholder=tr("common.date_hint"), name=name)
        self._today = today or date.today()
        self.earliest = earliest
        self.latest = latest
        self.setFixedWidth(current_theme().px("field_short") + current_theme().gap(6))
        self.textChanged.connect(lambda _text: self.day_changed.emit(self.day()))

    def day(self) -> date | None:
        """The date, None where the field is empty or no date can be read."""
        return read_date(self.text(), self._today)

    def set_day(self, day: date | None) -> None:
        """Put a date in, or empty the field."""
        self.setText("" if day is None else show_date(day))

    def problem(self) -> str | None:
        """What is expected instead, None where the date is fine or missing."""
        if not self.value():
            return None
        day = self.day()
        if day is None:
            return tr("common.expected_date")
        if self.earliest is not None and day < self.earliest:
            return tr("common.expected_date_from", earliest=show_date(self.earliest))
        if self.latest is not None and day > self.latest:
            return tr("common.expected_date_until", latest=show_date(self.latest))
        return None

    def focusOutEvent(self, event: QFocusEvent) -> None:
        day = self.day()
        if day is not None and self.text() != show_date(day):
            self.setText(show_date(day))
        super().focusOutEvent(event)
