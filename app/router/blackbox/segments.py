"""The files of a black box: each holds runs of records that follow one another, one kind of file for all.

blackbox/00000001.log    sealed (app/ward/recording/sealed.py), only ever appended to
         mark            how far the record centre has everything, and what is surely on the disk

A run says the hash of all before it. What is discarded leaves a hole between two runs and no other trace in the files:
that it was discarded, and how much, says a record of the chain (`box.py`).
"""

import os
import re
from array import array
from collections.abc import Collection, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Final

import msgspec

from app.router.blackbox.model import BEGINNING, Kept, link_of
from app.router.tables.model import Record
from app.ward.recording.folder import FRESH, replace_with
from app.ward.recording.sealed import RecordingKey, SealedReader

ROWS: Final = tuple(Record)
"""The rows of table 22 by the number under which they are remembered."""
_PLACES: Final = {row: place for place, row in enumerate(ROWS)}
_NAME: Final = re.compile(r"(\d{8})\.log")
_MARK: Final = "mark"


class Run(msgspec.Struct, array_like=True, frozen=True):
    """Records `first`, `first` + 1, …; `previous`: the link of all before."""

    first: int
    previous: bytes
    contents: list[bytes]


class Mark(msgspec.Struct, array_like=True, frozen=True):
    """The record centre has everything up to `sent`; all up to `durable` is on the disk, and its hash is `link`.

    `name` tells this box from one that is begun anew at the same station, whose numbers begin at 1 again.
    """

    sent: int = 0
    durable: int = 0
    link: bytes = BEGINNING
    name: str = ""


_runs: Final = msgspec.msgpack.Decoder(list[Run])
_mark: Final = msgspec.msgpack.Decoder(Mark)
_kept: Final = msgspec.msgpack.Decoder(Kept)
packed: Final = msgspec.msgpack.Encoder().encode


@dataclass
class Segment:
    """One file as it is remembered: of each record its number, its row of table 22, its bytes, and when it was."""

    path: Path
    size: int = 0
    numbers: "array[int]" = field(default_factory=lambda: array("Q"))
    rows: "array[int]" = field(default_factory=lambda: array("B"))
    sizes: "array[int]" = field(default_factory=lambda: array("I"))
    walls: "array[float]" = field(default_factory=lambda: array("d"))

    def note(self, number: int, what: Record, size: int, wall: float) -> None:
        """One more record."""
        self.numbers.append(number)
        self.rows.append(_PLACES[what])
        self.sizes.append(size)
        self.walls.append(wall)

    def forget(self, numbers: Collection[int]) -> None:
        """These are no longer there."""
        stay = [place for place, number in enumerate(self.numbers) if number not in numbers]
        self.numbers = array("Q", [self.numbers[place] for place in stay])
        self.rows = array("B", [self.rows[place] for place in stay])
        self.sizes = array("I", [self.sizes[place] for place in stay])
        self.walls = array("d", [self.walls[place] for place in stay])


@dataclass(frozen=True)
class Content:
    """What a file holds. `damaged`: how many sealed pieces do not open; `torn`: its last one is not whole."""

    runs: list[Run]
    damaged: int
    torn: bool


def files(folder: Path) -> list[Path]:
    """In the order in which they were begun."""
    return sorted(one for one in folder.iterdir() if _NAME.fullmatch(one.name)) if folder.is_dir() else []


def next_file(folder: Path) -> Path:
    """The name of a further one."""
    there = files(folder)
    return folder / f"{(int(there[-1].stem) if there else 0) + 1:08d}.log"


def sweep(folder: Path) -> None:
    """Remove what was being made when the process ended."""
    for one in folder.glob(f"*{FRESH}"):
        one.unlink(missing_ok=True)


def content_of(path: Path, key: RecordingKey) -> Content:
    """OSError."""
    reader = SealedReader(path, key)
    reader.refresh()
    runs: list[Run] = []
    damaged = 0
    for _, payload in reader.payloads(reader.records):
        if payload is None:
            damaged += 1
        else:
            runs += _runs.decode(payload)
    return Content(runs, damaged, reader.unfinished > 0)


def settle(path: Path) -> None:
    """Wait until what a killed process handed to the system is on the disk. OSError."""
    with path.open("r+b") as file:
        os.fsync(file.fileno())


def unpacked(content: bytes) -> Kept:
    """A record as it was written."""
    return _kept.decode(content)


def walk(run: Run) -> Iterator[tuple[int, bytes, bytes, bytes]]:
    """Number, link before, link after and content of each record."""
    link = run.previous
    for number, content in enumerate(run.contents, run.first):
        before, link = link, link_of(link, number, content)
        yield number, before, link, content


def rewrite(segment: Segment, key: RecordingKey, gone: Collection[int]) -> None:
    """Leave out the records of these numbers: the file is the old one or the new one, whole, at any moment. OSError."""
    rest: list[Run] = []
    for run in content_of(segment.path, key).runs:
        open_run = False
        for number, before, _, content in walk(run):
            if number in gone:
                open_run = False
            elif open_run:
                rest[-1].contents.append(content)
            else:
                rest.append(Run(number, before, [content]))
                open_run = True
    if rest:
        replace_with(segment.path, key, packed(rest), 0.0, 0.0)
        segment.size = segment.path.stat().st_size
    else:
        segment.path.unlink()
        segment.size = 0
    segment.forget(gone)


def read_mark(folder: Path, key: RecordingKey) -> Mark | None:
    """None where there is none that opens. OSError."""
    reader = SealedReader(folder / _MARK, key)
    reader.refresh()
    for _, payload in reader.payloads(reader.records[:1]):
        return _mark.decode(payload) if payload is not None else None
    return None


def write_mark(folder: Path, key: RecordingKey, mark: Mark) -> None:
    """Replace it, and wait until it is on the disk. OSError."""
    replace_with(folder / _MARK, key, packed(mark), 0.0, 0.0)
