"""One condition of the editor."""

from collections.abc import Callable, Mapping
from datetime import date
from typing import cast

from PySide6.QtWidgets import QWidget

from app.reminders.criteria import Ask, fields
from app.reminders.criteria import Field as Asked
from ui.reminders.criteria.controls import Between, ConditionControl, SomeOf, YesNo
from ui.reminders.criteria.days import Days
from ui.reminders.criteria.places import Places
from ui.reminders.criteria.words import field_words
from ui.texts import tr
from ui.widgets.buttons import IconButton
from ui.widgets.field import Field
from ui.widgets.layouts import column, hairline, row


class ConditionRow(QWidget):
    """One condition: what it is called, how it is asked, what is wrong with it, and a way to take it away."""

    def __init__(self, code: str, today: date | None, on_remove: Callable[["ConditionRow"], object]) -> None:
        super().__init__()
        self.code = code
        words = field_words(code)
        self.control = control_for(fields()[code], today)
        self.asks = cast(ConditionControl, self.control)
        self.control.setAccessibleName(words)
        self.field = Field(words, self.control)
        take_away = tr("criteria_editor.take_away", what=words)
        self.remove_button = IconButton("x", take_away, on_press=lambda: on_remove(self))
        layout = column(self, gap=3)
        line = row(gap=2)
        line.addWidget(self.field, 1)
        beside = column(gap=0)
        beside.addWidget(self.remove_button)
        beside.addStretch(1)
        line.addLayout(beside)
        layout.addLayout(line)
        layout.addWidget(hairline())

    def check(self) -> bool:
        """Say below the control what is wrong; True where nothing is."""
        problem = self.asks.problem()
        self.field.set_error(problem)
        return problem is None

    def forgive(self) -> None:
        """Take an error back as soon as it is put right; a new one is said only by `check`."""
        if self.field.error and self.asks.problem() is None:
            self.field.set_error(None)


def control_for(field: Asked, today: date | None) -> QWidget:
    """The control that asks this field."""
    if field.code == "municipality":
        return Places(field)
    makers: Mapping[Ask, Callable[[Asked], QWidget]] = {
        Ask.YES_NO: YesNo,
        Ask.VALUES: SomeOf,
        Ask.BETWEEN: Between,
        Ask.DAYS: lambda one: Days(one, today),
    }
    return makers[field.ask](field)
