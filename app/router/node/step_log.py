"""What is written down before it is carried out: a sealed journal first, which takes a moment, then the store.

The loop never waits for a disk: it puts rows in, and looks at `through` for how far they are surely kept. Besides the
steps of alarms the journal says who has signed in where, so that a restart does not send everybody to sign in again.
"""

import logging
import queue
import threading
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Final

from app.kernel.clock import Clock
from app.router.delivery.model import Entry
from app.router.delivery.restoring import entry_of
from app.router.node.ports import Steps
from app.ward.beds.journal import AlarmJournal

_logger = logging.getLogger(__name__)
Row = Mapping[str, Any]
_AGAIN_SECONDS: Final = 1.0
_MARK_SECONDS: Final = 60.0
_MOST_AT_ONCE: Final = 1_000
PERSONS_SECONDS: Final = 900.0
"""A router that was away for longer asks everybody to sign in again: somebody else may hold the receiver."""
PERSON, MARK, STEP = "person", "mark", "step"


@dataclass(frozen=True)
class Left:
    """What an earlier run left: the steps of alarms that have not ended, and receiver → row of whoever was there."""

    steps: list[Row] = field(default_factory=list)
    persons: dict[str, Row] = field(default_factory=dict)

    def entries(self, zero: float, at: float) -> list[Entry]:
        """The steps on a clock that stood at 0 at the POSIX second `zero`, none of them later than `at`; those that
        cannot be read are left out, and it is for the caller to tell that they are missing."""
        found = []
        for row in self.steps:
            plain = {name: value for name, value in row.items() if name not in ("clock_zero", "name")}
            try:
                # Never in the future, though the wall clock was set back meanwhile.
                found.append(entry_of(plain, min(row["clock_zero"] - zero, at - plain["at"])))
            except (KeyError, TypeError, ValueError):
                _logger.exception("a step of an alarm could not be read")
        return found


