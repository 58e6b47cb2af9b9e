"""What the station does by itself: one scheduler thread that asks, again and again, whether something is due.

One interval job instead of a date for each task: a machine that slept through the night catches up at the first
question after it wakes. A lease in the store makes sure that one of several processes does the work.
"""

import logging
import threading
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from apscheduler.executors.pool import ThreadPoolExecutor
from apscheduler.jobstores.memory import MemoryJobStore
from apscheduler.schedulers.background import BackgroundScheduler

from app.backups import BackupService
from app.kernel.errors import KnownError
from app.kernel.process import has_ended, holder_name
from app.reminders.work import ReminderWork
from app.store.lease import Lease
from app.store.store import Store
from app.sync.service import SyncService

QUESTION_SECONDS = 600.0
FIRST_QUESTION_SECONDS = 60.0
"""Later than the first window, so that the backup does not compete with the sign-in."""
SYNC_QUESTION_SECONDS = 5.0
"""How often it is asked whether a round of sync is due; when it is, the service itself says."""
FOLLOW_SECONDS = 120.0
"""How often the outbox is brought in line with the rules: a visit that was moved is heard of this late at most."""
LISTEN_SECONDS = 60.0
"""How often the channels are asked what became of messages."""
_LEASE_NAME = "background"
_logger = logging.getLogger(__name__)


@dataclass(frozen=True)
class WorkStatus:
    """Whether the background work lives: `failure` is what went wrong at the last question (None: nothing)."""

    running: bool
    last_question: datetime | None
    ours: bool
    failure: BaseException | None


class BackgroundWork:
    """Starts and stops the scheduler; `ask` is one round and may be called by hand."""

    def __init__(
        self,
        store: Store,
        backups: BackupService,
        sync: SyncService | None = None,
        reminders: ReminderWork | None = None,
        question_seconds: float = QUESTION_SECONDS,
        daily: Callable[[], object] | None = None,
    ) -> None:
        self._store = store
        self._backups = backups
        self._sync = sync
        self._reminders = reminders
        self._seconds = question_seconds
        self._daily = daily
        holder = holder_name(store.ids.new()[-8:])
        # Long enough for a missed round and a slow backup; a process of another machine that died is replaced then.
        self._lease = Lease(store, _LEASE_NAME, holder, seconds=max(3 * question_seconds, 60.0), gone=has_ended)
        self._scheduler: BackgroundScheduler | None = None
        self._round = threading.Lock()
        self._status = WorkStatus(running=False, last_question=None, ours=False, failure=None)

    def start(self) -> None:
        """Begin to ask, a moment from now."""
        if self._scheduler is not None:
            return
        scheduler = BackgroundScheduler(
            timezone=UTC,
            jobstores={"default": MemoryJobStore()},
            # So that a long first pull keeps neither backup nor reminders waiting; each job runs once at a time.
            executors={"default": ThreadPoolExecutor(max_workers=4)},
            job_defaults={"misfire_grace_time": None, "coalesce": True, "max_instances": 1},
        )
        first = datetime.now(UTC) + timedelta(seconds=min(FIRST_QUESTION_SECONDS, self._seconds))
        scheduler.add_job(self.ask, "interval", seconds=self._seconds, next_run_time=first)
        if self._sync is not None:
            soon = datetime.now(UTC) + timedelta(seconds=SYNC_QUESTION_SECONDS)
            scheduler.add_job(self.ask_sync, "interval", seconds=SYNC_QUESTION_SECONDS, next_run_time=soon)
        if self._reminders is not None:
            scheduler.add_job(self.ask_rules, "interval", seconds=FOLLOW_SECONDS, next_run_time=first)
            scheduler.add_job(self._reminders.listen, "interval", seconds=LISTEN_SECONDS, next_run_time=first)
            self._reminders.start()
        scheduler.start()
        self._scheduler = scheduler

    def stop(self) -> None:
        """Wait for a round that is under way and let another process take over."""
        if self._scheduler is None:
            return
        if self._sync is not None:
            # A first pull may take minutes: it ends after the page at hand and goes on at the next start.
            self._sync.stop_round()
        if self._reminders is not None:
            self._reminders.stop()
        self._scheduler.shutdown(wait=True)
        self._scheduler = None
        try:
            self._lease.release()
        except KnownError as error:
            _logger.warning("the lease of the background work ends by itself: %s", error.code)

    def status(self) -> WorkStatus:
        """How the last round went; the backups' own status tells more (`BackupService.status`)."""
        now = self._status
        return WorkStatus(self._scheduler is not None, now.last_question, now.ours, now.failure)

    def ask_rules(self) -> None:
        """Bring the outbox in line with the rules, where this process is the one that sends."""
        try:
            if self._reminders is not None:
                self._reminders.follow()
        except KnownError as error:
            _logger.warning("the rules of the reminders could not be followed: %s", error.code)

    def ask_sync(self) -> None:
        """A round of sync, where its time has come and this process is the one that works."""
        if self._sync is None or not self._sync.is_due():
            return
        try:
            if self._lease.take_or_renew().ours:
                self._sync.run_if_due()
        except KnownError as error:
            _logger.warning("background sync: %s", error.code)

    def synchronise(self) -> None:
        """A round of sync now, due or not, if this process is the one that works; a refusal is kept in its status."""
        if self._sync is None:
            return
        try:
            if self._lease.take_or_renew().ours:
                self._sync.run_round()
        except KnownError as error:
            _logger.info("round of sync: %s", error.code)

    def ask(self) -> None:
        """One round: is this process the one that works, and is a backup due? Failures are kept and logged."""
        with self._round:
            at = self._store.clock.now()
            ours, failure = False, None
            try:
                ours = self._lease.take_or_renew().ours
                if ours:
                    self._backups.create_if_due()
                    if self._daily is not None:
                        self._daily()
            except KnownError as error:
                failure = error
                _logger.warning("background work: %s", error.code)
            except Exception as error:
                self._status = WorkStatus(True, at, ours, error)
                raise  # our own mistake: the scheduler logs it with its traceback and asks again
            self._status = WorkStatus(True, at, ours, failure)
