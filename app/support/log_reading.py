"""The logs as a person reads them: newest first, a page at a time, from the end of files of any size."""

import heapq
import json
import os
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import IO, Final

from app.support.log_files import ENDING, KEPT

LEVELS: Final = ("debug", "info", "warning", "error", "critical")
_BLOCK: Final = 65_536
_LONGEST_LINE: Final = 65_536
_MOST_READ: Final = 4 * 2**20
"""Bytes that one page may look through; what is further back comes with the next page."""
_PLAIN: Final = ("time", "level", "logger", "message")


@dataclass(frozen=True)
class LogLine:
    """`time`: an instant as text; `details`: the rest of the line (`error`, `where`, `code`, …)."""

    process: str
    time: str
    level: str
    logger: str
    message: str
    details: Mapping[str, object] = field(default_factory=dict)

    def as_text(self) -> str:
        """One paragraph, to be copied."""
        more = "".join(f"\n    {name}: {_shown(value)}" for name, value in self.details.items())
        return f"{self.time}  {self.level}  {self.process}  {self.logger}  {self.message}{more}"


def _shown(value: object) -> str:
    return "\n        ".join(str(one) for one in value) if isinstance(value, list) else str(value)


@dataclass(frozen=True)
class Question:
    """What is looked for: `process` "" for all, `level` the least grave, `text` anywhere in a line, in any case."""

    process: str = ""
    level: str = "debug"
    text: str = ""


Cursor = Mapping[str, tuple[int, int]]
"""Process → (number of the file, where the last line that was seen begins there)."""


@dataclass(frozen=True)
class Page:
    """`more`: how to go on; None where nothing older is there."""

    lines: tuple[LogLine, ...]
    more: Cursor | None


Logs = Path | Sequence[Path]
"""A folder of logs, or several: of one program's log the first folder that has it counts."""


def processes(logs: Logs) -> tuple[str, ...]:
    """Those that have a log."""
    files = (file for one in folders_of(logs) if one.is_dir() for file in one.glob(f"*{ENDING}"))
    return tuple(sorted({file.name.removesuffix(ENDING) for file in files}))


def folders_of(logs: Logs) -> tuple[Path, ...]:
    """Each of them."""
    return (logs,) if isinstance(logs, Path) else tuple(logs)


def read_page(logs: Logs, question: Question, after: Cursor | None = None, most: int = 200) -> Page:
    """The newest lines that fit, or those before `after`."""
    names = (question.process,) if question.process else processes(logs)
    folders = folders_of(logs)
    budget = [_MOST_READ]
    cursor = dict(after or {})
    streams = [_of_process(_with_log(folders, name), name, cursor.get(name), budget) for name in names]
    found: list[LogLine] = []
    grave, wanted = LEVELS.index(question.level), question.text.casefold()
    for place, line in heapq.merge(*streams, key=lambda one: one[1].time, reverse=True):
        cursor[line.process] = place
        if _grave(line) >= grave and (not wanted or wanted in line.as_text().casefold()):
            found.append(line)
            if len(found) == most:
                return Page(tuple(found), cursor)
    # Whether it came to the end, or only to the end of what one page looks through.
    return Page(tuple(found), cursor if budget[0] <= 0 and cursor != (after or {}) else None)


def _with_log(folders: Sequence[Path], process: str) -> Path:
    return next((one for one in folders if (one / f"{process}{ENDING}").exists()), folders[0])


def _grave(line: LogLine) -> int:
    return LEVELS.index(line.level) if line.level in LEVELS else len(LEVELS)


def _of_process(
    logs: Path, process: str, before: tuple[int, int] | None, budget: list[int]
) -> Iterator[tuple[tuple[int, int], LogLine]]:
    first, end = before or (0, None)
    for number in range(first, KEPT + 1):
        path = logs / (f"{process}{ENDING}" + (f".{number}" if number else ""))
        try:
            file = path.open("rb")
        except OSError:
            continue
        with file:
            for start, raw in _backwards(file, end if number == first else None, budget):
                if (line := _read(process, raw)) is not None:
                    yield (number, start), line
        if budget[0] <= 0:
            return


def _backwards(file: IO[bytes], end: int | None, budget: list[int]) -> Iterator[tuple[int, bytes]]:
    """Whole lines, the last first, each with where it begins."""
    at = file.seek(0, os.SEEK_END)
    at = at if end is None else min(at, end)
    rest = b""
    while at > 0 and budget[0] > 0:
        size = min(_BLOCK, at)
        at -= size
        budget[0] -= size
        file.seek(at)
        block = file.read(size) + rest
        head, newline, tail = block.partition(b"\n")
        if not newline:
            rest = block[:_LONGEST_LINE]
            continue
        place = at + len(block)
        for line in reversed(tail.split(b"\n")):
            place -= len(line)
            if line:
                yield place, line
            place -= 1
        rest = head
    if at == 0 and rest:
        yield 0, rest


def _read(process: str, raw: bytes) -> LogLine | None:
    """None for what is no line of ours: half a one, of a process that was killed while it wrote."""
    try:
        content = json.loads(raw)
        time, level, logger, message = (str(content.pop(name)) for name in _PLAIN)
    except (ValueError, KeyError, AttributeError, TypeError):
        return None
    return LogLine(process, time, level, logger, message, content)
