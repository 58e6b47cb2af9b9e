"""`bench sync_window`: does the window stay smooth while a large first pull runs behind it?

A station's shell stands on a screen of 1366 × 768 (`QT_QPA_PLATFORM=offscreen`, software painting); 60 times a second
something is painted anew, as while somebody scrolls. Measured is the time from one painted frame to the next: first
with nothing behind it, then with a pull from a real server (a process of its own, TLS, PostgreSQL that waits for the
disk), run by the same service and in the same kind of thread as in the program, status chip and all; and once more with
the turns of Python's threads and its collector as they are where nobody says otherwise.
"""

import argparse
import gc
import importlib
import os
import sys
import tempfile
import threading
import time
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

if TYPE_CHECKING:
    from PySide6.QtWidgets import QApplication

    from app.security.session import Session
    from app.station import Station
    from ui.shell.window import Shell
    from ui.start.preferences import Preferences

EVENTS: Final = 30_000
QUIET_SECONDS: Final = 5.0
FRAME_SECONDS: Final = 1 / 60
TARGET_MS: Final = 50.0
_BATCH: Final = 500
_PASSWORD: Final = "sete barcos verdes"
_PATIENCE_SECONDS: Final = 600.0


def run(arguments: argparse.Namespace) -> Mapping[str, object]:
    """Milliseconds from frame to frame; `events`, `quiet_seconds` and `sqlite` may be given by a test."""
    os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")

    events = int(getattr(arguments, "events", EVENTS))
    quiet = float(getattr(arguments, "quiet_seconds", QUIET_SECONDS))
    usual = sys.getswitchinterval()
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
                sys.setswitchinterval(usual)
                gc.unfreeze()
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
    from app import bootstrap  # noqa: PLC0415
    from app.kernel.folders import StationFolders  # noqa: PLC0415
    from app.security.account_model import NewAccount  # noqa: PLC0415
    from app.security.roles import Role  # noqa: PLC0415
    from app.settings import StationProfile, StationRole  # noqa: PLC0415

    profile = StationProfile(StationRole.PRIMARY_CARE, "UBS Sintética", _shared().CNES, "2408102", "Natal", demo=True)
    account = NewAccount("bench", "Bench Sintética", Role.ADMINISTRATOR, _PASSWORD)
    first = bootstrap.FirstStart(profile, account, key_file=home / "bench.key")
    station = bootstrap.create_station(StationFolders(home), first, bootstrap.Ports(background=False)).station
    session = station.sign_in.sign_in("bench", _PASSWORD)
    station.enrolling.join(session, one.address, code, one.fingerprint)
    return station, session


def _measure(station: "Station", session: "Session", quiet: float, name: str) -> dict[str, object]:
    from PySide6.QtWidgets import QApplication, QMainWindow  # noqa: PLC0415 - after the platform was chosen

    from ui.shell.window import Shell  # noqa: PLC0415
    from ui.start.application import share_the_interpreter  # noqa: PLC0415
    from ui.start.preferences import Preferences  # noqa: PLC0415
    from ui.theme import apply_theme  # noqa: PLC0415

    existing = QApplication.instance()
    application = existing if isinstance(existing, QApplication) else QApplication(["bench"])
    apply_theme(application)
    window = QMainWindow()
    window.resize(1366, 768)
    shell = Shell(station, session, _Frame(Preferences()))
    window.setCentralWidget(shell)
    window.show()
    shell.begin("network")
    try:
        if name == "ours":
            share_the_interpreter()
        # The first frames load and lay out; they are those of any start.
        _frames(application, shell, _for_seconds(1.0))
        alone = _frames(application, shell, _for_seconds(quiet))
        pull = _Pull(station)
        pull.start()
        begin = time.perf_counter()
        beside = _frames(application, shell, pull.is_alive)
        seconds = time.perf_counter() - begin
        pull.join()
        if pull.error is not None:
            raise pull.error
    finally:
        window.close()
        window.deleteLater()
        _settle(application)
    return {
        f"{name}: pull (s)": seconds,
        **_figures(f"{name}: without a pull", alone),
        **_figures(f"{name}: while it pulls", beside),
        f"{name}: complete afterwards": station.sync.status().synchronised,
    }


class _Pull(threading.Thread):
    """As the background work runs it."""

    def __init__(self, station: "Station") -> None:
        super().__init__(name="pull", daemon=True)
        self._station = station
        self.error: Exception | None = None

    def run(self) -> None:
        """One round; what goes wrong is told at the end."""
        try:
            self._station.sync.run_round()
        except Exception as error:
            self.error = error


class _Frame:
    """What the shell may ask of the start; nobody asks here."""

    def __init__(self, preferences: "Preferences") -> None:
        self.preferences = preferences

    def use_language(self, language: str) -> None: ...
    def use_look(self, *, theme: str | None = None, scale: int | None = None) -> None: ...
    def sign_in(self) -> None: ...
    def rebuild(self, session: "Session", place: str | None, subject: str | None) -> None: ...
    def quit(self) -> None: ...


def _frames(application: "QApplication", shell: "Shell", going_on: Callable[[], bool]) -> list[float]:
    """Milliseconds from one painted frame to the next, 60 asked for each second."""
    taken: list[float] = []
    before = time.perf_counter()
    end = before + _PATIENCE_SECONDS
    while going_on() and before < end:
        due = before + FRAME_SECONDS
        shell.stack.update()
        application.processEvents()
        left = due - time.perf_counter()
        if left > 0:
            time.sleep(left)
        now = time.perf_counter()
        taken.append((now - before) * 1000)
        before = now
    return taken


def _for_seconds(seconds: float) -> Callable[[], bool]:
    end = time.perf_counter() + seconds
    return lambda: time.perf_counter() < end


def _settle(application: "QApplication") -> None:
    from PySide6.QtCore import QThreadPool  # noqa: PLC0415

    QThreadPool.globalInstance().waitForDone()
    application.processEvents()


def _figures(name: str, taken: Sequence[float]) -> dict[str, object]:
    ordered = sorted(taken)
    shares = {f"{name}, {share} % within (ms)": _share(ordered, share) for share in (50, 99)}
    return {**shares, f"{name}, longest frame (ms)": ordered[-1], f"{name}, frames": len(ordered)}


def _share(ordered: Sequence[float], share: int) -> float:
    return ordered[max(0, -(-len(ordered) * share // 100) - 1)]
