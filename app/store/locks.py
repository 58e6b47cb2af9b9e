"""Whether somebody has a store open, told without its key.

SQLite in WAL mode holds a shared lock on a fixed byte range of the file for as long as a connection is open
(sqlite.org/c3ref, `os_unix.c`: PENDING_BYTE 2^30, shared range of 510 bytes two bytes behind it).
"""

import os
import threading
from pathlib import Path

_SHARED_FIRST = 0x40000000 + 2
_SHARED_SIZE = 510
_lock = threading.Lock()
_open_here: dict[Path, int] = {}


def opened_here(path: Path) -> None:
    """This process has opened the store (`Store` calls it)."""
    with _lock:
        _open_here[path.absolute()] = _open_here.get(path.absolute(), 0) + 1


def closed_here(path: Path) -> None:
    """And closed it again."""
    with _lock:
        left = _open_here.get(path.absolute(), 0) - 1
        if left > 0:
            _open_here[path.absolute()] = left
        else:
            _open_here.pop(path.absolute(), None)


def is_open_here(path: Path) -> bool:
    """Whether this process has the store open."""
    with _lock:
        return path.absolute() in _open_here


def read_start(path: Path, count: int) -> bytes | None:
    """The first bytes of a file that this process has not open as a store; None where it has.

    POSIX drops a process's locks on a file when it closes *any* of its descriptors (fcntl(2)).
    """
    with _lock:
        if path.absolute() in _open_here:
            return None
        with path.open("rb") as file:
            return file.read(count)


def is_open(path: Path) -> bool:
    """Whether any process has the store open, this one included; Windows refuses to move an open file by itself."""
    if is_open_here(path):
        return True  # asked first: opening and closing the file here would drop this process's own locks
    if os.name == "nt" or not path.exists():
        return False
    import fcntl  # noqa: PLC0415 - not on Windows

    try:
        with path.open("rb+") as file:
            fcntl.lockf(file, fcntl.LOCK_EX | fcntl.LOCK_NB, _SHARED_SIZE, _SHARED_FIRST)
    except BlockingIOError:
        return True
    except PermissionError:
        return False  # it cannot be told, and it cannot be replaced either: the next step says why
    return False
