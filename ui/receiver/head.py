"""Above everything: whether the node is heard, who has signed in, and what is wrong with the alarms' own path."""

from collections.abc import Callable, Mapping
from typing import Final

from PySide6.QtCore import Signal
from PySide6.QtGui import QPaintEvent
from PySide6.QtWidgets import QFrame, QWidget

from app.router.contents import TroubleNote
from app.router.receiver.state import ReceiverState
from ui.receiver.words import clock_text
from ui.texts import chosen_language, has_text, tr, tr_count
from ui.widgets.buttons import IconButton
from ui.widgets.icon_label import IconLabel
from ui.widgets.labels import ElidedText, Text, repolish
from ui.widgets.layouts import column, row

_NAMES: Final = 3
"""Of those that one trouble is about; the rest is counted."""
_LINES: Final = 4
"""More would leave the alarms themselves no room."""


class LinkLine(QFrame):
    """One line: linked or not, as icon, word and ground. `only_trouble`: gone as long as the node is heard."""

    def __init__(self, *, only_trouble: bool = False) -> None:
        super().__init__()
        self._only_trouble = only_trouble
        self.setProperty("look", "banner")
        self._sign = IconLabel("check-circle", "success")
        self.title = Text("", "strong", wrap=True)
        self.body = Text("", "small", wrap=True)
        layout = row(self, gap=2, margin=1, sides=3)
        layout.addWidget(self._sign)
        words = column(gap=0)
        words.addWidget(self.title)
        words.addWidget(self.body)
        layout.addLayout(words, 1)
        self._tone = ""

    def show_state(self, state: ReceiverState, now: float) -> None:
        """As it is now; `since` counts up where the node is not heard."""
        tone = "success" if state.connected else "error"
        self.setHidden(self._only_trouble and state.connected)
        if tone != self._tone:
            self._tone = tone
            self._sign.set_icon("check-circle" if state.connected else "wifi-off", tone)
            # What is well is said quietly; what is not takes the whole width in its colour.
            self.setProperty("look", "line_of_state" if state.connected else "banner")
            self.setProperty("tone", tone)
            self.title.set_role("small" if state.connected else "strong")
            repolish(self)
        if state.connected:
            self._say(tr("receiver.linked"), "")
            return
        since = clock_text(now - state.changed_at) if state.changed_at else ""
        title = tr("receiver.link_lost", since=since) if since else tr("receiver.link_searching")
        self._say(title, tr("receiver.link_lost_next") if since else tr("receiver.link_searching_next"))

    def _say(self, title: str, body: str) -> None:
        if title != self.title.text():
            self.title.setText(title)
            self.setAccessibleName(title)
        self.body.setText(body)
        self.body.setVisible(bool(body))


class TroubleLines(QWidget):
    """What is wrong with the path of the alarms, as the node tells it, and with this receiver itself.

    `painted`: the lines were painted as they stand.
    """

    painted = Signal()

    def __init__(self) -> None:
        super().__init__()
        self._layout = column(self, gap=1)
        self._lines: list[str] = []
        self.all_said = True
        self.hide()

    def lines(self) -> list[str]:
        """What is said."""
        return list(self._lines)

    def show_lines(self, lines: list[str]) -> None:
        """These, each a line; nothing where there are none. What has no room is counted."""
        self.all_said = len(lines) <= _LINES
        if not self.all_said:
            lines = [*lines[: _LINES - 1], tr_count("receiver.more_troubles", len(lines) - _LINES + 1)]
        if lines == self._lines:
            return
        self._lines = lines
        while (item := self._layout.takeAt(0)) is not None:
            widget = item.widget()
            if widget is not None:
                widget.hide()
                widget.deleteLater()
        for words in lines:
            line = QFrame(self)
            line.setProperty("look", "banner")
            line.setProperty("tone", "warn")
            inside = row(line, gap=2, margin=1, sides=3)
            inside.addWidget(IconLabel("alert-triangle", "warn", "icon_small"))
            inside.addWidget(Text(words, "small", wrap=True), 1)
            self._layout.addWidget(line)
        self.setVisible(bool(lines))
        self.setAccessibleName(". ".join(lines))

    def paintEvent(self, event: QPaintEvent) -> None:
        super().paintEvent(event)
        self.painted.emit()


class PersonLine(QWidget):
    """Who has signed in, as what; lock and leave."""

    def __init__(self, lock: Callable[[], object], leave: Callable[[], object]) -> None:
        super().__init__()
        layout = row(self, gap=2)
        words = column(gap=0)
        self.name = ElidedText("", "strong")
        self.label = ElidedText("", "small")
        words.addWidget(self.name)
        words.addWidget(self.label)
        layout.addLayout(words, 1)
        self.lock = IconButton("lock", tr("receiver.lock"), on_press=lock)
        self.leave = IconButton("log-out", tr("receiver.leave"), on_press=leave)
        layout.addWidget(self.lock)
        layout.addWidget(self.leave)

    def show_person(self, name: str, label: Mapping[str, str], *, connected: bool) -> None:
        """Who it is, and that the node is heard: what is well is said quietly."""
        if name != self.name.text():
            self.name.setText(name)
        told = [label.get(chosen_language(), ""), tr("receiver.linked") if connected else ""]
        words = " · ".join(one for one in told if one)
        if words != self.label.text():
            self.label.setText(words)


def trouble_words(notes: tuple[TroubleNote, ...]) -> list[str]:
    """Each kind of technical alarm of the path in a line, with whom it is about; the first come first."""
    subjects: dict[str, list[str]] = {}
    for note in notes:
        subjects.setdefault(note.code, []).append(note.subject)
    return [_trouble(code, [one for one in about if one]) for code, about in subjects.items()]


def own_troubles(state: ReceiverState, sound_missing: bool | None, failures: int) -> list[str]:
    """What is wrong at this receiver itself."""
    found = []
    if failures:
        found.append(tr("receiver.failed"))
    if sound_missing:
        found.append(tr("receiver.sound_missing"))
    if state.unreadable:
        found.append(tr("receiver.unreadable", count=state.unreadable))
    return found


def _trouble(code: str, about: list[str]) -> str:
    key = f"router.trouble_{code}"
    words = tr(key) if has_text(key) else tr("receiver.trouble_unknown", code=code)
    names = ", ".join(about[:_NAMES])
    if len(about) > _NAMES:
        names = tr_count("receiver.and_more", len(about) - _NAMES, names=names)
    return f"{words} · {names}" if names else words
