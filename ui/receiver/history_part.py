"""What became of the chosen alarm, step by step: when it was sent, shown, accepted, by whom."""

from typing import Final

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QWidget

from app.router.receiver.model import AlarmKey, Row
from app.router.requests import AskHistory, History
from ui.receiver.words import clock_text, what_words, where_words
from ui.texts import has_text, tr
from ui.texts.formats import show_number
from ui.widgets.buttons import SecondaryButton
from ui.widgets.key_values import KeyValues
from ui.widgets.labels import Text
from ui.widgets.layouts import Scroll, clear, column

_MINUTE: Final = 60.0


class HistoryPart(QWidget):
    """`asked(request)`: the steps of the chosen alarm are wanted."""

    asked = Signal(object)

    def __init__(self) -> None:
        super().__init__()
        self._key: AlarmKey | None = None
        self.steps: History | None = None
        layout = column(self, gap=2)
        self.about = Text("", "strong", wrap=True)
        layout.addWidget(self.about)
        self.said = Text("", "muted", wrap=True)
        layout.addWidget(self.said)
        holder = QWidget()
        self._lines = column(holder, gap=1)
        layout.addWidget(Scroll(holder, width=None), 1)
        self.again = SecondaryButton(tr("receiver.history_again"), icon_name="refresh", on_press=self.ask)
        layout.addWidget(self.again)

    def show_row(self, chosen: Row | None, *, connected: bool, ask: bool) -> None:
        """The chosen alarm; another one is asked for where `ask` says that somebody looks."""
        key = chosen.key if chosen is not None else None
        self.again.setEnabled(connected and key is not None)
        if key == self._key:
            return
        self._key, self.steps = key, None
        clear(self._lines)
        self.about.setText(f"{where_words(chosen)} — {what_words(chosen)}" if chosen is not None else "")
        self.said.setText(tr("receiver.history_none_chosen" if chosen is None else "receiver.history_waits"))
        if ask:
            self.ask()

    def ask(self) -> None:
        """Ask the node for the steps as they are now."""
        if self._key is not None:
            self.asked.emit(AskHistory(*self._key))

    def show_history(self, request: AskHistory, history: History) -> None:
        """What the node said; of another alarm than the chosen one nothing is shown."""
        if (request.bed, request.alarm) != self._key:
            return
        self.steps = history
        clear(self._lines)
        self.said.setText("" if history.steps else tr("receiver.history_empty"))
        began = history.steps[0].ago if history.steps else 0.0
        lines = [
            (f"+{_after(began - step.ago)}", _words(step.step, step.name or step.receiver, step.detail))
            for step in history.steps
        ]
        if lines:
            self._lines.addWidget(KeyValues(lines))
        self._lines.addStretch(1)

    def refused(self, words: str) -> None:
        """Why there are none."""
        self.said.setText(words)


def _after(seconds: float) -> str:
    """To the tenth within the first minute: there the steps follow one another in less than a second."""
    return f"{show_number(seconds, 1)} s" if seconds < _MINUTE else clock_text(seconds)


def _words(step: str, who: str, detail: str) -> str:
    key = f"router.step_{step}"
    said = tr(key) if has_text(key) else step
    told = f"receiver.detail_{detail.replace(' ', '_')}"
    more = tr(told) if detail and has_text(told) else ""
    return " · ".join(each for each in (said, who, more) if each)
