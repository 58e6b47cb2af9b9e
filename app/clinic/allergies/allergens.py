"""The short list of what people are often allergic to (resources/data/allergens.toml); anything else is typed."""

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from types import MappingProxyType
from typing import Final

from app.clinic.allergies.model import AllergyKind

_FILE: Final = Path(__file__).resolve().parents[3] / "resources" / "data" / "allergens.toml"


@dataclass(frozen=True)
class Allergen:
    """One of the list; `labels` by language, `source`: the name of its source in the file."""

    code: str
    kind: AllergyKind
    labels: Mapping[str, str]
    source: str


@cache
def allergens() -> Mapping[str, Allergen]:
    """By code, in the order of the file."""
    raw = tomllib.loads(_FILE.read_text(encoding="utf-8"))
    sources = raw.pop("sources")
    read = {}
    for code, one in raw.items():
        if one["source"] not in sources:
            raise ValueError(f"{code}: no source {one['source']}")
        read[code] = Allergen(code, AllergyKind(one["kind"]), one["label"], one["source"])
    return MappingProxyType(read)
