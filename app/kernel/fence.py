"""A fence around this process that nothing in it can take down again: for a practice that must not reach real data.

Python tells an audit hook (PEP 578) of every file that is opened, renamed or removed and of every connection, before
it happens; what the hook refuses does not happen, whichever library asked. What C code opens by itself (the encrypted
store) is not seen here: its path comes from the station's folders, which `apart_from` holds.
"""

import os
import sys
from pathlib import Path
from typing import Final

from app.kernel.errors import KnownError

_OF_FILES: Final = frozenset(
    {
        *("open", "os.remove", "os.rename", "os.mkdir", "os.rmdir", "os.listdir", "os.scandir", "os.chmod", "os.chown"),
        *("os.truncate", "os.link", "os.symlink", "os.utime", "shutil.copyfile", "shutil.move", "shutil.rmtree"),
        "sqlite3.connect",
    }
)
_OF_THE_NETWORK: Final = frozenset({"socket.connect", "socket.sendto", "socket.sendmsg"})
_HERE: Final = frozenset({"127.0.0.1", "::1", "localhost"})


class FencedOffError(PermissionError):
    """Something wanted through the fence."""


def apart_from(folder: Path, real: Path) -> None:
    """Raises KnownError practice.real_home where one of the two lies in the other."""
    one, other = folder.resolve(), real.resolve()
    if one == other or one in other.parents or other in one.parents:
        raise KnownError("practice.real_home", folder=str(folder))


def fence_off(real: Path) -> None:
    """From now on nothing of this process gets into `real`, nor out of this machine. There is no way back."""
    wall = str(real.resolve())

    def watch(event: str, arguments: tuple[object, ...]) -> None:
        if event in _OF_FILES:
            _refuse_inside(wall, arguments)
        elif event in _OF_THE_NETWORK:
            _refuse_elsewhere(arguments[1] if len(arguments) > 1 else None)

    sys.addaudithook(watch)


def _refuse_inside(wall: str, arguments: tuple[object, ...]) -> None:
    for one in arguments[:2]:
        if not isinstance(one, str | bytes | os.PathLike):
            continue
        path = os.path.realpath(os.fsdecode(one))
        if path == wall or path.startswith(wall + os.sep):
            raise FencedOffError(f"fenced off: {path}")


def _refuse_elsewhere(address: object) -> None:
    """Only this machine: a pair (host, port, …) with a name of its own; sockets of the desktop are refused as well."""
    host = address[0] if isinstance(address, tuple) and address else None
    if host not in _HERE:
        raise FencedOffError("fenced off: the network")
