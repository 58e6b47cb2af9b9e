"""The real processes of a network: `main.py central` and `main.py agent`, started, killed and started again."""

import json
import os
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from random import Random

from app.kernel.actor import PROGRAM
from app.kernel.clock import FakeClock, to_text
from app.kernel.folders import StationFolders
from app.kernel.ids import SeededIds
from app.security.keys.passphrase import PassphraseCost
from app.security.keys.slots import KeySlots
from app.store.opening import open_store, write_origin
from app.store.store import Store
from app.sync.enrolling import EnrollingService
from tests.house.tree import ROOT
from tests.store_fixtures import TEST_KEY
from tests.sync.simulation import Deeds

PATIENCE_SECONDS = 60.0


@dataclass
class Killable:
    """One process that is started again as it was; what it says on its error stream lies in `said`."""

    arguments: list[str]
    said: Path
    environment: Mapping[str, str] = field(default_factory=dict)
    process: "subprocess.Popen[str] | None" = None

    def start(self) -> None:
        with self.said.open("a") as said:
            self.process = subprocess.Popen(
                [sys.executable, "main.py", *self.arguments],
                cwd=ROOT,
                env={**os.environ, **self.environment},
                stdin=subprocess.DEVNULL,
                stdout=subprocess.PIPE,
                stderr=said,
                text=True,
            )

    def first_line(self) -> str:
        assert self.process is not None
        assert self.process.stdout is not None
        return self.process.stdout.readline()

    def kill(self) -> None:
        """As a power cut does it."""
        if self.process is not None:
            self.process.kill()
            self.process.communicate()
            self.process = None

    def stop(self) -> int:
        """As the system does it when it is shut down; the exit status."""
        assert self.process is not None
        self.process.send_signal(signal.SIGTERM)
        self.process.communicate(timeout=PATIENCE_SECONDS)
        return self.process.returncode


class CentralProcess(Killable):
    """The server on SQLite; it comes back at the same port."""

    def __init__(self, folder: Path, database: str) -> None:
        self._folder = folder
        common = ["central", "--folder", str(folder), "--database", database, "--host", "127.0.0.1", "--json"]
        super().__init__([*common, "--port", "0"], folder.with_suffix(".log"))

    def start(self) -> None:
        super().start()
        told = json.loads(self.first_line())
        self.address, self.fingerprint = str(told["address"]), str(told["fingerprint"])
        self.arguments[-1] = self.address.rpartition(":")[2]


@dataclass
class AgentStation(Deeds):
    """A station with somebody who writes (in this process) and an agent that synchronises (in one of its own)."""

    number: int
    source: Random
    store: Store
    agent: Killable


def agent_station(folder: Path, template: Path, number: int, central: CentralProcess, code: str) -> AgentStation:
    """Make the store, its key file, and join."""
    home, clock = folder / f"station-{number}", FakeClock()
    home.mkdir()
    folders = StationFolders(home)
    shutil.copyfile(template, folders.store)
    ids = SeededIds(clock, seed=number)
    slots = KeySlots(folders.key_slots, clock, ids, cost=PassphraseCost(memory_kib=8192, passes=1))
    slots.create()
    slots.add_key_file(TEST_KEY, home / "key")
    store = open_store(folders.store, TEST_KEY, clock, ids)
    with store.engine.execution_options(plantao_write=True).begin() as connection:
        write_origin(connection, ids.new(), to_text(clock.now()))
    store.close()
    store = open_store(folders.store, TEST_KEY, clock, ids)
    EnrollingService(store).enrol(PROGRAM, central.address, code, central.fingerprint)
    agent = Killable(["agent", "--every", "0.2"], home / "agent.log", {"PLANTAO_HOME": str(home)})
    return AgentStation(number, Random(number), store, agent)


def wait_until(condition: Callable[[], bool], what: str, seconds: float = PATIENCE_SECONDS) -> None:
    """Ask again and again; a failure says what never came."""
    end = time.monotonic() + seconds
    while not condition():
        assert time.monotonic() < end, f"never came: {what}"
        time.sleep(0.02)
