"""A whole station in use: agent, node and devices, router and receivers, central server, somebody who works at it."""

import contextlib
import json
import multiprocessing
import time
from collections.abc import Iterator
from dataclasses import dataclass, field
from multiprocessing.connection import Connection as Pipe
from multiprocessing.process import BaseProcess
from pathlib import Path
from typing import Final

from sqlalchemy import Engine

from app.central.database import open_database
from app.central.enrolment import Enrolment
from app.commands.bench_provider import ProviderLine, provider
from app.commands.campaigns import deeds, reminding
from app.commands.campaigns.home import Home, make_home, open_ward
from app.commands.campaigns.kills_devices import Devices
from app.commands.campaigns.kills_people import Nurse
from app.commands.campaigns.processes import Served, free_ports, until
from app.demo.unit import DEMO_PROFILE, HOSPITAL_PROFILE
from app.kernel.actor import PROGRAM
from app.kernel.clock import SystemClock
from app.kernel.errors import BugError
from app.kernel.ids import TimeOrderedIds
from app.store.store import Store
from app.sync.enrolling import EnrollingService

BEDS: Final = 4
_WOMEN: Final = 10


class Worker:
    """Somebody who works, in a process of their own, as `Served` is one. `facts`: all that was acknowledged to them."""

    name = "writer"

    def __init__(self, home: Home, seed: int, clock: Path | None = None) -> None:
        self._home, self._seed, self._clock = home, seed, clock
        self.process: BaseProcess | None = None
        self._pipe: Pipe[bytes, bytes] | None = None
        self.facts: list[deeds.Fact] = []
        self.lives = 0
        self.ready = False

    def start(self) -> None:
        """Begin to work, or begin anew."""
        context = multiprocessing.get_context("forkserver")
        self._pipe, there = context.Pipe(duplex=False)
        self.lives += 1
        given = (self._home, self._seed * 10_000 + self.lives, there, self._clock)
        self.process = context.Process(target=deeds.work, args=given, daemon=True)
        self.process.start()
        there.close()
        self.ready = False

    @property
    def runs(self) -> bool:
        """Whether it has not ended."""
        return self.process is not None and self.process.is_alive()

    def listen(self) -> None:
        """Take down what was acknowledged up to now."""
        try:
            while self._pipe is not None and self._pipe.poll():
                words = self._pipe.recv_bytes().decode().split()
                self.ready = True
                if len(words) == 2:
                    self.facts.append((words[0], words[1]))
        except (EOFError, OSError):
            self._pipe = None

    def kill(self) -> None:
        """`kill -9`; what it told before counts."""
        if self.process is not None:
            self.process.kill()
            self.process.join()
        self.listen()

    def said(self) -> str:
        """It has no log of its own."""
        return "" if self.process is None else f"status {self.process.exitcode}"


@dataclass
class InUse:
    """All of it, running. `store`: the station's, opened beside its processes as a second window would."""

    home: Home
    store: Store
    server: Engine
    provider: ProviderLine
    beds: tuple[str, ...]
    devices: Devices
    nurses: list[Nurse]
    people: list[str]
    processes: dict[str, Served | Worker] = field(default_factory=dict)
    planned: list[str] = field(default_factory=list)

    @property
    def worker(self) -> Worker:
        """Who writes."""
        one = self.processes["writer"]
        if not isinstance(one, Worker):
            raise BugError("the writer is no writer")
        return one

    def ready(self, name: str) -> bool:
        """Whether this process has begun its work since it was started last, as far as it can be seen from outside."""
        one = self.processes[name]
        if isinstance(one, Worker):
            return one.ready
        return one.said().count('"started' if name == "central" else "started") >= one.lives

    def turn(self, *, quiet: bool = False) -> None:
        """A fiftieth of a second in the life of everybody who is not killed."""
        self.devices.turn(quiet=quiet)
        for one in self.nurses:
            one.turn()
        self.worker.listen()
        time.sleep(0.02)


@contextlib.contextmanager
def station_in_use(folder: Path, seed: int, clock: Path | None = None) -> Iterator[InUse]:
    """Running; whatever still runs at the end is killed. `clock`: by which the station's processes go (`moved_clock`),
    not the server's."""
    home = make_home(folder / "station", seed, _WOMEN)
    beds, receivers = open_ward(home, BEDS)
    hl7, port = free_ports(2)
    database = f"sqlite:///{folder / 'central.db'}"
    central = _central(folder, database, port)
    with contextlib.ExitStack() as closing:
        line = closing.enter_context(provider())
        people = reminding.set_up(home, line.address)
        server = open_database(database)
        closing.callback(server.dispose)
        store = home.opened()
        closing.callback(store.close)
        devices = Devices(hl7, BEDS, SystemClock(), seed)
        nurses = [Nurse(one, SystemClock(), seed + place) for place, one in enumerate(receivers)]
        used = InUse(home, store, server, line, beds, devices, nurses, people)
        closing.callback(_end, used)
        used.processes["central"] = central
        central.start()
        _join(store, server, central)
        told = (folder, home.environment, clock)
        used.processes |= {
            "agent": _served("agent", ("agent", "--every", "0.3"), *told),
            "node": _served("node", ("node", "--silent", "--hl7-port", str(hl7), "--no-router"), *told),
            "router": _served("router", ("router",), *told),
            "writer": Worker(home, seed, clock),
        }
        for name, one in used.processes.items():
            if name != "central":
                one.start()
        # Signals of a ward around it, so that the node has what it has in a hospital.
        ward = _served("simulate", ("simulate", "--hl7", f"127.0.0.1:{hl7}", "--beds", str(BEDS)), *told)
        ward.start()
        closing.callback(ward.kill)
        yield used


def _served(
    name: str, arguments: tuple[str, ...], folder: Path, environment: dict[str, str], clock: Path | None
) -> Served:
    return Served(name, arguments, folder / f"{name}.log", environment, clock=clock)


def _central(folder: Path, database: str, port: int) -> Served:
    where = ("--folder", str(folder / "server"), "--database", database, "--host", "127.0.0.1", "--port", str(port))
    return Served("central", ("central", *where, "--json"), folder / "central.log")


def _join(store: Store, server: Engine, central: Served) -> None:
    """The station into the network of this server."""
    if not until(lambda: '"fingerprint"' in central.said()):
        raise BugError(f"the server did not start: {central.said()[-500:]}")
    told = next(json.loads(line) for line in central.said().splitlines() if line.startswith("{") and "finger" in line)
    clock = SystemClock()
    enrolment = Enrolment(server, clock, TimeOrderedIds(clock))
    for profile, kind in ((DEMO_PROFILE, "primary_care"), (HOSPITAL_PROFILE, "hospital")):
        enrolment.put_unit(profile.cnes, profile.unit_name, kind)
    code = enrolment.make_code(DEMO_PROFILE.cnes, "Sala 1")
    EnrollingService(store).enrol(PROGRAM, told["address"], code, told["fingerprint"])


def _end(used: InUse) -> None:
    for one in used.processes.values():
        one.kill()
    used.devices.close()
    for nurse in used.nurses:
        nurse.close()
