"""The diagnostic bundle: texts that a person reads before anybody else does. Nothing of it is sent by the program.

It is made of what is free of personal data by construction (log lines as they are parsed, crash reports, findings) and
takes no file as it lies there.
"""

import os
import platform
import zipfile
from collections.abc import Iterator
from dataclasses import dataclass
from importlib.metadata import distributions
from pathlib import Path
from typing import Final

from app.kernel.errors import KnownError
from app.kernel.version import program_version
from app.support.crashes import all_reports
from app.support.log_reading import Logs, Question, folders_of, processes, read_page

_LINES: Final = 2_000
_REPORTS: Final = 30


@dataclass(frozen=True)
class BundleFile:
    """`kind`: read_me, report, versions, log or crash; what it holds in words: texts `support.kind_<kind>`."""

    name: str
    kind: str
    text: str

    @property
    def size(self) -> int:
        """In bytes."""
        return len(self.text.encode())


@dataclass(frozen=True)
class Bundle:
    """The files in the order in which they are read."""

    files: tuple[BundleFile, ...]

    @property
    def size(self) -> int:
        """In bytes, before it is packed."""
        return sum(one.size for one in self.files)


def gather(logs: Logs, report: str, read_me: str) -> Bundle:
    """All of it, in memory. `report`: the doctor's, or what a program without a station says of itself, in words;
    `read_me`: what this is, in words."""
    return Bundle(tuple(_files(logs, report, read_me)))


def _files(logs: Logs, report: str, read_me: str) -> Iterator[BundleFile]:
    yield BundleFile("00-LEIA-ME-read-me.txt", "read_me", read_me.rstrip() + "\n")
    yield BundleFile("01-doctor.txt", "report", report)
    yield BundleFile("02-versions.txt", "versions", versions())
    for number, one in enumerate(all_reports(*folders_of(logs))[:_REPORTS], 1):
        yield BundleFile(f"crashes/{number:02d}-{one.process}.txt", "crash", one.as_text())
    for name in processes(logs):
        lines = read_page(logs, Question(name), most=_LINES).lines
        text = "\n".join(line.as_text() for line in reversed(lines))
        yield BundleFile(f"logs/{name}.txt", "log", text + "\n")


def versions() -> str:
    """Program, Python, system, and every library that is installed with it."""
    found = sorted({f"{one.metadata['Name']} {one.version}" for one in distributions()}, key=str.casefold)
    head = f"Plantão {program_version()}\nPython {platform.python_version()}\n{platform.platform()}\n\n"
    return head + "\n".join(found) + "\n"


def save(bundle: Bundle, path: Path) -> None:
    """As a zip, for its owner's eyes alone. KnownError support.not_written."""
    fresh = path.with_name(f"{path.name}.{os.getpid()}")
    try:
        with (
            os.fdopen(os.open(fresh, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "wb") as file,
            zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as packed,
        ):
            for one in bundle.files:
                packed.writestr(one.name, one.text)
        fresh.replace(path)
    except OSError as error:
        fresh.unlink(missing_ok=True)
        raise KnownError("support.not_written", path=str(path)) from error
