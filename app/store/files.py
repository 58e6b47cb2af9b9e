"""Careful file work: what is moved or replaced is on disk, or was not touched at all."""

import contextlib
import os
from pathlib import Path
from typing import Final

_SLOTS: Final = ".keys.json"
_SIDE_FILES = ("-wal", "-shm", "-journal")


def side_file(path: Path, suffix: str) -> Path:
    """The file that SQLite keeps beside a store: `-wal`, `-shm` or `-journal`."""
    return path.with_name(path.name + suffix)


def remove_store_files(path: Path) -> None:
    """Remove a half-made store with its side files; only for names that this program made up itself."""
    for one in (path, *(side_file(path, suffix) for suffix in _SIDE_FILES)):
        one.unlink(missing_ok=True)


def has_unfinished_work(path: Path) -> bool:
    """Whether SQLite left a log or journal beside the store that still belongs to its content."""
    beside = (side_file(path, "-wal"), side_file(path, "-journal"))
    return any(one.exists() and one.stat().st_size > 0 for one in beside)


def move_without_replacing(source: Path, target: Path) -> None:
    """Give a finished, closed file its name; FileExistsError when somebody was faster."""
    flush_file(source)
    try:
        os.link(source, target)
    except FileExistsError:
        raise
    except OSError:  # a file system without hard links (FAT, some network shares)
        if target.exists():
            raise FileExistsError(target) from None
        source.rename(target)
    else:
        source.unlink()
    flush_folder(target.parent)


def replace_atomically(path: Path, content: bytes, mode: int = 0o600) -> None:
    """Write a small file so that after a power cut either the old or the new content is there, whole."""
    fresh = path.with_name(f"{path.name}.{os.getpid()}.new")
    try:
        descriptor = os.open(fresh, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, mode)
        with os.fdopen(descriptor, "wb") as file:
            file.write(content)
            file.flush()
            os.fsync(file.fileno())
        fresh.replace(path)
    except BaseException:
        with contextlib.suppress(OSError):
            fresh.unlink(missing_ok=True)
        raise
    flush_folder(path.parent)


def flush_file(path: Path) -> None:
    """Wait until a closed file is on the disk."""
    with path.open("rb+") as file:
        os.fsync(file.fileno())


def flush_folder(folder: Path) -> None:
    """Wait until the names in a folder are on the disk; Windows offers no such call."""
    if os.name == "nt":
        return
    descriptor = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


def slots_of(backup: Path) -> Path:
    """The key slots that belong to a backup file."""
    return backup.with_name(backup.name.removesuffix(".db") + _SLOTS)
