"""The list beforehand: what the next night removes, what it proposes, what is kept all the same and why.

It names nobody: counts, days, the form or the channel. Whose records have come due is told apart, to those who may
decide about them (`due_records`).
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from typing import Final

from sqlalchemy import Connection, and_, func, select

from app.kernel.clock import Clock, from_text, to_text
from app.privacy.files import NO_FILES, FileKind, Files
from app.privacy.old_records import DueRecords, due_records, due_seals
from app.privacy.periods import Act, Period, begins_before, periods
from app.privacy.removing import REMOVING, Hold, told_rows
from app.privacy.terms import Counts

SOON: Final = timedelta(days=30)
MOST: Final = 200
"""Lines of one kind."""


@dataclass(frozen=True)
class DueEntry:
    """One thing that goes. `since`: from when its time runs; `what`: the form or the channel, may be empty."""

    since: datetime
    what: str


@dataclass(frozen=True)
class Due:
    """One kind of data at the next night. `count`: what is removed, or proposed; `oldest`: the day from which the time
    of the oldest runs; `kept`: hold → how many it keeps though their time is over; `soon`: how many more come due
    within 30 days after it (None: not counted); `entries`: at most 200 of what is removed, the oldest first."""

    period: Period
    until: int
    count: int
    oldest: date | None
    kept: Mapping[Hold, int] = field(default_factory=dict)
    soon: int | None = None
    entries: tuple[DueEntry, ...] = ()


@dataclass(frozen=True)
class DueList:
    """`at`: when the next night is, or now where it is late."""

    at: datetime
    kinds: tuple[Due, ...]

    @property
    def removed(self) -> int:
        """How many things go by themselves."""
        return sum(one.count for one in self.kinds if one.period.act is Act.REMOVE)


def due_list(
    connection: Connection, clock: Clock, at: datetime, today: date, counts: Counts, files: Files = NO_FILES
) -> DueList:
    """As it would be at `at`, on the unit's day `today`, with these periods."""
    kinds = [_removed(connection, code, at, counts[code]) for code in REMOVING]
    kinds += [_of_files(connection, files[code], code, at, counts[code]) for code in files]
    records = (
        ("clinical_record", due_records(connection, clock, at, today, counts["clinical_record"])),
        ("sealed_record", due_seals(connection, at, today, counts["sealed_record"])),
    )
    kinds += [_proposed(code, found, counts[code]) for code, found in records]
    order = list(periods())
    return DueList(at, tuple(sorted(kinds, key=lambda one: order.index(one.period.code))))


def _removed(connection: Connection, code: str, at: datetime, count: int) -> Due:
    period, going, oldest, soon = periods()[code], 0, "", 0
    before = to_text(begins_before(at, period.unit, count))
    later = to_text(begins_before(at + SOON, period.unit, count))
    kept: dict[Hold, int] = {}
    for part in REMOVING[code]:
        begins = part.table.c[part.begins]
        counted = select(func.count(), func.min(begins)).select_from(part.table)
        number, first = connection.execute(counted.where(part.goes(connection, before, at))).one()
        going += number
        oldest = min(filter(None, (oldest, first)), default="")
        soon += connection.execute(counted.where(part.goes(connection, later, at))).one()[0] - number
        for hold, keeps in part.kept_by(connection, at).items():
            held = connection.execute(counted.where(and_(part.due(before), keeps))).one()[0]
            if held:
                kept[hold] = kept.get(hold, 0) + held
    entries = tuple(DueEntry(from_text(since), what) for since, what in told_rows(connection, code, before, at, MOST))
    return Due(period, count, going, from_text(oldest).date() if oldest else None, kept, soon, entries)


def _of_files(connection: Connection, files: FileKind, code: str, at: datetime, count: int) -> Due:
    found = files.look(connection, at, count)
    oldest = found.oldest.date() if found.oldest else None
    soon = files.look(connection, at + SOON, count).count - found.count if files.foreseen else None
    kept = {Hold.LEGAL: found.held} if found.held else {}
    return Due(periods()[code], count, found.count, oldest, kept, soon)


def _proposed(code: str, found: DueRecords, count: int) -> Due:
    oldest = min((one.last_entry for one in found.records), default=None)
    return Due(periods()[code], count, len(found.records), oldest, found.kept)
