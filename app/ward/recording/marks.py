"""The alarms of a stay from the log of the station: each from its beginning to its end."""

import json
import logging
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from typing import Final

from sqlalchemy import Connection, select

from app.kernel.clock import to_text
from app.store.tables import ward_alarm_log
from app.ward.alarms.model import Alarm, Change, Deviation, Why
from app.ward.alarms.records import from_record
from app.ward.recording.model import AlarmMark

_logger = logging.getLogger(__name__)

_NO_ALARMS: Final = ("silence", "limits:", "device:")


@dataclass
class _Open:
    mark: AlarmMark
    worst: Deviation | None


def read_marks(connection: Connection, stay: str, start: float, end: float) -> tuple[AlarmMark, ...]:
    """Alarms that stood at any moment in [start, end) (POSIX seconds), in the order of their beginning.

    An alarm lasts while its condition is there; seen or not, and how long it stays on the screen after, is not counted.
    """
    table = ward_alarm_log
    until = to_text(datetime.fromtimestamp(min(end, 253402300799.0), UTC))
    asked = (
        select(table.c.content, table.c.clock_zero)
        .where(table.c.stay_id == stay, table.c.at < until)
        .where(*(~table.c.what.startswith(one) for one in _NO_ALARMS))
        .order_by(table.c.number)
    )
    open_now: dict[str, _Open] = {}
    found: list[AlarmMark] = []
    for row in connection.execute(asked):
        change = _change(row.content)
        if change is not None:
            _take(change, row.clock_zero, open_now, found)
    found += [each.mark for each in open_now.values()]
    shown = [one for one in found if one.ended_at is None or one.ended_at > start]
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


def _change(content: str) -> Change | None:
    try:
        return from_record(json.loads(content))
    except (KeyError, TypeError, ValueError):
        _logger.exception("a row of the log of alarms could not be read")
        return None
