"""Bundles on a stick: written whole or not at all, read back before anybody relies on them, bounded in length."""

import contextlib
import os
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Final

from app.kernel.errors import KnownError
from app.sync.bundles.format import MOST_FILE, SUFFIX, Closed, read_closed
from app.sync.bundles.header import Header

MOST_FILES: Final = 500
"""Bundles of one folder that are looked at."""


def file_name(header: Header) -> str:
    """Kind, day and identifier: no name of a person, a unit or a station."""
    return f"plantao-{header.kind}-{header.created[:10]}-{header.id[-12:]}{SUFFIX}"


def write_file(folder: Path, raw: bytes) -> Path:
    """Put a bundle into a folder under its own name and read it back.

    KnownError `bundle.not_written`, `bundle.no_folder`. What fails leaves no half file under that name.
    """
    if not folder.is_dir():
        raise KnownError("bundle.no_folder", path=str(folder))
    path = folder / file_name(read_closed(raw).header)
    making = path.with_name(path.name + ".making")
    try:
        with making.open("wb") as file:
            file.write(raw)
            file.flush()
            os.fsync(file.fileno())
        if making.read_bytes() != raw:
            raise OSError("what was read back is not what was written")
        making.replace(path)
        _settle(folder)
        if path.read_bytes() != raw:
            raise OSError("what was read back is not what was written")
    except OSError as error:
        for half in (making, path):
            _remove(half)
        raise KnownError("bundle.not_written", path=str(folder)) from error
    return path


def read_file(path: Path) -> bytes:
    """The bytes of a file, which must not be longer than a bundle. KnownError `bundle.not_read`, `too_large`."""
    try:
        with path.open("rb") as file:
            raw = file.read(MOST_FILE + 1)
    except OSError as error:
        raise KnownError("bundle.not_read", path=str(path)) from error
    if len(raw) > MOST_FILE:
        raise KnownError("bundle.too_large", most_mb=MOST_FILE // 1024**2)
    return raw


def bundles_in(folder: Path) -> Iterator[tuple[Path, Closed]]:
    """The whole bundles of a folder, oldest first; other files are passed over. KnownError `bundle.no_folder`."""
    found = []
    for path in _paths(folder):
        try:
            closed = read_closed(read_file(path))
            # Of five hundred files the bodies need not lie in memory.
            found.append((path, replace(closed, body=b"")))
        except KnownError:
            continue  # somebody else's file, or a broken one: `broken_in` tells
    yield from sorted(found, key=lambda one: (one[1].header.created, one[1].header.id))


def broken_in(folder: Path) -> Iterator[tuple[Path, KnownError]]:
    """The files that are called like bundles and are none, each with the reason. KnownError `bundle.no_folder`."""
    for path in _paths(folder):
        try:
            read_closed(read_file(path))
        except KnownError as error:
            yield path, error


def _paths(folder: Path) -> list[Path]:
    try:
        return sorted(path for path in folder.iterdir() if path.suffix == SUFFIX and path.is_file())[:MOST_FILES]
    except OSError as error:
        raise KnownError("bundle.no_folder", path=str(folder)) from error


def _settle(folder: Path) -> None:
    """Make the new name last, where the system can do so for folders (Windows cannot, and need not)."""
    if not hasattr(os, "O_DIRECTORY"):
        return
    handle = os.open(folder, os.O_RDONLY | os.O_DIRECTORY)
    try:
        os.fsync(handle)
    except OSError:
        pass  # some file systems of sticks refuse it; the file itself was flushed and is read back
    finally:
        os.close(handle)


def _remove(path: Path) -> None:
    # The stick may be gone.
    with contextlib.suppress(OSError):
        path.unlink(missing_ok=True)
