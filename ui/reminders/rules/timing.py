"""Which date a reminder follows, how long before or after it goes out, at what hour, and how late it may still go."""

from collections.abc import Mapping
from datetime import time, timedelta
from typing import Any, Final

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QWidget

from app.reminders.anchors import ANCHORS, WEEK
from app.reminders.rule_service import LAST_WEEK, LONGEST_OFFSET, NewRule
from ui.reminders.parts.when_fields import WINDOWS, HourField, window_words
from ui.reminders.rules.words import DAY, HOUR, hour_words, in_days
from ui.texts import tr
from ui.widgets.choices import ChoiceChips
from ui.widgets.dropdown import Dropdown
from ui.widgets.field import Field
from ui.widgets.layouts import column, row
from ui.widgets.number_field import NumberField

_SIDES: Final = ("before", "on", "after")
_MOST: Final = {"days": LONGEST_OFFSET // DAY, "hours": 72}
_UNITS: Final = {"days": DAY, "hours": HOUR}
_USUAL_WINDOW: Final = 24


class Timing(QWidget):
    """`changed` at every change; `check()` says under each field what is wrong."""

    changed = Signal()

    def __init__(self) -> None:
        super().__init__()
        self.anchor = Dropdown([(code, tr(f"reminders.anchor_{code}")) for code in ANCHORS])
        self.week = NumberField(unit=tr("rules_page.week_unit"), minimum=0, maximum=LAST_WEEK)
        sides: list[tuple[object, str]] = [(one, tr(f"rules_page.side_{one}")) for one in _SIDES]
        self.side = ChoiceChips(sides, name=tr("rules_page.how_long"), optional=False)
        self.amount = NumberField(minimum=1)
        self.unit = Dropdown([(one, tr(f"rules_page.unit_{one}")) for one in _UNITS], name=tr("rules_page.unit"))
        self.hour = HourField()
        self._windows: list[int] = list(WINDOWS)
        self.lateness = Dropdown(self._window_options())
        self.anchor_field = Field(tr("rules_page.anchor"), self.anchor)
        self.week_field = Field(tr("rules_page.week"), self.week)
        self.side_field = Field(tr("rules_page.how_long"), self.side)
        self.amount_field = Field(tr("rules_page.amount"), self.amount)
        self.unit_field = Field(tr("rules_page.unit"), self.unit)
        self.hour_field = Field(tr("rules_page.hour"), self.hour)
        self.window_field = Field(tr("rules_page.window"), self.lateness)
        self._build()
        self._listen()
        self.side.set_value("before")
        self.lateness.set_value(_USUAL_WINDOW)
        self._arrange()

    def _build(self) -> None:
        layout = column(self, gap=4)
        layout.addWidget(self.anchor_field)
        layout.addWidget(self.week_field)
        layout.addWidget(self.side_field)
        line = row(gap=4)
        line.addWidget(self.amount_field)
        line.addWidget(self.unit_field, 1)
        layout.addLayout(line)
        layout.addWidget(self.hour_field)
        layout.addWidget(self.window_field)

    def _listen(self) -> None:
        for control in (self.anchor, self.week, self.side, self.amount, self.unit, self.hour, self.lateness):
            control.changed.connect(lambda _value: self._heard())

    def show_rule(self, rule: NewRule) -> None:
        """Put a rule's times in."""
        self.anchor.set_value(rule.anchor)
        self.week.set_value(rule.week)
        self.side.set_value("on" if not rule.offset else "before" if rule.offset < timedelta(0) else "after")
        unit = "days" if in_days(rule.offset) else "hours"
        self.unit.set_value(unit)
        self.amount.set_value(abs(rule.offset) // _UNITS[unit] if rule.offset else None)
        self.hour.setText(hour_words(rule.hour))
        self._choose_window(rule.window // HOUR)
        self._arrange()

    def values(self) -> tuple[str, int, time, timedelta, timedelta] | None:
        """(date, week, hour, offset, window); None while something is wrong or missing."""
        hour, offset = self.hour.hour(), self._offset()
        week = self.week.value() if self.anchor.value() == WEEK else 0
        if hour is None or offset is None or week is None or (self.anchor.value() == WEEK and self.week.problem()):
            return None
        return str(self.anchor.value()), int(week), hour, offset, timedelta(hours=int(str(self.lateness.value())))

    def check(self) -> bool:
        """Say what is wrong and go to the first; True where nothing is."""
        weeks = self.anchor.value() == WEEK
        missing = tr("common.expected_text") if self.week.is_empty() else self.week.problem()
        self.week_field.set_error(missing if weeks else None)
        wrong_amount = self._offset() is None
        most = _MOST[str(self.unit.value())]
        self.amount_field.set_error(tr("rules_page.amount_expected", most=most) if wrong_amount else None)
        self.hour_field.set_error(self._hour_problem())
        wrong = [one for one in (self.week_field, self.amount_field, self.hour_field) if one.error]
        if wrong:
            wrong[0].setFocus()
        return not wrong

    def draft(self) -> dict[str, Any]:
        """What is filled in, finished or not."""
        chosen = {"anchor": self.anchor.value(), "side": self.side.value(), "unit": self.unit.value()}
        typed = {"week": self.week.line.text(), "amount": self.amount.line.text(), "hour": self.hour.text()}
        return {**chosen, **typed, "window": self.lateness.value()}

    def show_draft(self, kept: Mapping[str, Any]) -> None:
        """Fill it in again."""
        for name, control in (("anchor", self.anchor), ("side", self.side), ("unit", self.unit)):
            if kept.get(name) is not None:
                control.set_value(kept[name])
        for name, line in (("week", self.week.line), ("amount", self.amount.line), ("hour", self.hour)):
            line.setText(str(kept.get(name, "")))
        self._choose_window(int(kept.get("window") or _USUAL_WINDOW))
        self._arrange()

    def _offset(self) -> timedelta | None:
        side, amount, unit = self.side.value(), self.amount.value(), str(self.unit.value())
        if side == "on":
            return timedelta(0)
        if amount is None or amount != int(amount) or not 1 <= amount <= _MOST[unit]:
            return None
        return (-1 if side == "before" else 1) * int(amount) * _UNITS[unit]

    def _hour_problem(self) -> str | None:
        if not self.hour.value():
            return tr("rules_page.hour_missing")
        return tr("rules_page.hour_expected", value=self.hour.value()) if self.hour.hour() is None else None

    def _window_options(self) -> list[tuple[object, str]]:
        return [(hours, window_words(timedelta(hours=hours))) for hours in self._windows]

    def _choose_window(self, hours: int) -> None:
        """A rule from elsewhere may have another window than those on offer."""
        if hours not in self._windows:
            self._windows = sorted([*self._windows, hours])
            self.lateness.set_options(self._window_options())
        self.lateness.set_value(hours)

    def _heard(self) -> None:
        self._arrange()
        self.changed.emit()

    def _arrange(self) -> None:
        """Only what the choice needs; errors go as soon as they are mended."""
        some = self.side.value() != "on"
        counted = some and self.unit.value() == "hours"
        self.week_field.setVisible(self.anchor.value() == WEEK)
        self.amount_field.setVisible(some)
        self.unit_field.setVisible(some)
        words = tr("rules_page.hour_of_event" if counted else "rules_page.hour")
        self.hour_field.label.setText(words)
        self.hour.setAccessibleName(words)
        self.hour_field.set_hint(tr("rules_page.hour_of_event_hint") if counted else "")
        if self._offset() is not None:
            self.amount_field.set_error(None)
        if self._hour_problem() is None:
            self.hour_field.set_error(None)
        if not self.week.problem():
            self.week_field.set_error(None)
