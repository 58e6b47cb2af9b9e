"""One message in full: for whom, when and why then, every try, what was heard of it, and calling it back."""

from collections.abc import Callable, Iterable
from functools import partial

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QVBoxLayout, QWidget

from app.reminders.message_lists import ShownMessage
from app.reminders.messages import Attempt, History, News
from app.reminders.outbox.model import WAITING
from app.security.roles import Action
from ui.administration.host import SectionHost
from ui.reminders.parts.words import (
    STATUS_LOOK,
    channel_words,
    code_words,
    moved_words,
    reason_words,
    standing_words,
    status_words,
)
from ui.texts import tr
from ui.texts.formats import show_instant
from ui.widgets.badges import Badge
from ui.widgets.buttons import QuietButton, SecondaryButton
from ui.widgets.confirm_sheet import ask
from ui.widgets.key_values import KeyValues
from ui.widgets.labels import Text
from ui.widgets.layouts import column, hairline


class MessagePanel(QWidget):
    """`changed` is called after it was called back."""

    def __init__(self, host: SectionHost, history: History, changed: Callable[[ShownMessage], object]) -> None:
        super().__init__()
        self._host = host
        self._changed = changed
        self.message = history.message
        self._zone = host.context.station.profile.time_zone
        one = self.message
        layout = column(self, gap=4)
        layout.addWidget(Badge(standing_words(one), *STATUS_LOOK[one.status]), 0, Qt.AlignmentFlag.AlignLeft)
        layout.addWidget(KeyValues(self._facts(one)))
        self.cancel_button = SecondaryButton(tr("planned_page.cancel"), icon_name="x", on_press=self._ask)
        self.person_button = QuietButton(tr("planned_page.open_person"), icon_name="user", on_press=self._open_person)
        self._buttons(layout)
        self._history(layout.addWidget, history)
        layout.addStretch(1)

    def _facts(self, one: ShownMessage) -> Iterable[tuple[str, str]]:
        yield tr("planned_page.column_template"), one.template_name
        yield tr("planned_page.column_channel"), channel_words(one.channel)
        yield tr("planned_page.planned_for"), show_instant(one.due_at, self._zone)
        if one.moved:
            yield tr("planned_page.why_then"), moved_words(one.moved)
        if one.status in WAITING and one.next_at != one.due_at:
            yield tr("planned_page.next_try"), show_instant(one.next_at, self._zone)
        if one.reason:
            yield tr("planned_page.why_not"), reason_words(one.reason)

    def _buttons(self, layout: QVBoxLayout) -> None:
        context, left = self._host.context, Qt.AlignmentFlag.AlignLeft
        if self.message.status in WAITING and context.may(Action.SCHEDULE_MESSAGES):
            layout.addWidget(self.cancel_button, 0, left)
        if context.may(Action.VIEW_PERSON):
            layout.addWidget(self.person_button, 0, left)

    def _history(self, add: Callable[[QWidget], object], history: History) -> None:
        add(hairline())
        add(Text(tr("planned_page.tries"), "strong"))
        if not history.attempts:
            add(Text(tr("planned_page.no_tries"), "muted", wrap=True))
        for attempt in history.attempts:
            add(_try(attempt, self._zone))
        if history.news:
            add(Text(tr("planned_page.heard"), "strong"))
        for news in history.news:
            add(_heard(news, self._zone))

    def _ask(self) -> None:
        question = tr("planned_page.cancel_question", name=self.message.shown_name)
        ask(self, question, tr("planned_page.cancel"), self._cancel, other=tr("planned_page.keep"), danger=True)

    def _cancel(self) -> None:
        messages, session = self._host.context.station.reminders.messages, self._host.context.session
        self._host.does(partial(messages.cancel, session, self.message.id), self._changed)

    def _open_person(self) -> None:
        self._host.context.navigate("reception", self.message.person_id)


def _try(one: Attempt, zone: str) -> QWidget:
    code = tr("planned_page.code", code=code_words(one.code)) if one.code else ""
    below = " · ".join(part for part in (channel_words(one.channel), code) if part)
    head = tr("planned_page.try", number=one.number, outcome=tr(f"reminders.outcome_{one.outcome}"))
    return _entry(head, f"{show_instant(one.started_at, zone)} · {below}", one.text)


def _heard(one: News, zone: str) -> QWidget:
    return _entry(tr(f"reminders.feedback_{one.kind}"), show_instant(one.at, zone), one.text)


def _entry(head: str, below: str, text: str) -> QWidget:
    entry = QWidget()
    layout = column(entry, gap=0)
    layout.addWidget(Text(head, wrap=True))
    layout.addWidget(Text(below, "small", wrap=True))
    if text:
        layout.addWidget(Text(f"“{text}”", "small", wrap=True))
    return entry


def told(one: ShownMessage) -> str:
    """After a change: who, and where it stands now."""
    return tr("planned_page.now", name=one.shown_name, status=status_words(one.status))
