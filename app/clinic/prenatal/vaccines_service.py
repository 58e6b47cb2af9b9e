"""Vaccines: doses of a woman's whole life, with date, lot and place; what is due in this pregnancy, and why not."""

from collections import defaultdict
from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import Connection

from app.clinic.people.rows import read_person
from app.clinic.pregnancies.model import Pregnancy
from app.clinic.prenatal.desk import Desk, require_reason
from app.clinic.prenatal.facts import (
    Content,
    Fact,
    Kind,
    NewFact,
    append_fact,
    read_fact,
    read_facts_of_person,
    supersede_fact,
)
from app.clinic.prenatal.follow_up import pregnancy_taking
from app.clinic.prenatal.outcomes import OutcomeKind, read_outcome
from app.clinic.prenatal.vaccine_calendar import vaccine, vaccines
from app.clinic.prenatal.vaccines import DoseState, GivenDose, Moment, states
from app.kernel.clock import Zone, usual_zone
from app.kernel.errors import KnownError
from app.security.roles import Action
from app.security.session import Session, require
from app.store.store import Store

LONGEST_LOT = 40
LONGEST_PLACE = 120
LONGEST_REASON = 300


@dataclass(frozen=True)
class NewDose:
    """A dose as the vaccination card or this visit tells it; `given_on` None: long ago, the day is not known."""

    code: str
    given_on: date | None
    lot: str = ""
    place: str = ""


@dataclass(frozen=True)
class VaccineRecord:
    """One entry. `not_for_her`: why the vaccine does not apply (then no dose). A corrected one names its successor."""

    id: str
    pregnancy_id: str
    code: str
    given_on: date | None
    lot: str
    place: str
    not_for_her: str | None
    from_before: bool
    recorded_at: datetime
    by: str
    is_struck_out: bool
    supersedes: str | None
    superseded_by: str | None
    reason: str | None

    @property
    def is_current(self) -> bool:
        """Whether it holds: neither corrected nor struck out."""
        return self.superseded_by is None and not self.is_struck_out

    @property
    def is_dose(self) -> bool:
        """Whether it is a dose that was given."""
        return self.is_current and self.not_for_her is None


@dataclass(frozen=True)
class VaccineCard:
    """Every dose of the calendar in its order as it stands today, and every entry of her life by its day."""

    doses: tuple[DoseState, ...]
    records: tuple[VaccineRecord, ...]


