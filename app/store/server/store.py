"""The store of one unit in PostgreSQL: read and written like a station's file, from as many machines as wanted.

Writers of one unit take their turn (an advisory lock of the transaction), as they do on SQLite: everything that was
written for one writer at a time holds here too. Only what locks its rows itself (`write_beside`: the outbox) goes on
beside others of its kind, never beside a `write`; for the numbers of the change log they take their turn at the end.
Committed means on disk (`synchronous_commit`, PostgreSQL's own).
"""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any, Final

import psycopg
from psycopg.adapt import Buffer, Dumper
from sqlalchemy import Connection, Engine, create_engine, event
from sqlalchemy.engine import URL
from sqlalchemy.exc import DBAPIError, InterfaceError, OperationalError

from app.kernel.actor import Actor
from app.kernel.clock import Clock, to_text
from app.kernel.errors import KnownError
from app.kernel.ids import Ids
from app.store.server.schema import bring_up, make_schema, schema_of, schemas
from app.store.settings import ORIGIN, read_setting
from app.store.store import Store
from app.store.writing import Writing

_CONNECTIONS: Final = 4
_MORE: Final = 12
"""Beyond those that are kept, while many ask at once."""
_SCHEMA, _TURN = "plantao_schema", "plantao_turn"
_PATH: Final = "SELECT set_config('search_path', %s, true)"
_ALONE: Final = f"{_PATH}, pg_advisory_xact_lock(hashtextextended(%s, 0))"
_BESIDE: Final = f"{_PATH}, pg_advisory_xact_lock_shared(hashtextextended(%s, 0))"


class ServerStore(Store):
    """An opened store; made by `open_server_store`, safe to use from several threads."""

    many_write = True

    def __init__(self, engine: Engine, clock: Clock, ids: Ids, origin: str, schema: str) -> None:
        # Not a file: what the base class does for one (its locks, its queue) has no place here.
        self.engine = engine.execution_options(**{_SCHEMA: schema, "isolation_level": "REPEATABLE READ"})
        self._for_writing = engine.execution_options(**{_SCHEMA: schema, _TURN: _ALONE})
        self._for_writing_beside = engine.execution_options(**{_SCHEMA: schema, _TURN: _BESIDE})
        self.clock = clock
        self.ids = ids
        self.origin = origin
        self.path = Path(schema)

    @contextmanager
    def read(self) -> Iterator[Connection]:
        """A consistent snapshot. KnownError `store.no_server`."""
        with _explained(), self.engine.begin() as connection:
            yield connection

    @contextmanager
    def write(self, actor: Actor) -> Iterator[Writing]:
        """As on a station. KnownError `store.no_server`."""
        with _explained(), self._for_writing.begin() as connection:
            yield Writing(connection, self.ids, self.origin, actor, to_text(self.clock.now()))

    @contextmanager
    def write_beside(self, actor: Actor) -> Iterator[Writing]:
        """As on a station, but beside others of its kind. KnownError `store.no_server`."""
        with _explained(), self._for_writing_beside.begin() as connection:
            yield Writing(connection, self.ids, self.origin, actor, to_text(self.clock.now()))

    def close(self) -> None:
        """The connections are of all units together: `server_engine` made them."""


def server_engine(url: URL | str) -> Engine:
    """The connections of the stores of all units; separate from those of the journal, which knows no schemas."""
    engine = create_engine(url, hide_parameters=True, pool_size=_CONNECTIONS, max_overflow=_MORE, pool_timeout=60)
    event.listen(engine, "connect", _prepare)
    event.listen(engine, "begin", _begin)
    return engine


def units_with_store(engine: Engine) -> list[str]:
    """Their numbers, sorted."""
    with engine.begin() as connection:
        return schemas(connection)


def create_server_store(engine: Engine, cnes: str, clock: Clock, ids: Ids) -> ServerStore:
    """Make a unit's; it must not exist."""
    with _explained(), engine.begin() as connection:
        make_schema(connection, schema_of(cnes), clock, ids)
    return open_server_store(engine, cnes, clock, ids)


def open_server_store(engine: Engine, cnes: str, clock: Clock, ids: Ids) -> ServerStore:
    """Open a unit's, brought to this program's revision. KnownError `store.newer_than_program`."""
    schema = schema_of(cnes)
    with _explained(), engine.execution_options(**{_SCHEMA: schema, _TURN: _ALONE}).begin() as connection:
        bring_up(connection, schema)
        origin = read_setting(connection, ORIGIN)
    assert isinstance(origin, str), "written when it was made"
    return ServerStore(engine, clock, ids, origin, schema)


class _Truth(Dumper):
    """Yes and no are 1 and 0 in the store's tables, as SQLite has them."""

    oid = psycopg.adapters.types["int4"].oid

    def dump(self, obj: Any) -> Buffer:
        return b"1" if obj else b"0"


def _prepare(connection: Any, _record: object) -> None:
    connection.adapters.register_dumper(bool, _Truth)


def _begin(connection: Connection) -> None:
    options = connection.get_execution_options()
    schema = options.get(_SCHEMA)
    driver = connection.connection.dbapi_connection
    if schema is None or driver is None:
        return
    turn = options.get(_TURN)
    driver.execute(turn or _PATH, (schema, schema) if turn else (schema,))


@contextmanager
def _explained() -> Iterator[None]:
    """A server that is gone is something to be tried again, not the program's own mistake."""
    try:
        yield
    except (OperationalError, InterfaceError) as error:
        raise KnownError("store.no_server", reason=str(error.orig).strip()) from error
    except DBAPIError as error:
        if not error.connection_invalidated:
            raise
        raise KnownError("store.no_server", reason=str(error.orig).strip()) from error
