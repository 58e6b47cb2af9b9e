"""Which version of the program last opened a store: in the file's own header, so that an older program can name it."""

import re
from typing import Final

from sqlalchemy import Connection

from app.kernel.version import program_version

_SHAPE: Final = re.compile(r"(\d{1,3})\.(\d{1,3})\.(\d{1,3})")
_STEP: Final = 1000
UNKNOWN: Final = "?"


def to_number(version: str) -> int:
    """`1.4.0` as 1004000, which fits SQLite's 32 bits; 0 for whatever is no such version."""
    found = _SHAPE.match(version)
    if found is None:
        return 0
    major, minor, patch = (int(one) for one in found.groups())
    return (major * _STEP + minor) * _STEP + patch


def to_version(number: int) -> str:
    """The version behind a number; `?` where none was noted."""
    if number <= 0:
        return UNKNOWN
    rest, patch = divmod(number, _STEP)
    major, minor = divmod(rest, _STEP)
    return f"{major}.{minor}.{patch}"


def opened_by(connection: Connection) -> str:
    """The version that last opened this store."""
    return to_version(int(connection.exec_driver_sql("PRAGMA user_version").scalar_one()))


def note_opening(connection: Connection) -> None:
    """This program opens it now; within the caller's write transaction, and only where that is news."""
    number = to_number(program_version())
    if int(connection.exec_driver_sql("PRAGMA user_version").scalar_one()) != number:
        connection.exec_driver_sql(f"PRAGMA user_version = {number}")
