"""What criteria and texts may ask of a person beyond her record: the list (resources/reminders/attributes.toml) and the
check of values. Their history is only appended."""

import json
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum
from functools import cache
from pathlib import Path
from types import MappingProxyType
from typing import Final
from zoneinfo import available_timezones

from app.kernel.errors import KnownError

_FILE: Final = Path(__file__).resolve().parents[2] / "resources" / "reminders" / "attributes.toml"
_LONGEST_TEXT: Final = 100
LANGUAGES: Final = ("pt_BR", "en")


class AttributeKind(StrEnum):
    """What a value looks like."""

    YES_NO = "yes_no"
    DATE = "date"
    CHOICE = "choice"
    ZONE = "zone"
    LANGUAGE = "language"
    TEXT = "text"


@dataclass(frozen=True)
class Attribute:
    """One of them; `labels` and `choices` by language. `hidden`: set by the program alone."""

    code: str
    kind: AttributeKind
    labels: Mapping[str, str]
    choices: Mapping[str, Mapping[str, str]] = field(default_factory=dict)
    hidden: bool = False


@cache
def attributes() -> Mapping[str, Attribute]:
    """By code, in the order of the file."""
    raw = tomllib.loads(_FILE.read_text(encoding="utf-8"))
    read = {
        code: Attribute(
            code, AttributeKind(one["kind"]), one["label"], one.get("choices", {}), one.get("hidden", False)
        )
        for code, one in raw.items()
    }
    return MappingProxyType(read)


def stored_value(code: str, value: object) -> str | None:
    """The JSON that is stored; None takes the value away.

    Raises KnownError `attributes.unknown` (code) and `attributes.bad_value` (code, value).
    """
    known = attributes().get(code)
    if known is None:
        raise KnownError("attributes.unknown", code=code)
    if value is None:
        return None
    if not _fits(known, value):
        raise KnownError("attributes.bad_value", code=code, value=str(value)[:60])
    return json.dumps(value.isoformat() if isinstance(value, date) else value, ensure_ascii=False)


def _fits(known: Attribute, value: object) -> bool:
    if known.kind is AttributeKind.YES_NO:
        return isinstance(value, bool)
    if known.kind is AttributeKind.DATE:
        return isinstance(value, date)
    if not isinstance(value, str):
        return False
    if known.kind is AttributeKind.CHOICE:
        return value in known.choices
    if known.kind is AttributeKind.ZONE:
        return value in available_timezones()
    if known.kind is AttributeKind.LANGUAGE:
        return value in LANGUAGES
    return 0 < len(value) <= _LONGEST_TEXT
