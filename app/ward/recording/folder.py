"""The files of a recording: a folder for each stay, in it the parts of each kind by hour or day.

recordings/beds                          which stay lies in which bed, as the node knew it last
recordings/<stay, hashed>/0493822-000007.signals     every sample of the hour 493822 since 1970, seventh file
                          0493822-000007.seconds     its numbers, and the lowest and highest sample of each second
                          0020575-000041.minutes     each minute of a day: mean, lowest, highest number
"""

import json
import os
import re
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from app.ward.recording.sealed import RecordingKey, SealedReader, SealedWriter

HOUR: Final = 3_600
DAY: Final = 86_400
SIGNALS, SECONDS, MINUTES = "signals", "seconds", "minutes"
KINDS: Final = (SIGNALS, SECONDS, MINUTES)
LENGTH: Final = {SIGNALS: HOUR, SECONDS: HOUR, MINUTES: DAY}
"""Seconds of one part."""
_NAME: Final = re.compile(r"(\d{7})-(\d{6})\.(signals|seconds|minutes)")
_BEDS: Final = "beds"
FRESH: Final = ".fresh"
"""Ends the name of a file that is being made to take another's place."""


@dataclass(frozen=True, order=True)
class Part:
    """One file. `number` counts the files of a stay as they were begun: the later one says what counts."""

    number: int
    period: int
    kind: str

    @property
    def name(self) -> str:
        """Of the file."""
        return f"{self.period:07d}-{self.number:06d}.{self.kind}"

    @property
    def until(self) -> float:
        """The POSIX second at which its hour or day is over."""
        return float((self.period + 1) * LENGTH[self.kind])


class RecordingFolder:
    """Where the recordings of one station lie, and what opens them."""

    def __init__(self, home: Path, key: RecordingKey) -> None:
        self.home, self.key = home, key

    def of_stay(self, stay: str) -> Path:
        """The folder of a stay; it need not exist."""
        return self.home / self.key.name(stay)

    def beds(self) -> Mapping[str, str]:
        """Bed → stay, as it was written last; empty where it was not, or cannot be read."""
        reader = SealedReader(self.home / _BEDS, self.key)
        try:
            reader.refresh()
            for _, content in reader.payloads(reader.records[:1]):
                return dict(json.loads(content)) if content is not None else {}
        except OSError:
            pass
        return {}

    def write_beds(self, beds: Mapping[str, str]) -> None:
        """Replace it. OSError."""
        self.home.mkdir(parents=True, exist_ok=True, mode=0o700)
        replace_with(self.home / _BEDS, self.key, json.dumps(beds).encode(), 0.0, 0.0)


def replace_with(path: Path, key: RecordingKey, payload: bytes, first: float, last: float) -> None:
    """Put a file of one record in the place of another: one of the two is there, whole, at any moment. OSError."""
    fresh = path.with_name(f"{path.name}.{os.getpid()}{FRESH}")
    fresh.unlink(missing_ok=True)
    writer = SealedWriter(fresh, key)
    try:
        writer.append(payload, first, last)
        writer.flush()
        writer.close()
        fresh.replace(path)
    except BaseException:
        writer.close()
        fresh.unlink(missing_ok=True)
        raise


def parts_in(folder: Path) -> list[Part]:
    """Its parts in the order in which they were begun; none where there is no such folder. OSError."""
    try:
        names = [each.name for each in os.scandir(folder)]
    except FileNotFoundError:
        return []
    found = [match for match in map(_NAME.fullmatch, names) if match is not None]
    return sorted(Part(int(one[2]), int(one[1]), one[3]) for one in found)
