"""From the observations of a visit to answers and blood-pressure readings; pure."""

from collections.abc import Iterable
from datetime import datetime
from decimal import Decimal
from typing import Final

from app.clinic.danger_signs.pressure import PressureReading
from app.clinic.danger_signs.signs import KIND_PREFIX
from app.clinic.pregnancies.model import Observation, Value

PRESENT: Final = "present"
ABSENT: Final = "absent"


def answers_of(rows: Iterable[Observation]) -> dict[str, bool]:
    """Sign → present, by the rows in force. A sign that was once found stays present until that row is corrected."""
    found: dict[str, bool] = {}
    for row in rows:
        if row.is_current and row.code.startswith(KIND_PREFIX):
            code = row.code.removeprefix(KIND_PREFIX)
            found[code] = found.get(code, False) or row.value == PRESENT
    return found


SIDES = ("systolic_mmhg", "diastolic_mmhg")
"""The kinds of observation that make a reading."""


def pair_readings(rows: Iterable[Observation]) -> tuple[PressureReading, ...]:
    """The readings in force; both sides with the same time are one reading."""
    return pair_sides((row.code, row.value, row.observed_at) for row in rows if row.is_current and row.code in SIDES)


def pair_sides(found: Iterable[tuple[str, Value, datetime]]) -> tuple[PressureReading, ...]:
    """The same from (kind, value, time) of sides in force."""
    sides: dict[datetime, dict[str, Decimal]] = {}
    for code, value, at in found:
        # Two of one side at one time: the higher counts, so that no order of rows hides it.
        both = sides.setdefault(at, {})
        both[code] = max(both.get(code, Decimal(0)), Decimal(str(value)))
    return tuple(
        PressureReading(both.get("systolic_mmhg"), both.get("diastolic_mmhg"), at) for at, both in sorted(sides.items())
    )
