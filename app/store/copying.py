"""A whole, encrypted copy of a store by SQLite's own means, while others go on working with it."""

from collections.abc import Callable
from pathlib import Path

import sqlcipher3.dbapi2 as sqlcipher

from app.store.engine import build_engine
from app.store.files import flush_file, move_without_replacing, remove_store_files

_PAGES_PER_STEP = 2000

Progress = Callable[[int, int], None]
"""Called with (pages copied, pages in all)."""


def copy_store(source: Path, key: bytes, target: Path, progress: Progress | None = None) -> None:
    """Copy page by page (SQLite's backup interface) with the same key; the name appears when the copy is whole.

    `target` must not exist. Raises the driver's errors; the caller explains them.
    """
    making = target.with_name(target.name + ".making")
    remove_store_files(making)
    reading, writing = build_engine(source, key), build_engine(making, key, create=True)

    def report(_: int, remaining: int, total: int) -> None:
        if progress is not None:
            progress(total - remaining, total)

    try:
        with reading.connect() as one, writing.connect() as other:
            from_driver: sqlcipher.Connection = one.connection.driver_connection
            to_driver: sqlcipher.Connection = other.connection.driver_connection
            # One open snapshot: writers go on meanwhile, and no commit of theirs makes the copy start again.
            from_driver.execute("BEGIN")
            from_driver.execute("SELECT count(*) FROM sqlite_master").fetchall()
            from_driver.backup(to_driver, pages=_PAGES_PER_STEP, progress=report)
            from_driver.execute("ROLLBACK")
            # A single file without a log beside it, so that it can be carried away as it lies there.
            to_driver.execute("PRAGMA journal_mode = DELETE").fetchall()
        reading.dispose()
        writing.dispose()
        flush_file(making)
        move_without_replacing(making, target)
    finally:
        reading.dispose()
        writing.dispose()
        remove_store_files(making)
