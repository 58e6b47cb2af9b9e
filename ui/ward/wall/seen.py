"""What a sector shows but for its traces, as values: two that are equal are painted the same."""

import math
from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Final

from app.ward.alarms.signs import SignMark
from app.ward.alarms.words import Presence, Priority
from app.ward.catalogue import waveforms
from app.ward.picture.model import BedStanding, ShownAlarm, ShownBed
from ui.texts import in_chosen, tr
from ui.ward.alarm_words import alarm_words
from ui.ward.care import NOTHING_KNOWN, BedCare
from ui.ward.flashing import lit, next_turn
from ui.ward.numbers import (
    SILENT_SECONDS,
    NumberRow,
    age_holds_until,
    countdown_holds_until,
    countdown_text,
    no_signal_text,
    number_rows,
    rows_hold_until,
)
from ui.ward.setting_lines import most_pressing

_MARKS: Final = {
    SignMark.STALE: "help-circle",
    SignMark.DISAGREES: "equal-not",
    SignMark.LATCHED: "lock",
    SignMark.REMINDER: "bell",
    SignMark.CONTINUING: "history",
    SignMark.MESSAGE: "minus",
}
"""The icons of what stands with an alarm, the weightiest first; their words: texts `ward.mark_<value>`. That it was
seen is in its words, and what is silenced stands beside the name."""


@dataclass(frozen=True)
class SeenFrame:
    """The frame: the colour of the worst alarm, filled or as a line alone."""

    priority: Priority | None = None
    filled: bool = False


@dataclass(frozen=True)
class SeenName:
    """The line of the name. `tag` says that it is simulated, and gives way to nothing; `signs` are icons with what is
    left of a pause, how many alarms are off, or how far a change of a device's limits came.
    `holder`: an icon and who answers for the bed.
    """

    bed: str
    person: str = ""
    tag: str = ""
    signs: tuple[tuple[str, str], ...] = ()
    holder: tuple[str, str] | None = None


@dataclass(frozen=True)
class SeenRow:
    """A number at its place of so many; `row` None where the sector says something else in `words`."""

    at: int
    of: int
    row: NumberRow | None
    filled: bool = False
    words: str = ""


@dataclass(frozen=True)
class SeenAlarm:
    """The line of the alarm; `more` counts those behind it. Without a priority `words` are quiet.

    `marks`: icons of what must be known beside it, the weightiest first, and `mark_words` what that one means; `fewer`
    words say what is the matter where these would not fit. `taken`: an icon and who has it.
    """

    words: str = ""
    fewer: str = ""
    more: str = ""
    marks: tuple[str, ...] = ()
    mark_words: str = ""
    priority: Priority | None = None
    filled: bool = False
    taken: tuple[str, str] | None = None


@dataclass(frozen=True)
class SeenLabel:
    """The name of a trace at its place of so many, in the colour of its group."""

    at: int
    of: int
    words: str
    group: str


Seen = SeenFrame | SeenName | SeenRow | SeenAlarm | SeenLabel


def seen_of(bed: ShownBed, now: float, room: int, traces: int = 3, care: BedCare = NOTHING_KNOWN) -> dict[str, Seen]:
    """What the sector of a bed shows at a monotonic second; `room` and `traces` are how many
    numbers and traces fit."""
    parts: dict[str, Seen] = {
        "frame": _frame(bed.worst, now),
        "name": _name(bed, now, care),
        "alarm": _alarm(bed, now, care),
    }
    rows = _rows(bed, now, room)
    parts.update({f"number {row.at}/{row.of}": row for row in rows})
    known = waveforms()
    chosen = bed.chosen_traces(traces)
    for at, trace in enumerate(chosen):
        wave = known[trace.wave]
        parts[f"label {at}"] = SeenLabel(at, len(chosen), in_chosen(wave.label), wave.group)
    return parts


def holds_until(bed: ShownBed, now: float) -> float:
    """The monotonic second until which the sector of a bed shows the same; a flash, an age or a countdown is next."""
    silence = bed.silence
    moments = [
        countdown_holds_until(end, now) for end in (silence.alarms_until, silence.audio_until) if end is not None
    ]
    moments += [next_turn(light, now) for light in {each.sign.light for each in bed.alarms if each.alarm.sounds}]
    if bed.standing is BedStanding.WATCHED:
        moments.append(rows_hold_until(bed.numbers, now))
        silent = now - bed.signal_at > SILENT_SECONDS
        moments.append(age_holds_until(bed.signal_at, now) if silent else bed.signal_at + SILENT_SECONDS)
    return min(moments, default=math.inf)


