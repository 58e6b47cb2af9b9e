"""Sync as the window meets it: an honest status, rounds that repeat themselves, and what people must decide."""

import logging
import random
import threading
from collections.abc import Callable
from contextlib import closing
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final, Protocol

from app.kernel.actor import PROGRAM
from app.kernel.clock import from_text
from app.kernel.errors import KnownError
from app.security.roles import Action
from app.security.session import Session, require
from app.store.store import Store
from app.sync import ledger
from app.sync.backoff import pause_seconds
from app.sync.bundles.errands import ErrandLine
from app.sync.decisions import Decisions
from app.sync.ledger import SyncCounts
from app.sync.round import Round, Transport
from app.sync.since import note_success, read_success
from app.sync.waiting import (
    ParkedEvent,
    RejectedEvent,
    event_to_retry,
    note_retried,
    parked_events,
    rejected_events,
)

NOT_ENROLLED: Final = "sync.not_enrolled"
FOR_A_PERSON: Final = frozenset(("sync.not_you", "sync.suspended", "sync.wrong_certificate", NOT_ENROLLED))
"""Refusals that no waiting heals: the data stay, and somebody is asked."""
_logger = logging.getLogger(__name__)


class Line(Transport, ErrandLine, Protocol):
    """An open line to the server."""

    def close(self) -> None:
        """Hang up."""
        ...


@dataclass(frozen=True)
class Progress:
    """While a round runs: events pushed and received so far, and the journal's number up to which it was applied.

    `head`: the journal's last number (0: not known yet); `left`: own events that still wait to be pushed.
    """

    pushed: int
    through: int
    received: int = 0
    head: int = 0
    left: int = 0


@dataclass(frozen=True)
class SyncStatus:
    """How things stand. `synchronised`: every own event is at the server and came back, and nothing waits or disagrees.

    `oldest_pending`: how long the oldest event has waited (never negative, whatever the clock does). `failure`: why
    the last round failed, None where it went well; `asks`: waiting does not help, a person must act. `next_try`: None
    where nothing is planned. `clock_difference`: seconds that the server's clock is ahead, as far as it is known.
    """

    enrolled: bool
    running: bool
    counts: SyncCounts
    oldest_pending: timedelta | None
    last_success: datetime | None
    failure: KnownError | None
    failed_at: datetime | None
    next_try: datetime | None
    clock_difference: float | None
    progress: Progress | None = None
    """How far the round is that runs now, whoever began it."""

    @property
    def synchronised(self) -> bool:
        """What the shell may show as such."""
        return self.enrolled and self.last_success is not None and self.counts.synchronised

    @property
    def asks(self) -> bool:
        """Whether somebody must do something before it can go on."""
        return self.failure is not None and self.failure.code in FOR_A_PERSON


