"""`campaign ward_hours`: a ward of 49 beds and its router for hours. Is memory flat, grows a queue, do timers drift?

Nothing is compressed: what takes eight hours takes eight hours here (`--hours 8`); the usual run of minutes says only
that the instrument works and that nothing grows at once. Measured each minute of every process: memory held (resident)
and time on a processor; how long an alarm takes from the device to a window, which grows with any queue on its way; and
the node's own two-second beat against the clock of this process.
"""

import random
import statistics
import time
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Final

from app.commands.campaigns.home import make_home, open_ward
from app.commands.campaigns.kills_devices import CODE, Devices
from app.commands.campaigns.kills_people import Nurse
from app.commands.campaigns.plan import Outcome, Plan
from app.commands.campaigns.processes import Served, free_ports
from app.kernel.clock import SystemClock
from app.ward.feed.items import Alarms, FeedItem
from app.ward.node.following import NodeFollower
from app.ward.node.keys import read_link
from app.ward.picture.builder import PictureBuilder

BEDS: Final = 49
USUAL_HOURS: Final = 3 / 60
FLAT: Final = 0.05
"""Of the memory held in the second half, what may lie between its beginning and its end."""
BEAT_SECONDS: Final = 2.0
MOST_DRIFT: Final = 0.01
"""Of the time: what a beat of two seconds may be off on the whole."""
MOST_LATE_SECONDS: Final = 2.0
MOST_GROWN_SECONDS: Final = 0.25
"""By which an alarm's way to a window may be longer in the later half: what any queue that grows goes beyond."""
JUDGED_SECONDS: Final = 1_800.0
"""A shorter run shows how a process fills its buffers, not whether its memory is flat: told, not judged."""
WARM: Final = 0.4
"""Of the run: what memory does in this time is how a process fills its caches, and is not judged."""


@dataclass
class Sampled:
    """Of one process: second since the start and memory held (MiB), and seconds on a processor up to then."""

    memory: list[tuple[float, float]] = field(default_factory=list)
    used: list[tuple[float, float]] = field(default_factory=list)


@dataclass
class Beats:
    """How the node told the alarms of one bed: how often, when first and last, the longest time between two."""

    count: int = 0
    first: float = 0.0
    last: float = 0.0
    longest: float = 0.0

    def note(self, at: float) -> None:
        """Once more."""
        self.first = at if not self.count else self.first
        self.longest = max(self.longest, at - self.last if self.count else 0.0)
        self.last = at
        self.count += 1


@dataclass
class Measured:
    """A run. `waits`: second at which a device began an alarm, and how long until a window was told of it; `beats`: of
    each bed how the node told its alarms."""

    seconds: float = 0.0
    processes: dict[str, Sampled] = field(default_factory=dict)
    waits: list[tuple[float, float]] = field(default_factory=list)
    beats: dict[str, Beats] = field(default_factory=dict)
    ended: list[str] = field(default_factory=list)


def run(plan: Plan) -> Outcome:
    """So many hours."""
    hours = plan.hours or USUAL_HOURS
    home = make_home(plan.folder / "station", plan.seed, women=2)
    beds, receivers = open_ward(home, BEDS)
    (port,) = free_ports(1)
    clock, folder = SystemClock(), plan.folder
    where = f"127.0.0.1:{port}"
    started = {
        "node": Served("node", (*_NODE, "--hl7-port", str(port)), folder / "node.log", home.environment),
        "router": Served("router", ("router",), folder / "router.log", home.environment),
        "simulate": Served("simulate", ("simulate", "--hl7", where, "--beds", str(BEDS)), folder / "simulate.log"),
    }
    nurses = [Nurse(one, clock, plan.seed + place) for place, one in enumerate(receivers)]
    watched = _Watched(home.folders.home, beds[0], Devices(port, 1, clock, plan.seed), nurses)
    try:
        for one in started.values():
            one.start()
        measured = watched.watch(started, hours * 3_600.0, plan)
    finally:
        watched.close()
        for one in started.values():
            one.stop()
    found = judge(measured)
    found.figures |= {"hours": hours, "beds": BEDS, "time": "real, not compressed"}
    return found


_NODE: Final = ("node", "--silent", "--no-router")


