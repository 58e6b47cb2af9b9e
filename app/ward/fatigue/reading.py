"""Out of the store: who lay in which bed when, and the changes of alarms as they were logged."""

import json
import logging
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import datetime, timedelta
from itertools import pairwise
from typing import Any, Final, NamedTuple

from sqlalchemy import Connection, func, select

from app.kernel.clock import from_text, to_text
from app.kernel.progress import Progress
from app.store.tables import ward_alarm_log, ward_bed, ward_stay_step
from app.ward.alarms.model import Change
from app.ward.alarms.records import from_record

_logger = logging.getLogger(__name__)
_STEP: Final = 2_000
_DAY: Final = 86_400.0


class LoggedChange(NamedTuple):
    """One row of the log; the moment of its change is in POSIX seconds."""

    stay: str
    change: Change


def bed_labels(connection: Connection) -> dict[str, str]:
    """Bed → label, beds out of use included: their alarms were heard."""
    asked = select(ward_bed.c.id, ward_bed.c.label).order_by(ward_bed.c.place, ward_bed.c.id)
    return {row.id: row.label for row in connection.execute(asked)}


def occupied_days(connection: Connection, since: datetime, until: datetime) -> dict[str, float]:
    """Bed → days of [since, until) in which somebody lay there; beds that were always free are left out."""
    step = ward_stay_step
    asked = select(step.c.stay_id, step.c.bed_id, step.c.recorded_at).order_by(step.c.stay_id, step.c.number)
    found: dict[str, float] = {}
    rows = [(row.stay_id, row.bed_id, from_text(row.recorded_at)) for row in connection.execute(asked)]
    for row, after in pairwise([*rows, ("", None, until)]):
        stay, bed, begins = row
        ends = after[2] if after[0] == stay else until
        lay = (min(ends, until) - max(begins, since)).total_seconds()
        if bed is not None and lay > 0:
            found[bed] = found.get(bed, 0.0) + lay / _DAY
    return found


def logged_changes(
    connection: Connection, since: datetime, until: datetime, progress: Progress, *, alarms_only: bool
) -> Iterator[LoggedChange]:
    """Changes in [since, until) in their order. KnownError work.cancelled. A row that cannot be read is left out.

    `alarms_only`: without changes of devices and limits, and begun by how each bed was silenced before.
    """
    table = ward_alarm_log
    if alarms_only:
        yield from _silenced_before(connection, since)
    within = [table.c.at >= to_text(since), table.c.at < to_text(until)]
    if alarms_only:
        within += [~table.c.what.startswith("limits:"), ~table.c.what.startswith("device:")]
        within.append(~table.c.what.startswith("setting:"))
    total = connection.execute(select(func.count()).select_from(table).where(*within)).scalar_one()
    last, done = 0, 0
    while True:
        progress.step(done, total)
        asked = select(table).where(*within, table.c.number > last).order_by(table.c.number).limit(_STEP)
        rows = connection.execute(asked).all()
        yield from _read(rows)
        if len(rows) < _STEP:
            return
        last, done = rows[-1].number, done + len(rows)


def _silenced_before(connection: Connection, since: datetime) -> Iterator[LoggedChange]:
    """How each bed was silenced last, of the day before: a log of years is not searched for a sound that is off."""
    table = ward_alarm_log
    the_day_before = (table.c.at >= to_text(since - timedelta(days=1)), table.c.at < to_text(since))
    latest = select(func.max(table.c.number)).where(table.c.what == "silence", *the_day_before)
    asked = select(table).where(table.c.number.in_(latest.group_by(table.c.bed_id))).order_by(table.c.number)
    yield from _read(connection.execute(asked).all())


def _read(rows: Sequence[Any]) -> Iterator[LoggedChange]:
    for row in rows:
        try:
            change = from_record(json.loads(row.content))
        except (KeyError, TypeError, ValueError):
            _logger.exception("a row of the log of alarms could not be read")
            continue
        yield LoggedChange(row.stay_id, replace(change, at=change.at + row.clock_zero))


def known_label(labels: Mapping[str, str], bed: str) -> str:
    """The label of a bed, else what the log calls it."""
    return labels.get(bed, bed)
