"""Putting a record on hold and lifting it: by somebody who may, with a reason, told in the trail."""

from datetime import date, datetime, time, timedelta
from typing import Final
from zoneinfo import ZoneInfo

from sqlalchemy import Connection

from app.kernel.clock import Zone, local_date, to_text, usual_zone
from app.kernel.errors import KnownError
from app.privacy.export_service import find_person
from app.privacy.gathering import is_sealed, people_of
from app.privacy.holds import LIFTED, PLACED, RecordHold, read_holds
from app.privacy.periods import ends_on
from app.privacy.reasons import given_reason
from app.security.roles import Action
from app.security.session import Session, require
from app.store.store import Store
from app.store.tables import record_hold

LONGEST_YEARS: Final = 100


class HoldService:
    """Over one store; other stations of hers and the server hear of it by sync."""

    def __init__(self, store: Store, zone: Zone = usual_zone) -> None:
        self._store, self._zone = store, zone

    def holds(self, session: Session) -> tuple[RecordHold, ...]:
        """Every hold that there ever was here, the latest first; it names nobody."""
        require(session, Action.VIEW_PRIVACY)
        with self._store.read() as connection:
            return read_holds(connection)

    def standing(self, session: Session, person_id: str) -> tuple[RecordHold, ...]:
        """Those that keep this person's record now, whatever identifier of hers they were placed under; the latest
        first. KnownError people.not_found."""
        require(session, Action.VIEW_PRIVACY)
        now = self._store.clock.now()
        with self._store.read() as connection:
            people = {person_id, *people_of(connection, person_id)}
            return tuple(one for one in read_holds(connection) if one.holds(now) and not people.isdisjoint(one.people))

    def place(self, session: Session, told: str, reason: str, until: date | None = None) -> RecordHold:
        """From now on, to the end of the day `until` where the unit stands, or until it is lifted. `told`: an
        identifier, CPF or CNS.

        KnownError people.not_found, privacy.no_reason, .reason_too_long (most), .hold_until (value, least, most),
        .held_already.
        """
        require(session, Action.HOLD_RECORD)
        words, now = given_reason(reason), self._store.clock.now()
        ends = self._end(until, now)
        with self._store.write(session.actor) as writing:
            people = _people(writing.connection, told)
            if any(one.holds(now) and not set(people).isdisjoint(one.people) for one in read_holds(writing.connection)):
                raise KnownError("privacy.held_already")
            hold_id = writing.new_id()
            for one in people:
                row = {"person_id": one, "hold_id": hold_id, "number": 1, "step": PLACED, "reason": words}
                writing.append(record_hold, {**row, "until": ends})
            writing.audit("record_held", "person", people[0], hold=hold_id, reason=words, until=ends)
            return _one(writing.connection, hold_id)

    def lift(self, session: Session, hold_id: str, reason: str) -> RecordHold:
        """From now on its periods count again. KnownError privacy.no_hold, .no_reason, .reason_too_long (most)."""
        require(session, Action.HOLD_RECORD)
        words = given_reason(reason)
        with self._store.write(session.actor) as writing:
            hold = _one(writing.connection, hold_id)
            if not hold.holds(self._store.clock.now()):
                raise KnownError("privacy.no_hold")
            for one in hold.people:
                row = {"person_id": one, "hold_id": hold_id, "number": 2, "step": LIFTED, "reason": words}
                writing.append(record_hold, {**row, "until": None})
            writing.audit("record_hold_lifted", "person", hold.people[0], hold=hold_id, reason=words)
            return _one(writing.connection, hold_id)

    def _end(self, until: date | None, now: datetime) -> str | None:
        if until is None:
            return None
        zone = self._zone()
        today = local_date(now, zone)
        last = ends_on(today, LONGEST_YEARS)
        if not today <= until <= last:
            values = {"least": today.isoformat(), "most": last.isoformat()}
            raise KnownError("privacy.hold_until", value=until.isoformat(), **values)
        return to_text(datetime.combine(until + timedelta(days=1), time.min, ZoneInfo(zone)))


def _people(connection: Connection, told: str) -> tuple[str, ...]:
    """A sealed record is found by its identifier alone: no document of hers is left in the tables."""
    return people_of(connection, told if is_sealed(connection, told) else find_person(connection, told))


def _one(connection: Connection, hold_id: str) -> RecordHold:
    found = next((one for one in read_holds(connection) if one.id == hold_id), None)
    if found is None:
        raise KnownError("privacy.no_hold")
    return found
