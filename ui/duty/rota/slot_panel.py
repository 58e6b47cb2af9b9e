"""One field of the rota beside the table: who is on duty in it, taking somebody off, putting somebody on."""

from datetime import datetime, time, timedelta
from functools import partial
from typing import Final
from zoneinfo import ZoneInfo

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QWidget

from app.router.duty.model import Duty, Group, Post
from app.security.roles import Action
from ui.administration.inline_form import InlineForm
from ui.administration.tab_order import in_reading_order
from ui.duty.host import DutyHost
from ui.duty.reading import Rota
from ui.duty.week import Slot
from ui.duty.words import hours_words, lacking_words, with_names
from ui.reminders.parts.when_fields import HourField
from ui.texts import tr
from ui.texts.formats import show_hour
from ui.widgets.buttons import QuietButton
from ui.widgets.choices import ChoiceChips
from ui.widgets.confirm_sheet import ask
from ui.widgets.field import Field
from ui.widgets.labels import Text
from ui.widgets.layouts import column, hairline, row
from ui.widgets.picker import Picker

_WHERE: Final = {
    "router_duty.unknown_user": "person",
    "router_duty.twice": "person",
    "router_duty.backwards": "until",
    "router_duty.too_long": "until",
    "router_duty.group": "group",
}


class SlotPanel(QWidget):
    """Who is on duty, each with a way to take them off; below it the form."""

    def __init__(self, host: DutyHost, rota: Rota, slot: Slot) -> None:
        super().__init__()
        self._host, self._rota, self.slot = host, rota, slot
        layout = column(self, gap=4)
        self.may = host.context.may(Action.MANAGE_BEDS)
        self.lines = QWidget()
        lines = column(self.lines, gap=2)
        for duty in slot.duties:
            lines.addWidget(self._duty_line(duty))
        for words in lacking_words(slot, rota.zone):
            lines.addWidget(Text(words, "error"))
        layout.addWidget(self.lines)
        self.form = PutForm(host, rota, slot) if self.may and slot.until > rota.now else None
        if self.form is not None:
            layout.addWidget(hairline())
            layout.addWidget(self.form)
        elif slot.until <= rota.now:
            layout.addWidget(Text(tr("duty.has_passed"), "muted", wrap=True))
        layout.addStretch(1)

    def begin(self) -> None:
        """The keyboard where somebody is put on duty."""
        if self.form is not None:
            in_reading_order([self.lines, *self.form.fields.values(), self.form.submit_button])
            self.form.person.setFocus()

    def _duty_line(self, duty: Duty) -> QWidget:
        part = QWidget()
        line = row(part, gap=2)
        name = self._rota.names.get(duty.user, tr("duty.somebody"))
        words = column(gap=0)
        words.addWidget(Text(name, "strong", wrap=True))
        about = [hours_words(duty, self._rota.zone)]
        if duty.group is not None:
            about.insert(0, tr(f"router.group_{duty.group.value}"))
        words.addWidget(Text(" · ".join(about), "small"))
        line.addLayout(words, 1)
        if self.may and duty.until > self._rota.now:
            take_off = QuietButton(tr("duty.withdraw"), on_press=partial(self._ask_withdraw, duty, name))
            take_off.setAccessibleName(tr("duty.withdraw_whom", name=name))
            line.addWidget(take_off, 0, Qt.AlignmentFlag.AlignTop)
        return part

    def _ask_withdraw(self, duty: Duty, name: str) -> None:
        context = self._host.context
        call = partial(context.station.duty.withdraw, context.session, duty.duty)
        said = tr("duty.withdrawn", name=name)
        ask(
            self,
            tr("duty.withdraw_question", name=name, hours=hours_words(duty, self._rota.zone)),
            tr("duty.withdraw_verb"),
            lambda: self._host.does(call, lambda _none: self._host.settled(said)),
            explanation=tr("duty.withdraw_about"),
            danger=True,
        )


class PutForm(InlineForm):
    """Who, in which group, from when to when; the shift's hours stand there already."""

    def __init__(self, host: DutyHost, rota: Rota, slot: Slot) -> None:
        super().__init__(tr("duty.put_verb"), self._submit, where=_WHERE)
        self._host, self._rota, self._slot = host, rota, slot
        self.person = Picker([(one.user, one.name) for one in rota.staff if one.ready], name=tr("duty.person"))
        self.add("person", Field(tr("duty.person"), self.person, hint=tr("duty.person_hint")))
        self.group = ChoiceChips([(one, tr(f"router.group_{one.value}")) for one in Group], name=tr("duty.group"))
        field = self.add("group", Field(tr("duty.group"), self.group, hint=tr("duty.group_hint")))
        if slot.post is not Post.NURSE:
            field.hide()
        self.begins, self.until = HourField(name=tr("duty.begins")), HourField(name=tr("duty.until"))
        self.begins.setText(show_hour(slot.begins, rota.zone))
        self.until.setText(show_hour(slot.until, rota.zone))
        hours = row(gap=4)
        for name, control in (("begins", self.begins), ("until", self.until)):
            self.fields[name] = Field(tr(f"duty.{name}"), control)
            hours.addWidget(self.fields[name], 1, Qt.AlignmentFlag.AlignTop)
        self.body.addLayout(hours)

    def _submit(self) -> None:
        user = self.person.value()
        begins, until = self._between()
        if user is None:
            self.fields["person"].set_error(tr("duty.person_missing"))
        wrong = [field for field in self.fields.values() if field.error]
        if wrong or user is None or begins is None or until is None:
            wrong[0].setFocus()
            return
        group = self.group.value()
        context = self._host.context
        call = partial(
            context.station.duty.put,
            context.session,
            user,
            self._slot.post,
            begins,
            until,
            group if isinstance(group, Group) and self._slot.post is Post.NURSE else None,
        )
        said = tr("duty.put", name=self._rota.names[user])
        self.wait()
        self._host.does(call, lambda _duty: self._host.settled(said), self._refused)

    def _refused(self, error: Exception) -> None:
        self.fail(with_names(error, self._rota.names, self._rota.zone))

    def _between(self) -> tuple[datetime | None, datetime | None]:
        """Both instants: hours before the shift's first belong to the day after it began."""
        hours = {"begins": self.begins.hour(), "until": self.until.hour()}
        for name, hour in hours.items():
            if hour is None:
                self.fields[name].set_error(tr("duty.hour_wrong"))
        first, last = hours["begins"], hours["until"]
        if first is None or last is None:
            return None, None
        begins = self._at(first)
        until = self._at(last)
        place = ZoneInfo(self._rota.zone)
        if until <= begins:
            until = (until.astimezone(place).replace(tzinfo=None) + timedelta(days=1)).replace(tzinfo=place)
        return begins, until

    def _at(self, hour: time) -> datetime:
        place = ZoneInfo(self._rota.zone)
        shift = self._slot.shift
        over_night = shift.ends <= shift.begins
        day = self._slot.day + timedelta(days=1 if over_night and hour < shift.ends else 0)
        return datetime.combine(day, hour, place)
