"""The nightly work that keeps the periods (app/privacy/periods.py), and the list of what it will do. Nothing clinical
is removed by it: that is proposed, and two people decide."""

import json
import logging
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Final

from sqlalchemy import Connection, func, insert, select

from app.kernel.actor import PROGRAM
from app.kernel.clock import Zone, from_text, local_date, to_text, usual_zone
from app.kernel.errors import KnownError
from app.privacy.due import Due, DueList, due_list
from app.privacy.erasing import wipe
from app.privacy.erasure_service import ErasureService
from app.privacy.files import NO_FILES, FileKind, Files
from app.privacy.old_records import DueRecord, due_records, due_seals
from app.privacy.periods import begins_before, checked, periods
from app.privacy.removing import REMOVING, remove
from app.privacy.terms import NOTHING_FIXED, Counts, counts_in_force
from app.security.roles import Action
from app.security.session import Session, require
from app.store.store import Store
from app.store.tables import retention_run
from app.store.writing import Writing

_EVERY: Final = timedelta(hours=24)
_LATER: Final = timedelta(minutes=5)
_TOO_LONG: Final = timedelta(days=45)
_logger = logging.getLogger(__name__)


@dataclass(frozen=True)
class RetentionRun:
    """What one night did: kind → how many were removed, and how many wait for two people."""

    at: datetime
    removed: Mapping[str, int]
    proposed: Mapping[str, int]


class RetentionService:
    """The nights, what the next one will do, and the work itself. `fixed`: the periods that the policy says; `files`:
    what this station keeps beside its store."""

    def __init__(
        self,
        store: Store,
        erasures: ErasureService,
        zone: Zone = usual_zone,
        fixed: Counts = NOTHING_FIXED,
        files: Files = NO_FILES,
    ) -> None:
        self._store, self._erasures, self._zone, self._fixed = store, erasures, zone, fixed
        self._files = files

    def runs(self, session: Session, most: int = 30) -> tuple[RetentionRun, ...]:
        """The last nights, the latest first."""
        require(session, Action.VIEW_PRIVACY)
        wanted = select(retention_run).order_by(retention_run.c.at.desc()).limit(most)
        with self._store.read() as connection:
            return tuple(
                RetentionRun(from_text(row.at), json.loads(row.counts), json.loads(row.proposed))
                for row in connection.execute(wanted)
            )

    def due(self, session: Session) -> DueList:
        """What the next night will remove and propose, kind by kind; it names nobody."""
        require(session, Action.VIEW_PRIVACY)
        with self._store.read() as connection:
            return self._due(connection, counts_in_force(connection, self._fixed))

    def due_with(self, session: Session, code: str, count: int) -> Due:
        """What would be due of one kind with another period: looked at before it is set. KnownError as
        `TermService.change`."""
        require(session, Action.MANAGE_RETENTION)
        checked(code, count)
        with self._store.read() as connection:
            counts = {**counts_in_force(connection, self._fixed), code: count}
            kinds = self._due(connection, counts).kinds
            # Of files that this station does not keep, nothing comes due here.
            return next((one for one in kinds if one.period.code == code), Due(periods()[code], count, 0, None))

    def due_records(self, session: Session) -> tuple[DueRecord, ...]:
        """Whose records have come due, for those who may ask that they be erased."""
        require(session, Action.ERASE_PERSON)
        with self._store.read() as connection:
            years = counts_in_force(connection, self._fixed)["clinical_record"]
            at = self._next(connection)
            return due_records(connection, self._store.clock, at, self._day(at), years).records

    def run_if_due(self) -> RetentionRun | None:
        """Once a day; and each time: erasures that two people agreed on and something had held up."""
        try:
            self._erasures.carry_out_due()
        except KnownError as error:
            _logger.warning("an erasure waits: %s", error.code)
        with self._store.read() as connection:
            doubtful, late = self._is_doubtful(connection), self._next(connection) <= self._store.clock.now()
        if doubtful:
            with self._store.write(PROGRAM) as writing:
                _note(writing, {}, {})
            _logger.info("the last clean-up was long ago, or the clock is ahead: it is done a day later")
        return self.run() if late else None

    def run(self) -> RetentionRun:
        """Remove what is due, count what is to be proposed, and note both."""
        now = self._store.clock.now()
        with self._store.read() as connection:
            # Before the write: going through old records must keep nobody else from writing.
            proposed = self._proposed(connection, now)
            counts = counts_in_force(connection, self._fixed)
            gone = {code: _tidied(files, connection, now, counts[code]) for code, files in self._files.items()}
        with self._store.write(PROGRAM) as writing:
            wipe(writing.connection)
            counts = counts_in_force(writing.connection, self._fixed)
            removed = {
                code: remove(writing, code, to_text(begins_before(now, periods()[code].unit, counts[code])), now)
                for code in REMOVING
            } | gone
            _note(writing, removed, proposed)
            if any(removed.values()):
                writing.audit("retention_done", "station", "retention", **{k: v for k, v in removed.items() if v})
            at = from_text(writing.at)
        return RetentionRun(at, removed, proposed)

    def _proposed(self, connection: Connection, now: datetime) -> dict[str, int]:
        counts, today = counts_in_force(connection, self._fixed), self._day(now)
        records = due_records(connection, self._store.clock, now, today, counts["clinical_record"])
        seals = due_seals(connection, now, today, counts["sealed_record"])
        return {"clinical_record": len(records.records), "sealed_record": len(seals.records)}

    def _due(self, connection: Connection, counts: Counts) -> DueList:
        at = self._next(connection)
        return due_list(connection, self._store.clock, at, self._day(at), counts, self._files)

    def _next(self, connection: Connection) -> datetime:
        """A day after the last night; now where that is over, or where there was none. A night of a day to come was
        written by a clock that was ahead, and would keep this work from being done."""
        now, last = self._store.clock.now(), self._last(connection)
        if self._is_doubtful(connection):
            return now + _EVERY
        return now if last is None else max(now, last + _EVERY)

    def _is_doubtful(self, connection: Connection) -> bool:
        """Nothing was done for so long that the clock may have been set ahead by mistake: what would go then comes back
        from a backup alone, so it waits for another day."""
        last = self._last(connection)
        return last is not None and self._store.clock.now() - last > _TOO_LONG

    def _last(self, connection: Connection) -> datetime | None:
        past = retention_run.c.at <= to_text(self._store.clock.now() + _LATER)
        last = connection.execute(select(func.max(retention_run.c.at)).where(past)).scalar_one_or_none()
        return None if last is None else from_text(last)

    def _day(self, at: datetime) -> date:
        return local_date(at, self._zone())


def _tidied(files: FileKind, connection: Connection, now: datetime, count: int) -> int:
    """What cannot be removed now is found again the next night; the rest of the night does not wait for it."""
    try:
        return files.remove(connection, now, count)
    except KnownError as error:
        _logger.warning("files stay until the next clean-up: %s", error.code)
        return 0


def _note(writing: Writing, removed: Mapping[str, int], proposed: Mapping[str, int]) -> None:
    row = {"id": writing.new_id(), "at": writing.at}
    texts = {"counts": json.dumps(removed, sort_keys=True), "proposed": json.dumps(proposed, sort_keys=True)}
    writing.connection.execute(insert(retention_run).values(**row, **texts))