class VaccineService:
    """The vaccines of a woman as one of her pregnancies sees them; `zone` (IANA) decides what day it is."""

    def __init__(self, store: Store, zone: Zone = usual_zone) -> None:
        self._desk = Desk(store, zone)

    def card(self, session: Session, pregnancy_id: str) -> VaccineCard:
        """Doses that are given, due, overdue, too early or not for her, and all entries. KnownError as `get`."""
        require(session, Action.VIEW_PREGNANCIES)
        with self._desk.store.read() as connection:
            return read_card(connection, self._desk.pregnancy(connection, pregnancy_id), self._desk.today())

    def record(self, session: Session, pregnancy_id: str, new: NewDose) -> VaccineCard:
        """Append a dose, of this pregnancy or of earlier years.

        Raises KnownError prenatal.unknown_vaccine, date_in_future, before_birth, text_too_long, after_follow_up,
        pregnancies.not_found, closed.
        """
        require(session, Action.RECORD_OBSERVATION)
        return self._append(session, pregnancy_id, new.code, new.given_on, self._content(new), "vaccine_recorded")

    def exclude(self, session: Session, pregnancy_id: str, code: str, why: str) -> VaccineCard:
        """Note that a vaccine is not for her (immune, contraindicated, refused). Raises as `record`, reason_missing."""
        require(session, Action.RECORD_OBSERVATION)
        why = require_reason(why)
        _refuse_long(why, LONGEST_REASON)
        vaccine(code)
        return self._append(session, pregnancy_id, code, None, {"not_for_her": why}, "vaccine_excluded")

    def correct(self, session: Session, record_id: str, new: NewDose | None, reason: str) -> VaccineCard:
        """Replace a wrong entry by a dose, or strike it out (None); it stays readable.

        Raises as `record`, and KnownError prenatal.not_found, already_corrected, reason_missing, other_vaccine.
        """
        require(session, Action.RECORD_OBSERVATION)
        content = None if new is None else self._content(new)
        today = self._desk.today()
        with self._desk.store.write(session.actor) as writing:
            wrong = read_fact(writing.connection, record_id, Kind.VACCINE)
            if new is not None and new.code != wrong.code:
                raise KnownError("prenatal.other_vaccine")
            day = (new.given_on if new else None) or wrong.day
            found = pregnancy_taking(writing.connection, wrong.pregnancy_id, min(day, wrong.day), today)
            _refuse_before_birth(writing.connection, found, new.given_on if new else None)
            supersede_fact(writing, wrong, day, content, reason)
            writing.audit("vaccine_corrected", "pregnancy", found.id, vaccine=wrong.code)
            return read_card(writing.connection, found, today)

    def _append(
        self, session: Session, pregnancy_id: str, code: str, day: date | None, content: Content, action: str
    ) -> VaccineCard:
        today = self._desk.today()
        with self._desk.store.write(session.actor) as writing:
            found = pregnancy_taking(writing.connection, pregnancy_id, day or today, today)
            _refuse_before_birth(writing.connection, found, day)
            append_fact(writing, NewFact(found.person_id, found.id, Kind.VACCINE, code, day or today, content))
            writing.audit(action, "pregnancy", found.id, vaccine=code)
            return read_card(writing.connection, found, today)

    def _content(self, new: NewDose) -> Content:
        vaccine(new.code)
        if new.given_on is not None:
            self._desk.refuse_future(new.given_on)
        lot, place = new.lot.strip(), new.place.strip()
        _refuse_long(lot, LONGEST_LOT)
        _refuse_long(place, LONGEST_PLACE)
        return {"given_on": new.given_on.isoformat() if new.given_on else None, "lot": lot, "place": place}


def read_card(connection: Connection, found: Pregnancy, today: date) -> VaccineCard:
    """The card of one pregnancy on a day."""
    facts = read_facts_of_person(connection, found.person_id, Kind.VACCINE)
    records = tuple(_to_record(one, found.id) for one in facts)
    given: dict[str, list[GivenDose]] = defaultdict(list)
    for one in records:
        if one.is_dose:
            given[one.code].append(GivenDose(one.id, one.given_on, not one.from_before))
    excluded = {one.code for one in records if one.is_current and one.not_for_her is not None}
    outcome = read_outcome(connection, found.id)
    by_birth = outcome is not None and outcome.kind is OutcomeKind.BIRTH
    moment = Moment(today, found.lmp, outcome.day if outcome else None, by_birth)
    doses = tuple(dose for one in vaccines().values() for dose in states(one, given, one.code in excluded, moment))
    return VaccineCard(doses, records)


def _refuse_long(text: str, most: int) -> None:
    if len(text) > most:
        raise KnownError("prenatal.text_too_long", most=most)


def _refuse_before_birth(connection: Connection, found: Pregnancy, day: date | None) -> None:
    if day is not None and day < read_person(connection, found.person_id).birth_date:
        raise KnownError("prenatal.before_her_birth")


def _to_record(one: Fact, pregnancy_id: str) -> VaccineRecord:
    content = one.content or {}
    given_on = content.get("given_on")
    return VaccineRecord(
        id=one.id,
        pregnancy_id=one.pregnancy_id,
        code=one.code,
        given_on=date.fromisoformat(given_on) if given_on else None,
        lot=content.get("lot", ""),
        place=content.get("place", ""),
        not_for_her=content.get("not_for_her"),
        from_before=one.pregnancy_id != pregnancy_id,
        recorded_at=one.recorded_at,
        by=one.by,
        is_struck_out=one.content is None,
        supersedes=one.supersedes,
        superseded_by=one.superseded_by,
        reason=one.reason,
    )
