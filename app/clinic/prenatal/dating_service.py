"""Every estimate of a pregnancy's beginning kept, and the one in use with who chose it, when and why."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import Connection

from app.clinic.dating import LONGEST_DAYS
from app.clinic.pregnancies.model import NewObservation, Observation
from app.clinic.pregnancies.rows import read_observations
from app.clinic.pregnancies.service import observation_row
from app.clinic.prenatal.dating_rows import Choice, append_choice, follow_correction, read_choices
from app.clinic.prenatal.desk import Desk, require_reason
from app.clinic.prenatal.estimates import (
    DatingRules,
    Estimate,
    Method,
    NewEstimate,
    Scan,
    Suggestion,
    dating_rules,
    lmp_of,
    method_of,
    suggest,
    told_from_json,
    told_to_json,
)
from app.clinic.prenatal.facts import Fact, Kind, NewFact, append_fact, read_fact, read_facts, supersede_fact
from app.clinic.problems import InputError, Problem, unresolved
from app.kernel.clock import Zone, usual_zone
from app.kernel.errors import KnownError
from app.security.roles import Action
from app.security.session import Session, require
from app.store.store import Store
from app.store.tables import observation


@dataclass(frozen=True)
class InUse:
    """The estimate that the dates follow. `reason` None: the last period told first, which nobody has had to choose."""

    estimate: Estimate
    by: str
    at: datetime
    reason: str | None


@dataclass(frozen=True)
class Dating:
    """All that is known of a pregnancy's beginning; `choices` latest first."""

    estimates: tuple[Estimate, ...]
    in_use: InUse | None
    choices: tuple[Choice, ...]
    suggestion: Suggestion | None


