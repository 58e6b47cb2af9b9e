"""Every version of one reminder, to be shown by `VersionsView`; what is being written stands above them."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import timedelta
from typing import Final

from app.reminders.rule_service import NewRule, RuleVersion
from ui.reminders.parts.differences import Part, compared
from ui.reminders.parts.versions_view import Entry, VersionsView
from ui.reminders.rules.words import conditions_words, ways_words, when_words
from ui.texts import tr
from ui.texts.formats import show_instant, show_number

MINE: Final = 0
"""The number of what is not saved."""


@dataclass(frozen=True)
class Mine:
    """What somebody has written and not saved."""

    rule: NewRule
    template_name: str


def rule_versions(
    versions: Sequence[RuleVersion], zone: str, back: Callable[[], object], back_words: str, mine: Mine | None = None
) -> VersionsView:
    """`versions`: the latest first."""
    told = {one.number: _told(one.rule, one.template_name, active=one.active) for one in versions}
    entries = [Entry(one.number, str(one.number), _what(one, told, zone)) for one in versions]
    if mine is not None:
        told[MINE] = _told(mine.rule, mine.template_name, active=versions[0].active)
        what = _changed(told[versions[0].number], told[MINE])
        entries.insert(0, Entry(MINE, tr("rules_page.version_mine"), f"{what}\n{tr('rules_page.version_unsaved')}"))

    def compare(other: int | None, shown: int) -> tuple[Part, ...]:
        return compared(told[other] if other is not None else None, told[shown])

    title = tr("rules_page.versions_title", name=versions[0].rule.name)
    return VersionsView(title, entries, compare, back, back_words)


def _what(one: RuleVersion, told: Mapping[int, Mapping[str, str]], zone: str) -> str:
    before = told.get(one.number - 1) if one.number > 1 else None
    what = _changed(before, told[one.number]) if before is not None else tr("rules_page.version_first")
    return f"{what}\n{show_instant(one.at, zone)} · {one.by}"


def _changed(before: Mapping[str, str], after: Mapping[str, str]) -> str:
    changed = [part.heading for part in compared(before, after) if part.changed]
    return ", ".join(changed) or tr("templates_page.no_difference")


def _told(rule: NewRule, template_name: str, *, active: bool) -> Mapping[str, str]:
    window = tr("rules_page.part_hours", count=show_number(rule.window // timedelta(hours=1)))
    return {
        tr("templates_page.part_name"): rule.name,
        tr("rules_page.part_when"): when_words(rule.anchor, rule.week, rule.offset, rule.hour),
        tr("rules_page.text"): template_name,
        tr("rules_page.channels"): ways_words(rule.channels),
        tr("rules_page.criteria"): conditions_words(rule) or tr("rules_page.part_everybody"),
        tr("rules_page.part_window"): window,
        tr("rules_page.part_state"): tr("rules_page.on" if active else "rules_page.off"),
    }