class SyncService(Decisions):
    """One for each station. `open_line` raises KnownError `sync.not_enrolled` where there is no network; `errands` is
    what else is done while a line is open (`app.sync.bundles.errands`), `before` what must be done first."""

    def __init__(
        self,
        store: Store,
        enrolled: Callable[[], bool],
        open_line: Callable[[], Line],
        errands: Callable[[Line], None] = lambda _: None,
        draw: Callable[[], float] = random.random,
        before: Callable[[Line], None] = lambda _: None,
    ) -> None:
        super().__init__(store)
        self._enrolled = enrolled
        self._open_line = open_line
        self._errands, self._before = errands, before
        self._draw = draw
        self._one_at_a_time = threading.Lock()
        self._stopping = threading.Event()
        self._progress: Progress | None = None
        self._failures = 0
        self._failure: tuple[KnownError, datetime] | None = None
        self._due: float | None = None
        self._clock_difference: float | None = None

    def status(self) -> SyncStatus:
        """For everybody to see; read anew each time."""
        enrolled = self._enrolled()
        with self._store.read() as connection:
            counts, last_success = ledger.counts(connection), read_success(connection)
        now = self._store.clock.now()
        failure, failed_at = self._failure or (None, None)
        waited = None if counts.oldest_pending is None else max(now - from_text(counts.oldest_pending), timedelta(0))
        return SyncStatus(
            enrolled=enrolled,
            running=self._one_at_a_time.locked(),
            progress=self._progress,
            counts=counts,
            oldest_pending=waited,
            last_success=last_success,
            failure=failure,
            failed_at=failed_at,
            next_try=self._next_try(now) if enrolled else None,
            clock_difference=self._clock_difference,
        )

    def is_due(self) -> bool:
        """Whether the time for a round has come."""
        waits = self._due is not None and self._store.clock.monotonic() < self._due
        return not waits and self._enrolled()

    def run_if_due(self) -> bool:
        """For the background work: a round, if its time has come; a refusal is kept in `status`, not raised."""
        if not self.is_due():
            return False
        try:
            return self.run_round()
        except KnownError as error:
            _logger.info("round of sync: %s", error.code)
            return True

    def synchronise(self, session: Session, progress: Callable[[Progress], None] | None = None) -> SyncStatus:
        """A round now, because somebody asks for it. KnownError as the line; `status` tells the rest."""
        require(session, Action.SYNCHRONISE)
        self.run_round(progress)
        return self.status()

    def under_way(self) -> tuple[bool, Progress | None]:
        """Whether a round runs, and how far it is; from memory, so that a window may ask often."""
        return self._one_at_a_time.locked(), self._progress

    def stop_round(self) -> None:
        """Let the round under way end after the page at hand; what is left comes with the next one."""
        self._stopping.set()

    def run_round(self, progress: Callable[[Progress], None] | None = None) -> bool:
        """Push what waits, pull what is new; False where another round is under way. KnownError of the line."""
        if not self._one_at_a_time.acquire(blocking=False):
            return False
        self._stopping.clear()
        try:
            with closing(self._open_line()) as line:
                try:
                    self._prepare(line)
                    self._run(Round(self._store, line), progress)
                    if not self._stopping.is_set():
                        self._errands(line)
                finally:
                    self._clock_difference = getattr(line, "clock_difference", None)
            if not self._stopping.is_set():
                with self._store.write(PROGRAM) as writing:
                    note_success(writing)
        except KnownError as error:
            self._note_failure(error)
            raise
        except Exception:
            # Our own mistake: told as such, and not repeated in a tight loop.
            self._note_failure(KnownError("sync.server_failed", status="?"))
            raise
        finally:
            self._progress = None
            self._one_at_a_time.release()
        self._failures, self._failure = 0, None
        self._plan()
        return True

    def rejected(self, session: Session) -> tuple[RejectedEvent, ...]:
        """What the server refused, and why."""
        require(session, Action.DECIDE_CONFLICT)
        with self._store.read() as connection:
            return rejected_events(connection)

    def parked(self, session: Session) -> tuple[ParkedEvent, ...]:
        """What came from elsewhere and waits, and for what."""
        require(session, Action.DECIDE_CONFLICT)
        with self._store.read() as connection:
            return parked_events(connection)

    def retry(self, session: Session, event_id: str) -> bool:
        """Send a refused event once more; whether it was taken. KnownError `conflicts.not_rejected`, `overtaken`."""
        require(session, Action.DECIDE_CONFLICT)
        with self._one_at_a_time:
            with self._store.read() as connection:
                event = event_to_retry(connection, event_id)
            with closing(self._open_line()) as line:
                answers = line.push([event])
            with self._store.write(session.actor) as writing:
                taken = [note_retried(writing, answer) for answer in answers] == [True]
                writing.audit("event_retried", "event", event.id, taken=taken)
        self._due = None
        return taken

    def _run(self, round_: Round, progress: Callable[[Progress], None] | None) -> None:
        self._push_and_pull(round_, progress)
        with self._store.read() as connection:
            # What waited for another's event that came by stick: with the pull that event has its number.
            released = bool(ledger.pending(connection, 1))
        if released:
            self._push_and_pull(round_, progress)

    def _prepare(self, line: Line) -> None:
        try:
            self._before(line)
        except KnownError as error:
            # What waits for it stays; everything else goes on. The errands meet the same refusal, and tell it.
            _logger.info("before a round of sync: %s", error.code)

    def _push_and_pull(self, round_: Round, progress: Callable[[Progress], None] | None) -> None:
        pushed, left = 0, self._pending()
        while not self._stopping.is_set() and round_.push_once():
            now_left = self._pending()
            pushed, left = pushed + max(left - now_left, 0), now_left
            self._tell(progress, round_, pushed, left)
        going_on = True
        while going_on and not self._stopping.is_set():
            going_on = round_.pull_once()
            self._tell(progress, round_, pushed, left)

    def _tell(self, progress: Callable[[Progress], None] | None, round_: Round, pushed: int, left: int) -> None:
        with self._store.read() as connection:
            through = ledger.through(connection)
        self._progress = Progress(pushed, through, round_.received, round_.head, left)
        if progress is not None:
            progress(self._progress)

    def _pending(self) -> int:
        with self._store.read() as connection:
            return ledger.counts(connection).pending

    def _note_failure(self, error: KnownError) -> None:
        self._failures += 1
        self._failure = (error, self._store.clock.now())
        self._plan()

    def _hurry(self) -> None:
        """What a person decided goes out with the next look."""
        self._due = None

    def _plan(self) -> None:
        # By the clock that nobody can set; a wall clock that jumps would silence the station for as long.
        self._due = self._store.clock.monotonic() + pause_seconds(self._failures, self._draw())

    def _next_try(self, now: datetime) -> datetime | None:
        if self._due is None:
            return None
        return now + timedelta(seconds=max(self._due - self._store.clock.monotonic(), 0.0))
