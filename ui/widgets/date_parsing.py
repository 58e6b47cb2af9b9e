"""Reads a date as people type it: 5/3/96, 05031996, 5.3.1996, 5-3-1996."""

import re
from datetime import date
from typing import Final

_SEPARATED: Final = re.compile(r"^(\d{1,2})\s*[/.\- ]\s*(\d{1,2})\s*[/.\- ]\s*(\d{4}|\d{2})$")
_TOGETHER: Final = re.compile(r"^(\d{2})(\d{2})(\d{4}|\d{2})$")


def read_date(text: str, today: date) -> date | None:
    """The date, None where none can be read.

    A year of two digits is the nearest such year that is not in the future: for `today` in 2026, 96 is 1996 and 25 is
    2025.
    """
    match = _SEPARATED.match(text.strip()) or _TOGETHER.match(text.strip())
    if match is None:
        return None
    day, month, year = (int(part) for part in match.groups())
    if len(match.group(3)) == 2:
        year += today.year // 100 * 100
    try:
        found = date(year, month, day)
        if len(match.group(3)) == 2 and found > today:
            found = date(year - 100, month, day)
    except ValueError:
        return None
    return found
