"""Starts the node of a station as a process of its own, which goes on when whoever started it ends."""

import contextlib
import json
import os
import subprocess
import sys
import tempfile
import threading
from pathlib import Path
from typing import IO, Any, Final

from app.kernel.errors import KnownError
from app.kernel.folders import StationFolders
from app.kernel.program import program

_LONGEST_LOG: Final = 4 * 2**20


class LaunchedNode:
    """A node that this process started."""

    def __init__(self, child: "subprocess.Popen[bytes]", told: IO[bytes], log: Path) -> None:
        self._child, self._told, self._log = child, told, log

    def has_ended(self) -> bool:
        """Whether it runs no more."""
        return self._child.poll() is not None

    def problem(self) -> KnownError:
        """Why it has ended: the refusal that it told, else `ward.node_ended` with its status."""
        self._told.seek(0)
        with contextlib.suppress(ValueError, KeyError, TypeError):
            values: dict[str, Any] = dict(json.loads(self._told.read())["error"])
            return KnownError(str(values.pop("code")), **values)
        return KnownError("ward.node_ended", status=self._child.returncode, path=str(self._log))

    def end(self) -> None:
        """End it, whatever it does."""
        self._child.kill()

    def leave(self) -> None:
        """Nobody asks any more; the node goes on."""
        self._told.close()
        if not self.has_ended():
            # A child that ends and that nobody waits for would still look alive to `has_ended` of its lease.
            threading.Thread(target=self._child.wait, name="node left", daemon=True).start()


def launch_node(folders: StationFolders, key: bytes) -> LaunchedNode:
    """Start it over the store of this station, with the inputs that its settings name; OSError where it cannot be.

    The key goes through a pipe that is closed behind it: arguments, environment and files could be read by others.
    """
    from app.ward.node.keys import forget_link  # noqa: PLC0415 - most stations have no beds, and need no ZeroMQ

    # What a killed node left behind would have every window listen to nobody for a while.
    forget_link(folders.home)
    folders.logs.mkdir(parents=True, exist_ok=True)
    path = folders.logs / "node.log"
    _put_aside(path)
    told = tempfile.TemporaryFile()  # noqa: SIM115 - the child writes into it as long as it runs
    try:
        with path.open("ab") as log:
            child = subprocess.Popen(
                program("node", "--key-from-stdin", "--json"),
                env={**os.environ, "PLANTAO_HOME": str(folders.home.absolute())},
                stdin=subprocess.PIPE,
                stdout=told,
                stderr=log,
                creationflags=_apart(),
                start_new_session=True,
            )
    except BaseException:
        told.close()
        raise
    if child.stdin is not None:
        # A child that has ended already says why itself.
        with contextlib.suppress(BrokenPipeError), child.stdin as pipe:
            pipe.write(key.hex().encode("ascii"))
    return LaunchedNode(child, told, path)


def _apart() -> int:
    """Windows' way of a process that does not end with the console or the group of its parent."""
    if sys.platform == "win32":
        return subprocess.DETACHED_PROCESS | subprocess.CREATE_NEW_PROCESS_GROUP
    return 0


def _put_aside(log: Path) -> None:
    """A long log becomes the former one."""
    with contextlib.suppress(OSError):
        if log.stat().st_size > _LONGEST_LOG:
            log.replace(log.with_name(f"{log.name}.1"))
