"""Making, opening and upgrading a store file. Every refusal leaves the file's bytes as they were."""

import json
from pathlib import Path

from sqlalchemy import Connection, Engine, delete, insert, inspect
from sqlalchemy.exc import DBAPIError

from app.kernel.actor import PROGRAM
from app.kernel.clock import Clock, to_text
from app.kernel.errors import KnownError
from app.kernel.ids import Ids
from app.kernel.version import program_version
from app.store import faults
from app.store.engine import BUSY_SECONDS, PAGE_BYTES, build_engine, salt_of
from app.store.files import has_unfinished_work, move_without_replacing, remove_store_files
from app.store.locks import read_start
from app.store.program_mark import note_opening, opened_by
from app.store.settings import ORIGIN, read_setting
from app.store.store import Store
from app.store.tables import SCHEMA_REVISION, setting

_PLAIN_SQLITE = b"SQLite format 3\0"
_TEXT_BYTES = frozenset(range(0x20, 0x7F)) | frozenset(b"\t\r\n")
_TEXT_SAMPLE = 64


def create_store(path: Path, key: bytes, clock: Clock, ids: Ids) -> Store:
    """Make a new store at `path`, which must not exist; a half-made file never appears under that name.

    Raises KnownError `store.already_exists`, `store.read_only`, `store.disk_full`, …
    """
    if path.exists():
        raise KnownError("store.already_exists", path=str(path))
    making = path.with_name(path.name + ".making")
    with faults.explained_with_files(path):
        path.parent.mkdir(parents=True, exist_ok=True)
        remove_store_files(making)
        try:
            _make(making, key, clock, ids)
            move_without_replacing(making, path)
        except FileExistsError:
            raise KnownError("store.already_exists", path=str(path)) from None
        finally:
            remove_store_files(making)
    return open_store(path, key, clock, ids)


def open_store(path: Path, key: bytes, clock: Clock, ids: Ids, *, busy_seconds: float = BUSY_SECONDS) -> Store:
    """Open an existing store and bring it to this program's schema, after a copy of it was kept.

    Raises KnownError `store.missing`, `empty_file`, `not_encrypted`, `not_a_store`, `wrong_key`, `damaged`,
    `newer_than_program`, `migration_failed`, `read_only`, `in_use`, `disk_full`, `cannot_open`.
    """
    with faults.explained_with_files(path):
        revision = read_revision(path, key, busy_seconds)
        if revision != SCHEMA_REVISION:
            from app.store.upgrading import upgrade_store  # noqa: PLC0415 - Alembic is seldom needed

            upgrade_store(path, key, clock, revision)
        engine = build_engine(path, key, busy_seconds=busy_seconds)
        try:
            origin = _origin(engine)
        except BaseException:
            engine.dispose()
            raise
    return Store(engine, clock, ids, origin, path)


def read_revision(path: Path, key: bytes, busy_seconds: float = BUSY_SECONDS) -> str:
    """The schema revision of a store file, after making sure that it is one; nothing is written.

    Raises KnownError like `open_store`.
    """
    _refuse_unsuitable(path, key)
    engine = build_engine(path, key, settle_journal=False, busy_seconds=busy_seconds)
    try:
        with engine.connect() as connection, connection.begin():
            return _revision(connection, path)
    except DBAPIError as error:
        # Also where nobody around explains what fails: a backup that was cut off is looked at from here.
        known = faults.known_error(error, path)
        if known is None:
            raise
        raise known from error
    finally:
        engine.dispose()


def write_origin(connection: Connection, origin: str, at: str) -> None:
    """Name the change log that this file goes on with; sequence numbers are unique per origin."""
    connection.execute(delete(setting).where(setting.c.name == ORIGIN))
    row = {"value": json.dumps(origin), "changed_at": at, "changed_by": PROGRAM.account_id}
    connection.execute(insert(setting).values(name=ORIGIN, **row))


def _make(path: Path, key: bytes, clock: Clock, ids: Ids) -> None:
    from app.store.migrate import upgrade  # noqa: PLC0415 - Alembic is seldom needed

    engine = build_engine(path, key, create=True, foreign_keys=False)
    try:
        with engine.connect().execution_options(plantao_write=True) as connection, connection.begin():
            upgrade(connection)
            write_origin(connection, ids.new(), to_text(clock.now()))
    finally:
        engine.dispose()


def _origin(engine: Engine) -> str:
    """Taking the write lock for a moment finds a read-only place now, not at the first record that is saved."""
    with engine.connect().execution_options(plantao_write=True) as connection, connection.begin():
        origin = read_setting(connection, ORIGIN)
        note_opening(connection)
    if not isinstance(origin, str):
        raise KnownError("store.not_a_store", path=engine.url.database or "")
    return origin


def _refuse_unsuitable(path: Path, key: bytes) -> None:
    """Refuse before SQLite sees the file: with a wrong key it would still work off a log that a crash left behind."""
    if not path.exists():
        raise KnownError("store.missing", path=str(path))
    if not path.is_file():
        raise KnownError("store.not_a_store", path=str(path))
    if path.stat().st_size == 0:
        raise KnownError("store.empty_file", path=str(path))
    start = read_start(path, PAGE_BYTES)
    if start is None or start.startswith(salt_of(key)):
        return
    if start.startswith(_PLAIN_SQLITE):
        raise KnownError("store.not_encrypted", path=str(path))
    if path.stat().st_size % PAGE_BYTES or _TEXT_BYTES.issuperset(start[:_TEXT_SAMPLE]):
        raise KnownError("store.not_a_store", path=str(path))
    raise KnownError("store.wrong_key", path=str(path))


def _revision(connection: Connection, path: Path) -> str:
    if not inspect(connection).has_table("alembic_version"):
        raise KnownError("store.not_a_store", path=str(path))
    pages = connection.exec_driver_sql("PRAGMA page_count").scalar_one()
    if not has_unfinished_work(path) and path.stat().st_size < pages * PAGE_BYTES:
        raise KnownError("store.damaged", path=str(path))
    found = connection.exec_driver_sql("SELECT version_num FROM alembic_version").scalar_one_or_none()
    if found is None:
        raise KnownError("store.not_a_store", path=str(path))
    if int(found) > int(SCHEMA_REVISION):
        versions = {"written_by": opened_by(connection), "version": program_version()}
        raise KnownError("store.newer_than_program", path=str(path), store=found, program=SCHEMA_REVISION, **versions)
    return str(found)
