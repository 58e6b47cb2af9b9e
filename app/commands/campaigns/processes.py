"""Processes of the program that are killed and begun anew, and how long something is waited for."""

import contextlib
import importlib
import multiprocessing
import os
import signal
import socket
import sys
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from multiprocessing.process import BaseProcess
from pathlib import Path
from typing import Final

from app.kernel.clock import SystemClock

PATIENCE_SECONDS: Final = 60.0
_PRELOADED: Final = (
    "main",
    "app.commands.agent",
    "app.commands.central",
    "app.commands.node",
    "app.commands.router",
    "app.central.api",
    "app.central.https",
    "app.central.server",
    "app.interop.hl7.mllp",
    "app.ward.node.serving",
)
"""From a process that has loaded everything: what is to be killed is the work, not the start of Python."""


@dataclass
class Served:
    """`main.py ARGUMENTS` in a process of its own that can be killed and begun anew; what it says is in `log`."""

    name: str
    arguments: Sequence[str]
    log: Path
    environment: Mapping[str, str] = field(default_factory=dict)
    process: BaseProcess | None = None
    lives: int = 0
    clock: Path | None = None
    """A file that says by how many seconds the wall clock of this process is wrong (`moved_clock`)."""

    def start(self) -> None:
        """Begin it, or begin it anew."""
        context = multiprocessing.get_context("forkserver")
        context.set_forkserver_preload(list(_PRELOADED))
        given = (tuple(self.arguments), dict(self.environment), self.log, self.clock)
        self.process = context.Process(target=_become, args=given, daemon=True)
        self.process.start()
        self.lives += 1

    @property
    def runs(self) -> bool:
        """Whether it has not ended."""
        return self.process is not None and self.process.is_alive()

    def kill(self) -> None:
        """`kill -9`, and wait until the system has taken it away."""
        if self.process is not None:
            self.process.kill()
            self.process.join()

    def stop(self, patience: float = PATIENCE_SECONDS) -> int | None:
        """In good order; the exit status, None where it did not end in time and was killed."""
        if self.process is None or self.process.pid is None:
            return None
        with contextlib.suppress(ProcessLookupError):
            os.kill(self.process.pid, signal.SIGTERM)
        self.process.join(patience)
        if self.process.is_alive():
            self.kill()
            return None
        return self.process.exitcode

    def said(self) -> str:
        """All that it wrote so far."""
        return self.log.read_text(encoding="utf-8", errors="replace") if self.log.exists() else ""


def moved_clock(file: Path) -> Callable[[], None]:
    """From now on the wall clock of this process is wrong by what the file says, and the machine's zone is the one that
    the file says; monotonic time is right. How to end it.

    The one place at which the program asks for the time is replaced: a library that asks by itself is not moved.
    """
    right: Callable[[SystemClock], datetime] = SystemClock.now
    zone_before = os.environ.get("TZ")

    def now(self: SystemClock) -> datetime:
        seconds, _, zone = file.read_text(encoding="ascii").partition(" ")
        _stand_in(zone or zone_before)
        return right(self) + timedelta(seconds=float(seconds))

    setattr(SystemClock, "now", now)  # noqa: B010 - the program's own clock, on purpose

    def again() -> None:
        setattr(SystemClock, "now", right)  # noqa: B010 - the same
        _stand_in(zone_before)

    return again


def _stand_in(zone: str | None) -> None:
    """The machine's zone of this process: what somebody chose on the desktop, told to it while it runs."""
    if os.environ.get("TZ") == zone or not hasattr(time, "tzset"):
        return
    if zone is None:
        os.environ.pop("TZ", None)
    else:
        os.environ["TZ"] = zone
    time.tzset()


def move_clock(file: Path, seconds: float, zone: str = "") -> None:
    """Set it, and the machine's zone (an IANA name, "": as it was); whole or not at all, since others read it all the
    time."""
    fresh = file.with_suffix(".new")
    fresh.write_text(f"{seconds} {zone}".strip(), encoding="ascii")
    fresh.replace(file)


def _become(arguments: Sequence[str], environment: Mapping[str, str], log: Path, clock: Path | None) -> None:
    os.environ.update(environment)
    if clock is not None:
        moved_clock(clock)
    with log.open("ab") as said:
        os.dup2(said.fileno(), 1)
        os.dup2(said.fileno(), 2)
    status = int(importlib.import_module("main").main(list(arguments)))
    sys.stdout.flush()
    sys.stderr.flush()
    # What a command left in daemon threads ends with it, as where Python itself was started for it.
    sys.exit(status)


def until(condition: Callable[[], bool], seconds: float = PATIENCE_SECONDS, pause: float = 0.02) -> bool:
    """Ask again and again; whether it came true in time."""
    end = time.monotonic() + seconds
    while not condition():
        if time.monotonic() >= end:
            return False
        time.sleep(pause)
    return True


def free_ports(count: int) -> list[int]:
    """Ports that nobody had a moment ago."""
    with contextlib.ExitStack() as closing:
        taken = [closing.enter_context(socket.create_server(("127.0.0.1", 0))) for _ in range(count)]
        return [int(one.getsockname()[1]) for one in taken]
