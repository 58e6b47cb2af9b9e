"""A recording in a folder of a test, and signals that are easy to know again."""

import contextlib
import time
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path

import numpy as np

from app.kernel.clock import FakeClock
from app.ward.feed.items import BedLine, Layout, Numbers, Waves
from app.ward.recording.blocks import Gathering
from app.ward.recording.folder import RecordingFolder
from app.ward.recording.keeping import Keeping
from app.ward.recording.reader import StayRecording
from app.ward.recording.recorder import Recorder
from app.ward.recording.sealed import RecordingKey
from app.ward.recording.stay_writer import StayWriter
from app.ward.signals import Numeric, WaveBlock

KEY = RecordingKey(b"k" * 32)
STAY = "stay-1"
RATE = 250.0
SMALL = Keeping(reserve=0)


def folder_in(path: Path) -> RecordingFolder:
    return RecordingFolder(path / "recordings", KEY)


def wave(first_at: float, samples: Sequence[float], name: str = "ecg_ii", rate: float = RATE) -> WaveBlock:
    return WaveBlock(name, rate, first_at, np.asarray(samples, np.float32))


def ramp(first_at: float, seconds: float) -> WaveBlock:
    """Each sample tells its moment: thousandths of the second within a quarter of an hour."""
    count = round(seconds * RATE)
    moments = first_at + np.arange(count) / RATE
    return wave(first_at, list(moments % 900 / 1000))


class Writing:
    """A stay that is written block by block; moments are POSIX seconds."""

    def __init__(self, path: Path, stay: str = STAY) -> None:
        self.folder = folder_in(path)
        self.writer = StayWriter(self.folder, self.folder.of_stay(stay))
        self.gathering = Gathering()

    def block(self, first_at: float, seconds: float = 10.0, numbers: bool = True) -> None:
        self.gathering.take_waves([ramp(first_at, seconds)], False, 0.0)
        if numbers:
            for second in range(int(seconds)):
                self.gathering.take_numbers([Numeric("heart_rate", 60.0 + second)], first_at + second, False, 0.0)
        self.write()

    def write(self) -> None:
        block = self.gathering.cut(0.0)
        assert block is not None
        self.writer.write(block)

    def recording(self, stay: str = STAY) -> StayRecording:
        return StayRecording(self.folder, stay)


def layout(*stays: tuple[str, str]) -> Layout:
    """Beds with who lies there."""
    return Layout(tuple(BedLine(bed, bed, occupied=bool(stay), device="m", stay=stay) for bed, stay in stays))


def second_of(clock: FakeClock, bed: str = "b1", value: float = 72.0) -> tuple[Waves, Numbers]:
    """One second of a bed's signals, which passes."""
    at = clock.monotonic()
    clock.advance(1.0)
    return Waves(bed, (ramp(at, 1.0),)), Numbers(bed, at, (Numeric("heart_rate", value),))


def wait(condition: Callable[[], bool], seconds: float = 30.0) -> None:
    end = time.monotonic() + seconds
    while not condition():
        assert time.monotonic() < end, "it never came true"
        time.sleep(0.005)


@contextlib.contextmanager
def running(
    folder: RecordingFolder, clock: FakeClock, keeping: Keeping = SMALL, most: int = 2**26
) -> Iterator[Recorder]:
    told: list[bool] = []
    one = Recorder(folder, clock, keeping, told.append, most)
    one.all_told = told  # type: ignore[attr-defined] # for the test alone
    one.start()
    try:
        yield one
    finally:
        one.stop()
