"""What will be sent: a month with its counts, the messages of a day or a week, one of them in full, one by hand."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from functools import partial
from typing import Any

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QWidget

from app.kernel.clock import local_date
from app.reminders.channels.registry import CHANNELS
from app.reminders.message_lists import ShownMessage
from app.reminders.messages import History
from app.reminders.outbox.model import FOR_A_PERSON, Status
from app.reminders.template_service import TemplateVersion
from app.security.roles import Action
from ui.administration.beside import Beside
from ui.administration.frame import SectionPage
from ui.administration.states import States
from ui.administration.tab_order import in_reading_order
from ui.bridge import Latest
from ui.errors import words_of
from ui.reminders.parts.message_panel import MessagePanel, told
from ui.reminders.parts.message_table import MessageTable
from ui.reminders.parts.words import moved_words
from ui.reminders.planned.filters import Filters
from ui.reminders.planned.month import DayCount, Month, day_name, month_words, week_of
from ui.reminders.planned.single_form import DRAFT, SingleForm
from ui.shell.context import UiContext
from ui.texts import tr, tr_count
from ui.texts.formats import show_instant
from ui.widgets.buttons import IconButton, PrimaryButton, QuietButton
from ui.widgets.empty_state import EmptyState
from ui.widgets.labels import Text
from ui.widgets.layouts import column, row, stack_large


@dataclass(frozen=True)
class _Offered:
    """What the form for one message offers, and what was begun before."""

    templates: tuple[TemplateVersion, ...]
    channels: tuple[str, ...]
    kept: dict[str, Any] | None


class PlannedPage(SectionPage):
    """`open_subject("new")` schedules one by hand, a day (`2026-03-02`) shows that day, an id opens that message."""

    def __init__(self, context: UiContext) -> None:
        super().__init__(context, tr("reminders_page.title_planned"), tr("reminders_page.explain_planned"))
        self.explanation.hide()
        self._days, self._list = Latest(self), Latest(self)
        self.messages, self.session = context.station.reminders.messages, context.session
        self.zone = context.station.profile.time_zone
        self._may = context.may(Action.SCHEDULE_MESSAGES)
        self.new_button = PrimaryButton(tr("planned_page.new"), icon_name="plus", on_press=self.begin)
        self.month = Month(local_date(context.station.clock.now(), self.zone))
        self.month_name = Text("", "strong")
        self.before_button = IconButton("chevron-left", tr("planned_page.month_before"), on_press=self._month_before)
        self.after_button = IconButton("chevron-right", tr("planned_page.month_after"), on_press=self._month_after)
        self.today_button = QuietButton(tr("planned_page.today"), on_press=self._today)
        self.filters = Filters(tuple(CHANNELS))
        self.heading = Text("", "heading", wrap=True)
        self.count = Text("", "muted")
        self.states = States(lines=3)
        self.table = MessageTable(self._lines, self.zone, name=tr("planned_page.list"))
        self.calendar = QWidget()
        self.beside = Beside(self._content(), self._closed)
        self._build()
        self.refresh()

    def _content(self) -> QWidget:
        content = QWidget()
        layout = row(content, gap=5)
        left = column(self.calendar, gap=2)
        head = row(gap=1)
        head.addWidget(self.before_button)
        head.addWidget(self.month_name, 1, Qt.AlignmentFlag.AlignCenter)
        head.addWidget(self.after_button)
        left.addLayout(head)
        left.addWidget(self.month)
        left.addStretch(1)
        layout.addWidget(self.calendar)
        right = column(gap=2)
        line = row(gap=3)
        line.addWidget(self.heading, 1)
        line.addWidget(self.count)
        line.addWidget(self.today_button)
        right.addLayout(line)
        right.addWidget(self.filters)
        self.states.full.addWidget(self.table, 1)
        right.addWidget(self.states, 1)
        layout.addLayout(right, 1)
        stack_large(layout, self.table, steps=60)
        return content

    def _build(self) -> None:
        self.add_action(self.new_button)
        self.new_button.setHidden(not self._may)
        self.body.addWidget(self.beside, 1)
        self.table.opened.connect(self.open_message)
        self.month.day_changed.connect(lambda _day: self.read_list())
        self.month.month_changed.connect(lambda _first: self.read_days())
        self.filters.changed.connect(self.refresh)

    # what is shown

    def refresh(self) -> None:
        """Read the calendar and the list again."""
        self.month.mark_week(whole=self.filters.is_week())
        calendar = (self.before_button, self.after_button, self.month)
        beside = (self.today_button, self.filters, self.states, self.beside.panel)
        in_reading_order([self.new_button, *calendar, *beside])
        self.read_days()
        self.read_list()

    def read_days(self) -> None:
        """How many on each day on show."""
        self.month_name.setText(month_words(self.month.day))
        wanted = self.filters.wanted_between(*self.month.shown())
        call = partial(self.messages.per_day, self.session, wanted)
        self._days.ask(call, self._show_days, self.show_error)

    def read_list(self) -> None:
        """The messages of the day, or of its week."""
        day, week = self.month.day, self.filters.is_week()
        self.month_name.setText(month_words(day))
        first = week_of(day)
        name = tr("planned_page.week_of", first=_short(first), last=_short(first + timedelta(days=6)))
        self.heading.setText(name if week else day_name(day))
        self.table.show_day(shown=week)
        call = partial(self.messages.ids, self.session, self.filters.wanted(day))
        self._list.ask(call, self._show_list, self._tell)

    def _show_days(self, found: Mapping[date, Mapping[Status, int]]) -> None:
        counts = {
            day: DayCount(sum(by_status.values()), any(by_status.get(status) for status in FOR_A_PERSON))
            for day, by_status in found.items()
        }
        self.month.show_counts(counts)

    def _show_list(self, ids: tuple[str, ...]) -> None:
        self.table.show_messages(ids)
        self.count.setText(tr_count("planned_page.count", len(ids)))
        self.count.setHidden(not ids)
        if ids:
            self.states.show_full()
        elif self.filters.is_narrowed():
            self._show_empty("filter", tr("planned_page.none_filtered"), tr("planned_page.none_filtered_step"))
        else:
            step = tr("planned_page.none_step") if self._may else ""
            key = "none_week" if self.filters.is_week() else "none_day"
            self._show_empty("calendar", tr(f"planned_page.{key}"), step)

    def _show_empty(self, icon: str, sentence: str, step: str) -> None:
        """Beside the calendar there is no room for wide margins."""
        self.states.show_empty(icon, sentence, step)
        for one in self.states.findChildren(EmptyState):
            layout = one.layout()
            if layout is not None:
                layout.setContentsMargins(0, 0, 0, 0)

    def _tell(self, error: Exception) -> None:
        self.states.show_wrong(words_of(error).together, self.read_list)

    def _lines(self, ids: Sequence[str]) -> Sequence[ShownMessage | None]:
        return self.messages.lines(self.session, ids)

    # one message

    def open_subject(self, subject: str) -> None:
        """One by hand (`new`, or `new/<person>` for somebody who was written to before), a day, or one message."""
        what, _, person_id = subject.partition("/")
        if what == "new":
            self.begin(person_id)
            return
        try:
            self.month.choose(date.fromisoformat(subject))
        except ValueError:
            self.open_message(subject)

    def open_message(self, message_id: str) -> None:
        """Show one beside the list, with all that became of it."""
        self.does(partial(self.messages.history, self.session, message_id), self._show_message)

    def step_back(self) -> bool:
        """Close what stands beside the list."""
        if self.beside.panel.isHidden():
            return False
        self.beside.panel.close_panel()
        return True

    def _show_message(self, history: History) -> None:
        panel = MessagePanel(self, history, self._changed)
        self._open_beside(history.message.shown_name, panel)

    def _changed(self, one: ShownMessage) -> None:
        self.show_done(told(one))
        self.open_message(one.id)
        self.refresh()

    # one by hand

    def begin(self, person_id: str = "") -> None:
        """The form for one message, beside the list; `person_id`: to her."""
        if self._may:
            self.banner.hide()
            self.does(partial(self._offering, person_id), self._show_form)

    def _offering(self, person_id: str) -> _Offered:
        station = self.context.station
        draft = station.drafts.get(self.session, DRAFT, "")
        kept = draft.content if draft else None
        if person_id and (kept is None or kept.get("person") != person_id):
            before = self.messages.of_person(self.session, person_id)
            kept = {"person": person_id, "name": before[0].shown_name} if before else kept
        templates = station.reminders.templates.list(self.session)
        channels = tuple(station.reminders.channels.ways(station.clock).by_code)
        return _Offered(templates, channels, kept)

    def _show_form(self, offered: _Offered) -> None:
        missing = "no_templates" if not offered.templates else "no_channels" if not offered.channels else ""
        if missing:
            title = {"no_templates": "no_template_title", "no_channels": "no_channel_title"}[missing]
            self.banner.show_message("warn", tr(f"campaigns_page.{title}"), tr(f"planned_page.{missing}"))
            return
        form = SingleForm(
            self, offered.templates, offered.channels, offered.kept, self._scheduled, self.beside.panel.close_panel
        )
        self._open_beside(tr("planned_page.new"), form)
        form.first_focus().setFocus()

    def _scheduled(self, one: ShownMessage) -> None:
        at = show_instant(one.due_at, self.zone)
        why = tr("planned_page.moved_because", why=moved_words(one.moved)) if one.moved else ""
        self.show_done(tr("planned_page.scheduled", name=one.shown_name, at=at), why)
        self.beside.panel.close_panel()
        self.month.choose(local_date(one.due_at, self.zone))
        self.refresh()

    # the rest

    def _open_beside(self, title: str, content: QWidget) -> None:
        """The calendar gives its room to what is opened."""
        if self.month.hasFocus() or self.before_button.hasFocus() or self.after_button.hasFocus():
            self.table.setFocus()
        self.calendar.hide()
        self.beside.open(title, content)

    def _closed(self) -> None:
        self.calendar.show()
        self.table.setFocus()

    def _today(self) -> None:
        self.month.choose(local_date(self.context.station.clock.now(), self.zone))

    def _month_before(self) -> None:
        self.month.step_month(-1)

    def _month_after(self) -> None:
        self.month.step_month(1)


def _short(day: date) -> str:
    return day.strftime("%d/%m")
