"""Which messages: of a day or its week, standing so, by this channel."""

from collections.abc import Sequence
from datetime import date, timedelta

from PySide6.QtCore import Signal
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QWidget

from app.reminders.message_lists import Wanted
from app.reminders.outbox.model import FOR_A_PERSON, WAITING, Status
from ui.reminders.parts.words import channel_words
from ui.reminders.planned.month import week_of
from ui.texts import tr
from ui.theme import current_theme
from ui.widgets.buttons import QuietButton
from ui.widgets.choices import ChoiceChips
from ui.widgets.dropdown import Dropdown
from ui.widgets.flow import FlowLayout

DAY, WEEK = "day", "week"
_GROUPS: dict[str, tuple[Status, ...]] = {
    "all": (),
    "waiting": WAITING,
    "sent": (Status.SENDING, Status.SENT),
    "failed": FOR_A_PERSON,
    "not_sent": (Status.CANCELLED, Status.EXPIRED, Status.REFUSED),
}


class Filters(QWidget):
    """`changed` after any of them."""

    changed = Signal()

    def __init__(self, channels: Sequence[str]) -> None:
        super().__init__()
        spans = [(one, tr(f"planned_page.span_{one}")) for one in (DAY, WEEK)]
        self.span = ChoiceChips(spans, name=tr("planned_page.span"), optional=False)
        self.span.set_value(DAY)
        groups = [(one, tr(f"planned_page.group_{one}")) for one in _GROUPS]
        self.group = Dropdown(groups, name=tr("planned_page.filter_status"))
        every: list[tuple[object, str]] = [("", tr("planned_page.every_channel"))]
        named = [(code, channel_words(code)) for code in channels]
        self.channel = Dropdown([*every, *named], name=tr("planned_page.filter_channel"))
        for box in (self.group, self.channel):
            box.setFixedWidth(current_theme().gap(47))
        self.clear_button = QuietButton(tr("planned_page.clear_filters"), on_press=self.clear)
        self.clear_button.hide()
        layout = FlowLayout(self, gap=2)
        for part in (self.span, self.group, self.channel):
            layout.addWidget(part)
            part.changed.connect(self._tell)
        layout.addWidget(self.clear_button)

    def is_week(self) -> bool:
        """Whether the whole week is listed."""
        return self.span.value() == WEEK

    def is_narrowed(self) -> bool:
        """Whether some messages are not shown."""
        return bool(self._statuses() or self._channels())

    def clear(self) -> None:
        """Show all of them."""
        for box in (self.group, self.channel):
            box.blockSignals(True)
            box.setCurrentIndex(0)
            box.blockSignals(False)
        self._tell(None)

    def _tell(self, _value: object) -> None:
        self.clear_button.setHidden(not self.is_narrowed())
        self.setMinimumHeight(max(self.heightForWidth(self.width()), 0))
        self.changed.emit()

    def wanted(self, day: date) -> Wanted:
        """For the list."""
        first = week_of(day) if self.is_week() else day
        last = first + timedelta(days=6) if self.is_week() else day
        return Wanted(first, last, statuses=self._statuses(), channels=self._channels())

    def wanted_between(self, first: date, last: date) -> Wanted:
        """For the calendar."""
        return Wanted(first, last, statuses=self._statuses(), channels=self._channels())

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        # A layout forgets how high a flow becomes in its width where something above it is aligned.
        self.setMinimumHeight(max(self.heightForWidth(self.width()), 0))

    def _statuses(self) -> tuple[Status, ...]:
        return _GROUPS[str(self.group.value())]

    def _channels(self) -> tuple[str, ...]:
        return (str(self.channel.value()),) if self.channel.value() else ()
