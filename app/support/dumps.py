"""A hard crash (a fault of a library, an abort): Python's own dump of where each thread was, kept for the next start.

The dump holds files, lines and functions alone. A process that was killed or lost its power leaves an empty one.
"""

import atexit
import contextlib
import faulthandler
import os
import re
from datetime import UTC, datetime
from pathlib import Path
from typing import IO, Final

from app.kernel.clock import to_text
from app.kernel.process import has_ended, holder_name
from app.support.crashes import FOLDER, Failure, Kind, made, write
from app.support.telling import place_of

_ENDING: Final = ".dump"
_LONGEST: Final = 200_000
_THREAD: Final = re.compile(r"(?:Current thread|Thread) 0x[0-9a-f]+")
_PLACE: Final = re.compile(r'  File "([^"]+)", line (\d+) in ([\w<>.]+)')
_REASON: Final = re.compile(r"(?:Fatal Python error|Windows fatal exception): ([A-Za-z ]{1,60})")
_open: dict[str, IO[str]] = {}


def begin(logs: Path, process: str) -> None:
    """Have a hard crash of this process written down; removed again when it ends in order."""
    folder = logs / FOLDER
    end()
    with contextlib.suppress(OSError):
        folder.mkdir(parents=True, exist_ok=True)
        path = folder / f"{process}@{holder_name('x')}{_ENDING}"
        # Held open until the process ends: nothing can be opened any more when it is wanted.
        file = os.fdopen(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "w", encoding="utf-8")
        faulthandler.enable(file)
        atexit.unregister(end)
        atexit.register(end)
        _open[str(path)] = file


def end() -> None:
    """This process ends in order, or writes no more there."""
    if _open:
        faulthandler.disable()
    for path, file in _open.items():
        with contextlib.suppress(OSError):
            file.close()
            if Path(path).stat().st_size == 0:
                Path(path).unlink()
    _open.clear()


def take_up(logs: Path) -> None:
    """Make reports of what processes that have ended left behind."""
    folder = logs / FOLDER
    for path in folder.glob(f"*{_ENDING}") if folder.is_dir() else ():
        process, _, holder = path.name.removesuffix(_ENDING).partition("@")
        if str(path) in _open:
            continue
        with contextlib.suppress(OSError):
            if path.stat().st_size == 0:
                if has_ended(holder):
                    path.unlink()
                continue
            at = datetime.fromtimestamp(path.stat().st_mtime, UTC)
            with path.open(encoding="utf-8", errors="replace") as file:
                failures = read_dump(file.read(_LONGEST))
            place = failures[0].places[0] if failures and failures[0].places else ""
            kind = failures[0].type if failures else "unknown"
            where = re.sub(r"\W+", "-", place.split(" ", 1)[0].rsplit("/", 1)[-1])
            write(folder, made(f"{kind.replace(' ', '')}-{where}", Kind.HARD, process, to_text(at), failures))
            path.unlink()


def read_dump(text: str) -> tuple[Failure, ...]:
    """The thread that failed first; of each line only what a dump's line may hold."""
    reason = found[1].strip() if (found := _REASON.search(text)) else "unknown"
    threads: list[tuple[bool, list[str]]] = []
    for line in text.splitlines():
        if _THREAD.match(line):
            threads.append((line.startswith("Current"), []))
        elif place := _PLACE.fullmatch(line):
            if not threads:
                threads.append((True, []))
            threads[-1][1].append(f"{place_of(place[1])}:{place[2]} {place[3]}")
    threads.sort(key=lambda one: not one[0])
    return tuple(
        Failure(reason if current else "thread", "", tuple(each[:20])) for current, each in threads[:20]
    ) or (Failure(reason, "", ()),)  # fmt: skip
