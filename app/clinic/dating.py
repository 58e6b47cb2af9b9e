"""Gestational age and due date: dates only, never instants, so that nothing moves by a day across time zones.

Source: due date = last menstrual period + 280 days; ultrasound: scan date + 280 − (7·weeks + days)
(spec clinical-knowledge, "Dating": WHO, CHT, OpenSRP).
"""

from dataclasses import dataclass
from datetime import date, timedelta

PREGNANCY_DAYS = 280
LONGEST_DAYS = 308
"""44 completed weeks: a last period further back does not belong to a current pregnancy without confirmation."""


@dataclass(frozen=True, order=True)
class GestationalAge:
    """Completed weeks and the days (0–6) beyond them."""

    weeks: int
    days: int

    @property
    def total_days(self) -> int:
        """The same age in days."""
        return 7 * self.weeks + self.days


def gestational_age(lmp: date, day: date) -> GestationalAge | None:
    """The age on `day` counted from the first day of the last period; None before that day."""
    elapsed = (day - lmp).days
    return None if elapsed < 0 else GestationalAge(*divmod(elapsed, 7))


def due_date(lmp: date) -> date:
    """The probable date of birth."""
    return lmp + timedelta(days=PREGNANCY_DAYS)


def lmp_from_ultrasound(scan: date, age: GestationalAge) -> date:
    """The last period that would give `age` on the day of the scan."""
    return scan - timedelta(days=age.total_days)


def completed_years(birth: date, day: date) -> int:
    """Age in completed years; who was born on 29 February turns a year older on 1 March of common years."""
    return day.year - birth.year - ((day.month, day.day) < (birth.month, birth.day))
