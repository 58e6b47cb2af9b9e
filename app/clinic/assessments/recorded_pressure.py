"""Which blood pressure of the record goes into the form: that of the latest visit, once its course lets it count; pure.

What a course means is decided in `danger_signs.pressure`, and nowhere else.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from app.clinic.danger_signs.pressure import PressureCourse, PressureReading, PressureState, follow
from app.clinic.danger_signs.pressure_file import PressureRule
from app.clinic.danger_signs.readings import SIDES, pair_readings
from app.clinic.pregnancies.model import Observation
from app.kernel.clock import local_date

_CONFIRMED = (PressureState.HYPERTENSION, PressureState.EMERGENCY)


@dataclass(frozen=True)
class RecordedPressure:
    """The latest visit in which the pressure was measured; `is_today`: whether that visit is of the form's day."""

    course: PressureCourse
    is_today: bool

    @property
    def counted(self) -> PressureReading | None:
        """The reading that the form takes: the one that decided the course.

        Of two high ones that is the second, since the first was taken without rest; a severe one stands by itself.
        None while a high reading waits for its second, on whatever day that was. Of half readings alone the last is
        taken: the side that was noted is known, the other is not.
        """
        if self.course.state is PressureState.SECOND_DUE:
            return None
        if self.course.state is PressureState.NOT_MEASURED:
            return self.course.incomplete[-1] if self.course.incomplete else None
        return self.course.deciding

    @property
    def waiting(self) -> PressureReading | None:
        """The high reading that does not count because no second one followed it."""
        return self.course.deciding if self.course.state is PressureState.SECOND_DUE else None

    @property
    def is_confirmed_today(self) -> bool:
        """Whether today's visit has confirmed a high pressure already, or found a severe one."""
        return self.is_today and self.course.state in _CONFIRMED


def recorded_pressure(rule: PressureRule, rows: Iterable[Observation], day: date, zone: str) -> RecordedPressure | None:
    """The pressure that a form of `day` may start from; None where it was never measured. `rows` in any order.

    A visit is an arrival or an encounter; readings without one belong to the visit of their day (in `zone`).
    """
    held = [row for row in rows if row.is_current and row.code in SIDES]
    if not held:
        return None
    latest = local_date(max(row.observed_at for row in held), zone)
    of_day = [row for row in held if local_date(row.observed_at, zone) == latest]
    in_visit = max((row for row in of_day if row.encounter_id), key=lambda row: row.observed_at, default=None)
    visit = in_visit.encounter_id if in_visit else None
    mine = [row for row in held if row.encounter_id and row.encounter_id == visit]
    mine += [row for row in of_day if not row.encounter_id]
    return RecordedPressure(follow(rule, pair_readings(mine)), latest == day)
