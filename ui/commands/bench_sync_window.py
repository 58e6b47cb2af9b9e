"""`bench sync_window`: does the window stay smooth while a large first pull runs behind it?

A station's shell stands on a screen of 1366 × 768 (`QT_QPA_PLATFORM=offscreen`, software painting); 60 times a second
something is painted anew, as while somebody scrolls. Measured is the time from one painted frame to the next: first
with nothing behind it, then with a pull from a real server (a process of its own, TLS, PostgreSQL that waits for the
disk), run by the same service and in the same kind of thread as in the program, status chip and all; and once more with
the turns of Python's threads and its collector as they are where nobody says otherwise.
"""

import argparse
import importlib
import os
import sys
import tempfile
import time
from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

from ui.commands.frame_times import TARGET_MS, Behind, figures, for_seconds, frames, shell_of

if TYPE_CHECKING:
    from app.security.session import Session
    from app.station import Station

EVENTS: Final = 30_000
QUIET_SECONDS: Final = 5.0
_BATCH: Final = 500
_PASSWORD: Final = "sete barcos verdes"


def run(arguments: argparse.Namespace) -> Mapping[str, object]:
    """Milliseconds from frame to frame; `events`, `quiet_seconds` and `sqlite` may be given by a test."""
    os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")

    events = int(getattr(arguments, "events", EVENTS))
    quiet = float(getattr(arguments, "quiet_seconds", QUIET_SECONDS))
    found: dict[str, object] = {"records pulled": events}
    sqlite = bool(getattr(arguments, "sqlite", False))
    with (
        _shared().network(stations=3, sqlite=sqlite) as one,
        tempfile.TemporaryDirectory(prefix="plantao-bench-") as folder,
    ):
        print(f"{events} records at the server …", file=sys.stderr)
        _push(one, events)
        for code, name in ((one.codes[1], "usual"), (one.codes[2], "ours")):
            home = Path(folder) / code
            station, administrator = _station(home, one, code)
            try:
                found |= _measure(station, administrator, quiet, name)
            finally:
                station.close()
    return {**found, "target, 99 % of frames, ours (ms)": TARGET_MS}


def _shared() -> Any:
    """The server and the made-up people that all benches of the network share. They belong to the commands of `app/`,
    which nothing of `ui/` imports: found by name, as `bench` finds this one."""
    return importlib.import_module("app.commands.bench_network")


def _push(one: Any, events: int) -> None:
    line = one.join(one.codes[0])
    for first in range(1, events + 1, _BATCH):
        line.push(_shared().people_events("o" * 36, first, min(_BATCH, events + 1 - first)))
    line.close()


def _station(home: Path, one: Any, code: str) -> "tuple[Station, Session]":
    """A new station in the network, and its administrator: no other account is needed to look at a window."""
    from app import bootstrap  # noqa: PLC0415 - like the window
    from app.kernel.folders import StationFolders  # noqa: PLC0415 - like the window
    from app.security.account_model import NewAccount  # noqa: PLC0415 - like the window
    from app.security.roles import Role  # noqa: PLC0415 - like the window
    from app.settings import StationProfile, StationRole  # noqa: PLC0415 - like the window

    profile = StationProfile(StationRole.PRIMARY_CARE, "UBS Sintética", _shared().CNES, "2408102", "Natal", demo=True)
    account = NewAccount("bench", "Bench Sintética", Role.ADMINISTRATOR, _PASSWORD)
    first = bootstrap.FirstStart(profile, account, key_file=home / "bench.key")
    station = bootstrap.create_station(StationFolders(home), first, bootstrap.Ports(background=False)).station
    session = station.sign_in.sign_in("bench", _PASSWORD)
    station.enrolling.join(session, one.address, code, one.fingerprint)
    return station, session


def _measure(station: "Station", session: "Session", quiet: float, name: str) -> dict[str, object]:
    from ui.start.application import share_the_interpreter  # noqa: PLC0415 - after the platform was chosen

    with shell_of(station, session, "network") as (application, shell):
        if name == "ours":
            share_the_interpreter()
        # The first frames load and lay out; they are those of any start.
        frames(application, shell, for_seconds(1.0))
        alone = frames(application, shell, for_seconds(quiet))
        # As the background work runs it.
        pull = Behind(station.sync.run_round)
        pull.start()
        begin = time.perf_counter()
        beside = frames(application, shell, pull.is_alive)
        seconds = time.perf_counter() - begin
        pull.end()
    return {
        f"{name}: pull (s)": seconds,
        **figures(f"{name}: without a pull", alone),
        **figures(f"{name}: while it pulls", beside),
        f"{name}: complete afterwards": station.sync.status().synchronised,
    }
