"""Links to a person's pages that were called back at the desk: each time is one more row of an attribute, which
travels, and links that were made before open nothing. Pure."""

import json
from collections.abc import Iterable
from typing import Final

from app.reminders.links import LAST_GENERATION

CALLED_BACK: Final = "links_called_back"
"""The attribute. Its value is text: the number of the call-back, a blank, the reason."""
LONGEST_REASON: Final = 90


def value_of(generation: int, reason: str) -> str:
    """What is stored, before it is made JSON."""
    return f"{generation} {reason}"


def reason_in(stored: str) -> str:
    """Of a stored value (JSON)."""
    return str(json.loads(stored)).partition(" ")[2]


def generation(stored: Iterable[str | None]) -> int:
    """Of all the values that were ever stored of one person the highest: two records that were merged count together,
    and what was called back under one of them stays so. What cannot be read counts as nothing."""
    numbers = (str(json.loads(one)).partition(" ")[0] for one in stored if one is not None)
    return min(max((int(one) for one in numbers if one.isdecimal()), default=0), LAST_GENERATION)
