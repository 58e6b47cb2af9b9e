"""Starts a process of a station, which goes on when whoever started it ends, or is waited for."""

import contextlib
import json
import os
import subprocess
import sys
import tempfile
import threading
from dataclasses import dataclass
from pathlib import Path
from typing import IO, Any, Final

from app.kernel.errors import KnownError
from app.kernel.folders import StationFolders
from app.kernel.program import program
from app.support.process import QUIET

_LONGEST_LOG: Final = 4 * 2**20
_ENDING_SECONDS: Final = 8.0
"""A process that is to end with this one gets so long; whoever waits for this one waits for longer."""


class Launched:
    """A process that this one started."""

    def __init__(
        self, child: "subprocess.Popen[bytes]", told: IO[bytes], log: Path, ended: str, *, with_us: bool = False
    ) -> None:
        self._child, self._told, self._log, self._ended, self._with_us = child, told, log, ended, with_us

    def has_ended(self) -> bool:
        """Whether it runs no more."""
        return self._child.poll() is not None

    def problem(self) -> KnownError:
        """Why it has ended: the refusal that it told, else `Launch.ended` with its status."""
        self._told.seek(0)
        with contextlib.suppress(ValueError, KeyError, TypeError):
            values: dict[str, Any] = dict(json.loads(self._told.read())["error"])
            return KnownError(str(values.pop("code")), **values)
        return KnownError(self._ended, status=self._child.returncode, path=str(self._log))

    def end(self) -> None:
        """End it, whatever it does."""
        self._child.kill()

    def leave(self) -> None:
        """Nobody asks any more; it goes on, unless it was to end with this process: then it has ended afterwards."""
        self._told.close()
        if self._child.stdin is not None:
            with contextlib.suppress(BrokenPipeError):
                self._child.stdin.close()
        if self._with_us:
            # What it still writes would come back into a folder that whoever waits for us removes.
            self._wait_for_its_end()
        elif not self.has_ended():
            # A child that ends and that nobody waits for would still look alive to `has_ended` of its lease.
            threading.Thread(target=self._child.wait, name="child left", daemon=True).start()

    def _wait_for_its_end(self) -> None:
        try:
            self._child.wait(_ENDING_SECONDS)
        except subprocess.TimeoutExpired:
            self._child.kill()
            self._child.wait()


@dataclass(frozen=True)
class Launch:
    """A command of this program. `log`: its file in the folder of logs; `link`: the file by which windows find it, ""
    where it leaves none; `ended`: the code that says that it ended without a word (`status`, `path`). `with_us`: it
    ends with this process.
    """

    arguments: tuple[str, ...]
    log: str
    link: str
    ended: str
    with_us: bool = False


def launch_node(folders: StationFolders, key: bytes) -> Launched:
    """The ward's node over the store of this station, with the inputs that its settings name; raises as `launch`."""
    return launch(folders, Launch(("node",), "node.log", "node.json", "ward.node_ended"), key)


def launch(folders: StationFolders, what: Launch, key: bytes | None) -> Launched:
    """Start it for this station; OSError where it cannot be. `key`: of the store, None: it needs none.

    The key goes through a pipe that is closed behind it: arguments, environment and files could be read by others.
    """
    if what.link:
        from app.ward.node.keys import forget_link  # noqa: PLC0415 - most stations have no beds, and need no ZeroMQ

        # What a killed one left behind would have every window listen to nobody for a while.
        forget_link(folders.home, what.link)
    folders.logs.mkdir(parents=True, exist_ok=True)
    path = folders.logs / what.log
    _put_aside(path)
    told = tempfile.TemporaryFile()  # noqa: SIM115 - the child writes into it as long as it runs
    options = (*(() if key is None else ("--key-from-stdin",)), *(("--with-parent",) if what.with_us else ()))
    try:
        with path.open("ab") as log:
            child = subprocess.Popen(
                program(*what.arguments, *options, "--json"),
                env={**os.environ, "PLANTAO_HOME": str(folders.home.absolute()), QUIET: "1"},
                stdin=subprocess.PIPE,
                stdout=told,
                stderr=log,
                creationflags=_apart(),
                start_new_session=True,
            )
    except BaseException:
        told.close()
        raise
    _hand_over(child, key, what.with_us)
    return Launched(child, told, path, what.ended, with_us=what.with_us)


def _hand_over(child: "subprocess.Popen[bytes]", key: bytes | None, stays_open: bool) -> None:
    """Give the key; the pipe stays open where its end ends the child."""
    pipe = child.stdin
    if pipe is None:
        return
    # A child that has ended already says why itself.
    with contextlib.suppress(BrokenPipeError):
        if key is not None:
            pipe.write(key.hex().encode("ascii"))
            pipe.flush()
        if not stays_open:
            pipe.close()


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
