"""The reception of one unit: arrivals, the escuta inicial, calls; events are appended, nothing overwritten."""

from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from datetime import date, datetime

from sqlalchemy.exc import IntegrityError

from app.clinic.dating import completed_years
from app.clinic.drafts import drop_draft
from app.clinic.people.merged import ids_of
from app.clinic.people.rows import read_person
from app.clinic.pregnancies.model import NewObservation, Value
from app.clinic.pregnancies.rows import read_current, read_encounter
from app.clinic.prenatal.outcomes import OutcomeKind
from app.clinic.prenatal.shock import evaluate_shock
from app.clinic.prenatal.weight import weight_figures
from app.clinic.problems import Problem
from app.clinic.reception import rows
from app.clinic.reception.board_details import read_postpartum
from app.clinic.reception.colours import Colours, default_colours
from app.clinic.reception.events import append_event, supersede_event
from app.clinic.reception.model import (
    Aids,
    Arrival,
    ArrivalEvent,
    ArrivalRecord,
    Board,
    BoardFilter,
    Colour,
    EventKind,
    Hearing,
    Outcome,
)
from app.clinic.reception.steps import check_step
from app.clinic.reception.vitals import append_vitals, check_vitals, latest_values, refuse, strike_vitals
from app.clinic.scores.maternal import default_maternal_criteria, evaluate_maternal
from app.clinic.scores.news2 import Scale, evaluate_news2
from app.clinic.scores.news2_file import default_news2
from app.kernel.clock import SAID_AHEAD, Zone, local_date, to_text, usual_zone
from app.kernel.errors import KnownError
from app.security.roles import Action
from app.security.session import Session, require
from app.store.store import Store
from app.store.tables import arrival
from app.store.writing import Writing

LONGEST_REASON = 500
DRAFT_KIND = "hearing"
"""A half-typed escuta inicial is kept under this kind and its arrival."""
_NEWS2_REFUSALS = ("scores.not_in_pregnancy", "scores.too_young")


