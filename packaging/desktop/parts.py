"""What goes into the installed program: the libraries of pyproject.toml with all that they need, and their licences.

Used by `plantao.spec` and `sbom.py`. `python packaging/desktop/parts.py` prints name, version and licence of each.
"""

import importlib.metadata
import tomllib
from collections import deque
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

ROOT: Final = Path(__file__).resolve().parents[2]
LICENCES: Final = ROOT / "packaging" / "licences.toml"


@dataclass(frozen=True)
class Part:
    """One library. `needs`: the normalised names of those that it asks for here; `licence`: an SPDX expression."""

    name: str
    version: str
    licence: str
    needs: tuple[str, ...]
    distribution: importlib.metadata.Distribution

    def licence_texts(self) -> Iterable[tuple[str, str]]:
        """(file name, text) of the licences and notices that came with it."""
        for file in self.distribution.files or ():
            named = file.name.upper().startswith(("LICENSE", "LICENCE", "COPYING", "NOTICE", "AUTHORS"))
            if ".dist-info" in str(file) and (named or "/licenses/" in file.as_posix()):
                path = Path(str(file.locate()))
                if path.is_file():
                    yield file.name, path.read_text(encoding="utf-8", errors="replace")


def project() -> dict[str, Any]:
    """The table `project` of pyproject.toml."""
    table: dict[str, Any] = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    return table


def shipped() -> tuple[Part, ...]:
    """Every library that the installed program needs, in the order of the alphabet."""
    return with_all_they_need([Requirement(line) for line in project()["dependencies"]])


def with_all_they_need(wanted: list[Requirement]) -> tuple[Part, ...]:
    """The libraries behind these requirements and behind theirs, as they are installed here."""
    found: dict[str, Part] = {}
    extras: dict[str, set[str]] = {}
    waiting = deque(wanted)
    while waiting:
        requirement = waiting.popleft()
        name = canonicalize_name(requirement.name)
        asked = {"", *requirement.extras}
        if name in found and asked <= extras[name]:
            continue
        extras[name] = extras.get(name, set()) | asked
        distribution = importlib.metadata.distribution(name)
        below = [one for one in map(Requirement, distribution.requires or []) if _applies(one, extras[name])]
        needs = tuple(sorted({canonicalize_name(one.name) for one in below}))
        found[name] = Part(distribution.name, distribution.version, licence(distribution), needs, distribution)
        waiting.extend(below)
    return tuple(found[name] for name in sorted(found))


def licence(distribution: importlib.metadata.Distribution) -> str:
    """One SPDX expression; alternatives joined by OR, parts by AND."""
    names = tomllib.loads(LICENCES.read_text(encoding="utf-8"))
    data = distribution.metadata.json
    by_hand = names["named_by_hand"].get(canonicalize_name(distribution.name), {}).get("licence")
    named = by_hand or data.get("license_expression")
    if named:
        return str(named)
    old: dict[str, str] = names["old_names"]
    in_one_line = str(data.get("license", "")).strip()
    classified = [line.rpartition("::")[2].strip() for line in data.get("classifier", []) if line.startswith("License")]
    return old.get(in_one_line) or " AND ".join(old.get(text, text) for text in classified or [in_one_line])


def _applies(requirement: Requirement, extras: set[str]) -> bool:
    return requirement.marker is None or any(requirement.marker.evaluate({"extra": one}) for one in extras)


if __name__ == "__main__":
    for part in shipped():
        print(f"{part.name:<28}{part.version:<14}{part.licence}")
