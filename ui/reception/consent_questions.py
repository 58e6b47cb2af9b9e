"""May she be reached, and how: one answer per channel, after the text was read to her."""

from typing import Any

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QWidget

from app.clinic.people.model import CONSENT_TEXT_VERSION, Channel, Consent, NewConsent
from app.privacy.consent_texts import ConsentText
from ui.texts import chosen_language, tr
from ui.theme import current_theme
from ui.widgets.buttons import Button
from ui.widgets.choices import ChoiceChips
from ui.widgets.labels import Text
from ui.widgets.layouts import column, row

_YES, _NO, _NOT_ASKED = "yes", "no", "not_asked"


class ConsentQuestions(QWidget):
    """`changed` after every answer; nothing is agreed to unless it was said."""

    changed = Signal()

    def __init__(self) -> None:
        super().__init__()
        self._before: dict[Channel, bool] = {}
        self._consents: dict[Channel, Consent] = {}
        self.chips: dict[Channel, ChoiceChips] = {}
        layout = column(self, gap=3)
        layout.addWidget(Text(tr("person.consent_heading"), "heading"))
        self._version = CONSENT_TEXT_VERSION
        self.text = Text(tr(f"person.consent_text_{CONSENT_TEXT_VERSION}"), wrap=True)
        layout.addWidget(self.text)
        self.again = Text("", "strong", wrap=True)
        layout.addWidget(self.again)
        self.again.hide()
        for channel in Channel:
            chips = ChoiceChips(
                [
                    (_YES, tr("person.consent_yes")),
                    (_NO, tr("person.consent_no")),
                    (_NOT_ASKED, tr("person.consent_none")),
                ],
                optional=False,
            )
            chips.setObjectName(f"consent_{channel.value}")
            chips.set_value(_NOT_ASKED)
            for chip in chips.findChildren(Button)[-1:]:
                chip.setProperty("unknown", "true")
            chips.changed.connect(lambda _value: self.changed.emit())
            self.chips[channel] = chips
            line = row(gap=3)
            label = Text(tr(f"person.channel_{channel.value}"))
            label.setFixedWidth(current_theme().px("field_short"))
            line.addWidget(label)
            line.addWidget(chips, 1)
            layout.addLayout(line)
            chips.setAccessibleName(tr(f"person.channel_{channel.value}"))

    def show_text(self, text: ConsentText) -> None:
        """What is read aloud, where the unit has written its own: the answers are kept with its version."""
        if not text.is_shipped:
            self._version = text.version
            words = text.words.get(chosen_language(), next(iter(text.words.values())))
            self.text.setText(tr("person.consent_read", words=words))
            self._judge()

    def show_consents(self, consents: "dict[Channel, Consent]") -> None:
        """What she has answered before; a yes to another text is asked again, a no holds."""
        self._consents = consents
        for channel, chips in self.chips.items():
            given = consents[channel].given if channel in consents else None
            chips.set_value(_NOT_ASKED if given is None else _YES if given else _NO)
        self._judge()

    def _judge(self) -> None:
        """Which answers hold by the text in force. It may come after the form was filled: what was typed stays."""
        to_ask = {one for one, each in self._consents.items() if each.given and each.text_version != self._version}
        self._before = {one: each.given for one, each in self._consents.items() if one not in to_ask}
        for channel, each in self._consents.items():
            now = self.chips[channel].value()
            if channel in to_ask and now == _YES:
                self.chips[channel].set_value(_NOT_ASKED)
            elif channel not in to_ask and each.given and now == _NOT_ASKED:
                self.chips[channel].set_value(_YES)
        before = ", ".join(tr(f"person.channel_{one.value}") for one in Channel if one in to_ask)
        self.again.setText(tr("privacy.consent_asked_again", channels=before))
        self.again.setVisible(bool(to_ask))

    def answers(self) -> tuple[NewConsent, ...]:
        """The answers that are new."""
        found = []
        for channel, chips in self.chips.items():
            value = chips.value()
            if value in (_YES, _NO) and self._before.get(channel) != (value == _YES):
                found.append(NewConsent(channel, value == _YES, text_version=self._version))
        return tuple(found)

    def to_draft(self) -> dict[str, Any]:
        """The answers as plain JSON."""
        return {channel.value: chips.value() for channel, chips in self.chips.items()}

    def take_draft(self, content: dict[str, Any]) -> None:
        """Put kept answers back."""
        for channel, chips in self.chips.items():
            chips.set_value(content.get(channel.value, _NOT_ASKED))
