"""Recording the danger signs of an arrival or visit, and what its blood pressure comes to."""

from collections.abc import Collection, Mapping, Sequence
from datetime import date

from sqlalchemy import Connection, select

from app.clinic.danger_signs.encounters import read_encounter_of_day
from app.clinic.danger_signs.preeclampsia import PreeclampsiaFinding, judge_preeclampsia
from app.clinic.danger_signs.pressure import PressureCourse, follow
from app.clinic.danger_signs.pressure_file import PROTEIN, PressureRule, default_pressure_rule
from app.clinic.danger_signs.readings import ABSENT, PRESENT, answers_of, pair_readings
from app.clinic.danger_signs.signs import (
    EMERGENCY_PREFIX,
    KIND_PREFIX,
    SignList,
    cab_32_emergencies,
    judge,
    who_danger_signs,
)
from app.clinic.danger_signs.situation import (
    STEP,
    WENT_ON,
    EncounterPressure,
    EncounterSigns,
    Situation,
    actions_for,
    corrections_of,
    decision_to_go_on,
    find_emergencies,
    latest_of,
    steps_done,
)
from app.clinic.dating import gestational_age
from app.clinic.people.merged import surviving_id
from app.clinic.people.rows import read_person
from app.clinic.pregnancies.kinds import codes_of
from app.clinic.pregnancies.model import NewObservation, Observation, Pregnancy
from app.clinic.pregnancies.rows import read_current, read_encounter
from app.clinic.reception.vitals import append_vitals, check_vitals, refuse
from app.kernel.clock import Zone, local_date, usual_zone
from app.kernel.errors import KnownError
from app.security.roles import Action
from app.security.session import Session, require
from app.store.store import Store
from app.store.tables import arrival

_VITALS = ("vital", "maternal_warning")


