"""The form of the manners, with the sentence that it comes to."""

from collections.abc import Callable, Mapping
from datetime import date, time
from typing import Any, Final

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QShowEvent
from PySide6.QtWidgets import QWidget

from app.reminders.manners_service import MOST_A_DAY, MannersSettings
from ui.administration.inline_form import InlineForm
from ui.administration.tab_order import in_reading_order
from ui.reminders.manners.holidays import Holidays
from ui.reminders.manners.words import hours_on_offer, sentence, weekday
from ui.texts import tr
from ui.widgets.dropdown import Dropdown
from ui.widgets.field import Field
from ui.widgets.flow import FlowLayout
from ui.widgets.labels import Text
from ui.widgets.layouts import hairline
from ui.widgets.number_field import NumberField
from ui.widgets.toggles import CheckBox
from ui.widgets.turning import Turning

_PLACES: Final[Mapping[str, str]] = {
    "manners.bad_hour": "quiet_from",
    "manners.too_quiet": "quiet_until",
    "manners.bad_most_a_day": "most_a_day",
    "manners.no_weekday_left": "weekdays",
}


class Weekdays(QWidget):
    """The days on which nothing goes out."""

    changed = Signal()

    def __init__(self) -> None:
        super().__init__()
        flow = FlowLayout(self, gap=2)
        self.boxes = [CheckBox(weekday(day, short=True)) for day in range(7)]
        for day, box in enumerate(self.boxes):
            box.setAccessibleName(tr("manners_page.free_day", day=weekday(day)))
            box.changed.connect(lambda _on: self.changed.emit())
            flow.addWidget(box)
        self.setFocusProxy(self.boxes[0])

    def value(self) -> frozenset[int]:
        """0 is Monday."""
        return frozenset(day for day, box in enumerate(self.boxes) if box.isChecked())

    def set_value(self, days: frozenset[int]) -> None:
        """Mark these."""
        for day, box in enumerate(self.boxes):
            box.setChecked(day in days)


class MannersForm(InlineForm):
    """`edited` says that something stands differently."""

    edited = Signal()

    def __init__(self, today: date, on_save: Callable[[], object]) -> None:
        super().__init__(tr("manners_page.save"), on_save, where=_PLACES)
        self.shown: MannersSettings | None = None
        self.sentence = Text("", "heading", wrap=True)
        self.quiet_from, self.quiet_until = Dropdown(hours_on_offer()), Dropdown(hours_on_offer())
        self.most_a_day = NumberField(unit=tr("manners_page.messages"), minimum=1, maximum=MOST_A_DAY)
        self.weekdays = Weekdays()
        self.holidays = Holidays(today)
        self._place()
        for control in (self.quiet_from, self.quiet_until, self.most_a_day):
            control.changed.connect(lambda _value: self._edit())
        self.weekdays.changed.connect(self._edit)
        self.holidays.changed.connect(self._edit)
        for typed in (self.holidays.day, self.holidays.name):
            typed.changed.connect(lambda _words: self._edit())
        self.holidays.drawn.connect(self._put_in_order)

    def _place(self) -> None:
        self.body.addWidget(self.sentence)
        self.body.addWidget(hairline())
        line = Turning("record_room", gap=6, gap_below=4)
        for name, control in (
            ("quiet_from", self.quiet_from),
            ("quiet_until", self.quiet_until),
            ("most_a_day", self.most_a_day),
        ):
            field = Field(tr(f"manners_page.{name}"), control, hint=tr(f"manners_page.{name}_hint"))
            self.fields[name] = field
            line.line.addWidget(field, 1, Qt.AlignmentFlag.AlignTop)
        self.body.addWidget(line)
        self.add("weekdays", Field(tr("manners_page.weekdays"), self.weekdays))
        self.body.addWidget(hairline())
        self.body.addWidget(Text(tr("manners_page.holidays"), "strong"))
        self.body.addWidget(Text(tr("manners_page.holidays_about"), "small", wrap=True))
        self.body.addWidget(self.holidays)

    def take(self, settings: MannersSettings) -> None:
        """Show what is saved."""
        self.shown = None
        hours = hours_on_offer(settings.quiet_from, settings.quiet_until)
        for control, hour in ((self.quiet_from, settings.quiet_from), (self.quiet_until, settings.quiet_until)):
            control.set_options(hours)
            control.set_value(hour)
        self.most_a_day.set_value(settings.most_a_day)
        self.weekdays.set_value(settings.free_weekdays)
        self.holidays.set_value(settings.local_holidays)
        self.holidays.day.clear()
        self.holidays.name.clear()
        self.shown = settings
        self._edit()

    def settings(self) -> MannersSettings:
        """What stands here; a number that cannot be read is 0, which is refused."""
        most = self.most_a_day.value()
        return MannersSettings(
            _hour(self.quiet_from.value()),
            _hour(self.quiet_until.value()),
            int(most) if most is not None and most == int(most) else 0,
            self.weekdays.value(),
            self.holidays.value(),
        )

    def is_changed(self) -> bool:
        """Whether it differs from what is saved."""
        return self.shown is not None and (self.settings() != self.shown or self.holidays.typed_and_not_added())

    def draft(self) -> dict[str, Any]:
        """What stands here, readable or not."""
        return {
            "quiet_from": _hour(self.quiet_from.value()).isoformat("minutes"),
            "quiet_until": _hour(self.quiet_until.value()).isoformat("minutes"),
            "most_a_day": self.most_a_day.line.value(),
            "weekdays": sorted(self.weekdays.value()),
            "holidays": [[day.isoformat(), name] for day, name in self.holidays.value()],
            "typed": [self.holidays.day.value(), self.holidays.name.value()],
        }

    def show_draft(self, kept: Mapping[str, Any]) -> None:
        """Fill it in again, as a change of what is saved."""
        shown, self.shown = self.shown, None
        hours = [time.fromisoformat(kept[name]) for name in ("quiet_from", "quiet_until")]
        for control, hour in zip((self.quiet_from, self.quiet_until), hours, strict=True):
            control.set_options(hours_on_offer(*hours))
            control.set_value(hour)
        self.most_a_day.line.set_value(kept["most_a_day"])
        self.weekdays.set_value(frozenset(kept["weekdays"]))
        self.holidays.set_value(tuple((date.fromisoformat(day), name) for day, name in kept["holidays"]))
        self.holidays.day.set_value(kept["typed"][0])
        self.holidays.name.set_value(kept["typed"][1])
        self.shown = shown
        self._edit()

    def check(self) -> bool:
        """Say what is wrong before anything is saved; a holiday that was typed is added first."""
        if self.holidays.typed_and_not_added():
            self.holidays.add()
            if self.holidays.typed_and_not_added():
                return False
        problem = self.most_a_day.problem()
        if self.most_a_day.is_empty():
            problem = tr("common.expected_text")
        self.fields["most_a_day"].set_error(problem)
        if problem:
            self.fields["most_a_day"].setFocus()
        return problem is None

    def _edit(self) -> None:
        if self.shown is None:
            return
        now = self.settings()
        if now.most_a_day:
            self.sentence.setText(sentence(now))
        self.edited.emit()

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        self._put_in_order()

    def _put_in_order(self) -> None:
        in_reading_order([*self.fields.values(), *self.holidays.stops(), self.submit_button])


def _hour(value: object) -> time:
    assert isinstance(value, time)
    return value
