"""One message for one person: who, which text, by which channel, when; an urgent one says why it cannot wait."""

from collections.abc import Callable, Sequence
from functools import partial
from typing import Any
from uuid import uuid4

from PySide6.QtCore import Qt
from PySide6.QtGui import QHideEvent, QShowEvent
from PySide6.QtWidgets import QWidget

from app.kernel.errors import KnownError
from app.reminders.message_lists import ShownMessage
from app.reminders.messages import LONGEST_REASON, NewMessage
from app.reminders.template_service import TemplateVersion
from ui.administration.host import SectionHost
from ui.administration.inline_form import InlineForm
from ui.administration.tab_order import in_reading_order
from ui.corrections.person_choice import PersonChoice
from ui.drafts import DraftKeeper
from ui.reminders.parts.channel_order import ChannelOrder
from ui.reminders.parts.when_fields import WhenFields, next_good_hour
from ui.reminders.parts.words import reason_words
from ui.reminders.planned.reading import Reading
from ui.texts import tr
from ui.widgets.buttons import QuietButton
from ui.widgets.dropdown import Dropdown
from ui.widgets.field import Field
from ui.widgets.labels import Text
from ui.widgets.layouts import column
from ui.widgets.mistake import Mistake
from ui.widgets.text_fields import TextField
from ui.widgets.toggles import CheckBox

DRAFT = "single_message"
_WHERE = {
    "messages.not_reachable": "channels",
    "campaigns.no_channel": "channels",
    "templates": "template",
    "campaigns.text_of_a_rule": "template",
    "messages.reason_missing": "reason",
}