class DangerSignService:
    """The danger signs of one store; the lists are those of the files unless others are given."""

    def __init__(
        self,
        store: Store,
        zone: Zone = usual_zone,
        signs: SignList | None = None,
        pressure_rule: PressureRule | None = None,
        emergencies: SignList | None = None,
    ) -> None:
        self._store = store
        self._zone = zone
        self._signs = signs or who_danger_signs()
        self._emergencies = emergencies or cab_32_emergencies()
        self._rule = pressure_rule or default_pressure_rule()

    def signs(self) -> SignList:
        """What is asked, in the order of asking."""
        return self._signs

    def emergencies(self) -> SignList:
        """The obstetric emergencies that may be noted beside them; nobody is asked about each."""
        return self._emergencies

    def pressure_rule(self) -> PressureRule:
        """The bounds of high blood pressure, and how long to rest before the second reading."""
        return self._rule

    def encounter_of_today(self, session: Session, person_id: str) -> str:
        """The visit that is under way: her arrival of today, else one that is the same all day (and on every station).

        Raises KnownError people.not_found.
        """
        require(session, Action.VIEW_PREGNANCIES)
        with self._store.read() as connection:
            person = read_person(connection, person_id)
            return read_encounter_of_day(connection, person.id, self._store.clock.now(), self._zone())

    def situation(self, session: Session, person_id: str, encounter_id: str) -> Situation:
        """Everything about one arrival or visit that can stop the form; KnownError people.not_found, other_person."""
        require(session, Action.VIEW_PREGNANCIES)
        with self._store.read() as connection:
            return self._situation(connection, person_id, encounter_id)

    def record(
        self,
        session: Session,
        person_id: str,
        encounter_id: str,
        answers: Mapping[str, bool],
        emergencies: Collection[str] = (),
    ) -> EncounterSigns:
        """Keep the answers (sign → present); signs left out stay "not asked". Answers are corrected, never replaced.

        `emergencies`: codes of the obstetric emergencies that are present. Raises KnownError people.not_found,
        danger_signs.unknown_sign (sign), nothing_asked, other_person.
        """
        require(session, Action.RECORD_OBSERVATION)
        if not answers and not emergencies:
            raise KnownError("danger_signs.nothing_asked")
        judgement = judge(self._signs, answers)
        judge(self._emergencies, dict.fromkeys(emergencies, True))
        with self._store.write(session.actor) as writing:
            person = read_person(writing.connection, person_id)
            _refuse_other_person(writing.connection, encounter_id, person.id)
            new = [
                NewObservation(KIND_PREFIX + code, PRESENT if answers[code] else ABSENT)
                for code in self._signs.signs
                if code in answers
            ] + [
                NewObservation(EMERGENCY_PREFIX + code, PRESENT)
                for code in self._emergencies.signs
                if code in emergencies
            ]
            append_vitals(writing, person.id, encounter_id, new, self._today())
            present = [sign.code for sign in judgement.present] + sorted(emergencies)
            writing.audit("danger_signs_asked", "person", person.id, encounter_id=encounter_id, present=present)
            return self._judged(encounter_id, read_encounter(writing.connection, encounter_id))

    def measure(
        self,
        session: Session,
        person_id: str,
        encounter_id: str,
        vitals: Sequence[NewObservation],
        *,
        confirmed: frozenset[str] = frozenset(),
    ) -> Situation:
        """Readings taken in this visit, such as the second blood pressure, with or without an arrival.

        Raises InputError reception.invalid, KnownError people.not_found, danger_signs.other_person.
        """
        require(session, Action.RECORD_OBSERVATION)
        refuse(check_vitals(vitals, self._store.clock.now(), self._today()), confirmed)
        return self._append(session, person_id, encounter_id, vitals, "measured")

    def note_done(self, session: Session, person_id: str, encounter_id: str, action: str) -> Situation:
        """What the card says to do (`action`: its code) was done now; a second note of the same changes nothing.

        Raises KnownError people.not_found, danger_signs.other_person, unknown_action (action).
        """
        require(session, Action.RECORD_OBSERVATION)
        if action not in {**self._signs.actions, **self._emergencies.actions}:
            raise KnownError("danger_signs.unknown_action", action=action)
        standing = self.situation(session, person_id, encounter_id)
        if action in standing.done:
            return standing
        return self._append(session, person_id, encounter_id, [NewObservation(STEP, action)], "emergency_step_done")

    def go_on(self, session: Session, person_id: str, encounter_id: str, reason: str) -> Situation:
        """Go on with the visit though there was an emergency, for a reason; what is found later stops it again.

        Raises KnownError people.not_found, danger_signs.other_person, reason_missing, not_done_yet.
        """
        require(session, Action.RECORD_OBSERVATION)
        if not reason.strip():
            raise KnownError("danger_signs.reason_missing")
        if not self.situation(session, person_id, encounter_id).may_decide_to_go_on:
            raise KnownError("danger_signs.not_done_yet")
        decision = [NewObservation(WENT_ON, reason.strip())]
        return self._append(session, person_id, encounter_id, decision, "emergency_went_on")

    def pressure(self, session: Session, person_id: str, encounter_id: str) -> EncounterPressure:
        """The blood pressure of one arrival or visit by its readings in force; KnownError people.not_found."""
        require(session, Action.VIEW_PREGNANCIES)
        with self._store.read() as connection:
            person = read_person(connection, person_id)
            rows = read_encounter(connection, encounter_id)
            current = read_current(connection, person.id, self._today())
        return self._pressure(rows, current)

    def _pressure(self, rows: Sequence[Observation], current: Pregnancy | None) -> EncounterPressure:
        held = [row for row in rows if row.is_current]
        course = follow(self._rule, pair_readings(held))
        return EncounterPressure(course, self._preeclampsia(course, held, current) if current else None)

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

    def _append(
        self, session: Session, person_id: str, encounter_id: str, new: Sequence[NewObservation], what: str
    ) -> Situation:
        with self._store.write(session.actor) as writing:
            person = read_person(writing.connection, person_id)
            _refuse_other_person(writing.connection, encounter_id, person.id)
            append_vitals(writing, person.id, encounter_id, new, self._today())
            codes = sorted({one.code for one in new})
            writing.audit(what, "person", person.id, encounter_id=encounter_id, codes=codes)
            return self._situation(writing.connection, person.id, encounter_id)

    def _situation(self, connection: Connection, person_id: str, encounter_id: str) -> Situation:
        person = read_person(connection, person_id)
        _refuse_other_person(connection, encounter_id, person.id)
        rows = read_encounter(connection, encounter_id)
        current = read_current(connection, person.id, self._today())
        pressure = self._pressure(rows, current)
        found = find_emergencies(self._signs, self._emergencies, rows, pressure)
        return Situation(
            encounter_id=encounter_id,
            person_id=person.id,
            shown_name=person.shown_name,
            birth_date=person.birth_date,
            synthetic=person.synthetic,
            pregnancy=current,
            signs=self._judged(encounter_id, rows),
            pressure=pressure,
            found=found,
            actions=actions_for((self._signs, self._emergencies), found),
            readings=latest_of(rows, [code for group in _VITALS for code in codes_of(group)]),
            done=steps_done(rows),
            went_on=decision_to_go_on(rows, found),
            corrected=corrections_of(rows),
            at=self._store.clock.now(),
        )

    def _judged(self, encounter_id: str, all_rows: Sequence[Observation]) -> EncounterSigns:
        rows = tuple(row for row in all_rows if row.code.startswith(KIND_PREFIX))
        known = {code: answer for code, answer in answers_of(rows).items() if code in self._signs.signs}
        return EncounterSigns(encounter_id, judge(self._signs, known), rows)

    def _today(self) -> date:
        return local_date(self._store.clock.now(), self._zone())


def _refuse_other_person(connection: Connection, encounter_id: str, person_id: str) -> None:
    owner = connection.execute(select(arrival.c.person_id).where(arrival.c.id == encounter_id)).scalar_one_or_none()
    if owner is not None and surviving_id(connection, owner) != person_id:
        raise KnownError("danger_signs.other_person")
