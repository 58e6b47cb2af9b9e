"""Why an erasure or an opening may be asked for, and how long the law keeps a record: data with their sources."""

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from functools import cache
from pathlib import Path
from types import MappingProxyType
from typing import Any, Final

from app.privacy.model import CaseKind

FOLDER: Final = Path(__file__).resolve().parents[2] / "resources" / "privacy"


@dataclass(frozen=True)
class Ground:
    """One ground; `labels` by language, `source`: the article."""

    code: str
    kind: CaseKind
    labels: Mapping[str, str]
    source: str


@dataclass(frozen=True)
class Keeping:
    """How long a clinical record is kept after its last entry, and for how many hours an opening holds."""

    years: int
    opening_hours: int
    source: str


@cache
def grounds() -> Mapping[str, Ground]:
    """By code, in the order of the file."""
    raw = _read()["grounds"]
    read = {
        code: Ground(code, CaseKind(one["kind"]), MappingProxyType(dict(one["label"])), one["source"])
        for code, one in raw.items()
    }
    return MappingProxyType(read)


@cache
def keeping() -> Keeping:
    """As the file says."""
    raw = _read()["keeping"]
    return Keeping(int(raw["years"]), int(raw["opening_hours"]), str(raw["source"]))


def keep_until(last_entry: date) -> date:
    """The day after which the law asks for the record no more."""
    years = keeping().years
    try:
        return last_entry.replace(year=last_entry.year + years)
    except ValueError:
        return date(last_entry.year + years, 3, 1)


def _read() -> dict[str, Any]:
    return tomllib.loads((FOLDER / "grounds.toml").read_text(encoding="utf-8"))
