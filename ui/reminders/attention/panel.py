"""Beside the list: what happened to the message, what to do about it, and every attempt; or what several have in
common."""

from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from functools import partial

from PySide6.QtWidgets import QVBoxLayout, QWidget

from app.reminders.message_lists import ShownMessage
from app.reminders.messages import Attempt, History, News
from app.reminders.outbox.model import Status
from ui.administration.states import States
from ui.reminders.attention.decisions import Decision, fitting
from ui.reminders.parts.words import answer_words, attempt_words, channel_words, short_reason
from ui.texts import has_text, tr
from ui.texts.formats import show_instant, show_number
from ui.widgets.badges import Badge
from ui.widgets.buttons import Button, PrimaryButton, SecondaryButton
from ui.widgets.flow import FlowLayout
from ui.widgets.key_values import KeyValues
from ui.widgets.labels import Text
from ui.widgets.layouts import column, hairline

_ICONS: Mapping[Decision, str] = {
    Decision.SEND_AGAIN: "refresh",
    Decision.TAKE_AS_SENT: "check",
    Decision.GIVE_UP: "x",
}
_FIRST: Mapping[str, Decision | None] = {"not_known": None, "opted_out": Decision.GIVE_UP}
"""Reason → which decision is the likely one; None: none before somebody has asked her."""
_MOST_NAMES = 8
Do = Callable[[Decision], object]


class Decisions(QWidget):
    """The buttons of what can be decided about the chosen ones."""

    def __init__(self, chosen: Sequence[ShownMessage], do: Do | None, first: Decision | None) -> None:
        super().__init__()
        self.buttons: dict[Decision, Button] = {}
        self.flow = FlowLayout(self, gap=2)
        for decision in sorted(Decision, key=lambda one: one is not first):
            count = len(fitting(decision, chosen))
            if not count or do is None:
                continue
            words = tr(f"attention_page.do_{decision.value}")
            if len(chosen) > 1:
                words = f"{words} ({show_number(count)})"
            kind = PrimaryButton if decision is first else SecondaryButton
            button = kind(words, icon_name=_ICONS[decision], on_press=partial(do, decision))
            self.buttons[decision] = button
            self.flow.addWidget(button)


class OnePanel(QWidget):
    """One message. `do`: None where the reader may decide nothing; `open_record`: None where she may not see it."""

    def __init__(self, one: ShownMessage, zone: str, do: Do | None, open_record: Callable[[], object] | None) -> None:
        super().__init__()
        self._zone = zone
        self.message = one
        reason = one.reason or ""
        layout = column(self, gap=3)
        look = ("warn", "diamond") if one.status is Status.UNKNOWN else ("error", "triangle")
        layout.addWidget(Badge(short_reason(reason), *look))
        layout.addWidget(Text(advice(reason), wrap=True))
        self.decisions = Decisions([one], do, _FIRST.get(reason, Decision.SEND_AGAIN)) if do is not None else None
        buttons = self.decisions or Decisions([], None, None)
        if open_record is not None:
            words = tr("attention_page.open_record")
            buttons.flow.addWidget(SecondaryButton(words, icon_name="id-card", on_press=open_record))
        layout.addWidget(buttons)
        layout.addWidget(hairline())
        layout.addWidget(KeyValues(self._facts()))
        layout.addWidget(Text(tr("attention_page.attempts"), "heading"))
        self.history = States(lines=2)
        layout.addWidget(self.history)
        layout.addStretch(1)

    def _facts(self) -> list[tuple[str, str]]:
        one = self.message
        return [
            (tr("attention_page.column_text"), one.template_name),
            (tr("attention_page.column_channel"), channel_words(one.channel)),
            (tr("attention_page.column_due"), show_instant(one.due_at, self._zone)),
        ]

    def show_history(self, history: History) -> None:
        """What was tried, and what was heard afterwards, the latest first."""
        for one in reversed(history.news):
            self.history.full.addLayout(self._entry(self._heard(one), one.text, show_instant(one.at, self._zone)))
        for tried in reversed(history.attempts):
            where = f"{show_instant(tried.started_at, self._zone)} · {channel_words(tried.channel)}"
            self.history.full.addLayout(self._entry(self._tried(tried), answer_words(tried), where))
        if not history.attempts:
            self.history.full.addWidget(Text(tr("attention_page.no_attempts"), "small", wrap=True))
        self.history.show_full()

    def _entry(self, head: str, said: str, where: str) -> QVBoxLayout:
        entry = column(gap=0)
        entry.addWidget(Text(head, wrap=True))
        if said:
            entry.addWidget(Text(said, "muted", wrap=True))
        entry.addWidget(Text(where, "small", wrap=True))
        return entry

    def _tried(self, one: Attempt) -> str:
        return f"{one.number}. {attempt_words(one)}"

    def _heard(self, one: News) -> str:
        key = f"reminders.feedback_{one.kind}"
        return tr(key) if has_text(key) else one.kind


class SeveralPanel(QWidget):
    """Several at once: who, and why."""

    def __init__(self, chosen: Sequence[ShownMessage], do: Do | None) -> None:
        super().__init__()
        layout = column(self, gap=3)
        reasons = Counter(one.reason or "" for one in chosen)
        for reason, count in reasons.most_common():
            layout.addWidget(Text(f"{show_number(count)} × {short_reason(reason)}", "strong", wrap=True))
        if len(reasons) == 1:
            layout.addWidget(Text(advice(next(iter(reasons))), wrap=True))
        self.decisions = Decisions(chosen, do, None) if do is not None else None
        if self.decisions is not None:
            layout.addWidget(self.decisions)
        layout.addWidget(hairline())
        names = [one.shown_name for one in chosen[:_MOST_NAMES]]
        for name in names:
            layout.addWidget(Text(name, wrap=True))
        if len(chosen) > len(names):
            layout.addWidget(Text(tr("attention_page.and_more", count=len(chosen) - len(names)), "small"))
        layout.addStretch(1)


def advice(reason: str) -> str:
    """What to do about it."""
    key = f"attention_page.advice_{reason.partition('/')[0]}"
    return tr(key if has_text(key) else "attention_page.advice_other")
