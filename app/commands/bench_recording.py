"""`bench recording`: what recording a ward costs, and how long a window waits for what was recorded.

49 beds of the simulator, three waveforms of 250 samples a second and eleven numbers each; beside it the same samples as
raw 32-bit floats, unencrypted.
"""

import argparse
import tempfile
import time
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from statistics import median
from typing import Final

import numpy as np

from app.demo.recorded_hours import record_hours
from app.interop.simulator.plans import load_plan
from app.interop.simulator.ward import SimulatedWard
from app.kernel.clock import FakeClock
from app.ward.feed.items import BedLine, FeedItem, Layout, Numbers, Waves
from app.ward.recording.folder import HOUR, RecordingFolder
from app.ward.recording.keeping import Keeping
from app.ward.recording.model import Envelope
from app.ward.recording.reader import StayRecording
from app.ward.recording.recorder import Recorder
from app.ward.recording.sealed import RecordingKey
from app.ward.signals import Observation, Samples, WaveBlock

BEDS: Final = 49
_WAVES: Final = ("ecg_ii", "pleth", "art")
_RATE: Final = 250.0
_STEP: Final = 0.25
_COLUMNS: Final = 1_500
_TIMES: Final = 5


def run(_arguments: argparse.Namespace) -> Mapping[str, object]:
    """Record and read; name → figure."""
    with tempfile.TemporaryDirectory(prefix="plantao-bench-") as home:
        folder = RecordingFolder(Path(home) / "recordings", RecordingKey(bytes(32)))
        return {**recorded(folder, BEDS, 120), **read(folder, Path(home) / "raw.f4", 72.0)}


def recorded(folder: RecordingFolder, beds: int, seconds: int) -> dict[str, object]:
    """Of so many beds for so long."""
    clock = FakeClock()
    steps = _played(clock, beds, seconds)
    recorder = Recorder(folder, clock, Keeping(reserve=0))
    recorder.start()
    recorder.take(Layout(tuple(BedLine(f"b{one}", "", occupied=True, stay=f"s{one}") for one in range(beds))))
    taken: list[float] = []
    all_before, own_before = time.process_time(), time.thread_time()
    for items in steps:
        for item in items:
            before = time.perf_counter()
            recorder.take(item)
            taken.append(time.perf_counter() - before)
        clock.advance(_STEP)
        while recorder.waiting():
            time.sleep(0.0005)
    recorder.stop()
    used = (time.process_time() - all_before) - (time.thread_time() - own_before)
    size = sum(one.stat().st_size for one in folder.home.rglob("*.s*"))
    an_hour = size / beds / seconds * HOUR
    raw = len(_WAVES) * _RATE * 4 * HOUR
    budget = Keeping().budget
    return {
        "beds": beds,
        "waveforms a bed, 250 samples a second": len(_WAVES),
        "CPU of recording, % of a core (target: a few)": 100 * used / seconds,
        "the ward's thread, µs a message, median": 1e6 * median(taken),
        "the ward's thread, µs a message, 99 %": 1e6 * float(np.percentile(taken, 99)),
        "pieces lost": recorder.lost,
        "MiB a bed and hour": an_hour / 2**20,
        "MiB a bed and hour, raw 32-bit floats": raw / 2**20,
        "raw floats / recorded": raw / an_hour,
        "MiB a bed in 72 hours": 72 * an_hour / 2**20,
        "MiB a bed, budget": budget / 2**20,
        "hours that fit into the budget": budget / an_hour,
    }


def read(folder: RecordingFolder, raw: Path, hours: float) -> dict[str, object]:
    """Of one bed with so many hours; the raw floats of a day beside it."""
    until = 1_772_449_200.0
    record_hours(folder, "b", "long", until, hours)
    day, three = (until - 24 * HOUR, until), (until - hours * HOUR, until)
    np.tile(np.linspace(-1.0, 1.0, int(_RATE * HOUR), dtype=np.float32), 24).tofile(raw)
    warm = StayRecording(folder, "long")

    def cold() -> Envelope:
        return StayRecording(folder, "long").envelope("ecg_ii", *day, _COLUMNS)

    return {
        "envelope, 24 h × 1 lead, first time, CPU ms (target ≤ 30)": _cost(cold),
        "envelope, 24 h × 1 lead, again, CPU ms": _cost(lambda: warm.envelope("ecg_ii", *day, _COLUMNS)),
        "envelope, 24 h × 1 lead, from raw floats, CPU ms": _cost(lambda: _raw_envelope(raw)),
        f"envelope, {hours:.0f} h × 1 lead, CPU ms": _cost(lambda: warm.envelope("ecg_ii", *three, _COLUMNS)),
        "envelope, 30 min × 1 lead, CPU ms": _cost(lambda: warm.envelope("ecg_ii", until - 1_800, until, _COLUMNS)),
        f"trend, {hours:.0f} h, CPU ms": _cost(lambda: warm.trend("heart_rate", *three, 600)),
        "trend, 1 h, CPU ms": _cost(lambda: warm.trend("heart_rate", until - HOUR, until, 600)),
        "every sample of 30 s, CPU ms": _cost(lambda: warm.wave("ecg_ii", until - 7_200, until - 7_170)),
    }


def _played(clock: FakeClock, beds: int, seconds: int) -> list[list[FeedItem]]:
    """What the ward would tell, step by step, all waveforms at the same rate."""
    ward = SimulatedWard(clock, load_plan("icu-49").limited(beds), waves=_WAVES)
    places = {source.bed: f"b{place}" for place, source in enumerate(one.source("monitor") for one in ward.beds)}
    steps = []
    for _ in range(round(seconds / _STEP)):
        clock.advance(_STEP)
        items: list[FeedItem] = []
        for message in ward.advance():
            if isinstance(message, Observation):
                bed = places[message.source.bed]
                if message.waves:
                    items.append(Waves(bed, tuple(_faster(one) for one in message.waves), True))
                if message.numerics:
                    items.append(Numbers(bed, message.received_at, message.numerics, True))
        steps.append(items)
    return steps


def _faster(block: WaveBlock) -> WaveBlock:
    """The same at 250 samples a second."""
    times = round(_RATE / block.rate_hz)
    places = np.arange(len(block.samples) * times) / times
    samples: Samples = np.interp(places, np.arange(len(block.samples)), block.samples).astype(np.float32)
    return WaveBlock(block.wave, _RATE, block.first_at, samples)


def _raw_envelope(raw: Path) -> Sequence[Samples]:
    samples = np.fromfile(raw, np.float32)
    starts = np.linspace(0, len(samples), _COLUMNS, endpoint=False).astype(np.int64)
    return np.fmin.reduceat(samples, starts), np.fmax.reduceat(samples, starts)


def _cost(act: Callable[[], object]) -> float:
    """Milliseconds of processor time, the median of some."""
    found = []
    for _ in range(_TIMES):
        before = time.process_time()
        act()
        found.append(1000 * (time.process_time() - before))
    return median(found)
