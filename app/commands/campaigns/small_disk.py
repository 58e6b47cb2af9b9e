"""A disk of its own for a station: small, so that it can be filled; switched to read-only and back.

A mounted memory disk where the system lets this process mount one (an administrator's right), else a limit on the size
of files, which fails in the same place with the same words; which of the two, the figures say.
"""

import contextlib
import os
import shutil
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Final

MOUNT, LIMIT, NONE = "a memory disk of its own", "a limit on the size of files", "not possible here"
_FILLER: Final = "filler"
_CHUNK: Final = 65_536


@dataclass(frozen=True)
class SmallDisk:
    """Where it is, and how it is made small."""

    folder: Path
    how: str

    def fill(self, pids: tuple[int, ...] = ()) -> None:
        """Nothing more fits on it (where it is a limit: no file of these processes grows any more)."""
        if self.how == LIMIT:
            for pid in pids:
                _limit(pid, may_grow=False)
            return
        with (self.folder / _FILLER).open("ab", buffering=0) as filler:
            # At once what is free, then what is left in pieces.
            with contextlib.suppress(OSError):
                os.posix_fallocate(filler.fileno(), 0, max(1, shutil.disk_usage(self.folder).free - 4 * _CHUNK))
            size = _CHUNK
            while size:
                try:
                    filler.write(bytes(size))
                except OSError:
                    size //= 2

    def empty(self, pids: tuple[int, ...] = ()) -> None:
        """There is room again."""
        if self.how == LIMIT:
            for pid in pids:
                _limit(pid, may_grow=True)
            return
        (self.folder / _FILLER).unlink(missing_ok=True)

    @contextlib.contextmanager
    def read_only(self) -> Iterator[bool]:
        """As long as the block lasts, in which nobody has a file of it open for writing; False where it cannot be."""
        done = self.how == MOUNT and _mount("-o", "remount,ro", str(self.folder))
        try:
            yield done
        finally:
            if done:
                _mount("-o", "remount,rw", str(self.folder))


@contextlib.contextmanager
def small_disk(folder: Path, megabytes: int) -> Iterator[SmallDisk]:
    """Taken away in the end."""
    folder.mkdir(parents=True, exist_ok=True)
    if _mount("-t", "tmpfs", "-o", f"size={megabytes}m", "plantao-campaign", str(folder)):
        try:
            yield SmallDisk(folder, MOUNT)
        finally:
            subprocess.run(["umount", "--lazy", str(folder)], check=False, capture_output=True)
        return
    yield SmallDisk(folder, LIMIT if sys.platform == "linux" else NONE)


def _limit(pid: int, *, may_grow: bool) -> None:
    if sys.platform != "linux":
        return  # no disk is offered there to be filled so
    import resource  # noqa: PLC0415 - not on Windows

    most = resource.RLIM_INFINITY
    resource.prlimit(pid, resource.RLIMIT_FSIZE, (most if may_grow else 0, most))


def _mount(*arguments: str) -> bool:
    if sys.platform != "linux":
        return False
    try:
        return subprocess.run(["mount", *arguments], check=False, capture_output=True).returncode == 0
    except OSError:
        return False
