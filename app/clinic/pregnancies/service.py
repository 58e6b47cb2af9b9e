"""Opening pregnancies and recording what is observed in them; nothing clinical is ever overwritten."""

import json
from collections.abc import Sequence
from datetime import date

from sqlalchemy.exc import IntegrityError

from app.clinic.dating import completed_years
from app.clinic.people.model import PersonRecord, Sex
from app.clinic.people.rows import read_person
from app.clinic.pregnancies import kinds, listing, rows
from app.clinic.pregnancies.model import (
    NewObservation,
    Observation,
    Pregnancy,
    PregnancyFilter,
    PregnancyPage,
    PregnancyStatus,
    Value,
)
from app.clinic.prenatal.dating_rows import follow_correction
from app.clinic.prenatal.follow_up import pregnancy_taking
from app.clinic.problems import InputError, Problem, unresolved
from app.kernel.clock import SAID_AHEAD, Zone, local_date, to_text, usual_zone
from app.kernel.errors import KnownError
from app.security.roles import Action
from app.security.session import Session, require
from app.store.store import Store
from app.store.tables import observation, pregnancy
from app.store.writing import Writing

USUAL_AGES = (12, 49)
"""Outside of these completed years a pregnancy is asked about once more; the same as `usual` age in the rule base."""


class PregnancyService:
    """The pregnancies of one store; `zone` (IANA) decides what day it is where the unit stands."""

    def __init__(self, store: Store, zone: Zone = usual_zone) -> None:
        self._store = store
        self._zone = zone

    def open(
        self, session: Session, person_id: str, lmp: date | None = None, *, confirmed: frozenset[str] = frozenset()
    ) -> Pregnancy:
        """Open the current pregnancy of a woman, with the first day of her last period where it is known.

        Raises InputError (pregnancies.invalid), KnownError people.not_found, pregnancies.already_current.
        """
        require(session, Action.OPEN_PREGNANCY)
        today = self._today()
        first = [NewObservation("lmp", lmp.isoformat())] if lmp else []
        try:
            with self._store.write(session.actor) as writing:
                woman = read_person(writing.connection, person_id)
                person_id, problems = woman.id, _person_problems(woman, today)
                _refuse(problems + _problems(first, today), confirmed)
                row = {"person_id": person_id, "status": PregnancyStatus.CURRENT.value}
                pregnancy_id = writing.create(pregnancy, row)
                _append(writing, person_id, pregnancy_id, first)
                writing.audit("pregnancy_opened", "pregnancy", pregnancy_id, person_id=person_id)
                return rows.read_pregnancy(writing.connection, pregnancy_id, today)
        except IntegrityError as error:
            raise KnownError("pregnancies.already_current", person_id=person_id) from error

    def get(self, session: Session, pregnancy_id: str) -> Pregnancy:
        """One pregnancy; KnownError pregnancies.not_found."""
        require(session, Action.VIEW_PREGNANCIES)
        with self._store.read() as connection:
            return rows.read_pregnancy(connection, pregnancy_id, self._today())

    def current(self, session: Session, person_id: str) -> Pregnancy | None:
        """The person's current pregnancy, if there is one."""
        require(session, Action.VIEW_PREGNANCIES)
        with self._store.read() as connection:
            return rows.read_current(connection, person_id, self._today())

    def of_person(self, session: Session, person_id: str) -> tuple[Pregnancy, ...]:
        """Every pregnancy of the person, current and closed, the one opened last first."""
        require(session, Action.VIEW_PREGNANCIES)
        with self._store.read() as connection:
            return rows.read_of_person(connection, person_id, self._today())

    def list(
        self, session: Session, wanted: PregnancyFilter | None = None, offset: int = 0, limit: int = 50
    ) -> PregnancyPage:
        """One page of the pregnancies that fit, and the counts by class of all of them."""
        require(session, Action.VIEW_PREGNANCIES)
        with self._store.read() as connection:
            return listing.read_page(connection, wanted or PregnancyFilter(), offset, limit, self._today())

    def record(
        self,
        session: Session,
        pregnancy_id: str,
        observations: Sequence[NewObservation],
        *,
        confirmed: frozenset[str] = frozenset(),
    ) -> tuple[Observation, ...]:
        """Append observations, all or none; after birth or loss too, until the follow-up ends.

        Raises InputError, KnownError pregnancies.not_found, closed, prenatal.after_follow_up.
        """
        require(session, Action.RECORD_OBSERVATION)
        today = self._today()
        _refuse([*_problems(observations, today), *self._times(observations)], confirmed)
        with self._store.write(session.actor) as writing:
            found = pregnancy_taking(writing.connection, pregnancy_id, self._last_day(observations), today)
            ids = _append(writing, found.person_id, pregnancy_id, observations)
            writing.audit("observed", "pregnancy", pregnancy_id, codes=sorted({one.code for one in observations}))
            return tuple(rows.read_observation(writing.connection, one) for one in ids)

    def correct(
        self,
        session: Session,
        observation_id: str,
        new_value: Value,
        reason: str,
        *,
        confirmed: frozenset[str] = frozenset(),
    ) -> Observation:
        """Append a row that supersedes the wrong one; `new_value` None strikes it out. The day of observing stays.

        Raises InputError, KnownError pregnancies.reason_missing, observation_not_found, already_corrected, closed.
        """
        require(session, Action.RECORD_OBSERVATION)
        _require_reason(reason)
        today = self._today()
        try:
            with self._store.write(session.actor) as writing:
                wrong = rows.read_observation(writing.connection, observation_id)
                if wrong.superseded_by is not None:
                    raise KnownError("pregnancies.already_corrected", observation_id=observation_id)
                if wrong.pregnancy_id is not None:
                    day = local_date(wrong.observed_at, self._zone())
                    pregnancy_taking(writing.connection, wrong.pregnancy_id, day, today)
                new = NewObservation(wrong.code, new_value, wrong.observed_at)
                _refuse([] if new_value is None else _problems([new], today), confirmed)
                successor = _correction_row(writing, wrong, new, reason.strip())
                new_id = writing.append(observation, successor)
                if wrong.code == "lmp" and wrong.pregnancy_id is not None:
                    lmp = None if new_value is None else date.fromisoformat(str(new_value))
                    follow_correction(writing, wrong.pregnancy_id, wrong.id, new_id, lmp, reason.strip())
                writing.audit("observation_corrected", "pregnancy", wrong.pregnancy_id or "", code=wrong.code)
                return rows.read_observation(writing.connection, new_id)
        except IntegrityError as error:
            raise KnownError("pregnancies.already_corrected", observation_id=observation_id) from error

    def observations(self, session: Session, pregnancy_id: str) -> tuple[Observation, ...]:
        """All of one pregnancy with their corrections, the latest observed first (`is_current` tells which hold)."""
        require(session, Action.VIEW_PREGNANCIES)
        with self._store.read() as connection:
            return rows.read_observations(connection, pregnancy_id)

    def _today(self) -> date:
        return local_date(self._store.clock.now(), self._zone())

    def _last_day(self, observations: Sequence[NewObservation]) -> date:
        days = [local_date(one.observed_at, self._zone()) for one in observations if one.observed_at is not None]
        return max([*days, *([self._today()] if len(days) < len(observations) else [])], default=self._today())

    def _times(self, observations: Sequence[NewObservation]) -> tuple[Problem, ...]:
        latest = self._store.clock.now() + SAID_AHEAD
        late = [one for one in observations if one.observed_at is not None and one.observed_at > latest]
        return tuple(Problem(one.code, "pregnancies.observed_in_future") for one in late)


