"""One entry's history: the value that holds, and below it every earlier one, struck out with who, when and why."""

from collections.abc import Mapping

from PySide6.QtWidgets import QWidget

from app.clinic.corrections import Moved
from ui.corrections.entries import Chain, Entry
from ui.texts import tr
from ui.texts.formats import show_instant
from ui.widgets.labels import Text
from ui.widgets.layouts import column

_NOWHERE: Mapping[str, Moved] = {}


class EntryHistory(QWidget):
    """`zone` is the unit's (IANA); `moved` (`station.corrections.moved_away`) says which entries left for whom.

    `quiet` leaves out the newest value where the screen shows it already: only what was before is listed.
    """

    def __init__(self, chain: Chain, zone: str, moved: Mapping[str, Moved] = _NOWHERE, *, quiet: bool = False) -> None:
        super().__init__()
        self._zone = zone
        self._moved = moved
        self._layout = column(self, gap=1)
        for number, one in enumerate(chain):
            successor = chain[number - 1] if number else None
            if one.strikes_out or (quiet and number == 0 and one.id not in moved):
                continue
            self._add(one, successor, came_from_elsewhere=one is chain[-1] and one.reason is not None)

    @property
    def is_empty(self) -> bool:
        """Whether there is nothing to tell."""
        return self._layout.count() == 0

    def _add(self, one: Entry, successor: Entry | None, *, came_from_elsewhere: bool) -> None:
        gone = one.superseded_by is not None
        words = Text(one.words, "muted" if gone else "strong", wrap=True)
        if gone:
            strike(words)
        words.setAccessibleName(f"{tr('corrections.wrong_entry')}: {one.words}" if gone else one.words)
        self._layout.addWidget(words)
        self._layout.addWidget(Text(self._signed(one), "small", wrap=True))
        if came_from_elsewhere:
            self._layout.addWidget(Text(tr("corrections.moved_here", reason=one.reason), "small", wrap=True))
        ending = self._ending(one, successor)
        if ending:
            self._layout.addWidget(Text(ending, "small", wrap=True))

    def _signed(self, one: Entry) -> str:
        return tr("corrections.recorded", at=show_instant(one.recorded_at, self._zone), name=one.by)

    def _ending(self, one: Entry, successor: Entry | None) -> str:
        """How it ceased to hold, in words; empty while it holds."""
        moved = self._moved.get(one.id)
        if moved is not None:
            key = "corrections.moved_same" if moved.same_person else "corrections.moved_away"
            return tr(key, at=show_instant(moved.at, self._zone), name=moved.by, reason=moved.reason)
        if successor is None:
            return tr("corrections.gone") if one.superseded_by else ""
        key = "corrections.struck_out" if successor.strikes_out else "corrections.corrected"
        at = show_instant(successor.recorded_at, self._zone)
        return tr(key, at=at, name=successor.by, reason=successor.reason or "")


def strike(text: Text) -> None:
    """Draw the line through words that hold no longer."""
    font = text.font()
    font.setStrikeOut(True)
    text.setFont(font)
