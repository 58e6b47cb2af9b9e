"""The pregnancy test of a woman without a current pregnancy: each step kept as an observation of the person.

Thesis figure 2.1 (`pregnancy_test.py`): suspicion, urine test, β-hCG or waiting, until it is confirmed or excluded.
"""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta

from sqlalchemy import Connection

from app.clinic.people.merged import ids_of, surviving_id
from app.clinic.people.model import Sex
from app.clinic.people.rows import read_person
from app.clinic.pregnancies.kinds import codes_of, problems
from app.clinic.pregnancies.model import NewObservation, Observation
from app.clinic.pregnancies.rows import read_current, read_of_person, read_person_observations
from app.clinic.pregnancies.service import observation_row
from app.clinic.prenatal.desk import Desk, require_reason
from app.clinic.prenatal.pregnancy_test import (
    WAIT_DAYS,
    FlowEvent,
    FlowState,
    advance,
    event_of_bhcg,
    is_suspected,
)
from app.clinic.problems import InputError
from app.kernel.clock import Zone, local_date, usual_zone
from app.kernel.errors import KnownError
from app.security.roles import Action
from app.security.session import Session, require
from app.store.store import Store
from app.store.tables import observation

SUSPICION = "pregnancy_test_suspicion"
URINE = "pregnancy_test_urine"
SERUM = "pregnancy_test_bhcg"
NEXT = "pregnancy_test_next"


@dataclass(frozen=True)
class Suspicion:
    """What she tells: days that the period is late, and the signs of the figure's first box."""

    days_late: int
    irregular: bool = False
    nausea: bool = False
    growing_belly: bool = False


@dataclass(frozen=True)
class UrineTest:
    """The strip."""

    positive: bool


@dataclass(frozen=True)
class SerumTest:
    """β-hCG in blood, mIU/ml."""

    value: float


@dataclass(frozen=True)
class Decision:
    """What is done after a negative test: still_suspected_serum, still_suspected_wait or suspicion_gone."""

    event: FlowEvent


NewStep = Suspicion | UrineTest | SerumTest | Decision


@dataclass(frozen=True)
class Step:
    """One step that holds; `value` is that of a β-hCG. `by` is the account's name."""

    id: str
    code: str
    event: FlowEvent
    value: float | None
    at: datetime
    day: date
    by: str


@dataclass(frozen=True)
class Course:
    """Where she stands today; `next_test_on` while another test is waited for. Steps the earliest first."""

    state: FlowState
    steps: tuple[Step, ...]
    next_test_on: date | None = None


