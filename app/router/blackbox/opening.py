"""What an earlier run left in a black box, read once when it is opened."""

from dataclasses import dataclass, field
from pathlib import Path

from app.router.blackbox.model import BEGINNING, DISCARDED, STOPPED, Kept
from app.router.blackbox.segments import Mark, Segment, content_of, files, read_mark, settle, sweep, unpacked, walk
from app.ward.recording.sealed import RecordingKey


@dataclass
class Found:
    """The remembered files, the end of the chain, and the last record of a discard (0: none)."""

    mark: Mark
    unmarked: bool
    segments: list[Segment] = field(default_factory=list)
    last: int = 0
    link: bytes = BEGINNING
    discard: int = 0
    discarded: Kept | None = None
    stopped: bool = False
    torn: bool = False


def found_in(folder: Path, key: RecordingKey) -> Found:
    """Files without a whole record go. What is missing stays missing: the numbers go on behind the highest that was
    ever surely written. OSError."""
    sweep(folder)
    mark = read_mark(folder, key)
    found = Found(mark or Mark(), mark is None)
    for path in files(folder):
        content = content_of(path, key)
        segment = Segment(path, path.stat().st_size)
        found.torn = content.torn
        for run in content.runs:
            for number, _, link, packed in walk(run):
                kept = unpacked(packed)
                segment.note(number, kept.event.what, len(packed), kept.wall)
                found.last, found.link, found.stopped = number, link, kept.event.kind == STOPPED
                if kept.event.kind == DISCARDED:
                    found.discard, found.discarded = number, kept
        if segment.numbers:
            found.segments.append(segment)
            if found.last > found.mark.durable:
                settle(path)
        elif not content.damaged:
            path.unlink()
    if found.mark.durable > found.last:
        found.last, found.link = found.mark.durable, found.mark.link
    return found
