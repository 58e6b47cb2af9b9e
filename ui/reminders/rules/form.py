"""The form of a reminder: name, date and time, text, channels in order, for whom."""

from collections.abc import Callable, Mapping, Sequence
from typing import Any, Final

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QWidget

from app.reminders.channels.registry import CHANNELS
from app.reminders.rule_service import LONGEST_NAME, NewRule
from app.reminders.template_model import LANGUAGES
from app.reminders.template_service import TemplateVersion
from ui.reminders.criteria.editor import CriteriaEditor
from ui.reminders.parts.channel_order import ChannelOrder
from ui.reminders.rules.timing import Timing
from ui.texts import tr
from ui.widgets.buttons import QuietButton
from ui.widgets.dropdown import Dropdown
from ui.widgets.field import Field
from ui.widgets.labels import Text
from ui.widgets.layouts import add_all, column, hairline, row
from ui.widgets.text_fields import TextField

_UNTITLED: Final = "—"
"""Stands for the name while there is none yet: who would get it can be seen before it has one."""


class RuleForm(QWidget):
    """`changed` at every change. `templates`: the latest version of each that may be chosen; `active`: the codes of
    the channels that are on."""

    changed = Signal()

    def __init__(
        self, templates: Sequence[TemplateVersion], active: Sequence[str], open_texts: Callable[[], object]
    ) -> None:
        super().__init__()
        self._templates = {one.template_id: one for one in templates}
        self.name = TextField()
        self.name.setMaxLength(LONGEST_NAME)
        self.timing = Timing()
        options: list[tuple[object, str]] = [(one.template_id, self._title(one)) for one in templates]
        self.template = Dropdown(options)
        self.shown_text = Text("", "small", wrap=True)
        self.texts_button = QuietButton(tr("rules_page.texts_open"), icon_name="file-text", on_press=open_texts)
        self.channels = ChannelOrder(tuple(active) or tuple(CHANNELS))
        self.criteria = CriteriaEditor()
        self.name_field = Field(tr("rules_page.name"), self.name, required=True)
        self.template_field = Field(tr("rules_page.text"), self.template)
        hint = "channels_hint" if active else "channels_none"
        self.channels_field = Field(tr("rules_page.channels"), self.channels, hint=tr(f"rules_page.{hint}"))
        self._build()
        self._listen()
        self._show_text()

    def _build(self) -> None:
        layout = column(self, gap=4)
        add_all(layout, (self.name_field, self.timing, hairline(), self.template_field, self.shown_text))
        line = row(gap=0)
        line.addWidget(self.texts_button)
        line.addStretch(1)
        layout.addLayout(line)
        if not self._templates:
            self.template_field.set_error(tr("rules_page.no_texts"))
        add_all(layout, (hairline(), self.channels_field, hairline()))
        layout.addWidget(Text(tr("rules_page.criteria"), "label"))
        layout.addWidget(self.criteria)
        layout.addStretch(1)

    def _listen(self) -> None:
        self.name.changed.connect(lambda _words: self.changed.emit())
        self.template.changed.connect(lambda _id: self._chosen())
        self.channels.changed.connect(lambda _codes: self._ticked())
        self.timing.changed.connect(self.changed.emit)
        self.criteria.changed.connect(self.changed.emit)

    def rule(self) -> NewRule | None:
        """What is filled in; None while it is not complete. Without a name it has a dash for one."""
        times, template, channels = self.timing.values(), self.template.value(), self.channels.value()
        if times is None or template is None or not channels or not self.criteria.is_finished():
            return None
        name = self.name.value() or _UNTITLED
        return NewRule(name, *times, str(template), channels, self.criteria.conditions())

    def show_rule(self, rule: NewRule) -> None:
        """Put a rule in."""
        self.name.set_value(rule.name)
        self.timing.show_rule(rule)
        self.template.set_value(rule.template_id)
        self.channels.set_value(rule.channels)
        self.criteria.set_conditions(rule.conditions)
        self._show_text()

    def check(self) -> bool:
        """Say under each field what is wrong and go to the first; True where nothing is."""
        self.name_field.set_error(None if self.name.value() else tr("common.expected_text"))
        self.channels_field.set_error(None if self.channels.value() else tr("rules_page.channel_missing"))
        chosen = self.template.value() is not None
        self.template_field.set_error(None if chosen else tr("rules_page.text_missing"))
        if not self.name.value():
            self.name.setFocus()
            return False
        if not self.timing.check():
            return False
        for fine, field in ((chosen, self.template_field), (bool(self.channels.value()), self.channels_field)):
            if not fine:
                field.setFocus()
                return False
        return self.criteria.check()

    def in_order(self) -> list[QWidget]:
        """Its parts as the eye reads them; lines come and go."""
        conditions = [part for one in self.criteria.rows for part in (one.field, one.remove_button)]
        channels = [*self.channels.lines, *conditions, self.criteria.add_button]
        return [self.name_field, self.timing, self.template_field, self.texts_button, *channels]

    def draft(self) -> dict[str, Any]:
        """What is filled in, finished or not."""
        return {
            "name": self.name.value(),
            "timing": self.timing.draft(),
            "template": self.template.value(),
            "channels": list(self.channels.value()),
            "criteria": self.criteria.draft(),
        }

    def show_draft(self, kept: Mapping[str, Any]) -> None:
        """Fill it in again."""
        self.name.set_value(str(kept.get("name", "")))
        self.timing.show_draft(kept.get("timing", {}))
        self.template.set_value(kept.get("template"))
        self.channels.set_value(kept.get("channels", []))
        self.criteria.show_draft(kept.get("criteria", []))
        self._show_text()

    def _chosen(self) -> None:
        self.template_field.set_error(None)
        self._show_text()
        self.changed.emit()

    def _ticked(self) -> None:
        if self.channels.value():
            self.channels_field.set_error(None)
        self.changed.emit()

    def _show_text(self) -> None:
        chosen = self._templates.get(str(self.template.value()))
        body = chosen.content.variants[0].wordings[LANGUAGES[0]].body.source if chosen else ""
        self.shown_text.setText(body)
        self.shown_text.setHidden(not body)

    def _title(self, one: TemplateVersion) -> str:
        return tr("rules_page.text_retired", name=one.name) if one.retired else one.name