class PregnancyTestService:
    """Steps are appended; the last one can be struck out with a reason."""

    def __init__(self, store: Store, zone: Zone = usual_zone) -> None:
        self._desk = Desk(store, zone)
        self._zone = zone

    def course(self, session: Session, person_id: str) -> Course:
        """The steps since her last pregnancy, and where she stands; KnownError people.not_found."""
        require(session, Action.VIEW_PREGNANCIES)
        with self._desk.store.read() as connection:
            return self._course(connection, read_person(connection, person_id).id)

    def record(self, session: Session, person_id: str, new: NewStep) -> Course:
        """Append one step.

        Raises KnownError prenatal.not_suspected (nothing is kept), impossible_step, test_too_early,
        test_not_for_men, pregnancies.already_current, people.not_found; InputError pregnancies.invalid.
        """
        require(session, Action.RECORD_OBSERVATION)
        told = _observation(new)
        today = self._desk.today()
        if wrong := problems(told, today):
            raise InputError("pregnancies.invalid", wrong)
        with self._desk.store.write(session.actor) as writing:
            woman = read_person(writing.connection, person_id)
            if woman.sex is Sex.MALE:
                raise KnownError("prenatal.test_not_for_men")
            if read_current(writing.connection, woman.id, today) is not None:
                raise KnownError("pregnancies.already_current", person_id=woman.id)
            now = self._course(writing.connection, woman.id)
            if now.next_test_on is not None and not isinstance(new, Decision):
                raise KnownError("prenatal.test_too_early", date=now.next_test_on.strftime("%d/%m/%Y"))
            event = _event(told)
            _next_state(now.state, event)
            writing.append(observation, {**observation_row(writing.at, woman.id, "", told), "pregnancy_id": None})
            writing.audit("pregnancy_test_recorded", "person", woman.id, step=event.value)
            return self._course(writing.connection, woman.id)

    def strike_out(self, session: Session, step_id: str, person_id: str, reason: str) -> Course:
        """Strike the last step out; it stays in the store. Raises KnownError prenatal.not_found, reason_missing."""
        require(session, Action.RECORD_OBSERVATION)
        reason = require_reason(reason)
        with self._desk.store.write(session.actor) as writing:
            woman = read_person(writing.connection, person_id)
            steps = self._course(writing.connection, woman.id).steps
            if not steps or steps[-1].id != step_id:
                raise KnownError("prenatal.not_found", fact_id=step_id)
            gone = observation_row(writing.at, woman.id, "", NewObservation(steps[-1].code, None))
            row = {**gone, "pregnancy_id": None, "supersedes": step_id, "reason": reason}
            writing.append(observation, row)
            writing.audit("pregnancy_test_struck", "person", woman.id, step=steps[-1].event.value)
            return self._course(writing.connection, woman.id)

    def _course(self, connection: Connection, person_id: str) -> Course:
        ids = ids_of(connection, surviving_id(connection, person_id))
        rows = read_person_observations(connection, ids, codes_of("pregnancy_test"))
        pregnancies = read_of_person(connection, person_id, self._desk.today())
        since = pregnancies[0].opened_at if pregnancies else None
        zone = self._zone()
        steps = [_step(one, zone) for one in rows if one.is_current and (since is None or one.recorded_at > since)]
        return course_of(steps, self._desk.today())


def course_of(steps: Iterable[Step], today: date) -> Course:
    """Where the steps lead; a suspicion after an end begins a new course, and waiting ends by itself."""
    state, kept = FlowState.NOT_SUSPECTED, list[Step]()
    for one in steps:
        if one.event is FlowEvent.SUSPECTED:
            kept.clear()
        state = _next_state(state, one.event)
        kept.append(one)
    if state is not FlowState.WAITING:
        return Course(state, tuple(kept))
    due = kept[-1].day + timedelta(days=WAIT_DAYS)
    found = Course(state, tuple(kept), due)
    return replace(found, state=FlowState.URINE_TEST, next_test_on=None) if today >= due else found


def _next_state(state: FlowState, event: FlowEvent) -> FlowState:
    if event is FlowEvent.SUSPECTED and state is FlowState.EXCLUDED:
        state = FlowState.NOT_SUSPECTED
    if state is FlowState.WAITING and event in (FlowEvent.POSITIVE, FlowEvent.NEGATIVE):
        state = advance(state, FlowEvent.WAITED)
    return advance(state, event)


def _observation(new: NewStep) -> NewObservation:
    if isinstance(new, Suspicion):
        if not is_suspected(new.days_late, irregular=new.irregular, nausea=new.nausea, growing_belly=new.growing_belly):
            raise KnownError("prenatal.not_suspected", days=WAIT_DAYS)
        return NewObservation(SUSPICION, "late_period" if new.days_late >= WAIT_DAYS else "irregular_with_signs")
    if isinstance(new, UrineTest):
        return NewObservation(URINE, "positive" if new.positive else "negative")
    if isinstance(new, SerumTest):
        return NewObservation(SERUM, new.value)
    return NewObservation(NEXT, new.event.value)


def _event(told: NewObservation) -> FlowEvent:
    if told.code == SUSPICION:
        return FlowEvent.SUSPECTED
    if told.code == SERUM:
        return event_of_bhcg(float(str(told.value)))
    return FlowEvent(str(told.value))


def _step(one: Observation, zone: str) -> Step:
    value = float(one.value) if one.code == SERUM and isinstance(one.value, int | float) else None
    event = _event(NewObservation(one.code, one.value))
    return Step(one.id, one.code, event, value, one.observed_at, local_date(one.observed_at, zone), one.by)
