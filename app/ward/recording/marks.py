"""The alarms of a stay from the log of the station: each from its beginning to its end."""

import threading
from dataclasses import dataclass, replace
from typing import Final

from sqlalchemy import Connection, select

from app.store.tables import ward_alarm_log
from app.ward.alarms.model import Alarm, Change, Deviation, Why
from app.ward.alarms.records import change_in
from app.ward.recording.model import AlarmMark

_NO_ALARMS: Final = ("silence", "limits:", "device:", "setting:")


@dataclass
class _Open:
    mark: AlarmMark
    worst: Deviation | None


class StayMarks:
    """The alarms of one stay, with those of the stays that it corrected; each call reads only the rows that were added
    since the last. Safe from several threads.

    An alarm lasts while its condition is there; seen or not, and how long it stays on the screen after, is not counted.
    """

    def __init__(self, *stays: str) -> None:
        self._stays, self._through = stays, 0
        self._open: dict[str, _Open] = {}
        self._ended: list[AlarmMark] = []
        self._lock = threading.Lock()

    def read(self, connection: Connection, start: float, end: float) -> tuple[AlarmMark, ...]:
        """Those that stood at any moment in [start, end) (POSIX seconds), in the order of their beginning."""
        table = ward_alarm_log
        asked = (
            select(table.c.number, table.c.content, table.c.clock_zero)
            .where(table.c.stay_id.in_(self._stays), table.c.number > self._through)
            .where(*(~table.c.what.startswith(one) for one in _NO_ALARMS))
            .order_by(table.c.number)
        )
        with self._lock:
            for row in connection.execute(asked):
                change = change_in(row.content)
                if change is not None:
                    _take(change, row.clock_zero, self._open, self._ended)
                self._through = row.number
            marks = (*self._ended, *(each.mark for each in self._open.values()))
        shown = [one for one in marks if one.began_at < end and (one.ended_at is None or one.ended_at > start)]
        return tuple(sorted(shown, key=lambda one: (one.began_at, one.key)))


def _take(change: Change, zero: float, open_now: dict[str, _Open], found: list[AlarmMark]) -> None:
    after, key = change.after, f"{change.bed}/{change.what}"
    was = open_now.get(key)
    if isinstance(after, Alarm) and after.is_there:
        if was is None:
            was = open_now[key] = _Open(_mark(after, zero), None)
        worst = after.deviation
        if worst is not None and worst.worse_than(was.worst):
            was.worst = worst
            was.mark = replace(was.mark, vital=worst.vital, value=worst.value, limit=worst.limit)
        seen = after.acknowledged_at
        was.mark = replace(
            was.mark,
            priority=min(was.mark.priority, after.priority),
            lethal=was.mark.lethal or after.lethal,
            seen_at=was.mark.seen_at if was.mark.seen_at is not None or seen is None else zero + seen,
            seen_by=was.mark.seen_by or after.acknowledged_by,
        )
    elif was is not None:
        mark = replace(was.mark, ended_at=zero + change.at)
        if change.why is Why.SEEN and not mark.seen_by:
            mark = replace(mark, seen_at=zero + change.at, seen_by=change.who)
        found.append(mark)
        del open_now[key]


def _mark(alarm: Alarm, zero: float) -> AlarmMark:
    return AlarmMark(alarm.key, alarm.code, alarm.priority, alarm.lethal, zero + alarm.since, None, text=alarm.text)
