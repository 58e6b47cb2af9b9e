"""Where the server keeps its copies of units: encrypted files of its folder where its database is SQLite, schemas of
its database where that is PostgreSQL, so that workers on any machine send from them.

In PostgreSQL they are protected as the journal beside them is, which holds the same people. What a provider must not
lose to whoever reads the database, its secrets, is sealed with `units.key` in either case.
"""

import logging
from collections.abc import Callable
from pathlib import Path
from typing import Final, Protocol

from sqlalchemy import Engine, text

from app.kernel.clock import Clock
from app.kernel.ids import Ids
from app.store.opening import create_store, open_store
from app.store.store import Store

_ONE_MOVES: Final = text("SELECT pg_advisory_xact_lock(hashtextextended('plantao copies', 0))")
_logger = logging.getLogger(__name__)
KeyOf = Callable[[str], bytes]
"""A unit's number → the key of its copy."""


class Copies(Protocol):
    """The stores of units."""

    shared: bool
    """Whether workers of other machines reach them: then a queue hands out what is to be sent."""

    def units(self) -> list[str]:
        """The numbers of those that have one, sorted."""
        ...

    def open(self, cnes: str) -> Store | None:
        """A unit's; None where it has none."""
        ...

    def make(self, cnes: str) -> Store:
        """A new one."""
        ...

    def close(self) -> None:
        """Let go of what they share."""
        ...


class Files:
    """`units/<number>.db` in the server's folder."""

    shared = False

    def __init__(self, folder: Path, key_of: KeyOf, clock: Clock, ids: Ids) -> None:
        self._folder = folder / "units"
        self._key_of = key_of
        self._clock = clock
        self._ids = ids

    def path(self, cnes: str) -> Path:
        """Where a unit's lies."""
        return self._folder / f"{cnes}.db"

    def units(self) -> list[str]:
        """See `Copies`."""
        return sorted(path.stem for path in self._folder.glob("*.db"))

    def open(self, cnes: str) -> Store | None:
        """See `Copies`."""
        if not self.path(cnes).exists():
            return None
        return open_store(self.path(cnes), self._key_of(cnes), self._clock, self._ids)

    def make(self, cnes: str) -> Store:
        """See `Copies`."""
        return create_store(self.path(cnes), self._key_of(cnes), self._clock, self._ids)

    def close(self) -> None:
        """Each is closed by itself."""


class Schemas:
    """`unit_<number>` in the server's PostgreSQL. A copy that still lies in a file is moved in when it is asked for."""

    shared = True

    def __init__(self, engine: Engine, files: Files, clock: Clock, ids: Ids) -> None:
        from app.store.server.store import server_engine  # noqa: PLC0415 - a server with SQLite needs no driver for it

        self._engine = server_engine(engine.url)
        self._files = files
        self._clock = clock
        self._ids = ids

    def units(self) -> list[str]:
        """See `Copies`."""
        from app.store.server.store import units_with_store  # noqa: PLC0415 - the unit's copy is loaded only where one is kept

        return sorted({*units_with_store(self._engine), *self._files.units()})

    def open(self, cnes: str) -> Store | None:
        """See `Copies`."""
        from app.store.server.store import open_server_store, units_with_store  # noqa: PLC0415 - the unit's copy is loaded only where one is kept

        self._move_in(cnes)
        if cnes not in units_with_store(self._engine):
            return None
        return open_server_store(self._engine, cnes, self._clock, self._ids)

    def make(self, cnes: str) -> Store:
        """See `Copies`."""
        from app.store.server.store import create_server_store  # noqa: PLC0415 - the unit's copy is loaded only where one is kept

        return create_server_store(self._engine, cnes, self._clock, self._ids)

    def close(self) -> None:
        """Give the connections back."""
        self._engine.dispose()

    def _move_in(self, cnes: str) -> None:
        from app.store.server.moving import move_in  # noqa: PLC0415 - the unit's copy is loaded only where one is kept
        from app.store.server.schema import schema_of, schemas  # noqa: PLC0415 - the unit's copy is loaded only where one is kept

        path = self._files.path(cnes)
        if not path.exists():
            return
        with self._engine.begin() as connection:
            connection.execute(_ONE_MOVES)
            source = self._files.open(cnes)
            if source is not None and cnes not in schemas(connection):
                move_in(connection, schema_of(cnes), source)
                _logger.info("the copy of a unit went into the database", extra={"unit": cnes})
            if source is not None:
                source.close()
        path.rename(path.with_suffix(".moved"))


def copies(engine: Engine, folder: Path, key_of: KeyOf, clock: Clock, ids: Ids) -> Copies:
    """Those of the server with this database and this folder."""
    files = Files(folder, key_of, clock, ids)
    return files if engine.dialect.name == "sqlite" else Schemas(engine, files, clock, ids)
