"""Writes what changed of alarms into the store, for ever, from a thread of its own: the ward never waits for a disk."""

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
    """

    def __init__(self, store: Store, told: Callable[[bool], None] = lambda _failed: None) -> None:
        self._store = store
        self.told = told
        self._queue: queue.SimpleQueue[Entry | None] = queue.SimpleQueue()
        self._waiting: list[Entry] = []
        self._stopping = threading.Event()
        self._failed = False
        self._thread = threading.Thread(target=self._work, name="alarm log")

    def start(self) -> None:
        """Begin to write."""
        self._thread.start()

    def put(self, entry: Entry) -> None:
        """To be written, in this order."""
        self._queue.put(entry)

    def stop(self) -> None:
        """Write what waits, then end; how much the disk did not take is told to the technical log."""
        self._stopping.set()
        self._queue.put(None)
        self._thread.join()

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
                entry = self._queue.get(block=more)
            except queue.Empty:
                return True
            if entry is None:
                return False
            self._waiting.append(entry)
            more = False

    def _write(self) -> bool:
        """Write the oldest of what waits; False, and it waits on, where that is not possible."""
        batch = self._waiting[:_MOST_AT_ONCE]
        try:
            self._append(batch)
        except Exception:
            # Whatever it was, the next attempt may succeed; only the first of a row is worth a line.
            if not self._failed:
                _logger.exception("the log of alarms could not be written")
                self._failed = True
                self.told(True)
            return False
        del self._waiting[: len(batch)]
        if self._failed:
            self._failed = False
            self.told(False)
        return True

    def _append(self, batch: Sequence[Entry]) -> None:
        with self._store.write(PROGRAM) as writing:
            last = writing.connection.execute(select(func.max(ward_alarm_log.c.number))).scalar_one_or_none() or 0
            insert_rows(
                writing.connection, ward_alarm_log, [_row(number, one) for number, one in enumerate(batch, last + 1)]
            )


def _row(number: int, entry: Entry) -> dict[str, object]:
    change = entry.change
    return {
        "number": number,
        "bed_id": change.bed,
        "stay_id": entry.stay,
        "what": change.what,
        "at": to_text(datetime.fromtimestamp(entry.clock_zero + change.at, UTC)),
        "clock_zero": entry.clock_zero,
        # Not the strict encoder: a device's odd number must not keep all that comes after it from being written.
        "content": json.dumps(to_record(change), sort_keys=True, separators=(",", ":"), ensure_ascii=False),
    }