class SingleForm(InlineForm):
    """`done` is called with the message that was scheduled."""

    def __init__(
        self,
        host: SectionHost,
        templates: Sequence[TemplateVersion],
        channels: Sequence[str],
        kept: dict[str, Any] | None,
        done: Callable[[ShownMessage], object],
        left: Callable[[], object],
    ) -> None:
        super().__init__(tr("planned_page.schedule"), self._send, on_cancel=left, where=_WHERE)
        self._host, self._done = host, done
        context = host.context
        self.person_id, self.person_name = "", ""
        self.keeper = DraftKeeper(self, context, DRAFT, "", self.draft)
        self.person = PersonChoice(context, tr("planned_page.person"))
        # Beside a list there is no room to keep free for people who are not found yet.
        policy = self.person.list.sizePolicy()
        policy.setRetainSizeWhenHidden(False)
        self.person.list.setSizePolicy(policy)
        self.chosen = QWidget()
        self._name = Text("", "heading", wrap=True)
        self.other_button = QuietButton(tr("planned_page.other_person"), on_press=self._choose_again)
        self._missing = Mistake()
        self._missing.hide()
        options: list[tuple[object, str]] = [(None, tr("campaigns_page.choose_template"))]
        self.template = Dropdown([*options, *((one.id, one.name) for one in templates)])
        self.channels = ChannelOrder(channels)
        self.when = WhenFields(context.station.clock.now(), context.station.profile.time_zone)
        self.when.set_at(next_good_hour(context.station.clock.now(), context.station.profile.time_zone))
        self.urgent = CheckBox(tr("planned_page.urgent"))
        self.reason = TextField()
        self.reason.setMaxLength(LONGEST_REASON)
        self.reading = Reading(context, self.submit_button)
        self._mark = uuid4().hex
        self._build()
        if len(channels) == 1:
            self.channels.set_value(channels)
        if kept:
            self._take(kept)
        self._arrange()
        self._listen()
        self._read()

    def _build(self) -> None:
        inside = column(self.chosen, gap=1)
        inside.addWidget(Text(tr("planned_page.person"), "label"))
        inside.addWidget(self._name)
        inside.addWidget(self.other_button, 0, Qt.AlignmentFlag.AlignLeft)
        for part in (self.person, self.chosen, self._missing):
            self.body.addWidget(part)
        self.add("template", Field(tr("campaigns_page.template"), self.template))
        hint = tr("campaigns_page.channels_hint")
        self.add("channels", Field(tr("campaigns_page.channels"), self.channels, hint=hint))
        self.body.addWidget(self.when)
        self.body.addWidget(self.urgent)
        self.add("reason", Field(tr("planned_page.reason"), self.reason, hint=tr("planned_page.urgent_hint")))
        self.body.addWidget(self.reading)

    def _listen(self) -> None:
        self.person.chosen.connect(lambda hit: self.choose(hit.person_id, hit.shown_name))
        self.urgent.changed.connect(lambda _on: self._arrange())
        for part in (self.template, self.channels, self.when, self.urgent, self.reason):
            part.changed.connect(lambda _value: self._touched())

    def first_focus(self) -> QWidget:
        """The first question that is open."""
        return self.template if self.person_id else self.person

    def draft(self) -> dict[str, Any] | None:
        """What stands there; None where nobody was chosen yet."""
        if not self.person_id:
            return None
        kept: dict[str, Any] = {"person": self.person_id, "name": self.person_name, "when": self.when.draft()}
        kept |= {"template": self.template.value(), "channels": list(self.channels.value())}
        return kept | {"urgent": self.urgent.isChecked(), "reason": self.reason.value()}

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        asked = (self.person, self.other_button, self.template, self.channels, self.when, self.urgent, self.reason)
        in_reading_order([*asked, self.submit_button, self.cancel_button])

    def hideEvent(self, event: QHideEvent) -> None:
        super().hideEvent(event)
        self.keeper.flush()

    def _take(self, kept: dict[str, Any]) -> None:
        self.person_id, self.person_name = str(kept.get("person", "")), str(kept.get("name", ""))
        if kept.get("template"):
            self.template.set_value(kept["template"])
            if self.template.value() is None:
                self.template.setCurrentIndex(0)
        self.channels.set_value([str(one) for one in kept.get("channels", ())])
        if kept.get("when"):
            self.when.show_draft(kept["when"])
        self.urgent.setChecked(bool(kept.get("urgent")))
        self.reason.setText(str(kept.get("reason", "")))

    def choose(self, person_id: str, name: str) -> None:
        """It is for her."""
        self.person_id, self.person_name = person_id, name
        self._arrange()
        self.template.setFocus()
        self._touched()

    def _choose_again(self) -> None:
        self.person_id = ""
        self._arrange()
        self._read()
        self.person.setFocus()

    def _arrange(self) -> None:
        self._name.setText(self.person_name)
        self.chosen.setHidden(not self.person_id)
        self.person.setHidden(bool(self.person_id))
        if self.person_id:
            self._missing.hide()
        self.fields["reason"].setHidden(not self.urgent.isChecked())

    def _touched(self) -> None:
        self.keeper.touch()
        self._read()

    def _read(self) -> None:
        """Show the message where all of it is chosen."""
        new = self._asked()
        if new is None or (self.urgent.isChecked() and not new.urgent):
            self.reading.wait()
        else:
            self.reading.ask(new, self.person_name)

    def _asked(self) -> NewMessage | None:
        """What is chosen; None while something is missing."""
        at, template, channels = self.when.at(), self.template.value(), self.channels.value()
        if at is None or template is None or not (self.person_id and channels):
            return None
        urgent = self.reason.value() if self.urgent.isChecked() else ""
        return NewMessage(self.person_id, str(template), channels, at, self.when.lasts(), urgent, self._mark)

    def _send(self) -> None:
        """Everything that is missing is said at once; the first of it takes the focus."""
        timely = self.when.check()
        if self.urgent.isChecked() and not self.reason.value():
            self._wrong("reason", tr("planned_page.reason_missing"))
        if not self.channels.value():
            self._wrong("channels", tr("campaigns_page.channel_missing"))
        if self.template.value() is None:
            self._wrong("template", tr("campaigns_page.template_missing"))
        if not self.person_id:
            self._missing.setText(tr("planned_page.person_missing"))
            self._missing.show()
            self.person.setFocus()
        new = self._asked()
        if not timely or new is None or any(one.error for one in self.fields.values()):
            return
        self.wait()
        self.keeper.end()
        messages, session = self._host.context.station.reminders.messages, self._host.context.session
        self._host.does(partial(messages.schedule, session, new), self._scheduled, self._refused)

    def _wrong(self, name: str, words: str) -> None:
        self.fields[name].set_error(words)
        self.fields[name].setFocus()

    def _scheduled(self, one: ShownMessage) -> None:
        self.keeper.drop()
        self._done(one)

    def _refused(self, error: Exception) -> None:
        """Why she cannot be reached is said at the channels; the hour at the hour."""
        self.keeper.resume()
        self.fail(error)
        if not isinstance(error, KnownError):
            return
        if error.code == "messages.not_reachable":
            self._wrong("channels", tr("planned_page.not_reachable", why=reason_words(str(error.values["reason"]))))
        elif error.code == "messages.in_past":
            self.banner.hide()
            self.when.check()
