"""`campaign disk`: the disk under a station in use is full, slow, read-only. Nothing is written by halves, all goes on.

On a disk of its own stands a station at which somebody works, with its ward: a device whose alarms must go on whatever
the disk does. What each of them is told is printed; the store is checked after each part.
"""

import multiprocessing
import random
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from multiprocessing.process import BaseProcess
from pathlib import Path
from typing import Final

from app.bootstrap import open_station
from app.commands.campaigns import kills_reading as reading
from app.commands.campaigns.deeds import Fact, deeds
from app.commands.campaigns.disk_judge import (
    LOCKED,
    Checked,
    Full,
    ReadOnly,
    Slow,
    judge_check,
    judge_full,
    judge_read_only,
    judge_slow,
)
from app.commands.campaigns.home import PORTS, Home, make_home, open_ward
from app.commands.campaigns.kills_devices import CODE, Devices
from app.commands.campaigns.plan import Outcome, Plan
from app.commands.campaigns.processes import Served, free_ports, until
from app.commands.campaigns.small_disk import LIMIT, SmallDisk, small_disk
from app.kernel.actor import PROGRAM
from app.kernel.clock import SystemClock
from app.kernel.errors import KnownError
from app.store.backup import MANUAL, back_up
from app.ward.node.following import NodeFollower
from app.ward.node.keys import read_link
from app.ward.picture.builder import PictureBuilder

_MEGABYTES: Final = 1_200
"""Of memory, while it is full; with less than 1 GiB free the ward records nothing."""
_DEEDS: Final = 12
_LOG_FAILED, _RECORDING_FAILED = "log_failed", "recording_failed"
_TOLD_SECONDS: Final = 40.0
_SLOW_SECONDS: Final = 2.0


@dataclass
class Scene:
    """The station, its ward, and a window's picture of it. `facts`: what was acknowledged to who works there."""

    home: Home
    disk: SmallDisk
    node: Served
    devices: Devices
    picture: PictureBuilder
    work: Iterator[Fact]
    found: Outcome
    facts: list[Fact] = field(default_factory=list)
    closing: list[Callable[[], object]] = field(default_factory=list)

    def turn(self) -> None:
        """A moment of the ward."""
        self.devices.turn()
        self.devices.looked()
        time.sleep(0.02)

    def until(self, condition: Callable[[], bool], seconds: float = _TOLD_SECONDS) -> bool:
        """While the ward goes on."""
        end = time.monotonic() + seconds
        while not condition():
            self.turn()
            if time.monotonic() > end:
                return False
        return True

    def close(self) -> None:
        """Nobody has the store open any more."""
        while self.closing:
            self.closing.pop()()

    def told(self, code: str) -> bool:
        """Whether this technical alarm of the station stands on the wall."""
        return any(shown.alarm.code == code and shown.alarm.is_there for shown in self.picture.station_alarms)

    def alarms_go_on(self) -> bool:
        """An alarm that begins now is shown, and its end too."""
        return self.until(lambda: self._shown(True)) and self.until(lambda: self._shown(False))

    def _shown(self, there: bool) -> bool:
        beds = self.picture.beds
        shown = [any(one.alarm.code == CODE and one.alarm.is_there for one in bed.alarms) for bed in beds]
        return bool(shown) and (any(shown) if there else not all(shown))

    def deed(self) -> str:
        """The code of what somebody who works now is told, "" where it was taken."""
        try:
            self.facts.append(next(self.work))
        except KnownError as refused:
            return refused.code
        return ""


def run(plan: Plan) -> Outcome:
    """Full, slow, read-only."""
    found = Outcome()
    for number in range(plan.times):
        with small_disk(plan.folder / f"disk-{number}", _MEGABYTES) as disk, _scene(plan, disk, number, found) as scene:
            found.figures["disk"] = disk.how
            _full(scene)
            _slow(scene)
            _check(scene, "after slow")
            scene.close()
            _read_only(scene, plan.folder / f"read-only-{number}.log")
    return found


@contextmanager
def _scene(plan: Plan, disk: SmallDisk, number: int, found: Outcome) -> Iterator[Scene]:
    home = make_home(disk.folder / "station", plan.seed + number, women=2)
    open_ward(home, 2)
    (port,) = free_ports(1)
    node = Served("node", ("node", "--silent", "--hl7-port", str(port), "--no-router"), plan.folder / "node.log")
    node.environment = home.environment
    clock = SystemClock()
    devices, picture = Devices(port, 2, clock, plan.seed), PictureBuilder(clock.monotonic)
    follower = NodeFollower(lambda: read_link(home.folders.home), picture.take, clock)
    node.start()
    follower.start()
    station = open_station(home.folders, home.key, PORTS)
    work = _endless(lambda: deeds(station, home, random.Random(plan.seed)))
    scene = Scene(home, disk, node, devices, picture, work, found)
    signals = Served(
        "simulate", ("simulate", "--hl7", f"127.0.0.1:{port}", "--beds", "2"), plan.folder / "simulate.log"
    )
    signals.start()
    scene.closing += [station.close, devices.close, lambda: _end(node, disk, found), signals.kill, follower.stop]
    try:
        found.promise(scene.alarms_go_on(), "no alarm was shown before anything was broken")
        yield scene
    finally:
        scene.close()


