"""Files of a station are for its own account alone: who made them otherwise before is found, and mended at a start.

What is made new is closed by the mask of the process (`main.py`), which children inherit. Windows has no such bits: a
folder in a person's profile is closed by what it inherits from there, any other as its administrator has made it.
"""

import contextlib
import logging
import os
import stat
from collections.abc import Iterator
from pathlib import Path
from typing import Final

OTHERS: Final = 0o077
_SEALED: Final = frozenset(("recordings", "alarm-journal", "router-journal", "machine-journal", "black-box"))
"""Their writers close each file themselves, and there may be thousands: looked at is the folder alone."""
_OURS: Final = _SEALED | {"backups", "logs", "replaced", "receiver", "units"}
"""Folders of a station and of the server. Others are passed over: somebody may keep a station in a folder with more."""
_logger = logging.getLogger(__name__)


def open_to_others(home: Path) -> Iterator[Path]:
    """The folder and what lies in it, as far as other accounts have any right in it; nothing where there are no bits.

    Links are passed over: what they lead to may be somebody else's.
    """
    if os.name != "posix":
        return
    for path in _everything(home):
        with contextlib.suppress(OSError):
            if is_open(path):
                yield path


def is_open(path: Path) -> bool:
    """Whether other accounts have any right in this file or folder itself. OSError where it is not there."""
    mode = path.lstat().st_mode
    return os.name == "posix" and not stat.S_ISLNK(mode) and bool(mode & OTHERS)


def close_to_others(home: Path) -> int:
    """Take others' rights in all of it away; how many were mended. What cannot be (another owner, a disk without such
    bits) stays, and `doctor` names it. Nothing is done in a folder that everybody shares, such as /tmp."""
    if is_shared(home):
        _logger.warning("the folder of the station is one that everybody may write to: nothing was closed there")
        return 0
    mended = 0
    for path in open_to_others(home):
        with contextlib.suppress(OSError):
            # Not by an open file: closing it would drop SQLite's locks.
            path.chmod(stat.S_IMODE(path.lstat().st_mode) & ~OTHERS)
            mended += not is_open(path)
    if mended:
        _logger.info("files that other accounts could open were closed", extra={"count": mended})
    return mended


def is_shared(home: Path) -> bool:
    """Whether it belongs to all accounts of the machine (sticky), or is nobody's data at all (the root)."""
    try:
        return home.resolve() == Path(home.resolve().anchor) or bool(home.stat().st_mode & stat.S_ISVTX)
    except OSError:
        return False


def of_another_account(home: Path) -> Iterator[Path]:
    """What in the folder belongs to another account than the folder itself: made by root, it cannot be written here."""
    if os.name != "posix":
        return
    with contextlib.suppress(OSError):
        owner = home.stat().st_uid
        for path in _everything(home):
            with contextlib.suppress(OSError):
                if path.lstat().st_uid != owner:
                    yield path


def _everything(home: Path) -> Iterator[Path]:
    if not home.is_dir():
        return
    top = str(home.resolve())
    yield Path(top)
    for folder, folders, files in os.walk(top):
        if folder == top:
            folders[:] = [one for one in folders if one in _OURS]
        for name in (*folders, *files):
            yield Path(folder, name)
        folders[:] = [one for one in folders if one not in _SEALED]
