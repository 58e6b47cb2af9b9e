"""From the observations of a visit to answers and blood-pressure readings; pure."""

from collections.abc import Iterable
from datetime import datetime
from decimal import Decimal
from typing import Final

from app.clinic.danger_signs.pressure import PressureReading
from app.clinic.danger_signs.signs import KIND_PREFIX
from app.clinic.pregnancies.model import Observation

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


def pair_readings(rows: Iterable[Observation]) -> tuple[PressureReading, ...]:
    """The readings in force; both sides with the same time are one reading."""
    sides: dict[datetime, dict[str, Decimal]] = {}
    for row in rows:
        if row.is_current and row.code in ("systolic_mmhg", "diastolic_mmhg"):
            # Two of one side at one time: the higher counts, so that no order of rows hides it.
            both = sides.setdefault(row.observed_at, {})
            both[row.code] = max(both.get(row.code, Decimal(0)), Decimal(str(row.value)))
    return tuple(
        PressureReading(both.get("systolic_mmhg"), both.get("diastolic_mmhg"), at) for at, both in sorted(sides.items())
    )