def _filled(shown: ShownAlarm, now: float) -> bool:
    """What nobody has seen yet fills its ground while its flash is lit; what is seen keeps a frame alone."""
    return shown.alarm.sounds and lit(shown.sign.light, now)


def _frame(worst: ShownAlarm | None, now: float) -> SeenFrame:
    if worst is None or worst.alarm.presence is Presence.OFF:
        return SeenFrame()
    return SeenFrame(worst.alarm.priority, _filled(worst, now))


def _name(bed: ShownBed, now: float, care: BedCare) -> SeenName:
    silence, signs = bed.silence, []
    if silence.alarms_until is not None:
        signs.append(("bell-off", countdown_text(silence.alarms_until - now)))
    elif silence.audio_until is not None:
        signs.append(("volume-off", countdown_text(silence.audio_until - now)))
    elif silence.audio_off:
        signs.append(("volume-off", ""))
    if silence.off:
        signs.append(("bell-off", tr("ward.alarms_off", count=len(silence.off))))
    setting = most_pressing(bed.settings)
    if setting is not None:
        signs.append(("settings", tr(f"ward_settings.short_{setting.state}")))
    tag = tr("ward.simulated") if bed.simulated else ""
    return SeenName(bed.label, bed.person, tag, tuple(signs), _holder(bed, care))


def _holder(bed: ShownBed, care: BedCare) -> tuple[str, str] | None:
    """Who answers for an occupied bed; that nobody does, or that it was not handed over, has an icon of its own."""
    if not care.known or bed.standing is BedStanding.EMPTY:
        return None
    return ("user" if care.name and care.on_duty else "alert-triangle"), care.short


def _rows(bed: ShownBed, now: float, room: int) -> list[SeenRow]:
    if bed.standing is not BedStanding.WATCHED:
        return [SeenRow(0, 1, None, words=tr(f"ward.standing_{bed.standing}"))]
    rows = _chosen(number_rows(bed.numbers, now), room)
    return [
        SeenRow(at, len(rows), row, filled=row.alarm is not None and _filled(row.alarm, now))
        for at, row in enumerate(rows)
    ]


def _chosen(rows: tuple[NumberRow, ...], room: int) -> tuple[NumberRow, ...]:
    """The first rows that have room; one that alarms is never left out for one that does not."""
    kept = list(rows[:room])
    for row in rows[room:]:
        calm = [at for at, each in enumerate(kept) if _rank(each.alarm) > _rank(row.alarm)]
        if calm:
            kept[calm[-1]] = row
    return tuple(kept)


def _rank(shown: ShownAlarm | None) -> int:
    return len(Priority) if shown is None else int(shown.alarm.priority)


def _alarm(bed: ShownBed, now: float, care: BedCare) -> SeenAlarm:
    worst = bed.worst
    if worst is not None:
        more = tr("ward.more_alarms", count=len(bed.alarms) - 1) if len(bed.alarms) > 1 else ""
        priority = worst.alarm.priority if worst.alarm.presence is not Presence.OFF else None
        marks = [mark for mark in _MARKS if mark in worst.sign.marks]
        words, fewer = alarm_words(worst.alarm, short=True), ""
        if marks and worst.alarm.lethal:
            # The number itself stands among the others.
            fewer = alarm_words(replace(worst.alarm, deviation=None), short=True)
        said = tr(f"ward.mark_{marks[0]}") if marks else ""
        icons = tuple(_MARKS[mark] for mark in marks)
        has = care.has(worst.alarm.key)
        taken = ("bed" if has.present else "check", has.short) if has is not None else None
        return SeenAlarm(words, fewer, more, icons, said, priority, _filled(worst, now), taken)
    silent = now - bed.signal_at
    if bed.standing is BedStanding.WATCHED and silent > SILENT_SECONDS:
        return SeenAlarm(no_signal_text(silent))
    return SeenAlarm()


def same_layout(before: Sequence[ShownBed], now: Sequence[ShownBed]) -> bool:
    """The same beds in the same order with the same traces."""
    return len(before) == len(now) and all(
        old is new or (old.bed == new.bed and old.traces == new.traces) for old, new in zip(before, now, strict=True)
    )
