"""A day, an hour, and how late a message may still go out."""

import re
from collections.abc import Mapping
from datetime import date, datetime, time, timedelta
from typing import Any, Final
from zoneinfo import ZoneInfo

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QFocusEvent
from PySide6.QtWidgets import QWidget

from ui.texts import tr
from ui.texts.formats import show_date
from ui.theme import current_theme
from ui.widgets.date_field import DateField
from ui.widgets.dropdown import Dropdown
from ui.widgets.field import Field
from ui.widgets.layouts import column, row
from ui.widgets.text_fields import TextField

WINDOWS: Final = (1, 3, 6, 12, 24, 48, 72, 168)
"""Hours."""
USUAL_WINDOW: Final = 12
FARTHEST: Final = timedelta(days=366)
_HOUR = re.compile(r"^(\d{1,2})(?:\s*[:hH.]\s*(\d{2})?|(\d{2}))?$")


def read_hour(text: str) -> time | None:
    """8, 8h, 8h30, 0830, 08:30; None where none can be read."""
    match = _HOUR.match(text.strip())
    if match is None:
        return None
    hour, minute = int(match.group(1)), int(match.group(2) or match.group(3) or 0)
    return time(hour, minute) if hour < 24 and minute < 60 else None


class HourField(TextField):
    """An hour typed by keyboard, written out when the field is left."""

    def __init__(self, *, name: str = "") -> None:
        super().__init__(placeholder=tr("planned_page.hour_hint"), name=name)
        self.setFixedWidth(current_theme().px("field_short"))

    def hour(self) -> time | None:
        """The hour, None where none can be read."""
        return read_hour(self.text())

    def focusOutEvent(self, event: QFocusEvent) -> None:
        hour = self.hour()
        if hour is not None and self.text() != hour.strftime("%H:%M"):
            self.setText(hour.strftime("%H:%M"))
        super().focusOutEvent(event)


class WhenFields(QWidget):
    """`at()` is the instant, once `check()` finds nothing wrong; `now` and `zone` are the unit's."""

    changed = Signal(object)

    def __init__(self, now: datetime, zone: str) -> None:
        super().__init__()
        self._now, self._zone = now.astimezone(ZoneInfo(zone)), ZoneInfo(zone)
        today = self._now.date()
        # A year of two digits is this one or the next: nothing is scheduled into the past.
        self.day = DateField(
            today=today + FARTHEST, earliest=today, latest=today + FARTHEST, name=tr("planned_page.day")
        )
        self.hour = HourField(name=tr("planned_page.hour"))
        self.lateness = Dropdown([(hours, window_words(timedelta(hours=hours))) for hours in WINDOWS])
        self.lateness.set_value(USUAL_WINDOW)
        self.day_field = Field(tr("planned_page.day"), self.day)
        self.hour_field = Field(tr("planned_page.hour"), self.hour)
        self.lateness_field = Field(tr("planned_page.window"), self.lateness, hint=tr("planned_page.window_hint"))
        layout = column(self, gap=4)
        line = row(gap=4)
        line.addWidget(self.day_field, 0, Qt.AlignmentFlag.AlignTop)
        line.addWidget(self.hour_field, 1, Qt.AlignmentFlag.AlignTop)
        layout.addLayout(line)
        layout.addWidget(self.lateness_field)
        for control in (self.day, self.hour, self.lateness):
            control.changed.connect(self.changed.emit)
        self.setFocusProxy(self.day)

    def at(self) -> datetime | None:
        """The instant, None while day or hour is missing."""
        day, hour = self.day.day(), self.hour.hour()
        return datetime.combine(day, hour, self._zone) if day and hour is not None else None

    def lasts(self) -> timedelta:
        """How late it may still go out."""
        hours = self.lateness.value()
        return timedelta(hours=hours if isinstance(hours, int) else USUAL_WINDOW)

    def set_at(self, at: datetime) -> None:
        """Put a day and an hour in."""
        here = at.astimezone(self._zone)
        self.day.set_day(here.date())
        self.hour.setText(here.strftime("%H:%M"))

    def check(self) -> bool:
        """Say under each field what is wrong and go to the first; True where nothing is."""
        self.day_field.set_error(self._day_problem())
        self.hour_field.set_error(self._hour_problem())
        wrong = [one for one in (self.day_field, self.hour_field) if one.error]
        if wrong:
            wrong[0].setFocus()
        return not wrong

    def draft(self) -> dict[str, Any]:
        """What is typed."""
        return {"day": self.day.text(), "hour": self.hour.text(), "window": self.lateness.value()}

    def show_draft(self, kept: Mapping[str, Any]) -> None:
        """Type it again."""
        self.day.setText(str(kept.get("day", "")))
        self.hour.setText(str(kept.get("hour", "")))
        if kept.get("window") in WINDOWS:
            self.lateness.set_value(kept["window"])

    def _day_problem(self) -> str | None:
        if not self.day.value():
            return tr("common.expected_text")
        problem = self.day.problem()
        return tr("planned_page.wrong_value", value=self.day.value(), expected=problem) if problem else None

    def _hour_problem(self) -> str | None:
        if not self.hour.value():
            return tr("common.expected_text")
        at = self.at()
        if self.hour.hour() is None:
            return tr("planned_page.wrong_hour", value=self.hour.value())
        if at is not None and at + self.lasts() <= self._now:
            values = {
                "value": self.hour.value(),
                "now": self._now.strftime("%H:%M"),
                "day": show_date(self._now.date()),
            }
            return tr("planned_page.hour_passed", **values)
        return None


def next_good_hour(now: datetime, zone: str) -> datetime:
    """What a form begins with: tomorrow at nine."""
    here = now.astimezone(ZoneInfo(zone))
    day: date = here.date() + timedelta(days=1)
    return datetime.combine(day, time(9), ZoneInfo(zone))


def window_words(window: timedelta) -> str:
    """`até 12 h depois`, `até 2 dias depois`."""
    hours = int(window.total_seconds() // 3600)
    if hours > 24 and hours % 24 == 0:
        return tr("planned_page.window_days", days=hours // 24)
    return tr("planned_page.window_hours", hours=hours)
