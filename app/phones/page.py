"""What a page has been told so far, and what it is to be told now: only what has changed."""

from collections import deque
from typing import Final

from app.kernel.clock import Clock
from app.phones.limits import BEAT_SECONDS
from app.phones.telling import (
    Told,
    agreement_of,
    asking,
    beds_of,
    numbers_of,
    others_of,
    row_of,
    signature,
    wave_of,
)
from app.phones.words import Words
from app.router.receiver.model import AlarmKey
from app.router.receiver.state import ReceiverState
from app.router.requests import Beds
from app.ward.feed.items import Waves

NUMBERS_SECONDS: Final = 1.0
_MOST_WAITING: Final = 64
"""Pieces of curves and answers that wait for a page that reads slowly."""


class Page:
    """Composes; `version` of a row that this page was sent is the newest that it can have painted."""

    def __init__(self, state: ReceiverState, receiver: str, clock: Clock) -> None:
        self._state, self._receiver, self._clock = state, receiver, clock
        self.words = Words()
        self.resume = ""
        self.watched = ""
        """The bed whose curves are on the screen."""
        self._sent: dict[AlarmKey, tuple[object, ...]] = {}
        self._order: list[AlarmKey] = []
        self._state_sent: Told = {}
        self._agreement_sent: Told = agreement_of(None, self.words)
        self._troubles: list[str] = []
        self._trouble_list = 0
        self._beds: Beds | None = None
        self._numbers_at = float("-inf")
        self._others: list[object] = []
        self._beat_at = float("-inf")
        self._beats = 0
        self._next: deque[Told] = deque(maxlen=_MOST_WAITING)
        self._waves: deque[Told] = deque(maxlen=_MOST_WAITING)

    def say(self, told: Told) -> None:
        """To be told with what is told next."""
        self._next.append(told)

    def anew(self) -> None:
        """Everything is to be told again: the language has changed."""
        self._sent.clear()
        self._order.clear()
        self._state_sent, self._beds, self._troubles, self._others = {}, None, [], []

    def sent_version(self, key: AlarmKey) -> int | None:
        """The newest version of this row that the page was sent; None where it has no such row."""
        sent = self._sent.get(key)
        return sent[0] if sent is not None and isinstance(sent[0], int) else None

    def has_troubles(self, number: int) -> bool:
        """Whether this is the list of technical alarms as it stands."""
        return number == self._trouble_list and self._troubles == self._present_troubles()

    def compose(self) -> list[Told]:
        """What is to be told now, the most important first."""
        now, state = self._clock.monotonic(), self._state
        told = [*self._standing(), *self._rows(now), *self._trouble_lines(), *self._agreement()]
        told += self._next
        self._next.clear()
        if now - self._beat_at >= BEAT_SECONDS:
            self._beat_at, self._beats = now, self._beats + 1
            told.append({"t": "beat", "n": self._beats})
        found = state.signals.taken()
        if state.may_show():
            told += self._data(now)
            self._waves += [
                each for one in found if isinstance(one, Waves) and one.bed == self.watched for each in wave_of(one)
            ]
            told += self._waves
        self._waves.clear()
        return told

    def beat_now(self) -> None:
        """The next beat goes with what is told next."""
        self._beat_at = float("-inf")

    def knows_beat(self, number: int) -> bool:
        """Whether this beat was ever sent."""
        return 0 < number <= self._beats

    def _standing(self) -> list[Told]:
        state = self._state
        signed = state.signed
        told: Told = {
            "t": "state",
            "receiver": self._receiver,
            "link": state.connected,
            "locked": state.locked,
            "asking": asking(state.rows.all()),
            "unreadable": state.unreadable,
            "resume": self.resume if signed is not None else "",
            "signed": None
            if signed is None
            else {
                "name": signed.name,
                "class": self.words.label(signed.label),
                "may": list(signed.may),
                "lock": signed.lock_seconds,
            },
        }
        if told == self._state_sent:
            return []
        self._state_sent = told
        return [told]

    def _rows(self, now: float) -> list[Told]:
        state = self._state
        open_ = state.signed is not None and not state.locked
        rows = state.rows.all() if open_ else ()
        order = [row.key for row in rows]
        present = {row.key: signature(state, row) for row in rows}
        fresh = [row for row in rows if self._sent.get(row.key) != present[row.key]]
        if not fresh and order == self._order:
            return []
        self._sent, self._order = present, order
        return [{"t": "rows", "set": [row_of(state, row, self.words, now) for row in fresh], "order": order}]

    def _agreement(self) -> list[Told]:
        """Behind the alarms, and never in their place."""
        signed = self._state.signed
        told = agreement_of(signed.agreement if signed is not None else None, self.words)
        if told == self._agreement_sent:
            return []
        self._agreement_sent = told
        return [told]

    def _trouble_lines(self) -> list[Told]:
        present = self._present_troubles()
        if present == self._troubles:
            return []
        self._troubles, self._trouble_list = present, self._trouble_list + 1
        return [{"t": "troubles", "n": self._trouble_list, "items": present}]

    def _present_troubles(self) -> list[str]:
        open_ = self._state.signed is not None and not self._state.locked
        return [self.words.trouble(one) for one in self._state.rows.troubles()] if open_ else []

    def _data(self, now: float) -> list[Told]:
        told: list[Told] = []
        state = self._state
        if state.beds is not self._beds:
            self._beds = state.beds
            known = state.beds_at > float("-inf")
            told.append({**beds_of(state.beds, now - state.beds_at, self.words), "known": known})
        if now - self._numbers_at >= NUMBERS_SECONDS:
            self._numbers_at = now
            found = {bed: numbers_of(state.signals.numbers(bed), now) for bed in state.signals.notes}
            if any(found.values()):
                told.append({"t": "numbers", "beds": {bed: each for bed, each in found.items() if each}})
            told += self._reported(now)
        return told

    def _reported(self, now: float) -> list[Told]:
        """What devices report besides, where anything of it is another one than the page has."""
        state = self._state
        found = others_of(state.beds, now - state.beds_at, state.signals.reports, self.words, now)
        lines = [(bed, one["title"], one["said"], one["old"]) for bed, each in found.items() for one in each]
        told = [state.signals.reports.revision, *lines] if lines else []
        if told == self._others:
            return []
        self._others = list(told)
        return [{"t": "others", "beds": found}]
