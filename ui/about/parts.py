"""The libraries that this installation really has, with version and licence as they say themselves."""

import re
from dataclasses import dataclass
from importlib import metadata


@dataclass(frozen=True)
class Part:
    """One library."""

    name: str
    version: str
    licence: str


def own_version() -> str:
    """The version of Plantão; empty where it runs from its sources without being installed."""
    try:
        return metadata.version("plantao")
    except metadata.PackageNotFoundError:
        return ""


def parts() -> tuple[Part, ...]:
    """What Plantão asks for, and the Python it runs on, in the order of the alphabet."""
    found = {_name(requirement) for requirement in _required()}
    known = [part for part in map(_part, sorted(found, key=str.lower)) if part is not None]
    return tuple(known)


def _required() -> list[str]:
    try:
        required = metadata.requires("plantao") or []
    except metadata.PackageNotFoundError:
        return list(_KNOWN)
    return [one for one in required if "extra ==" not in one]


_KNOWN = (
    *("alembic", "APScheduler", "argon2-cffi", "cryptography", "email-validator", "keyring", "numpy", "phonenumbers"),
    *("platformdirs", "pyqtgraph", "PySide6_Essentials", "PyYAML", "requests", "SQLAlchemy", "sqlcipher3"),
    "validate-docbr",
)
"""For a program run from its sources: the same list as in pyproject.toml (a test compares them)."""


def _name(requirement: str) -> str:
    match = re.match(r"[A-Za-z0-9._-]+", requirement)
    assert match is not None
    return match.group()


def _part(name: str) -> Part | None:
    try:
        described = metadata.metadata(name)
    except metadata.PackageNotFoundError:
        return None
    return Part(described["Name"], described["Version"], _licence(described))


def _licence(described: metadata.PackageMetadata) -> str:
    for key in ("License-Expression", "License"):
        if key not in described:
            continue
        stated = described[key]
        if len(stated) < 60 and "\n" not in stated:
            return str(stated)
    classifiers = described.get_all("Classifier") or []
    stated_there = [line.rsplit(" :: ", 1)[-1] for line in classifiers if line.startswith("License ::")]
    return ", ".join(stated_there) or "—"
