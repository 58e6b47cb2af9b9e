"""Gestational age as it is written on the card: 23s4d."""

import re
from typing import Final

from app.clinic.dating import GestationalAge
from ui.texts import tr, tr_count

_WRITTEN: Final = re.compile(r"(?:\b(?:IG|GA) )?\b(\d{1,2})[sw](\d)d\b")
"""An age as it is written inside a line, in either language, with the letters that say what it is."""


def gestational_words(age: GestationalAge | None) -> str:
    """`23s4d`, or that the last period is not known."""
    return tr("pregnancy.age_unknown") if age is None else tr("pregnancy.age", weeks=age.weeks, days=age.days)


def gestational_spoken(age: GestationalAge | None) -> str:
    """What a screen reader says: no letters that only the eye knows."""
    if age is None:
        return tr("pregnancy.age_unknown_spoken")
    return _spoken(age.weeks, age.days)


def ages_spoken(line: str) -> str:
    """A line for a screen reader, with each age that is written in it in words."""
    return _WRITTEN.sub(lambda found: _spoken(int(found[1]), int(found[2])), line)


def _spoken(weeks: int, days: int) -> str:
    said = {"weeks": tr_count("pregnancy.weeks", weeks), "days": tr_count("pregnancy.days", days)}
    return tr("pregnancy.age_spoken", **said)
