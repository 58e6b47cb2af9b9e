"""Marks for the eye as words for the ear."""

import re
from typing import Final

from ui.texts import tr

_STARS: Final = re.compile(r"(?<![\w*])(\*{1,3}) (?=\S)")
_NAMES: Final = {3: "high", 2: "medium", 1: "low"}


def marks_spoken(line: str) -> str:
    """A line of an alarm with the mark of its priority ("***", IEC 60601-1-8) in words: a reader says "asterisk"."""
    return _STARS.sub(lambda found: tr(f"spoken.alarm_{_NAMES[len(found[1])]}", words=""), line)
