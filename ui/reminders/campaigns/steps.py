"""The first three steps of a campaign: whom, what, when."""

from collections.abc import Mapping, Sequence
from datetime import date, time
from typing import Any

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QWidget

from app.kernel.clock import local_date
from app.kernel.errors import KnownError
from app.reminders.campaigns import LONGEST_NAME
from app.reminders.manners_service import MannersSettings
from app.reminders.proposing import refuse_rule_texts
from app.reminders.template_service import TemplateVersion
from app.security.roles import Action
from ui.errors import words_of
from ui.reminders.criteria.editor import CriteriaEditor
from ui.reminders.parts.channel_order import ChannelOrder
from ui.reminders.parts.when_fields import WhenFields, next_good_hour
from ui.shell.context import UiContext
from ui.texts import tr
from ui.theme import current_theme
from ui.widgets.banner import Banner
from ui.widgets.cards import Card
from ui.widgets.dropdown import Dropdown
from ui.widgets.field import Field
from ui.widgets.labels import Text
from ui.widgets.layouts import column
from ui.widgets.text_fields import TextField


class WhomStep(QWidget):
    """A name for the staff, and the conditions."""

    changed = Signal(object)

    def __init__(self, today: date) -> None:
        super().__init__()
        self.name = TextField(width="field_long")
        self.name.setMaxLength(LONGEST_NAME)
        self.name_field = Field(
            tr("campaigns_page.name"), self.name, hint=tr("campaigns_page.name_hint"), required=True
        )
        self.name_field.setMaximumWidth(current_theme().px("field_long"))
        self.criteria = CriteriaEditor(today=today)
        layout = column(self, gap=5)
        layout.addWidget(self.name_field)
        layout.addWidget(Text(tr("campaigns_page.whom"), "heading"))
        layout.addWidget(self.criteria)
        layout.addStretch(1)
        self.name.changed.connect(lambda *_: self.name_field.set_error(None))
        self.name.changed.connect(self.changed.emit)
        self.criteria.changed.connect(lambda: self.changed.emit(None))
        self.setFocusProxy(self.name)

    def check(self) -> bool:
        """Name and conditions; the first that is wrong gets the focus."""
        named = bool(self.name.value())
        self.name_field.set_error(None if named else tr("common.expected_text"))
        asked = self.criteria.check()
        if not named:
            self.name.setFocus()
        return named and asked

    def draft(self) -> dict[str, Any]:
        """What stands there."""
        return {"name": self.name.value(), "conditions": self.criteria.draft()}

    def show_draft(self, kept: Mapping[str, Any]) -> None:
        """Put it back."""
        self.name.setText(str(kept.get("name", "")))
        self.criteria.show_draft(kept.get("conditions", ()))


class WhatStep(QWidget):
    """The text, and the channels in the order in which they are tried."""

    changed = Signal(object)

    def __init__(self, context: UiContext, templates: Sequence[TemplateVersion], channels: Sequence[str]) -> None:
        super().__init__()
        self._templates = {one.id: one for one in templates}
        self._kept_template: object = None
        options: list[tuple[object, str]] = [(None, tr("campaigns_page.choose_template"))]
        self.template = Dropdown([*options, *((one.id, one.name) for one in templates)])
        self.template_field = Field(tr("campaigns_page.template"), self.template, required=True)
        self.template_field.setMaximumWidth(current_theme().px("field_long"))
        self.text = Text("", wrap=True)
        self._card = Card(margin=4, gap=1)
        self._card.body.addWidget(Text(tr("campaigns_page.text_is"), "label"))
        self._card.body.addWidget(self.text)
        self._card.hide()
        self.channels = ChannelOrder(channels)
        hint = tr("campaigns_page.channels_hint")
        self.channels_field = Field(tr("campaigns_page.channels"), self.channels, hint=hint, required=True)
        self.channels_field.setMaximumWidth(current_theme().px("field_long"))
        self.missing = Banner()
        layout = column(self, gap=5)
        for part in (self.missing, self.template_field, self._card, self.channels_field):
            layout.addWidget(part)
        layout.addStretch(1)
        self._say_missing(context)
        if len(channels) == 1:
            self.channels.set_value(channels)
        self.template.changed.connect(self._template_chosen)
        self.channels.changed.connect(self.changed.emit)
        self.setFocusProxy(self.template)

    def _say_missing(self, context: UiContext) -> None:
        """Without texts or channels nothing can go out: what to do first."""
        if not self._templates:
            words = "no_templates" if context.may(Action.MANAGE_TEMPLATES) else "no_templates_ask"
            go = (tr("campaigns_page.to_templates"), lambda: context.navigate("reminders", "templates"))
            body = tr(f"campaigns_page.{words}")
            self.missing.show_message("warn", tr("campaigns_page.no_template_title"), body, action=go, closable=False)
        elif not self.channels.lines:
            body = tr("campaigns_page.no_channels")
            self.missing.show_message("warn", tr("campaigns_page.no_channel_title"), body, closable=False)
        self.channels_field.setHidden(not self.channels.lines)

    def chosen(self) -> TemplateVersion | None:
        """The text that was chosen."""
        return self._templates.get(str(self.template.value()))

    def check(self) -> bool:
        """Text and channels; the first that is missing gets the focus."""
        problem = template_problem(self.chosen())
        missing_channel = not self.channels.value()
        self.template_field.set_error(problem)
        self.channels_field.set_error(tr("campaigns_page.channel_missing") if missing_channel else None)
        if problem:
            self.template.setFocus()
        elif missing_channel:
            self.channels.setFocus()
        return not (problem or missing_channel)

    def draft(self) -> dict[str, Any]:
        """What was chosen."""
        return {"template": self.template.value(), "channels": list(self.channels.value())}

    def show_draft(self, kept: Mapping[str, Any]) -> None:
        """Choose it again; a text that has changed since must be chosen anew."""
        if kept.get("template") in self._templates:
            self.template.set_value(kept["template"])
        self.channels.set_value([str(one) for one in kept.get("channels", ())])

    def _template_chosen(self, _value: object) -> None:
        found = self.chosen()
        self._card.setHidden(found is None)
        if found is not None:
            wording = found.content.variants[0].wording("pt_BR")
            self.text.setText(wording.body.source)
            self.template_field.set_error(template_problem(found))
        self.changed.emit(None)


