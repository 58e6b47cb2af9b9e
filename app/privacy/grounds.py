"""Why an erasure or an opening may be asked for, and how long an opening holds: data with their sources."""

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
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
    """For how many hours an opening holds."""

    opening_hours: int


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
    return Keeping(int(raw["opening_hours"]))


def _read() -> dict[str, Any]:
    return tomllib.loads((FOLDER / "grounds.toml").read_text(encoding="utf-8"))