class DatingService:
    """Estimates are appended and corrected; only `choose` changes which one is used."""

    def __init__(self, store: Store, zone: Zone = usual_zone, rules: DatingRules | None = None) -> None:
        self._desk = Desk(store, zone)
        self._rules = rules or dating_rules()

    def dating(self, session: Session, pregnancy_id: str) -> Dating:
        """Every estimate that holds, which one is in use, and a scan to consider; KnownError pregnancies.not_found."""
        require(session, Action.VIEW_PREGNANCIES)
        with self._desk.store.read() as connection:
            self._desk.pregnancy(connection, pregnancy_id)
            return self._read(connection, pregnancy_id)

    def add(
        self,
        session: Session,
        pregnancy_id: str,
        told: NewEstimate,
        *,
        choose_because: str | None = None,
        confirmed: frozenset[str] = frozenset(),
    ) -> Dating:
        """Keep one more estimate; it is used only where `choose_because` says why (or it is the first last period).

        Raises InputError (pregnancies.invalid: date_in_future, lmp_long_ago), KnownError prenatal.impossible_age,
        impossible_date, reason_missing, pregnancies.not_found, closed.
        """
        require(session, Action.RECORD_OBSERVATION)
        lmp = self._checked(told, confirmed)
        with self._desk.store.write(session.actor) as writing:
            found = self._desk.open_pregnancy(writing.connection, pregnancy_id)
            if method_of(told) is Method.EXACT:
                row = observation_row(writing.at, found.person_id, pregnancy_id, NewObservation("lmp", lmp.isoformat()))
                estimate_id = writing.append(observation, row)
            else:
                content = {**told_to_json(told), "lmp": lmp.isoformat()}
                day = told.day if isinstance(told, Scan) else lmp
                method = method_of(told).value
                new = NewFact(found.person_id, pregnancy_id, Kind.ESTIMATE, method, day, content)
                estimate_id = append_fact(writing, new)
            if choose_because is not None:
                append_choice(writing, pregnancy_id, estimate_id, lmp, require_reason(choose_because))
            writing.audit("dating_estimated", "pregnancy", pregnancy_id, method=method_of(told).value)
            return self._read(writing.connection, pregnancy_id)

    def choose(self, session: Session, pregnancy_id: str, estimate_id: str, reason: str) -> Dating:
        """Let the dates follow this estimate. Raises KnownError prenatal.not_found, reason_missing, pregnancies.…"""
        require(session, Action.RECORD_OBSERVATION)
        reason = require_reason(reason)
        with self._desk.store.write(session.actor) as writing:
            self._desk.open_pregnancy(writing.connection, pregnancy_id)
            known = {one.id: one for one in self._estimates(writing.connection, pregnancy_id)}
            if estimate_id not in known:
                raise KnownError("prenatal.not_found", fact_id=estimate_id)
            append_choice(writing, pregnancy_id, estimate_id, known[estimate_id].lmp, reason)
            writing.audit("dating_chosen", "pregnancy", pregnancy_id, method=known[estimate_id].method.value)
            return self._read(writing.connection, pregnancy_id)

    def correct(
        self,
        session: Session,
        estimate_id: str,
        told: NewEstimate | None,
        reason: str,
        *,
        confirmed: frozenset[str] = frozenset(),
    ) -> Dating:
        """Correct a mistyped estimate of the same kind, or strike it out (None); an exact period: as an observation.

        Where it was in use, the corrected one is; struck out, none is in use until somebody chooses.
        """
        require(session, Action.RECORD_OBSERVATION)
        lmp = None if told is None else self._checked(told, confirmed)
        with self._desk.store.write(session.actor) as writing:
            wrong = read_fact(writing.connection, estimate_id, Kind.ESTIMATE)
            pregnancy_id = wrong.pregnancy_id
            self._desk.open_pregnancy(writing.connection, pregnancy_id)
            if told is not None and method_of(told).value != wrong.code:
                raise KnownError("prenatal.other_method")
            content = None if told is None else {**told_to_json(told), "lmp": str(lmp)}
            day = told.day if isinstance(told, Scan) else lmp or wrong.day
            right_id = supersede_fact(writing, wrong, day, content, reason)
            follow_correction(writing, pregnancy_id, wrong.id, right_id, lmp, reason.strip())
            writing.audit("dating_corrected", "pregnancy", pregnancy_id, method=wrong.code)
            return self._read(writing.connection, pregnancy_id)

    def _checked(self, told: NewEstimate, confirmed: frozenset[str]) -> date:
        today, lmp = self._desk.today(), lmp_of(told, self._rules)
        told_on = told.day if isinstance(told, Scan) else lmp
        problems = []
        if told_on > today:
            problems.append(Problem("lmp", "pregnancies.date_in_future"))
        elif (today - lmp).days > LONGEST_DAYS:
            weeks = (today - lmp).days // 7
            problems.append(Problem("lmp", "pregnancies.lmp_long_ago", {"weeks": weeks}, confirmable=True))
        if left := unresolved(tuple(problems), confirmed):
            raise InputError("pregnancies.invalid", left)
        return lmp

    def _read(self, connection: Connection, pregnancy_id: str) -> Dating:
        estimates = self._estimates(connection, pregnancy_id)
        choices = read_choices(connection, pregnancy_id)
        in_use = _in_use(estimates, choices)
        found = suggest(in_use.estimate if in_use else None, estimates, self._rules)
        return Dating(estimates, in_use, choices, found)

    def _estimates(self, connection: Connection, pregnancy_id: str) -> tuple[Estimate, ...]:
        # Latest first as read; told first is first here, as the triggers of the store have it.
        periods = [
            _from_observation(one)
            for one in reversed(read_observations(connection, pregnancy_id))
            if one.code == "lmp" and one.is_current
        ]
        others = [_from_fact(one) for one in read_facts(connection, pregnancy_id, Kind.ESTIMATE) if one.is_current]
        return (*periods, *others)


def _in_use(estimates: Sequence[Estimate], choices: Sequence[Choice]) -> InUse | None:
    if not choices:
        first = next((one for one in estimates if one.method is Method.EXACT), None)
        return InUse(first, first.by, first.recorded_at, None) if first else None
    chosen = choices[0]
    found = next((one for one in estimates if one.id == chosen.estimate_id), None)
    return InUse(found, chosen.by, chosen.at, chosen.reason) if found else None


def _from_observation(one: Observation) -> Estimate:
    day = date.fromisoformat(str(one.value))
    return Estimate(one.id, Method.EXACT, day, day, one.recorded_at, one.by)


def _from_fact(one: Fact) -> Estimate:
    content = dict(one.content or {})
    lmp = date.fromisoformat(str(content["lmp"]))
    return Estimate(one.id, Method(one.code), lmp, told_from_json(content), one.recorded_at, one.by)
