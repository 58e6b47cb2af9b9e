"""What is said of the ward's alarms: a new one with priority, bed and words; a worse one; and that one is over."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from PySide6.QtWidgets import QWidget

from app.ward.alarms.words import Presence, Priority
from app.ward.picture.model import ShownAlarm, ShownBed
from ui.spoken.announcer import Announcer
from ui.spoken.rate import Piece
from ui.texts import tr
from ui.ward.alarm_words import condition_words

_NAMES = {Priority.HIGH: "high", Priority.MEDIUM: "medium", Priority.LOW: "low"}
Key = tuple[str, str]


@dataclass(frozen=True)
class Heard:
    """One alarm as it was last heard of."""

    bed: str
    priority: Priority
    words: str


def heard_alarms(beds: Iterable[ShownBed], station: Iterable[ShownAlarm] = ()) -> dict[Key, Heard]:
    """Every alarm that stands now, those of the station itself under no bed; what ended unseen is over."""
    found = [("", "", shown) for shown in station]
    found += [(bed.bed, bed.label, shown) for bed in beds for shown in bed.alarms]
    return {
        (bed, f"{shown.alarm.code} {shown.alarm.subject}"): Heard(
            label, shown.alarm.priority, condition_words(shown.alarm)
        )
        for bed, label, shown in found
        if shown.alarm.presence is not Presence.OFF
    }


def changes(before: Mapping[Key, Heard], after: Mapping[Key, Heard]) -> list[Piece]:
    """What to say of the difference. Numbers that change within an alarm are not said: they change every second."""
    pieces = []
    ranked = sorted(after.items(), key=lambda one: one[1].priority)
    for key, now in ranked:
        was = before.get(key)
        if was is None or now.priority < was.priority:
            words = tr(f"spoken.alarm_{_NAMES[now.priority]}", words=_of_bed(now))
            pieces.append(Piece(words, urgent=now.priority is not Priority.LOW, subject=_subject(key)))
    for key, was in before.items():
        if key not in after:
            pieces.append(Piece(tr("spoken.alarm_over", words=_of_bed(was)), subject=_subject(key), ends=True))
    return pieces


class AlarmSpeaker:
    """Follows the alarms of one window and has them said; `widget` is what they are said of."""

    def __init__(self, widget: QWidget, announcer: Announcer) -> None:
        self._widget, self._announcer = widget, announcer
        self._heard: dict[Key, Heard] = {}
        self._silent = False

    def look(self, heard: Mapping[Key, Heard], *, silent: bool = False) -> None:
        """As it stands now; `silent`: nothing can be said of it, which is said itself."""
        if silent != self._silent:
            self._silent = silent
            words = tr("spoken.ward_silent" if silent else "spoken.ward_heard")
            self._announcer.say(self._widget, Piece(words, urgent=silent, subject="ward"))
        if silent:
            return
        before, self._heard = self._heard, dict(heard)
        for piece in changes(before, self._heard):
            self._announcer.say(self._widget, piece)


def _subject(key: Key) -> str:
    return f"alarm {key[0]} {key[1]}"


def _of_bed(one: Heard) -> str:
    return f"{one.bed}, {one.words}" if one.bed else one.words
