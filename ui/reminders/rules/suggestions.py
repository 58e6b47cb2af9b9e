"""Reminders that most units want: one click fills the form, and who would get it is seen before anything is saved."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import time, timedelta
from functools import partial
from typing import Final

from PySide6.QtWidgets import QWidget

from app.reminders.channels.interface import Description
from app.reminders.rule_service import NewRule, ReminderRule
from app.reminders.template_service import TemplateVersion
from ui.texts import tr
from ui.theme import current_theme
from ui.widgets.buttons import Button, SecondaryButton
from ui.widgets.layouts import column


@dataclass(frozen=True)
class Suggestion:
    """Its name is the text `rules_page.suggestion_<code>`, its text the ready-made one of the same code."""

    code: str
    anchor: str
    offset: timedelta
    hour: time
    window: timedelta
    week: int = 0

    @property
    def name(self) -> str:
        """What the rule will be called."""
        return tr(f"rules_page.suggestion_{self.code}")

    def rule(self, template: TemplateVersion, active: Sequence[Description]) -> NewRule:
        """The rule that it fills the form with."""
        channels = usual_channels(active)
        return NewRule(
            self.name, self.anchor, self.week, self.hour, self.offset, self.window, template.template_id, channels
        )

    def is_like(self, rule: NewRule) -> bool:
        """Whether this rule does the same already."""
        same_week = self.anchor != "gestational_week" or self.week == rule.week
        return self.anchor == rule.anchor and self.offset == rule.offset and same_week


_NINE: Final = time(9)
SUGGESTIONS: Final = (
    Suggestion("visit", "next_visit", timedelta(days=-7), _NINE, timedelta(hours=24)),
    Suggestion("today", "next_visit", timedelta(hours=-3), time(12), timedelta(hours=1)),
    Suggestion("missed", "missed_visit", timedelta(days=1), _NINE, timedelta(hours=72)),
    Suggestion("vaccine", "gestational_week", timedelta(0), _NINE, timedelta(hours=168), week=28),
)


def usual_channels(active: Sequence[Description]) -> tuple[str, ...]:
    """Text messages first, which reach every telephone; not those that need an approved template."""
    fitting = [one for one in active if not one.needs_approved_template]
    return tuple(one.code for one in sorted(fitting, key=lambda one: not one.counts_segments))


def not_used(rules: Iterable[ReminderRule]) -> tuple[Suggestion, ...]:
    """What no rule does yet."""
    known = [one.rule for one in rules]
    return tuple(one for one in SUGGESTIONS if not any(one.is_like(rule) for rule in known))


class SuggestionButtons(QWidget):
    """One button each."""

    def __init__(self, offered: Sequence[Suggestion], begin: Callable[[str], object]) -> None:
        super().__init__()
        layout = column(self, gap=2)
        self.buttons: list[Button] = []
        for one in offered:
            button = SecondaryButton(one.name, icon_name="plus", on_press=partial(begin, one.code))
            button.setMinimumWidth(current_theme().px("field_long"))
            layout.addWidget(button)
            self.buttons.append(button)
