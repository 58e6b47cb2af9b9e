"""Crash reports: where the program failed, and nothing of what it was working with.

Types of errors, places in the code and error codes; no message, no local, no line of source: any of these may hold a
name. One file for each kind of failure of each process, in `logs/crashes`; `seen/` below it has those that a person has
put away.
"""

import contextlib
import json
import os
import platform
import threading
import time
from dataclasses import asdict, dataclass, replace
from enum import StrEnum
from pathlib import Path
from typing import Any, Final

from app.kernel.clock import Clock, SystemClock, from_text, to_text
from app.kernel.errors import KnownError
from app.kernel.version import program_version
from app.support.telling import chain, is_code, places, type_name

FOLDER: Final = "crashes"
_SEEN: Final = "seen"
_MOST: Final = 50
_AGAIN_SECONDS: Final = 10.0
"""An error that comes with every frame is counted in memory and written down this often."""
_CODE_LETTERS: Final = frozenset("abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789-_")


class Kind(StrEnum):
    """How it ended: `caught` was told to whoever was working; `unhandled` reached nobody; `hard`: the process died."""

    CAUGHT = "caught"
    UNHANDLED = "unhandled"
    HARD = "hard"


@dataclass(frozen=True)
class Failure:
    """One error of a chain, or one thread of a dump: `places` as `file:line function`."""

    type: str
    code: str
    places: tuple[str, ...]


@dataclass(frozen=True)
class CrashReport:
    """`code` finds the same mistake on every station; `at`, `last_at`: instants as text; `times`: how often since."""

    code: str
    kind: Kind
    process: str
    at: str
    last_at: str
    times: int
    version: str
    python: str
    system: str
    failures: tuple[Failure, ...]
    path: Path | None = None

    def as_text(self) -> str:
        """What is in the file, for a person: the same words in every language, since it is meant for whoever helps."""
        lines = [f"{self.code}", f"{self.process}, {self.kind.value}, {self.at} – {self.last_at}, {self.times} x"]
        lines.append(f"Plantão {self.version}, Python {self.python}, {self.system}")
        for one in self.failures:
            lines.append(f"{one.type} {one.code}".rstrip())
            lines.extend(f"    {place}" for place in one.places)
        return "\n".join(lines) + "\n"


class CrashKeeper:
    """Writes the reports of one process into `<folder of logs>/crashes`; never raises."""

    def __init__(self, logs: Path, process: str, clock: Clock | None = None) -> None:
        self.folder = logs / FOLDER
        self._process, self._clock = process, clock or SystemClock()
        self._lock = threading.Lock()
        self._met: dict[str, CrashReport] = {}
        self._written: dict[str, float] = {}

    def note(self, error: BaseException, kind: Kind) -> str:
        """Keep it; the code that finds it again."""
        now = to_text(self._clock.now())
        code, found = code_of(error), tuple(_failure(one) for one in chain(error))
        with self._lock:
            met = self._met.get(code)
            report = made(code, kind, self._process, now, found) if met is None else _again(met, kind, now)
            self._met[code] = report
            due = time.monotonic() >= self._written.get(code, float("-inf")) + _AGAIN_SECONDS
            if due:
                self._written[code] = time.monotonic()
        if due:
            write(self.folder, report)
        return code


def made(code: str, kind: Kind, process: str, at: str, failures: tuple[Failure, ...]) -> CrashReport:
    """A new report of this program on this machine."""
    system = f"{platform.system()} {platform.release()}"
    return CrashReport(
        code, kind, process, at, at, 1, program_version(), platform.python_version(), system, failures
    )  # fmt: skip


def _again(met: CrashReport, kind: Kind, now: str) -> CrashReport:
    return replace(met, last_at=now, times=met.times + 1, kind=kind if kind is not Kind.CAUGHT else met.kind)


def code_of(error: BaseException) -> str:
    """Made from the place of failure: the same mistake has the same code on every station."""
    kind = type(error).__name__
    found = places(error.__traceback__)
    if not found:
        return kind
    file, line = found[-1].split(" ", 1)[0].rsplit(":", 1)
    return f"{kind}-{Path(file).stem}-{line}"


def _failure(error: BaseException) -> Failure:
    code = error.code if isinstance(error, KnownError) and is_code(error.code) else ""
    return Failure(type_name(type(error)), code, places(error.__traceback__))


def write(folder: Path, report: CrashReport) -> None:
    """Keep it, whole or not at all; a disk that does not take it costs the report, and nothing else."""
    name = "".join(one if one in _CODE_LETTERS else "_" for one in f"{report.process}-{report.code}")[:120]
    path, fresh = folder / f"{name}.json", folder / f".{name}.{os.getpid()}"
    content = {key: value for key, value in asdict(report).items() if key != "path"}
    with contextlib.suppress(OSError):
        folder.mkdir(parents=True, exist_ok=True)
        if not path.exists() and len(list(folder.glob("*.json"))) >= _MOST:
            return
        with os.fdopen(os.open(fresh, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "w", encoding="utf-8") as file:
            json.dump(content, file, indent=1, ensure_ascii=False)
        fresh.replace(path)


def unseen(logs: Path) -> tuple[CrashReport, ...]:
    """What nobody has put away yet, the latest first; a file that cannot be read is passed over."""
    return _in(logs / FOLDER)


def all_reports(*logs: Path) -> tuple[CrashReport, ...]:
    """Those that were put away too, of each of these folders of logs."""
    found = [one for each in logs for one in (*_in(each / FOLDER), *_in(each / FOLDER / _SEEN))]
    return tuple(sorted(found, key=lambda one: one.last_at, reverse=True))


def put_away(logs: Path, reports: tuple[CrashReport, ...]) -> None:
    """They were seen, and are not shown again; the latest are kept for whoever helps."""
    seen = logs / FOLDER / _SEEN
    with contextlib.suppress(OSError):
        seen.mkdir(parents=True, exist_ok=True)
        for one in reports:
            if one.path is not None:
                one.path.replace(seen / one.path.name)
        kept = sorted(seen.glob("*.json"), key=lambda path: path.stat().st_mtime, reverse=True)
        for path in kept[_MOST:]:
            path.unlink()


def _in(folder: Path) -> tuple[CrashReport, ...]:
    found = []
    for path in folder.glob("*.json") if folder.is_dir() else ():
        with contextlib.suppress(OSError, ValueError, KeyError, TypeError):
            found.append(_read(path))
    return tuple(sorted(found, key=lambda one: one.last_at, reverse=True))


def _read(path: Path) -> CrashReport:
    kept: dict[str, Any] = json.loads(path.read_text(encoding="utf-8"))
    failures = tuple(Failure(one["type"], one["code"], tuple(one["places"])) for one in kept.pop("failures"))
    kind = Kind(kept.pop("kind"))
    # An instant that is none would fail where it is shown.
    from_text(kept["at"]), from_text(kept["last_at"])
    return CrashReport(**kept, kind=kind, failures=failures, path=path)
