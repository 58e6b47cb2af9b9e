"""The answers to the chosen alarm: large, always in the same place, only those that the alarm allows now."""

from typing import Final

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QFrame

from app.router.receiver.model import AlarmKey, Row
from app.router.words import Response
from ui.receiver.words import response_words, what_words, where_words
from ui.spoken.announcer import say_message
from ui.texts import tr
from ui.widgets.buttons import Button
from ui.widgets.icon_label import IconLabel
from ui.widgets.labels import ElidedText
from ui.widgets.layouts import column, row

_ICONS: Final = {
    Response.ACCEPTED: "check",
    Response.PRESENT: "bed",
    Response.REJECTED: "x",
    Response.TAKEN_BACK: "undo",
}
HOLD_SECONDS: Final = 0.5
"""After another alarm came under the buttons by itself: a finger that was on its way meant the one before."""


class AnswerPanel(QFrame):
    """`answered(key, response)`: a person pressed. Keeps its height, so that no button moves under a finger."""

    answered = Signal(object, object)

    def __init__(self) -> None:
        super().__init__()
        self.setProperty("look", "card")
        self._key: AlarmKey | None = None
        self._offered: tuple[Response, ...] = ()
        self._held_until = 0.0
        layout = column(self, gap=2, margin=3)
        self.about = ElidedText("", "strong")
        self._sign = IconLabel("alert-circle", "error", "icon_small")
        self.said = ElidedText("", "error")
        # One line for both: why an answer did not count stands where the alarm's name stood, and no button moves.
        head = row(gap=1)
        head.addWidget(self._sign)
        head.addWidget(self.said, 1)
        head.addWidget(self.about, 1)
        layout.addLayout(head)
        self.buttons = {one: self._button(one) for one in Response}
        first, second = row(gap=2), row(gap=2)
        first.addWidget(self.buttons[Response.ACCEPTED], 1)
        second.addWidget(self.buttons[Response.PRESENT], 1)
        second.addWidget(self.buttons[Response.REJECTED], 1)
        second.addWidget(self.buttons[Response.TAKEN_BACK], 1)
        layout.addLayout(first)
        layout.addLayout(second)
        self.say("")
        self.show_row(None, (), 0.0)

    def _button(self, response: Response) -> Button:
        kind = "primary" if response is Response.ACCEPTED else "secondary"
        key = tr(f"receiver.key_{response.value}")
        made = Button(response_words(response), kind, icon_name=_ICONS[response], on_press=lambda: self.press(response))
        made.setToolTip(tr("receiver.key_hint", key=key))
        return made

    def show_row(self, chosen: Row | None, offered: tuple[Response, ...], now: float) -> None:
        """The chosen alarm and what may be said to it; a refusal stays until another alarm is chosen."""
        key = chosen.key if chosen is not None else None
        if key != self._key:
            self._key = key
            self.say("")
        self._offered = offered if now >= self._held_until else ()
        offered = self._offered
        for response, button in self.buttons.items():
            button.setEnabled(response in offered)
        mine = chosen is not None and chosen.mine
        # Declining belongs to whoever is called, taking back to whoever has it: one place, never both.
        self.buttons[Response.TAKEN_BACK].setVisible(mine)
        self.buttons[Response.REJECTED].setVisible(not mine)
        if chosen is None:
            self.about.setText(tr("receiver.none_chosen"))
        else:
            self.about.setText(f"{where_words(chosen)} — {what_words(chosen)}")

    def hold(self, now: float) -> None:
        """Another alarm comes under the buttons without anybody having chosen it."""
        self._held_until = now + HOLD_SECONDS

    def press(self, response: Response) -> bool:
        """As if the button were pressed; False where the alarm does not allow it now."""
        if self._key is None or response not in self._offered:
            return False
        self.say("")
        self.answered.emit(self._key, response)
        return True

    def say(self, problem: str) -> None:
        """Why the last answer did not count; empty: it did."""
        self.said.setText(problem)
        say_message(self, "error", problem)
        for part in (self._sign, self.said):
            part.setHidden(not problem)
        self.about.setHidden(bool(problem))