class _Watched:
    """A window, one device and the nurses, looked at all the time."""

    def __init__(self, home: Path, bed: str, devices: Devices, nurses: Sequence[Nurse]) -> None:
        self._bed, self._devices, self._nurses = bed, devices, nurses
        self._clock = SystemClock()
        self._picture = PictureBuilder(self._clock.monotonic)
        self._follower = NodeFollower(lambda: read_link(home), self._take, self._clock)
        self._began = time.monotonic()
        self._measured = Measured()
        self._asked: tuple[bool, float] | None = None
        self._chance = random.Random(1)
        self._follower.start()

    def watch(self, processes: dict[str, Served], seconds: float, plan: Plan) -> Measured:
        """Until the time is over; each minute (or thirtieth of the run) a sample of every process."""
        self._measured.processes = {name: Sampled() for name in processes}
        every, told_at = min(60.0, seconds / 30), self._began
        sample_at = self._began
        while (now := time.monotonic()) - self._began < seconds:
            self._turn()
            if now >= sample_at:
                sample_at += every
                self._sample(processes, now - self._began)
            if now - told_at >= 600:
                told_at = now
                plan.tell(f"{(now - self._began) / 3_600:.2f} h …")
        self._measured.seconds = time.monotonic() - self._began
        self._measured.ended = [name for name, one in processes.items() if not one.runs]
        return self._measured

    def close(self) -> None:
        """The end."""
        self._follower.stop()
        self._devices.close()
        for one in self._nurses:
            one.close()

    def _turn(self) -> None:
        one = self._devices.all[0]
        said = one.trying
        self._devices.turn()
        for nurse in self._nurses:
            nurse.turn()
        self._devices.looked()
        if one.trying is not None and said is None:
            self._asked = (one.trying, time.monotonic())
        if self._asked is not None and self._shown() is self._asked[0]:
            self._measured.waits.append((self._asked[1] - self._began, time.monotonic() - self._asked[1]))
            self._asked = None
        time.sleep(0.02)

    def _shown(self) -> bool:
        found = [each.alarm for bed in self._picture.beds if bed.bed == self._bed for each in bed.alarms]
        return any(alarm.code == CODE and alarm.is_there for alarm in found)

    def _take(self, item: FeedItem) -> None:
        if isinstance(item, Alarms) and item.state.bed:
            self._measured.beats.setdefault(item.state.bed, Beats()).note(time.monotonic() - self._began)
        self._picture.take(item)

    def _sample(self, processes: dict[str, Served], at: float) -> None:
        for name, one in processes.items():
            if one.process is not None and one.process.pid is not None and one.runs:
                memory, used = held_by(one.process.pid)
                self._measured.processes[name].memory.append((at, memory))
                self._measured.processes[name].used.append((at, used))


def held_by(pid: int) -> tuple[float, float]:
    """(MiB held in memory, seconds on a processor) of a process here; (0, 0) where the system does not say."""
    try:
        pages = int(Path(f"/proc/{pid}/statm").read_text().split()[1])
        parts = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
    except (OSError, ValueError, IndexError):
        return 0.0, 0.0
    return pages * 4_096 / 2**20, (int(parts[11]) + int(parts[12])) / 100.0


def judge(measured: Measured) -> Outcome:
    """Figures, and each promise that was not kept. Pure."""
    found = Outcome({"seconds_watched": round(measured.seconds)})
    for name, one in measured.processes.items():
        _judge_memory(found, name, one, measured.seconds)
    settled = [wait for at, wait in measured.waits if at >= measured.seconds * WARM]
    half = len(settled) // 2
    if half:
        early, late = statistics.median(settled[:half]), statistics.median(settled[half:])
        found.figures |= {
            "alarms_timed": len(measured.waits),
            "alarm_to_window_median_s": round(statistics.median(settled), 3),
            "alarm_to_window_longest_s": round(max(settled), 3),
            "alarm_to_window_early_and_late_s": f"{early:.3f}, {late:.3f}",
        }
        grows = late - early > MOST_GROWN_SECONDS
        found.promise(not grows, f"alarms take longer and longer: {early:.2f} s, later {late:.2f} s")
        found.promise(max(settled) <= 10 * MOST_LATE_SECONDS, f"an alarm took {max(settled):.1f} s to a window")
    found.promise(half > 0, "no alarm came to a window")
    _judge_beats(found, measured.beats.values())
    found.promise(not measured.ended, f"ended by themselves: {', '.join(measured.ended)}")
    return found


def _judge_memory(found: Outcome, name: str, one: Sampled, seconds: float) -> None:
    settled = [(at, held) for at, held in one.memory if at >= seconds * WARM and held > 0]
    if len(settled) < 4:
        found.promise(False, f"{name}: its memory was seen {len(settled)} times only")
        return
    times, held = zip(*settled, strict=True)
    line = statistics.linear_regression(times, held)
    grown = line.slope * (times[-1] - times[0])
    used = one.used[-1][1] - one.used[0][1]
    found.figures |= {
        f"{name}_mb": round(held[-1], 1),
        f"{name}_mb_an_hour": round(line.slope * 3_600, 2),
        f"{name}_grown_share": round(grown / held[0], 4),
        f"{name}_cpu": round(used / max(1.0, one.used[-1][0] - one.used[0][0]), 3),
    }
    flat = abs(grown) <= FLAT * held[0] or seconds < JUDGED_SECONDS
    found.promise(flat, f"{name}: memory went from {held[0]:.0f} by {grown:+.1f} MiB, more than {FLAT:.0%}")


def _judge_beats(found: Outcome, beds: Iterable[Beats]) -> None:
    """The node tells every bed each two seconds, and what changes besides: the bed with fewest has only the beat."""
    told = [one for one in beds if one.count >= 3]
    if not told:
        found.promise(False, "the node told too little to see its beat")
        return
    quiet = min(told, key=lambda one: one.count / (one.last - one.first))
    beat = (quiet.last - quiet.first) / (quiet.count - 1)
    longest = max(one.longest for one in told)
    found.figures |= {"beats": quiet.count, "beat_s": round(beat, 4), "longest_between_beats_s": round(longest, 2)}
    slow = beat > BEAT_SECONDS * (1 + MOST_DRIFT)
    found.promise(not slow, f"the node's beat of {BEAT_SECONDS:g} s is {beat:.3f} s on the whole")
    found.promise(longest <= BEAT_SECONDS + MOST_LATE_SECONDS, f"{longest:.1f} s between two beats of the node")