def _end(node: Served, disk: SmallDisk, found: Outcome) -> None:
    disk.empty(_pids(node))
    found.promise(node.stop() == 0, "the node did not end in good order")


def _endless(begin: Callable[[], Iterator[Fact]]) -> Iterator[Fact]:
    """Deeds go on after one was refused: a generator that raised has ended, another person takes over."""

    class Again:
        def __init__(self) -> None:
            self._now = begin()

        def __iter__(self) -> "Again":
            return self

        def __next__(self) -> Fact:
            try:
                return next(self._now)
            except KnownError:
                self._now = begin()
                raise

    return Again()


def _pids(node: Served) -> tuple[int, ...]:
    return (node.process.pid,) if node.process is not None and node.process.pid is not None else ()


def _full(scene: Scene) -> None:
    """Nothing fits on it any more, and then there is room again."""
    found, pids = scene.found, _pids(scene.node)
    scene.until(lambda: bool(scene.picture.beds))
    found.promise(not scene.told(_RECORDING_FAILED), "nothing is recorded before anything was broken")
    before = len(scene.facts)
    scene.disk.fill(pids)
    seen = Full(None, "", alarms=False)
    if scene.disk.how != LIMIT:
        seen.codes = {scene.deed() for _ in range(_DEEDS)}
        seen.backup = _backup(scene)
        found.figures["full_told_to_who_works"] = ", ".join(sorted(seen.codes - {""})) or "nothing"
        found.figures["full_told_of_a_backup"] = seen.backup
    seen.alarms = scene.alarms_go_on()
    for code in (_LOG_FAILED, _RECORDING_FAILED):
        seen.raised[code] = scene.until(lambda code=code: scene.told(code))  # type: ignore[misc]  # asked at once
        found.figures[f"full_{code}"] = "technical alarm" if seen.raised[code] else "not told"
    seen.node_ended = None if scene.node.runs else scene.node.said()[-300:]
    scene.disk.empty(pids)
    for code in (_LOG_FAILED, _RECORDING_FAILED):
        over = scene.until(lambda code=code: not scene.told(code), 2 * _TOLD_SECONDS)  # type: ignore[misc]  # as above
        seen.ended[code] = over
    seen.again = [scene.deed() for _ in range(_DEEDS)]
    found.figures["full_facts_before_and_after"] = f"{before}, {len(scene.facts)}"
    judge_full(seen, found)
    _check(scene, "after full")


def _read_only(scene: Scene, log: Path) -> None:
    """Who begins on it, and a ward that begins on it."""
    found = scene.found
    with scene.disk.read_only() as done:
        if not done:
            found.figures["read_only"] = "not tried: nothing can be mounted here"
            return
        told = _opened(scene.home)
        node = Served("node", ("node", "--silent", "--no-router", "--json"), log, scene.home.environment)
        node.start()
        ended = until(lambda: not node.runs, _TOLD_SECONDS)
        node.kill()
        code = next((one for one in sorted(LOCKED) if one in node.said()), node.said()[-200:])
    found.figures |= {"read_only_told_at_the_start": told, "read_only_told_by_the_ward": code}
    judge_read_only(ReadOnly(told, code, ended, _opened(scene.home)), found)
    _check(scene, "after read-only")


def _opened(home: Home) -> str:
    try:
        home.opened().close()
    except KnownError as refused:
        return refused.code
    return "opened"


def _slow(scene: Scene) -> None:
    """Another program holds the store's write lock for seconds at a time, as commits of a dying disk do."""
    context = multiprocessing.get_context("forkserver")
    slow: BaseProcess = context.Process(target=hold, args=(scene.home, _SLOW_SECONDS), daemon=True)
    slow.start()
    waits: list[float] = []
    codes: list[str] = []
    try:
        end = time.monotonic() + 4 * _SLOW_SECONDS
        while time.monotonic() < end:
            began = time.monotonic()
            codes.append(scene.deed())
            waits.append(time.monotonic() - began)
        alarms = scene.alarms_go_on()
    finally:
        slow.kill()
        slow.join()
    scene.found.figures["slow_longest_wait_s"] = round(max(waits), 1)
    scene.found.figures["slow_told_to_who_works"] = ", ".join(sorted({*codes} - {""})) or "nothing"
    judge_slow(Slow(codes, alarms, [scene.deed() for _ in range(2)]), scene.found)


def hold(home: Home, seconds: float) -> None:
    """Take the write lock again and again, for so long each time."""
    store = home.opened()
    while True:
        try:
            with store.write(PROGRAM):
                time.sleep(seconds)
        except KnownError:
            continue
        time.sleep(0.05)


def _backup(scene: Scene) -> str:
    store = scene.home.opened()
    try:
        back_up(store, scene.home.key, scene.home.folders.key_slots, scene.home.folders.backups, MANUAL)
    except KnownError as refused:
        return refused.code
    finally:
        store.close()
    return "made"


def _check(scene: Scene, when: str) -> None:
    store = scene.home.opened()
    try:
        problems = reading.problems_of_file(store, scene.home.key)
        with store.read() as connection:
            missing = reading.missing_facts(connection, scene.facts)
        scene.found.figures["facts_acknowledged"] = len(scene.facts)
        judge_check(Checked(when, problems, missing), scene.found)
    finally:
        store.close()