class StepLog:
    """`start`, then `put` from one thread, then `stop`. `told` is called from these threads with "journal" or "steps"
    and whether it fails; `wake` whenever `through` has grown.
    """

    def __init__(
        self,
        journal: AlarmJournal,
        steps: Steps,
        clock: Clock,
        told: Callable[[str, bool], None],
        wake: Callable[[], None],
    ) -> None:
        self._journal, self._steps, self._clock, self._told, self._wake = journal, steps, clock, told, wake
        self._queue: queue.SimpleQueue[tuple[int, list[Row]] | None] = queue.SimpleQueue()
        self._to_store: queue.SimpleQueue[list[Row] | None] = queue.SimpleQueue()
        self._waiting: list[Row] = []
        self._persons: dict[str, Row] = {}
        self._kept, self._stored, self._marked_at = 0, 0, 0.0
        self._failing: set[str] = set()
        self._unread = False
        self._stopping = threading.Event()
        self._threads = [
            threading.Thread(target=self._take_in, name="router journal"),
            threading.Thread(target=self._work, name="router steps"),
        ]
        self.through = 0
        """Every row that was put with this token or a lower one is on the disk, or its disk fails."""

    def left(self) -> Left:
        """Before `start`: what the run before left, put into the store where it is missing there.

        What the store refuses waits, and the journal alone is taken; a journal that cannot be read stays as it is.
        """
        rows = self._read()
        steps = [row for row in rows if row.get("kind") == STEP]
        persons: dict[str, Row] = {}
        walls = [float(row["wall"]) for row in rows if "wall" in row]
        if walls and self._clock.now().timestamp() - max(walls) < PERSONS_SECONDS:
            persons = {row["receiver"]: row for row in rows if row.get("kind") == PERSON}
        self._persons = {name: row for name, row in persons.items() if row["user"]}
        plain: list[Row] = [_bare(row) for row in steps]
        try:
            self._steps.append(self._steps.missing(plain))
            unended = self._steps.unended()
        except Exception:
            # The alarms go on from the journal, which stays as it is: the next start tries again.
            _logger.exception("the steps of alarms could not be taken into the store")
            self._kept, unended = len(plain), plain
            self._fails("steps", True)
        else:
            if not self._unread:
                self._begin_anew()
        return Left(unended, dict(self._persons))

    def _read(self) -> list[Row]:
        try:
            return self._journal.left()
        except Exception:
            # Never a reason to call nobody: what the store has goes on.
            _logger.exception("the router's journal could not be read")
            self._unread = True
            self._fails("journal", True)
            return []

    def start(self) -> None:
        """Begin to write."""
        for one in self._threads:
            one.start()

    def put(self, token: int, rows: Sequence[Row]) -> None:
        """To be kept in this order; `token` rises."""
        self._queue.put((token, list(rows)))

    def stop(self) -> None:
        """Write what waits, then end."""
        self._stopping.set()
        self._queue.put(None)
        for one in self._threads:
            if one.ident is not None:
                one.join()
        self._journal.close()

    def _begin_anew(self) -> None:
        """The store has every step; the journal keeps who is where."""
        now = self._clock.now().timestamp()
        self._journal.empty()
        if self._persons:
            self._journal.append([{**row, "wall": now} for row in self._persons.values()])

    # ---- into the journal

    def _take_in(self) -> None:
        while True:
            token, rows, ends = self._gathered()
            now = self._clock.now().timestamp()
            if not rows and self._persons and now - self._marked_at >= _MARK_SECONDS:
                rows = [{"kind": MARK, "wall": now}]
            if rows:
                self._marked_at = now
                self._keep(rows, now)
            if token:
                self.through = token
                self._wake()
            if ends:
                self._to_store.put(None)
                return

    def _gathered(self) -> tuple[int, list[Row], bool]:
        """All that has come by now; the first is waited for."""
        token, rows, block = 0, list[Row](), True
        while True:
            try:
                one = self._queue.get(block, _MARK_SECONDS if block else None)
            except queue.Empty:
                return token, rows, False
            if one is None:
                return token, rows, True
            token, block = one[0], False
            rows += one[1]

    def _keep(self, rows: list[Row], now: float) -> None:
        steps = [row for row in rows if row["kind"] == STEP]
        for row in rows:
            if row["kind"] == PERSON:
                self._persons[row["receiver"]] = row
                if not row["user"]:
                    del self._persons[row["receiver"]]
        try:
            if self._stored == self._kept and self._journal.is_long() and not self._unread:
                self._begin_anew()
                rows = steps
            self._journal.append([{**row, "wall": now} for row in rows])
            self._fails("journal", False)
        except OSError:
            if "journal" not in self._failing:
                _logger.exception("the router's journal could not be written")
            self._fails("journal", True)
        if steps:
            self._kept += len(steps)
            self._to_store.put([_bare(row) for row in steps])

    # ---- into the store

    def _work(self) -> None:
        while self._fetched():
            if not self._write():
                self._stopping.wait(_AGAIN_SECONDS)
        while self._waiting and self._write():
            pass
        if self._waiting:
            _logger.error("%d steps of alarms wait in the journal for the next start", len(self._waiting))

    def _fetched(self) -> bool:
        block = not self._waiting
        while True:
            try:
                rows = self._to_store.get(block)
            except queue.Empty:
                return True
            if rows is None:
                return False
            self._waiting += rows
            block = False

    def _write(self) -> bool:
        batch = self._waiting[:_MOST_AT_ONCE]
        try:
            self._steps.append(batch)
        except Exception:
            # Whatever it was, the next attempt may succeed; that it fails is a technical alarm.
            if "steps" not in self._failing:
                _logger.exception("steps of alarms could not be written into the store")
            self._fails("steps", True)
            return False
        del self._waiting[: len(batch)]
        self._stored += len(batch)
        self._fails("steps", False)
        return True

    def _fails(self, what: str, fails: bool) -> None:
        if fails is not (what in self._failing):
            (self._failing.add if fails else self._failing.discard)(what)
            self._told(what, fails)


def _bare(row: Row) -> Row:
    """A step as the store keeps it."""
    return {name: value for name, value in row.items() if name not in ("kind", "wall")}
