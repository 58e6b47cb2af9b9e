"""Recording the danger signs of an arrival or visit, and what its blood pressure comes to."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal

from sqlalchemy import Connection, select

from app.clinic.danger_signs.preeclampsia import PreeclampsiaFinding, judge_preeclampsia
from app.clinic.danger_signs.pressure import PressureCourse, PressureReading, follow
from app.clinic.danger_signs.pressure_file import PROTEIN, PressureRule, default_pressure_rule
from app.clinic.danger_signs.signs import KIND_PREFIX, Judgement, SignList, judge, who_danger_signs
from app.clinic.dating import gestational_age
from app.clinic.people.merged import surviving_id
from app.clinic.people.rows import read_person
from app.clinic.pregnancies.model import NewObservation, Observation, Pregnancy
from app.clinic.pregnancies.rows import read_current, read_encounter
from app.clinic.pregnancies.service import observation_row
from app.kernel.clock import Zone, local_date, usual_zone
from app.kernel.errors import KnownError
from app.security.roles import Action
from app.security.session import Session, require
from app.store.store import Store
from app.store.tables import arrival, observation

PRESENT = "present"
ABSENT = "absent"


@dataclass(frozen=True)
class EncounterSigns:
    """What was asked in one arrival or visit, and what it means; `rows`: the observations, corrected ones included."""

    encounter_id: str
    judgement: Judgement
    rows: tuple[Observation, ...]


@dataclass(frozen=True)
class EncounterPressure:
    """The blood pressure of one arrival or visit; `preeclampsia` is None where no pregnancy is known."""

    course: PressureCourse
    preeclampsia: PreeclampsiaFinding | None


class DangerSignService:
    """The danger signs of one store; the lists are those of the files unless others are given."""

    def __init__(
        self,
        store: Store,
        zone: Zone = usual_zone,
        signs: SignList | None = None,
        pressure_rule: PressureRule | None = None,
    ) -> None:
        self._store = store
        self._zone = zone
        self._signs = signs or who_danger_signs()
        self._rule = pressure_rule or default_pressure_rule()

    def signs(self) -> SignList:
        """What is asked, in the order of asking."""
        return self._signs

    def record(
        self, session: Session, person_id: str, encounter_id: str, answers: Mapping[str, bool]
    ) -> EncounterSigns:
        """Keep the answers (sign → present); signs left out stay "not asked". Answers are corrected, never replaced.

        Raises KnownError people.not_found, danger_signs.unknown_sign (sign), nothing_asked, other_person.
        """
        require(session, Action.RECORD_OBSERVATION)
        if not answers:
            raise KnownError("danger_signs.nothing_asked")
        judgement = judge(self._signs, answers)
        with self._store.write(session.actor) as writing:
            person = read_person(writing.connection, person_id)
            _refuse_other_person(writing.connection, encounter_id, person.id)
            current = read_current(writing.connection, person.id, self._today())
            new = [
                NewObservation(KIND_PREFIX + code, PRESENT if answers[code] else ABSENT)
                for code in self._signs.signs
                if code in answers
            ]
            rows = [
                {
                    **observation_row(writing.at, person.id, current.id if current else "", one),
                    "pregnancy_id": current.id if current else None,
                    "encounter_id": encounter_id,
                }
                for one in new
            ]
            writing.append_many(observation, rows)
            present = [sign.code for sign in judgement.present]
            writing.audit("danger_signs_asked", "person", person.id, encounter_id=encounter_id, present=present)
            return self._read(writing.connection, encounter_id)

    def of_encounter(self, session: Session, encounter_id: str) -> EncounterSigns:
        """What was asked in one arrival or visit; nothing asked: every sign is in `not_asked`."""
        require(session, Action.VIEW_PREGNANCIES)
        with self._store.read() as connection:
            return self._read(connection, encounter_id)

    def pressure(self, session: Session, person_id: str, encounter_id: str) -> EncounterPressure:
        """The blood pressure of one arrival or visit by its readings in force; KnownError people.not_found."""
        require(session, Action.VIEW_PREGNANCIES)
        with self._store.read() as connection:
            person = read_person(connection, person_id)
            rows = [row for row in read_encounter(connection, encounter_id) if row.is_current]
            current = read_current(connection, person.id, self._today())
        course = follow(self._rule, pair_readings(rows))
        return EncounterPressure(course, self._preeclampsia(course, rows, current) if current else None)

    def _preeclampsia(
        self, course: PressureCourse, rows: Sequence[Observation], current: Pregnancy
    ) -> PreeclampsiaFinding:
        day = local_date(course.deciding.at if course.deciding else self._store.clock.now(), self._zone())
        age = gestational_age(current.lmp, day) if current.lmp else None
        protein = next((str(row.value) for row in rows if row.code == PROTEIN), None)
        answers = answers_of(rows)
        symptoms = [answers.get(code) for code in self._rule.severe_symptoms]
        severe = True if True in symptoms else (None if None in symptoms else False)
        return judge_preeclampsia(self._rule, course.state, age.weeks if age else None, protein, severe)

    def _read(self, connection: Connection, encounter_id: str) -> EncounterSigns:
        rows = tuple(row for row in read_encounter(connection, encounter_id) if row.code.startswith(KIND_PREFIX))
        known = {code: answer for code, answer in answers_of(rows).items() if code in self._signs.signs}
        return EncounterSigns(encounter_id, judge(self._signs, known), rows)

    def _today(self) -> date:
        return local_date(self._store.clock.now(), self._zone())


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


def _refuse_other_person(connection: Connection, encounter_id: str, person_id: str) -> None:
    owner = connection.execute(select(arrival.c.person_id).where(arrival.c.id == encounter_id)).scalar_one_or_none()
    if owner is not None and surviving_id(connection, owner) != person_id:
        raise KnownError("danger_signs.other_person")
