"""The age class that is proposed at admission, from the date of birth (`resources/ward/age-classes.toml`)."""

import tomllib
from datetime import date
from functools import cache
from pathlib import Path
from typing import Final

from app.ward.alarms.limits import AgeClass

_FILE: Final = Path(__file__).resolve().parents[3] / "resources" / "ward" / "age-classes.toml"


def proposed_age(birth: date, today: date) -> AgeClass:
    """Whose limits somebody born on this day gets at first; a day of birth that is still to come is a newborn's."""
    newborn_last_day, child_last_year = _bounds()
    if (today - birth).days <= newborn_last_day:
        return AgeClass.NEWBORN
    years = today.year - birth.year - ((today.month, today.day) < (birth.month, birth.day))
    return AgeClass.CHILD if years <= child_last_year else AgeClass.ADULT


@cache
def _bounds() -> tuple[int, int]:
    content = tomllib.loads(_FILE.read_text(encoding="utf-8"))
    return int(content["newborn_last_day"]), int(content["child_last_year"])
