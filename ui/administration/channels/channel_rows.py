"""Every channel in one line: what it is, how it stands, what is missing; the line opens it."""

from collections.abc import Callable, Sequence
from functools import partial

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QWidget

from app.reminders.channel_service import ChannelSetup
from ui.administration.channels.words import channel_name, is_untouched, missing_words, standing, tested_words
from ui.texts import tr
from ui.widgets.badges import Badge
from ui.widgets.buttons import SecondaryButton
from ui.widgets.cards import Card
from ui.widgets.labels import Text
from ui.widgets.layouts import clear, column, hairline
from ui.widgets.turning import Turning


class ChannelRows(QWidget):
    """`buttons`: by the channel's code."""

    def __init__(self, open_channel: Callable[[str], object], zone: str) -> None:
        super().__init__()
        self._open, self._zone = open_channel, zone
        self.buttons: dict[str, SecondaryButton] = {}
        layout = column(self, gap=0)
        card = Card(margin=1, gap=0)
        self._lines = card.body
        layout.addWidget(card)
        layout.addStretch(1)

    def show_channels(self, setups: Sequence[ChannelSetup]) -> None:
        """Show these, in their order."""
        held = next((code for code, button in self.buttons.items() if button.hasFocus()), None)
        clear(self._lines)
        self.buttons = {}
        for number, one in enumerate(setups):
            if number:
                self._lines.addWidget(hairline())
            self._lines.addWidget(self._line(one))
        if held is not None:
            self.buttons[held].setFocus()

    def _line(self, one: ChannelSetup) -> QWidget:
        code = one.description.code
        line = Turning("line_room", gap=4, gap_below=2)
        line.line.setContentsMargins(*[line.line.spacing()] * 4)
        words = column(gap=0)
        words.addWidget(Text(channel_name(code), "strong"))
        words.addWidget(Text(tr(f"administration_channels.about_{code}"), "small", wrap=True))
        told = missing_words(one) or ("" if is_untouched(one) else tested_words(one, self._zone))
        if told:
            words.addWidget(Text(told, "small", wrap=True))
        line.line.addLayout(words, 1)
        line.line.addWidget(Badge(*standing(one)), 0, Qt.AlignmentFlag.AlignVCenter)
        button = SecondaryButton(
            tr("administration_channels.set_up" if is_untouched(one) else "administration_channels.open"),
            on_press=partial(self._open, code),
        )
        button.setAccessibleName(f"{button.text()}: {channel_name(code)}")
        line.line.addWidget(button, 0, Qt.AlignmentFlag.AlignVCenter)
        self.buttons[code] = button
        return line
