"""What a screen reader says of the alarms of a receiver, without anybody asking."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from PySide6.QtWidgets import QWidget

from app.router.delivery.model import Standing
from app.router.receiver.model import AlarmKey, Row
from app.router.receiver.state import ReceiverState
from ui.receiver.words import what_words, where_words
from ui.spoken.announcer import Announcer
from ui.spoken.rate import Piece
from ui.texts import tr, tr_count

_PRIORITIES: Final = ("high", "medium", "low")
_WITHOUT_NAMES: Final = ("ward", "trouble", "locked")


@dataclass(frozen=True)
class Told:
    """One alarm as it was last heard of. `taken`: who has it, in words; empty while nobody does."""

    words: str
    priority: int
    asks: bool
    attempt: int
    over: bool
    taken: str = ""


def told_rows(rows: Iterable[Row]) -> dict[AlarmKey, Told]:
    """Every alarm that is of the present; what is left from before an interruption is not told anew."""
    return {
        row.key: Told(
            f"{where_words(row)}, {what_words(row)}",
            min(2, row.note.priority),
            row.asks,
            row.note.attempt,
            row.ended_at is not None,
            _taken(row),
        )
        for row in rows
        if not row.old
    }


def changes(before: Mapping[AlarmKey, Told], after: Mapping[AlarmKey, Told]) -> list[Piece]:
    """What to say of it: whom it calls, that it is worse or calls again, who has it, and that it is over."""
    pieces = []
    for key, now in after.items():
        was, subject = before.get(key), f"alarm {key[0]} {key[1]}"
        if now.over:
            if was is not None and not was.over:
                pieces.append(Piece(tr("spoken.alarm_over", words=now.words), subject=subject, ends=True))
        elif now.asks and (was is None or _is_worse(was, now)):
            words = tr(f"spoken.alarm_{_PRIORITIES[now.priority]}", words=now.words)
            pieces.append(Piece(words, urgent=now.priority < 2, subject=subject))
        elif now.taken and was is not None and now.taken != was.taken:
            pieces.append(Piece(f"{now.words}: {now.taken}", subject=subject))
    return pieces


class ReceiverSpeaker:
    """Follows one receiver and has it said; `widget` is what it is said of."""

    def __init__(self, widget: QWidget, announcer: Announcer) -> None:
        self._widget, self._announcer = widget, announcer
        self._told: dict[AlarmKey, Told] = {}
        self._troubles: Sequence[str] = ()
        self._asking = 0
        self._silent = False
        self._unseen = True

    def look(self, state: ReceiverState, troubles: Sequence[str]) -> None:
        """As it stands now. `troubles`: what is wrong with the alarms' own path, each in words."""
        unseen = state.signed is None or state.locked
        if unseen and not self._unseen:
            # Nobody who may hear of a bed is there any more.
            self._announcer.forget(_WITHOUT_NAMES)
        self._unseen = unseen
        if state.signed is None:
            self._told, self._troubles, self._asking, self._silent = {}, (), 0, False
            return
        if not self._announcer.listened_to():
            return
        if state.connected == self._silent:
            self._silent = not state.connected
            words = tr("spoken.ward_silent" if self._silent else "spoken.ward_heard")
            self._say(Piece(words, urgent=self._silent, subject="ward"))
        for line in troubles:
            if line not in self._troubles:
                self._say(Piece(line, urgent=True, subject=f"trouble {line}"))
        self._troubles = tuple(troubles)
        if state.locked:
            self._locked(state.asking())
        else:
            self._asking = 0
            before, self._told = self._told, told_rows(state.rows.all())
            for piece in changes(before, self._told):
                self._say(piece)

    def _locked(self, asking: int) -> None:
        """No bed and no name where nobody has proved who looks; after the unlocking all is told as new."""
        self._told = {}
        before, self._asking = self._asking, asking
        if asking > before:
            self._say(Piece(tr_count("receiver.locked_asking", asking), urgent=True, subject="locked"))

    def _say(self, piece: Piece) -> None:
        self._announcer.say(self._widget, piece)


def _is_worse(was: Told, now: Told) -> bool:
    return not was.asks or now.priority < was.priority or now.attempt > was.attempt


def _taken(row: Row) -> str:
    """Who has it, without the time that counts on."""
    there = row.standing is Standing.PRESENT
    if row.mine:
        return tr("receiver.row_mine_there" if there else "receiver.row_mine_on_the_way")
    if row.holders:
        return tr("spoken.alarm_there" if there else "spoken.alarm_taken", name=row.holders[0].name)
    return ""
