"""The one place where failures of SQLite become something that a person can act on."""

import errno
import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import sqlcipher3.dbapi2 as sqlcipher
from sqlalchemy.exc import DBAPIError

from app.kernel.errors import KnownError

_BUSY, _LOCKED, _READ_ONLY, _DISK, _CORRUPT, _FULL, _CANNOT_OPEN, _NOT_A_DATABASE = 5, 6, 8, 10, 11, 13, 14, 26
"""Primary result codes (sqlite.org/rescode.html)."""
_CODES = {
    _BUSY: "store.in_use",
    _LOCKED: "store.in_use",
    _READ_ONLY: "store.read_only",
    _DISK: "store.disk_failed",
    _CORRUPT: "store.damaged",
    _FULL: "store.disk_full",
    _CANNOT_OPEN: "store.cannot_open",
    _NOT_A_DATABASE: "store.damaged",
}

_FILE_CODES = {
    errno.ENOSPC: "store.disk_full",
    errno.EDQUOT: "store.disk_full",
    errno.EFBIG: "store.disk_full",
    errno.EROFS: "store.read_only",
    errno.EACCES: "store.read_only",
    errno.EPERM: "store.read_only",
    errno.EIO: "store.disk_failed",
    errno.ENOTDIR: "store.cannot_open",
}


def primary_code(error: BaseException) -> int | None:
    """SQLite's primary result code behind an exception of SQLAlchemy or of the driver; None for other exceptions."""
    original = error.orig if isinstance(error, DBAPIError) else error
    extended: int | None = getattr(original, "sqlite_errorcode", None)
    return None if extended is None else extended & 0xFF


def known_error(error: BaseException, path: Path) -> KnownError | None:
    """What to tell the user, or None where the failure is the program's own mistake (or a broken constraint)."""
    code = _CODES.get(primary_code(error) or 0)
    if code == "store.cannot_open" and path.exists() and not os.access(path.parent, os.W_OK):
        code = "store.read_only"
    return None if code is None else KnownError(code, path=str(path))


def known_file_error(error: OSError, path: Path) -> KnownError | None:
    """The same for the operating system's own errors (full disk, missing permission, broken device)."""
    code = _FILE_CODES.get(error.errno or 0)
    return None if code is None else KnownError(code, path=str(path))


@contextmanager
def explained(path: Path) -> Iterator[None]:
    """Turn SQLite's failures into a KnownError `store.*`; everything else passes unchanged."""
    try:
        yield
    except (DBAPIError, sqlcipher.Error) as error:
        known = known_error(error, path)
        if known is None:
            raise
        raise known from error


@contextmanager
def explained_with_files(path: Path) -> Iterator[None]:
    """The same, and the operating system's failures too: for work on whole files and folders."""
    try:
        with explained(path):
            yield
    except OSError as error:
        known = known_file_error(error, path)
        if known is None:
            raise
        raise known from error
