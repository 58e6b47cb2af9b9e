"""Ways to reach a person, found and taken out of whatever text they were written into."""

import json
import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any, Final

from app.privacy.gathering import Row

FIELDS: Final = ("phone", "email")
"""Columns of a person that only serve to reach her."""
GONE: Final = "—"
_FEWEST_DIGITS: Final = 8
_BETWEEN: Final = r"[^0-9A-Za-z]{0,3}"
_BRAZIL: Final = "55"


@dataclass(frozen=True)
class Contact:
    """What is searched for; `without(text)` is the text without it."""

    pattern: re.Pattern[str] | None

    def without(self, text: str) -> str:
        """The text with each way to reach her replaced; JSON stays JSON."""
        return text if self.pattern is None else self.pattern.sub(GONE, text)

    def within(self, text: str) -> bool:
        """Whether any of it stands there."""
        return self.pattern is not None and self.pattern.search(text) is not None

    def cleaned(self, row: Mapping[str, Any]) -> Row:
        """The row with all its texts cleaned, and without the columns that only serve to reach her."""
        return {name: self._cleaned(name, value) for name, value in row.items()}

    def _cleaned(self, name: str, value: object) -> object:
        if name in FIELDS:
            return None
        return self.without(value) if isinstance(value, str) else value


def contact_of(rows: Mapping[str, Iterable[Row]]) -> Contact:
    """Telephones and addresses that the record ever had: in its fields, their history, requests and answers."""
    return Contact(_pattern(sorted(values_of(rows), key=len, reverse=True)))


def values_of(rows: Mapping[str, Iterable[Row]]) -> set[str]:
    """Each of them as it was written."""
    found: set[str] = set()
    for row in rows.get("person", ()):
        found |= {str(row[name]) for name in FIELDS if row.get(name)}
    for row in rows.get("field_history", ()):
        if row["field"] in FIELDS:
            told = (json.loads(row[name]) for name in ("old_value", "new_value") if row.get(name))
            found |= {str(one) for one in told if one}
    for row in rows.get("public_request", ()):
        content = json.loads(row["content"])
        found |= {str(content[name]) for name in FIELDS if isinstance(content, dict) and content.get(name)}
    found |= {str(row["address"]) for row in rows.get("message_feedback", ()) if row.get("address")}
    return {one for one in found if "@" in one or len(one.strip()) >= _FEWEST_DIGITS}


def _pattern(values: Iterable[str]) -> re.Pattern[str] | None:
    parts = [_one(value) for value in values]
    return re.compile("|".join(parts), re.IGNORECASE) if parts else None


def _one(value: str) -> str:
    digits = re.sub(r"\D", "", value)
    if "@" in value or len(digits) < _FEWEST_DIGITS:
        return re.escape(value)
    # However it is written: +55 84 99999-0000, (84) 999990000, 84999990000.
    national = digits.removeprefix(_BRAZIL) if len(digits) > len("84999990000") else digits
    spelt = _BETWEEN.join(national)
    return rf"(?:\+?{_BRAZIL}{_BETWEEN})?\(?{spelt}(?![0-9])"
