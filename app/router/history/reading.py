"""Kept steps out of the store: those of one alarm whole, those of a period as far as lists and counts need them."""

import json
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from typing import Final

from sqlalchemy import Connection, and_, func, select

from app.kernel.clock import to_text
from app.kernel.progress import Progress
from app.router.delivery.model import Entry
from app.router.history.model import AlarmRun
from app.router.history.runs import TELLING_THE_END, split_runs
from app.router.keeping.steps import entry_of_row
from app.router.words import Step
from app.store.tables import router_receiver, router_step, ward_alarm_log
from app.ward.alarms.model import Alarm
from app.ward.alarms.records import from_record
from app.ward.fatigue.reading import bed_labels, known_label

_PAGE: Final = 2_000
_BEYOND: Final = timedelta(days=1)
"""What began within a period is followed so far beyond it."""
_DECISIVE: Final = tuple(sorted(step.value for step in Step if step not in TELLING_THE_END))
_NEAR: Final = timedelta(seconds=10)
"""The ward logs an alarm before the router hears of it; both run on one machine's clock."""
_DEVICE_WORDS: Final = (
    "device_alarm",
    "device_fault",
    "infrastructure_failed",
    "device_alarm_refused",
    "unplaced_alarm",
)


def instant(at: float) -> str:
    """A POSIX second as the store writes it."""
    return to_text(datetime.fromtimestamp(at, UTC))


def receiver_names(connection: Connection) -> dict[str, str]:
    """Receiver → its name, those included that were revoked."""
    table = router_receiver
    latest = (
        select(table.c.receiver_id, func.max(table.c.number).label("number")).group_by(table.c.receiver_id).subquery()
    )
    asked = select(table.c.receiver_id, table.c.name).join(
        latest, and_(latest.c.receiver_id == table.c.receiver_id, latest.c.number == table.c.number)
    )
    return {row.receiver_id: row.name for row in connection.execute(asked)}


def read_run(connection: Connection, bed: str, alarm: str, began: float | None = None) -> AlarmRun | None:
    """Every step of one alarm: of the run that began at this POSIX second, else of the last one; None: nothing kept."""
    table = router_step
    of_alarm = (table.c.bed_id == bed, table.c.alarm == alarm)
    turn = and_(*of_alarm, table.c.step == Step.GENERATED.value, table.c.round == 1)
    first = select(func.max(table.c.number)).where(turn)
    if began is not None:
        first = first.where(table.c.at == instant(began))
    number = connection.execute(first).scalar_one_or_none()
    if number is None:
        return None
    following = connection.execute(select(func.min(table.c.number)).where(turn, table.c.number > number)).scalar_one()
    asked = select(table).where(*of_alarm, table.c.number >= number).order_by(table.c.number)
    if following is not None:
        asked = asked.where(table.c.number < following)
    rows = list(connection.execute(asked).mappings())
    names = {**receiver_names(connection), **{row["user_id"]: row["user_name"] for row in rows if row["user_name"]}}
    entries = tuple(entry_of_row(row) for row in rows)
    label = known_label(bed_labels(connection), bed)
    return AlarmRun(bed, label, alarm, entries, names, device_words(connection, bed, alarm, entries[0].at))


def read_runs(connection: Connection, since: float, until: float, progress: Progress) -> Iterator[AlarmRun]:
    """The runs that began in [since, until) without how their messages travelled; KnownError work.cancelled."""
    labels, names = bed_labels(connection), receiver_names(connection)
    found = _decisive(connection, since, until, progress, names)
    for entries in split_runs(found):
        if entries[0].at < until:
            bed, alarm = entries[0].bed, entries[0].alarm
            yield AlarmRun(bed, known_label(labels, bed), alarm, entries, names)


def _decisive(
    connection: Connection, since: float, until: float, progress: Progress, names: dict[str, str]
) -> Iterator[Entry]:
    """In their order; the people in them are added to `names`."""
    table = router_step
    end = to_text(datetime.fromtimestamp(until, UTC) + _BEYOND)
    within = (table.c.at >= instant(since), table.c.at < end, table.c.step.in_(_DECISIVE))
    total = connection.execute(select(func.count()).select_from(table).where(*within)).scalar_one()
    last, done = 0, 0
    while True:
        progress.step(done, total)
        asked = select(table).where(*within, table.c.number > last).order_by(table.c.number).limit(_PAGE)
        rows = connection.execute(asked).mappings().all()
        for row in rows:
            if row["user_name"]:
                names[row["user_id"]] = row["user_name"]
            yield entry_of_row(row)
        if len(rows) < _PAGE:
            return
        last, done = rows[-1]["number"], done + len(rows)


def device_words(connection: Connection, bed: str, alarm: str, at: float) -> str:
    """What a device itself called it, from the ward's log; empty where only a code is known."""
    if alarm.partition(":")[0] not in _DEVICE_WORDS:
        return ""
    moment = datetime.fromtimestamp(at, UTC)
    table = ward_alarm_log
    asked = (
        select(table.c.content)
        .where(table.c.at >= to_text(moment - _NEAR), table.c.at < to_text(moment + _NEAR))
        .where(table.c.bed_id == bed, table.c.what == alarm)
        .order_by(table.c.number)
    )
    for row in connection.execute(asked):
        logged = _logged(row.content)
        if logged is not None and logged.text:
            return logged.text
    return ""


def _logged(content: str) -> Alarm | None:
    try:
        after = from_record(json.loads(content)).after
    except (KeyError, TypeError, ValueError):
        return None
    return after if isinstance(after, Alarm) else None
