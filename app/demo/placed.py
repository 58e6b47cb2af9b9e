"""A woman of the cohort in the store, her dates moved to the demo's present, and the rows written about her."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from app.clinic.danger_signs.encounters import made_encounter
from app.clinic.pregnancies.model import NewObservation, Value
from app.clinic.pregnancies.service import observation_row
from app.clinic.prenatal.facts import Content, Kind
from app.demo.cohort import CohortWoman
from app.kernel.canonical import canonical_json
from app.kernel.clock import local_date, to_text

ZONE = "America/Fortaleza"
Row = dict[str, object]
Watch = Callable[[int, int], object]
"""Told how many steps of how many are done, from the thread that fills."""


@dataclass(frozen=True)
class Placed:
    """A woman in the store: her rows' identifiers, her dates, who received her and when."""

    woman: CohortWoman
    person_id: str
    pregnancy_id: str
    lmp: date
    arrived: datetime
    author: str
    classified: bool

    @property
    def birth_date(self) -> date:
        """Hers, moved with everything else."""
        return self.woman.birth_date + (self.lmp - self.woman.lmp)

    @property
    def arrival_day(self) -> date:
        """The day of her first visit at the unit."""
        return local_date(self.arrived, ZONE)


def instant(day: date, minutes: int) -> datetime:
    """So many minutes after midnight of a day at the unit."""
    return datetime.combine(day, time(0), ZoneInfo(ZONE)).astimezone(UTC) + timedelta(minutes=minutes)


def observed(one: Placed, values: Mapping[str, Value], at: datetime, author: str = "") -> list[Row]:
    """The observation rows of one moment of a visit, recorded when they were made."""
    written, encounter = to_text(at), made_encounter(one.person_id, local_date(at, ZONE))
    same = {"recorded_at": written, "recorded_by": author or one.author, "encounter_id": encounter}
    rows = (
        observation_row(written, one.person_id, one.pregnancy_id, NewObservation(code, value))
        for code, value in values.items()
    )
    return [{**row, **same} for row in rows]


def fact(one: Placed, kind: Kind, code: str, day: date, content: Content, at: datetime, author: str = "") -> Row:
    """A fact row, recorded at `at`."""
    return {
        "person_id": one.person_id,
        "pregnancy_id": one.pregnancy_id,
        "kind": kind.value,
        "code": code,
        "day": day.isoformat(),
        "content": canonical_json(content),
        "recorded_at": to_text(at),
        "recorded_by": author or one.author,
        "supersedes": None,
        "reason": None,
    }


def correcting(wrong: Mapping[str, object], wrong_id: str, content: Content | None, reason: str, at: datetime) -> Row:
    """The row that stands for a wrong fact, or strikes it out (None)."""
    text = "null" if content is None else canonical_json(content)
    return {**wrong, "content": text, "supersedes": wrong_id, "reason": reason, "recorded_at": to_text(at)}
