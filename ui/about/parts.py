"""The libraries that this installation really has, with version and licence as they say themselves."""

import re
from dataclasses import dataclass
from importlib import metadata

from app.kernel.version import program_version


@dataclass(frozen=True)
class Part:
    """One library."""

    name: str
    version: str
    licence: str


def own_version() -> str:
    """The version of Plantão; empty where nothing here says which it is."""
    try:
        return program_version()
    except metadata.PackageNotFoundError:
        return ""


def parts() -> tuple[Part, ...]:
    """What Plantão asks for, and the Python it runs on, in the order of the alphabet."""
    found = {named(requirement) for requirement in required_here()}
    known = [part for part in map(part_of, sorted(found, key=str.lower)) if part is not None]
    return tuple(known)


def required_here() -> list[str]:
    """What Plantão itself asks for, as pyproject.toml writes it."""
    try:
        required = metadata.requires("plantao") or []
    except metadata.PackageNotFoundError:
        return list(_KNOWN)
    return [one for one in required if "extra ==" not in one]


def required_by(library: str) -> list[str]:
    """What an installed library asks for in turn."""
    return [one for one in metadata.requires(library) or [] if "extra ==" not in one]


_KNOWN = (
    *("alembic", "APScheduler", "argon2-cffi", "cryptography", "email-validator", "keyring", "numpy", "phonenumbers"),
    *("platformdirs", "pyqtgraph", "PySide6_Essentials", "PyYAML", "requests", "SQLAlchemy", "sqlcipher3"),
    "validate-docbr",
)
"""For a program run from its sources: the same list as in pyproject.toml (a test compares them)."""


def named(requirement: str) -> str:
    """The name alone: "numpy>=2,<3" is "numpy"."""
    match = re.match(r"[A-Za-z0-9._-]+", requirement)
    assert match is not None
    return match.group()


def part_of(name: str) -> Part | None:
    """A library as it is installed; None where it is not."""
    try:
        described = metadata.metadata(name)
    except metadata.PackageNotFoundError:
        return None
    return Part(described["Name"], described["Version"], _licence(described))


_BY_HAND = {"sqlcipher3": "Zlib"}
"""What brings the text of a licence and names it nowhere (packaging/licences.toml says so too)."""


def _licence(described: metadata.PackageMetadata) -> str:
    for key in ("License-Expression", "License"):
        if key not in described:
            continue
        stated = described[key]
        if len(stated) < 60 and "\n" not in stated:
            return str(stated)
    classifiers = described.get_all("Classifier") or []
    stated_there = [line.rsplit(" :: ", 1)[-1] for line in classifiers if line.startswith("License ::")]
    return ", ".join(stated_there) or _BY_HAND.get(described["Name"], "—")
