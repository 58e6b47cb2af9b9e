"""One worker process at the queue: takes chunks for the units that it works for; one of all workers fills the queue."""

import asyncio
import logging
import threading
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

import procrastinate
from sqlalchemy import Connection, Engine, text
from sqlalchemy.exc import DBAPIError

from app.central import queue
from app.kernel.errors import KnownError
from app.kernel.words import Word
from app.reminders.work import ReminderWork

HANDS_OF_A_JOB: Final = 12
MOST_AT_ONCE: Final = 5_000
"""Of one unit in the queue: what is due beyond waits in the outbox."""
_AGAIN_SECONDS: Final = 5.0
_TRY: Final = text("SELECT pg_try_advisory_lock(hashtextextended('plantao feeder', 0))")
_STILL: Final = text("SELECT 1")
_logger = logging.getLogger(__name__)


@dataclass(frozen=True)
class Times:
    """Seconds. `feed`: between two looks at what is due; `chunk`: how long one is kept before what is left of it goes
    back; `beat`: how often a worker says that it lives; `silent`: after which its jobs are taken up by others."""

    feed: float = 0.5
    chunk: float = 10.0
    beat: float = 5.0
    silent: float = 20.0


class QueueWorker:
    """`works`: by unit, those that were started here; may grow while this runs."""

    def __init__(
        self, engine: Engine, works: Mapping[str, ReminderWork], hands: int, times: Times | None = None
    ) -> None:
        self._engine = engine
        self._works = works
        self._at_once = max(2, hands // HANDS_OF_A_JOB)
        self._times = times or Times()
        self._leading = _Leading(engine)
        self._stop = threading.Event()
        self._thread: threading.Thread | None = None

    def start(self) -> None:
        """In a thread of its own."""
        # Of each job it tells the arguments; what went wrong is said above that.
        logging.getLogger("procrastinate").setLevel(logging.WARNING)
        self._thread = threading.Thread(target=self._run, name="queue", daemon=True)
        self._thread.start()

    def stop(self) -> None:
        """Take no more; what is left of the chunks goes back."""
        self._stop.set()
        if self._thread is not None:
            self._thread.join()

    def _run(self) -> None:
        while not self._stop.is_set():
            try:
                asyncio.run(self._work())
            except Exception as error:
                # A database that is gone for a while, or our own mistake: neither may end the sending for ever.
                known = isinstance(error, (DBAPIError, KnownError, procrastinate.exceptions.ConnectorException))
                _logger.warning("the queue is left for a moment: %s", Word(type(error).__name__), exc_info=not known)
                self._stop.wait(_AGAIN_SECONDS)
            finally:
                self._leading.end()

    async def _work(self) -> None:
        app = await asyncio.to_thread(queue.make_queue, self._engine)
        app.task(name=queue.TASK, queue=queue.QUEUE)(self._send_chunk)
        async with app.open_async():
            worker = asyncio.create_task(
                app.run_worker_async(
                    queues=[queue.QUEUE],
                    concurrency=self._at_once,
                    install_signal_handlers=False,
                    delete_jobs="always",
                    fetch_job_polling_interval=1.0,
                    shutdown_graceful_timeout=1.0,
                    update_heartbeat_interval=self._times.beat,
                    stalled_worker_timeout=self._times.silent,
                )
            )
            feeding = asyncio.create_task(self._feed(app))
            try:
                done, _ = await asyncio.wait({worker, feeding}, return_when=asyncio.FIRST_COMPLETED)
                for one in done:
                    one.result()
            finally:
                for one in (worker, feeding):
                    one.cancel()
                await asyncio.gather(worker, feeding, return_exceptions=True)

    async def _send_chunk(self, unit: str, ids: list[str]) -> None:
        work = self._works.get(unit)
        if work is None or work.allotment is None or not ids:
            # The unit is new here: whoever fills the queue finds the messages again.
            await asyncio.sleep(self._times.feed)
            return
        loop, ended = asyncio.get_running_loop(), asyncio.Event()

        def end() -> None:
            loop.call_soon_threadsafe(ended.set)

        chunk = work.allotment.add(ids, end)
        work.wake()
        try:
            await asyncio.wait_for(ended.wait(), self._times.chunk)
        except TimeoutError:
            # The provider's pace, or a channel that cannot be opened here: others may have more luck.
            _logger.info("a chunk was not finished in time")
        finally:
            work.allotment.withdraw(chunk)

    async def _feed(self, app: procrastinate.App) -> None:
        """Until told to stop: fill the queue where this process is the one that does."""
        looked = float("-inf")
        while not self._stop.is_set():
            if await asyncio.to_thread(self._leading.is_ours):
                now = asyncio.get_running_loop().time()
                if now - looked >= self._times.beat:
                    looked = now
                    await self._recover(app)
                queued = await queue.queued_ids(app)
                for unit, work in sorted(self._works.items()):
                    due = await asyncio.to_thread(work.due, MOST_AT_ONCE)
                    await queue.put(app, unit, list(queue.chunks(due, queued.get(unit, set()))))
            await asyncio.to_thread(self._stop.wait, self._times.feed)

    async def _recover(self, app: procrastinate.App) -> None:
        """What dead workers left: their jobs, and their messages whose end nobody knows."""
        if taken_up := await queue.recover(app, self._times.silent):
            _logger.warning("jobs of workers that are gone were taken up again: %d", taken_up)
        for work in list(self._works.values()):
            await asyncio.to_thread(work.find_lost)


class _Leading:
    """A lock of PostgreSQL that lives as long as its connection: whoever dies lets go of it at once."""

    def __init__(self, engine: Engine) -> None:
        self._engine = engine
        self._connection: Connection | None = None

    def is_ours(self) -> bool:
        """Whether this process is the one that fills the queue; DBAPIError where the database is gone."""
        if self._connection is not None:
            self._connection.execute(_STILL)
            return True
        connection = self._engine.connect().execution_options(isolation_level="AUTOCOMMIT")
        if connection.execute(_TRY).scalar_one():
            self._connection = connection
            return True
        connection.close()
        return False

    def end(self) -> None:
        """Let another one."""
        if self._connection is not None:
            # Given back to the pool, it would keep the lock.
            self._connection.invalidate()
            self._connection.close()
            self._connection = None
