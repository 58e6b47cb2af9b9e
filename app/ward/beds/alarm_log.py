"""Writes what changed of alarms into the store, for ever, from threads of its own: the ward never waits for a disk.

The first puts it into a journal file, which takes a moment; the second into the store, which may take long.
"""

import json
import logging
import queue
import threading
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Final

from sqlalchemy import func, select

from app.kernel.actor import PROGRAM
from app.kernel.clock import to_text
from app.store.inserting import insert_rows
from app.store.store import Store
from app.store.tables import ward_alarm_log
from app.ward.alarms.model import Change
from app.ward.alarms.records import to_record
from app.ward.beds.journal import AlarmJournal, Row

_logger = logging.getLogger(__name__)

_AGAIN_SECONDS: Final = 1.0
_MOST_AT_ONCE: Final = 1_000
"""Rows of one transaction; others of this station wait for it."""


@dataclass(frozen=True)
class Entry:
    """One change, who lay in the bed, and the POSIX second at which the clock of `change.at` stood at 0."""

    change: Change
    stay: str
    clock_zero: float


class AlarmLog:
    """Entries go in by `put`, which never waits; what cannot be written is kept and tried again.

    `told` is called by this log's thread with True when the disk fails, with False when it has taken what waited.
    Without a journal a kill loses what the store has not taken.
    """

    def __init__(
        self,
        store: Store,
        told: Callable[[bool], None] = lambda _failed: None,
        journal: AlarmJournal | None = None,
    ) -> None:
        self._store, self._journal = store, journal
        self.told = told
        self._queue: queue.SimpleQueue[Entry | Callable[[], None] | None] = queue.SimpleQueue()
        self._rows: queue.SimpleQueue[list[Row] | None] = queue.SimpleQueue()
        self._waiting: list[Row] = []
        self._taken, self._written = 0, 0
        self._left: list[Row] = []
        self._unread = False
        self._stopping = threading.Event()
        self._failed, self._journal_failed = False, False
        self._taking = threading.Thread(target=self._take_in, name="alarm journal")
        self._thread = threading.Thread(target=self._work, name="alarm log")

    def start(self) -> None:
        """Begin to write; first of all what a killed run left in the journal, so that alarms go on from there."""
        self._replay()
        self._taking.start()
        self._thread.start()

    def put(self, entry: Entry) -> None:
        """To be written, in this order."""
        self._queue.put(entry)

    def after(self, call: Callable[[], None]) -> None:
        """Called by this log's thread once all that was put before is in the journal, or cannot be put there."""
        self._queue.put(call)

    @property
    def journaled(self) -> int:
        """How many of this run's entries a kill does not lose any more."""
        return self._taken

    def stop(self) -> None:
        """Write what waits, then end; how much the disk did not take is told to the technical log."""
        self._stopping.set()
        self._queue.put(None)
        self._taking.join()
        self._thread.join()
        if self._journal is not None:
            self._journal.close()
            if not self._waiting:
                self._empty(self._journal)

    # ---- into the journal

    def _take_in(self) -> None:
        entry = self._queue.get()
        while entry is not None:
            rows: list[Row] = []
            calls: list[Callable[[], None]] = []
            while entry is not None:
                if isinstance(entry, Entry):
                    rows.append(_row(entry))
                else:
                    calls.append(entry)
                try:
                    entry = self._queue.get(block=False)
                except queue.Empty:
                    break
            else:
                self._queue.put(None)
            if rows:
                self._keep(rows)
                self._rows.put(rows)
            for call in calls:
                _called(call)
            entry = self._queue.get()
        self._rows.put(None)

    def _keep(self, rows: list[Row]) -> None:
        journal = self._journal
        if journal is not None:
            if self._written == self._taken and journal.is_long():
                self._empty(journal)
            try:
                journal.append(rows)
                self._journal_failed = False
            except OSError:
                # The store may take them all the same; where it does not either, that is told.
                if not self._journal_failed:
                    _logger.exception("the journal of alarms could not be written")
                self._journal_failed = True
        self._taken += len(rows)

    def _empty(self, journal: AlarmJournal) -> None:
        """The store has all that this run was given; not where an earlier run's is still to come."""
        if self._left or self._unread:
            return
        try:
            journal.empty()
        except OSError:
            # What lies in the store already is passed over when it is read again.
            _logger.exception("the journal of alarms could not be removed")

    def _replay(self) -> None:
        journal = self._journal
        if journal is None:
            return
        try:
            self._left = journal.left()
        except Exception:
            # Never a reason not to watch: the files stay as they are.
            _logger.exception("the journal of alarms could not be read")
            self._unread = True
            return
        try:
            self._take_up_left()
        except Exception:
            _logger.exception("the journal of alarms could not be taken up yet")
        self._empty(journal)

    def _take_up_left(self) -> None:
        """Before anything newer: the last row of each alarm in the log is the one that counts."""
        if not self._left:
            return
        missing = self._not_in_store(self._left)
        self._append(missing)
        if missing:
            _logger.warning("%d changes of alarms were taken from the journal of a run that was cut off", len(missing))
        self._left = []

    def _not_in_store(self, left: list[Row]) -> list[Row]:
        columns = [ward_alarm_log.c[name] for name in _TELLING]
        with self._store.read() as connection:
            since = min(row["at"] for row in left)
            there = {tuple(row) for row in connection.execute(select(*columns).where(ward_alarm_log.c.at >= since))}
        return [row for row in left if tuple(row[name] for name in _TELLING) not in there]

    # ---- into the store

    def _work(self) -> None:
        while self._gather():
            if not self._write():
                self._stopping.wait(_AGAIN_SECONDS)
        while self._waiting and self._write():
            pass
        if self._waiting:
            _logger.error("%d changes of alarms could not be written down", len(self._waiting))

    def _gather(self) -> bool:
        """Take all that has come, and wait for the first where nothing waits; False where the end was asked for."""
        more = not self._waiting
        while True:
            try:
                rows = self._rows.get(block=more)
            except queue.Empty:
                return True
            if rows is None:
                return False
            self._waiting += rows
            more = False

    def _write(self) -> bool:
        """Write the oldest of what waits; False, and it waits on, where that is not possible."""
        batch = self._waiting[:_MOST_AT_ONCE]
        try:
            self._take_up_left()
            self._append(batch)
        except Exception:
            # Whatever it was, the next attempt may succeed; only the first of a row is worth a line.
            if not self._failed:
                _logger.exception("the log of alarms could not be written")
                self._failed = True
                self.told(True)
            return False
        del self._waiting[: len(batch)]
        self._written += len(batch)
        if self._failed:
            self._failed = False
            self.told(False)
        return True

    def _append(self, batch: Sequence[Row]) -> None:
        if not batch:
            return
        with self._store.write(PROGRAM) as writing:
            last = writing.connection.execute(select(func.max(ward_alarm_log.c.number))).scalar_one_or_none() or 0
            numbered = [{"number": number, **one} for number, one in enumerate(batch, last + 1)]
            insert_rows(writing.connection, ward_alarm_log, numbered)


_TELLING: Final = ("bed_id", "stay_id", "what", "at", "content")
"""A change happens once: two rows that agree in these are one."""


def _called(call: Callable[[], None]) -> None:
    try:
        call()
    except Exception:
        # Whoever waits for it waits in vain, and asks again; the log goes on.
        _logger.exception("an answer about what is kept could not be given")


def _row(entry: Entry) -> Row:
    change = entry.change
    return {
        "bed_id": change.bed,
        "stay_id": entry.stay,
        "what": change.what,
        "at": to_text(datetime.fromtimestamp(entry.clock_zero + change.at, UTC)),
        "clock_zero": entry.clock_zero,
        # Not the strict encoder: a device's odd number must not keep all that comes after it from being written.
        "content": json.dumps(to_record(change), sort_keys=True, separators=(",", ":"), ensure_ascii=False),
    }
