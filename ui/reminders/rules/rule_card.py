"""One reminder in the list: how many messages wait, what it does in words, on or off."""

from functools import partial
from typing import Protocol

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout

from app.reminders.rule_service import ReminderRule
from ui.reminders.rules.words import conditions_words, rule_words
from ui.texts import tr, tr_count
from ui.texts.formats import show_number
from ui.theme import current_theme
from ui.widgets.badges import Badge
from ui.widgets.buttons import IconButton
from ui.widgets.cards import Card
from ui.widgets.labels import Text
from ui.widgets.layouts import column, row
from ui.widgets.toggles import Switch

_COUNT_ROOM = 16
"""Steps of the grid: the numbers of all cards stand below each other."""


class CardHost(Protocol):
    """The page of the reminders."""

    may_change: bool

    def switch(self, rule: ReminderRule, *, active: bool) -> None:
        """Turn one on or off."""
        ...

    def open_subject(self, subject: str) -> None:
        """Open one to change it."""
        ...

    def open_versions(self, rule_id: str) -> None:
        """Show what was changed of one, when and by whom."""
        ...


class RuleCard(Card):
    """`host` hears the switch and the way in; who may not change it sees how it stands."""

    def __init__(self, host: CardHost, one: ReminderRule) -> None:
        super().__init__(margin=4, gap=2)
        self.rule = one
        self.on: Switch | None = None
        self.setAccessibleName(one.rule.name)
        line = row(gap=4)
        line.addLayout(self._count())
        line.addLayout(self._words(), 1)
        words = tr("rules_page.versions_of", name=one.rule.name)
        self.versions_button = IconButton("history", words, on_press=partial(host.open_versions, one.id))
        if host.may_change:
            self._add_controls(line, host)
        else:
            look = ("success", "circle") if one.active else ("neutral", "bar")
            line.addWidget(Badge(self._state(), *look), 0, Qt.AlignmentFlag.AlignVCenter)
            line.addWidget(self.versions_button, 0, Qt.AlignmentFlag.AlignVCenter)
        self.body.addLayout(line)

    def _add_controls(self, line: QHBoxLayout, host: CardHost) -> None:
        one, middle = self.rule, Qt.AlignmentFlag.AlignVCenter
        self.on = Switch(self._state(), checked=one.active)
        self.on.setAccessibleName(tr("rules_page.switch_name", name=one.rule.name))
        self.on.changed.connect(lambda on: host.switch(one, active=bool(on)))
        line.addWidget(self.on, 0, middle)
        line.addWidget(self.versions_button, 0, middle)
        words = tr("rules_page.open", name=one.rule.name)
        self.open_button = IconButton("pencil", words, on_press=partial(host.open_subject, one.id))
        line.addWidget(self.open_button, 0, middle)

    def _state(self) -> str:
        return tr("rules_page.on" if self.rule.active else "rules_page.off")

    def _count(self) -> QVBoxLayout:
        waiting = self.rule.waiting
        number = Text(show_number(waiting) if self.rule.active else "—", "title")
        number.setAccessibleName(tr_count("rules_page.waiting_spoken", waiting))
        below = Text(tr_count("rules_page.waiting", waiting) if self.rule.active else "", "small")
        layout = column(gap=0)
        for part in (number, below):
            part.setAlignment(Qt.AlignmentFlag.AlignHCenter)
            part.setMinimumWidth(current_theme().gap(_COUNT_ROOM))
            layout.addWidget(part)
        return layout

    def _words(self) -> QVBoxLayout:
        one = self.rule
        layout = column(gap=1)
        layout.addWidget(Text(one.rule.name, "strong", wrap=True))
        layout.addWidget(Text(rule_words(one.rule), wrap=True))
        for_whom = conditions_words(one.rule)
        if for_whom:
            layout.addWidget(Text(for_whom, "small", wrap=True))
        layout.addWidget(Text(tr("rules_page.with_text", name=one.template_name), "small", wrap=True))
        return layout