class WhenStep(QWidget):
    """Day, hour, how late; and what keeps messages from going out at any hour."""

    changed = Signal(object)

    def __init__(self, context: UiContext, manners: MannersSettings) -> None:
        super().__init__()
        now, zone = context.station.clock.now(), context.station.profile.time_zone
        self.when = WhenFields(now, zone)
        self.when.setMaximumWidth(current_theme().px("field_long"))
        self.when.set_at(next_good_hour(now, zone))
        layout = column(self, gap=5)
        layout.addWidget(self.when)
        card = Card(margin=4, gap=2)
        card.body.addWidget(Text(tr("campaigns_page.manners"), "strong"))
        for words in manners_words(manners, local_date(now, zone)):
            card.body.addWidget(Text(words, "muted", wrap=True))
        layout.addWidget(card)
        layout.addStretch(1)
        self.when.changed.connect(self.changed.emit)
        self.setFocusProxy(self.when)

    def check(self) -> bool:
        """Day and hour."""
        return self.when.check()

    def draft(self) -> dict[str, Any]:
        """What is typed."""
        return {"when": self.when.draft()}

    def show_draft(self, kept: Mapping[str, Any]) -> None:
        """Type it again."""
        if isinstance(kept.get("when"), dict):
            self.when.show_draft(kept["when"])


def template_problem(chosen: TemplateVersion | None) -> str | None:
    """None is chosen, or one that speaks of a date which only a reminder knows."""
    if chosen is None:
        return tr("campaigns_page.template_missing")
    try:
        refuse_rule_texts(chosen.content)
    except KnownError as refused:
        return words_of(refused).together
    return None


def manners_words(manners: MannersSettings, today: date) -> list[str]:
    """Quiet hours, days without messages, how many a day, and what happens to what falls there."""
    found = []
    if manners.quiet_from != manners.quiet_until:
        hours = {"first": _hour(manners.quiet_from), "last": _hour(manners.quiet_until)}
        found.append(tr("campaigns_page.manners_quiet", **hours))
    days = ", ".join(tr(f"planned_page.weekday_{day}") for day in sorted(manners.free_weekdays))
    found.append(tr("campaigns_page.manners_days", days=days) if days else tr("campaigns_page.manners_holidays"))
    coming = sorted(one for one in manners.local_holidays if one[0] >= today)
    if coming:
        names = ", ".join(f"{day.strftime('%d/%m')} ({name})" for day, name in coming[:3])
        found.append(tr("campaigns_page.manners_own", days=names))
    found.append(tr("campaigns_page.manners_most", most=manners.most_a_day))
    found.append(tr("campaigns_page.manners_then"))
    return found


def _hour(one: time) -> str:
    return one.strftime("%H:%M")
