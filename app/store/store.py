"""The open store: many readers, one writer at a time."""

import threading
from collections.abc import Iterator
from contextlib import AbstractContextManager, contextmanager
from pathlib import Path
from typing import ClassVar

from sqlalchemy import Connection, Engine

from app.kernel.actor import Actor
from app.kernel.clock import Clock, to_text
from app.kernel.errors import BugError, KnownError
from app.kernel.ids import Ids
from app.store.faults import explained
from app.store.locks import closed_here, opened_here
from app.store.writing import Writing

_QUEUE_SECONDS = 30.0
"""How long a thread waits for the writers of its own process; other processes are waited for by SQLite."""


class Store:
    """An opened, migrated, encrypted store. Made by `app.store.opening`; safe to use from several threads."""

    def __init__(self, engine: Engine, clock: Clock, ids: Ids, origin: str, path: Path) -> None:
        self.engine = engine
        self._for_writing = engine.execution_options(plantao_write=True)
        self.clock = clock
        self.ids = ids
        self.origin = origin
        self.path = path
        self._writer = threading.Lock()
        self._writing_thread: int | None = None
        self._open = True
        opened_here(path)

    @contextmanager
    def read(self) -> Iterator[Connection]:
        """A consistent snapshot to read from; it never waits for the writer (WAL).

        Raises KnownError `store.damaged`, `store.disk_failed`, … where the file fails.
        """
        with explained(self.path), self.engine.begin() as connection:
            yield connection

    @contextmanager
    def write(self, actor: Actor) -> Iterator[Writing]:
        """A transaction that holds the write lock from its start; left without an exception, it is on disk.

        An exception inside leaves nothing. Raises KnownError `store.disk_full`, `store.in_use`, `store.read_only`, …
        """
        with self._turn(), explained(self.path), self._for_writing.begin() as connection:
            yield Writing(connection, self.ids, self.origin, actor, to_text(self.clock.now()))

    many_write: ClassVar[bool] = False
    """Whether several may write at once, each of other rows: then `write_beside` lets them."""

    def write_beside(self, actor: Actor) -> AbstractContextManager[Writing]:
        """A transaction that locks each row before it decides by it, and so may go on beside others of its kind. Here
        there is one writer at a time all the same."""
        return self.write(actor)

    def close(self) -> None:
        """Give all connections back; the store must not be used afterwards."""
        self.engine.dispose()
        if self._open:
            self._open = False
            closed_here(self.path)

    @contextmanager
    def _turn(self) -> Iterator[None]:
        """Queue the writers of this process: SQLite would let them poll, and one could wait for ever."""
        me = threading.get_ident()
        if self._writing_thread == me:
            raise BugError("a write transaction inside another one of the same thread would wait for itself")
        if not self._writer.acquire(timeout=_QUEUE_SECONDS):
            raise KnownError("store.in_use", path=str(self.path))
        self._writing_thread = me
        try:
            yield
        finally:
            self._writing_thread = None
            self._writer.release()