def _person_problems(person: PersonRecord, today: date) -> list[Problem]:
    if person.sex is Sex.MALE:
        return [Problem("sex", "pregnancies.not_for_men")]
    years = completed_years(person.birth_date, today)
    if USUAL_AGES[0] <= years <= USUAL_AGES[1]:
        return []
    return [Problem("birth_date", "pregnancies.unlikely_age", {"years": years}, confirmable=True)]


def _problems(observations: Sequence[NewObservation], today: date) -> list[Problem]:
    return [problem for one in observations for problem in kinds.problems(one, today)]


def _refuse(problems: list[Problem], confirmed: frozenset[str]) -> None:
    if left := unresolved(tuple(problems), confirmed):
        raise InputError("pregnancies.invalid", left)


def _require_reason(reason: str) -> None:
    if not reason.strip():
        raise KnownError("pregnancies.reason_missing")


def _append(writing: Writing, person_id: str, pregnancy_id: str, observations: Sequence[NewObservation]) -> list[str]:
    if not observations:
        return []
    return writing.append_many(
        observation, [observation_row(writing.at, person_id, pregnancy_id, one) for one in observations]
    )


def observation_row(at: str, person_id: str, pregnancy_id: str, new: NewObservation) -> dict[str, object]:
    """The columns of a checked observation; `at` is the stored instant of now."""
    return {
        "person_id": person_id,
        "pregnancy_id": pregnancy_id,
        "code": new.code,
        "value": json.dumps(new.value, ensure_ascii=False),
        "unit": kinds.kinds()[new.code].unit,
        "observed_at": to_text(new.observed_at) if new.observed_at else at,
        "supersedes": None,
        "reason": None,
    }


def _correction_row(writing: Writing, wrong: Observation, new: NewObservation, reason: str) -> dict[str, object]:
    person_id = rows.read_observation_person(writing.connection, wrong.id)
    row = observation_row(writing.at, person_id, wrong.pregnancy_id or "", new)
    kept = {"pregnancy_id": wrong.pregnancy_id, "encounter_id": wrong.encounter_id}
    return {**row, **kept, "supersedes": wrong.id, "reason": reason}
