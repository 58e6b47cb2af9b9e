"""The unit's own holidays: a list, each taken out by its button, and one line to add another."""

from collections.abc import Callable
from datetime import date
from functools import partial

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QWidget

from app.reminders.manners_service import LONGEST_NAME
from ui.texts import tr
from ui.texts.formats import show_date
from ui.widgets.buttons import IconButton, SecondaryButton
from ui.widgets.date_field import DateField
from ui.widgets.field import Field
from ui.widgets.labels import Text
from ui.widgets.layouts import clear, column, row
from ui.widgets.text_fields import TextField
from ui.widgets.turning import Turning

Holiday = tuple[date, str]


class Holidays(QWidget):
    """`changed` says that one came or went, `drawn` that the lines are new. Those that are past are grey."""

    changed = Signal()
    drawn = Signal()

    def __init__(self, today: date) -> None:
        super().__init__()
        self._today = today
        self._days: tuple[Holiday, ...] = ()
        self.buttons: list[IconButton] = []
        layout = column(self, gap=3)
        self._lines = column(gap=0)
        layout.addLayout(self._lines)
        self.day = DateField(today=today)
        self.name = TextField()
        self.name.setMaxLength(LONGEST_NAME)
        self.day_field = Field(tr("manners_page.holiday_day"), self.day)
        self.name_field = Field(tr("manners_page.holiday_name"), self.name)
        self.add_button = SecondaryButton(tr("manners_page.holiday_add"), icon_name="plus", on_press=self.add)
        line = Turning("line_room", gap=3, gap_below=3)
        top = Qt.AlignmentFlag.AlignTop
        line.line.addWidget(self.day_field, 0, top)
        line.line.addWidget(self.name_field, 1, top)
        line.line.addWidget(self._under_label(), 0, top)
        layout.addWidget(line)

    def _under_label(self) -> QWidget:
        """The button at the height of the fields beside it."""
        holder = QWidget()
        inside = column(holder, gap=1)
        blank = Text(" ", "label")
        inside.addWidget(blank)
        inside.addWidget(self.add_button)
        return holder

    def value(self) -> tuple[Holiday, ...]:
        """The days with their names, in their order."""
        return self._days

    def set_value(self, days: tuple[Holiday, ...]) -> None:
        """Show these."""
        self._days = tuple(sorted(days))
        self._show()

    def add(self) -> None:
        """Take what was typed into the list; what is wrong is said at its field."""
        day, name = self.day.day(), self.name.value()
        problem = self.day.problem() or (tr("common.expected_date") if day is None else None)
        if day is not None and any(day == one for one, _ in self._days):
            problem = tr("manners_page.holiday_twice", day=show_date(day))
        self.day_field.set_error(problem)
        self.name_field.set_error(None if name else tr("manners_page.holiday_nameless"))
        if problem or day is None:
            self.day_field.setFocus()
        elif not name:
            self.name_field.setFocus()
        else:
            self.set_value((*self._days, (day, name)))
            self.day.clear()
            self.name.clear()
            self.changed.emit()
            self.day_field.setFocus()

    def typed_and_not_added(self) -> bool:
        """Whether something stands in the line for another one."""
        return bool(self.day.value() or self.name.value())

    def stops(self) -> list[QWidget]:
        """What Tab reaches, in the order of reading."""
        return [*self.buttons, self.day, self.name, self.add_button]

    def _remove(self, holiday: Holiday) -> None:
        at = self._days.index(holiday)
        self.set_value(tuple(one for one in self._days if one != holiday))
        self.changed.emit()
        (self.buttons[min(at, len(self.buttons) - 1)] if self.buttons else self.day_field).setFocus()

    def _show(self) -> None:
        clear(self._lines)
        self.buttons = []
        if not self._days:
            self._lines.addWidget(Text(tr("manners_page.no_holidays"), "small", wrap=True))
        for one in self._days:
            self._lines.addWidget(self._line(one, partial(self._remove, one)))
        self.drawn.emit()

    def _line(self, one: Holiday, remove: Callable[[], object]) -> QWidget:
        day, name = one
        holder = QWidget()
        line = row(holder, gap=3)
        role = "muted" if day < self._today else "body"
        line.addWidget(Text(show_date(day), role))
        line.addWidget(Text(name, role, wrap=True), 1)
        button = IconButton("trash", tr("manners_page.holiday_remove", name=name), on_press=remove)
        self.buttons.append(button)
        line.addWidget(button)
        return holder