class ReceptionService:
    """The arrivals of one store; `zone` (IANA) decides what day it is where the unit stands."""

    def __init__(self, store: Store, zone: Zone = usual_zone, colours: Colours | None = None) -> None:
        self._store = store
        self._zone = zone
        self._colours = colours or default_colours()

    def colours(self) -> Colours:
        """The colours' words, in the order of the board."""
        return self._colours

    def arrive(self, session: Session, person_id: str, arrived_at: datetime | None = None, reason: str = "") -> Arrival:
        """Somebody is here, now or since `arrived_at`; `reason`: what she says at the desk, may be empty.

        Raises InputError, KnownError people.not_found, reception.already_here (arrival_id), reception.in_future.
        """
        require(session, Action.RECEIVE)
        if reason.strip():
            refuse(_reason_problems(reason), frozenset())
        if arrived_at is not None and arrived_at > self._store.clock.now() + SAID_AHEAD:
            raise KnownError("reception.in_future")
        with self._store.write(session.actor) as writing:
            person = read_person(writing.connection, person_id)
            _refuse_second(writing, person.id)
            at = to_text(arrived_at) if arrived_at else writing.at
            arrival_id = writing.append(arrival, {"person_id": person.id, "arrived_at": at})
            writing.audit("arrived", "person", person.id, arrival_id=arrival_id)
            if reason.strip():
                return append_event(writing, arrival_id, EventKind.ARRIVED, {"reason": reason.strip()})
            return rows.read_arrival(writing.connection, arrival_id)

    def hear(
        self, session: Session, arrival_id: str, hearing: Hearing, *, confirmed: frozenset[str] = frozenset()
    ) -> Arrival:
        """The escuta inicial; once more replaces colour and reason on the board, and the former stays in the events.

        Raises InputError (reception.invalid), KnownError reception.not_found, not_possible_now.
        """
        require(session, Action.HEAR_ARRIVAL)
        problems = _hearing_problems(hearing) + self._check(hearing.vitals)
        refuse(problems, confirmed)
        with self._store.write(session.actor) as writing:
            standing = rows.read_arrival(writing.connection, arrival_id)
            check_step(EventKind.HEARD, standing.state)
            ids = append_vitals(writing, standing.person_id, arrival_id, hearing.vitals, self._today())
            content = {"reason": hearing.reason.strip(), "colour": hearing.colour.value, "observations": ids}
            drop_draft(writing, DRAFT_KIND, arrival_id)
            return append_event(writing, arrival_id, EventKind.HEARD, content, colour=hearing.colour.value)

    def measure(
        self,
        session: Session,
        arrival_id: str,
        vitals: Sequence[NewObservation],
        *,
        confirmed: frozenset[str] = frozenset(),
    ) -> ArrivalRecord:
        """Readings taken while she is here, such as the second blood pressure. Raises as `hear` does."""
        require(session, Action.HEAR_ARRIVAL)
        refuse(self._check(vitals), confirmed)
        with self._store.write(session.actor) as writing:
            standing = rows.read_arrival(writing.connection, arrival_id)
            if not standing.state.is_open:
                raise KnownError("reception.not_possible_now", kind="measured", state=standing.state.value)
            append_vitals(writing, standing.person_id, arrival_id, vitals, self._today())
            codes = sorted({one.code for one in vitals})
            writing.audit("arrival_measured", "arrival", arrival_id, codes=codes)
            return rows.read_record(writing.connection, arrival_id)

    def call(self, session: Session, arrival_id: str, place: str = "") -> Arrival:
        """Call her, to `place` (a room or desk) where given. KnownError reception.not_found, not_possible_now."""
        return self._step(session, arrival_id, EventKind.CALLED, {"place": place.strip()})

    def not_answered(self, session: Session, arrival_id: str) -> Arrival:
        """Nobody came when called: she waits again, at her old place. Raises as `call` does."""
        return self._step(session, arrival_id, EventKind.NOT_ANSWERED, {})

    def attend(self, session: Session, arrival_id: str) -> Arrival:
        """Her visit begins. Raises as `call` does."""
        return self._step(session, arrival_id, EventKind.ATTENDED, {})

    def close(self, session: Session, arrival_id: str, outcome: Outcome) -> Arrival:
        """She has been attended to, or sent on. Raises as `call` does."""
        return self._step(session, arrival_id, EventKind.CLOSED, {"outcome": outcome.value})

    def no_show(self, session: Session, arrival_id: str) -> Arrival:
        """She left without being seen. Raises as `call` does."""
        return self._step(session, arrival_id, EventKind.NO_SHOW, {})

    def correct_hearing(self, session: Session, event_id: str, reason: str, colour: Colour, why: str) -> Arrival:
        """Put another reason or colour in the place of a wrong one; readings are corrected one by one elsewhere.

        Raises InputError, KnownError reception.event_not_found, not_a_hearing, already_corrected, why_missing.
        """
        require(session, Action.CORRECT_ARRIVAL)
        _require_why(why)
        refuse(_hearing_problems(Hearing(reason, colour)), frozenset())
        with self._correcting(session, event_id) as (writing, arrival_id, wrong, place):
            if wrong.kind is not EventKind.HEARD:
                raise KnownError("reception.not_a_hearing", event_id=event_id)
            content = {**wrong.content, "reason": reason.strip(), "colour": colour.value}
            return supersede_event(writing, arrival_id, wrong, place, EventKind.HEARD, content, why)

    def take_back(self, session: Session, event_id: str, why: str) -> Arrival:
        """Strike out a wrong event: the arrival stands again as before it. A struck hearing takes its readings along.

        Raises KnownError reception.event_not_found, already_corrected, why_missing, final, already_here.
        """
        require(session, Action.CORRECT_ARRIVAL)
        _require_why(why)
        with self._correcting(session, event_id) as (writing, arrival_id, wrong, place):
            if wrong.kind is EventKind.WITHDRAWN:
                raise KnownError("reception.final", event_id=event_id)
            standing = rows.read_arrival(writing.connection, arrival_id)
            if wrong.kind is EventKind.HEARD:
                measured = wrong.content.get("observations")
                only = [str(one) for one in measured] if isinstance(measured, list) else []
                strike_vitals(writing, standing.person_id, arrival_id, why.strip(), only)
            after = supersede_event(writing, arrival_id, wrong, place, EventKind.STRUCK, {}, why)
            if after.state.is_open:
                _refuse_second(writing, after.person_id, beside=arrival_id)
            return after

    def withdraw(self, session: Session, arrival_id: str, why: str) -> Arrival:
        """The whole arrival was a mistake (the wrong person): for good, with all that was measured in it.

        Raises KnownError reception.not_found, not_possible_now, why_missing.
        """
        require(session, Action.CORRECT_ARRIVAL)
        _require_why(why)
        with self._store.write(session.actor) as writing:
            standing = rows.read_arrival(writing.connection, arrival_id)
            check_step(EventKind.WITHDRAWN, standing.state)
            strike_vitals(writing, standing.person_id, arrival_id, why.strip(), None)
            return append_event(writing, arrival_id, EventKind.WITHDRAWN, {"why": why.strip()})

    def get(self, session: Session, arrival_id: str) -> ArrivalRecord:
        """One arrival with all its events and readings; KnownError reception.not_found."""
        require(session, Action.VIEW_ARRIVALS)
        with self._store.read() as connection:
            return rows.read_record(connection, arrival_id)

    def board(self, session: Session, wanted: BoardFilter | None = None) -> Board:
        """Who is here, the most urgent first, then who came first."""
        require(session, Action.VIEW_ARRIVALS)
        with self._store.read() as connection:
            now = self._store.clock.now()
            return rows.read_board(connection, wanted or BoardFilter(), now, self._zone(), self._colours)

    def aids(
        self,
        session: Session,
        arrival_id: str,
        *,
        scale: Scale = Scale.ONE,
        pregnant: bool = False,
        postpartum: bool = False,
        typed: Mapping[str, Value] | None = None,
    ) -> Aids:
        """The scores of the latest readings in force. `pregnant`: so it is known, though no pregnancy is open here.

        `postpartum` likewise. `typed`: readings not stored yet, which come before the stored ones.

        Raises KnownError reception.not_found.
        """
        require(session, Action.VIEW_ARRIVALS)
        with self._store.read() as connection:
            standing = rows.read_arrival(connection, arrival_id)
            person = read_person(connection, standing.person_id)
            is_pregnant = pregnant or read_current(connection, person.id, self._today()) is not None
            ended = read_postpartum(connection, [person.id], self._today()).get(person.id)
            readings = {**latest_values(read_encounter(connection, arrival_id)), **(typed or {})}
        age = completed_years(person.birth_date, self._today())
        maternal = is_pregnant or postpartum or ended is not None
        found = evaluate_maternal(default_maternal_criteria(), readings, maternal=True) if maternal else None
        # Its source measured women after birth: not in pregnancy, not after a loss, and hearsay could mean either.
        after_birth = ended is OutcomeKind.BIRTH and not is_pregnant
        shock = evaluate_shock(weight_figures(), readings) if after_birth else None
        try:
            news2 = evaluate_news2(default_news2(), readings, age_years=age, pregnant=is_pregnant, scale=scale)
        except KnownError as error:
            if error.code not in _NEWS2_REFUSALS:
                raise
            return Aids(age, None, error.code, found, shock)
        return Aids(age, news2, None, found, shock)

    def _check(self, vitals: Sequence[NewObservation]) -> list[Problem]:
        return check_vitals(vitals, self._store.clock.now(), self._today())

    def _today(self) -> date:
        return local_date(self._store.clock.now(), self._zone())

    def _step(self, session: Session, arrival_id: str, kind: EventKind, content: Mapping[str, object]) -> Arrival:
        require(session, Action.RECEIVE)
        with self._store.write(session.actor) as writing:
            check_step(kind, rows.read_arrival(writing.connection, arrival_id).state)
            return append_event(writing, arrival_id, kind, content)

    @contextmanager
    def _correcting(self, session: Session, event_id: str) -> Iterator[tuple[Writing, str, ArrivalEvent, int]]:
        """(writing, arrival, the event that still holds, its place); of two who correct at once, one is told."""
        try:
            with self._store.write(session.actor) as writing:
                arrival_id, wrong, place = rows.read_event(writing.connection, event_id)
                if not wrong.is_current:
                    raise KnownError("reception.already_corrected", event_id=event_id)
                yield writing, arrival_id, wrong, place
        except IntegrityError as error:
            raise KnownError("reception.already_corrected", event_id=event_id) from error


def _refuse_second(writing: Writing, person_id: str, beside: str = "") -> None:
    """Nobody waits twice."""
    for one in ids_of(writing.connection, person_id):
        for found in rows.read_open(writing.connection, one):
            if found.id != beside:
                raise KnownError("reception.already_here", arrival_id=found.id)


def _require_why(why: str) -> None:
    if not why.strip():
        raise KnownError("reception.why_missing")


def _hearing_problems(hearing: Hearing) -> list[Problem]:
    if not hearing.reason.strip():
        return [Problem("reason", "board.reason_missing")]
    return _reason_problems(hearing.reason)


def _reason_problems(reason: str) -> list[Problem]:
    if len(reason) > LONGEST_REASON:
        return [Problem("reason", "board.reason_too_long", {"most": LONGEST_REASON})]
    return []
