"""Noting allergies: every row is only appended, a correction replaces another with its reason."""

from dataclasses import replace
from datetime import date

from sqlalchemy import Connection

from app.clinic.allergies.allergens import allergens
from app.clinic.allergies.content import content_of, content_of_none
from app.clinic.allergies.model import (
    LONGEST_SUBSTANCE,
    LONGEST_TEXT,
    NONE,
    OFF_THE_LIST,
    Allergy,
    AllergyList,
    Certainty,
    NewAllergy,
    Source,
)
from app.clinic.allergies.rows import read_allergies
from app.clinic.people.merged import surviving_id
from app.clinic.people.rows import read_person
from app.clinic.text_keys import digits, fold
from app.kernel.canonical import canonical_json
from app.kernel.clock import Zone, local_date, usual_zone
from app.kernel.errors import KnownError
from app.security.roles import Action
from app.security.session import Session, require
from app.store.store import Store
from app.store.tables import allergy
from app.store.writing import Writing


class AllergyService:
    """Allergies of people; `zone` (IANA) decides what day it is. Whoever shows them has opened the record before."""

    def __init__(self, store: Store, zone: Zone = usual_zone) -> None:
        self._store = store
        self._zone = zone

    def of_person(self, session: Session, person_id: str) -> AllergyList:
        """What is known, with what waits for a decision between two places."""
        require(session, Action.VIEW_PERSON)
        with self._store.read() as connection:
            return read_allergies(connection, person_id)

    def add(self, session: Session, person_id: str, new: NewAllergy) -> AllergyList:
        """Put one more on the list; that none was known holds no longer.

        Raises KnownError people.not_found, allergies.substance_missing, text_too_long, unknown_allergen,
        already_listed, nothing_to_refute.
        """
        require(session, Action.RECORD_OBSERVATION)
        told = _checked(new)
        if told.certainty in OFF_THE_LIST:
            raise KnownError("allergies.nothing_to_refute")
        with self._store.write(session.actor) as writing:
            whose = _whose(writing.connection, person_id)
            known = read_allergies(writing.connection, whose)
            _refuse_twice(known, told, None)
            statement = known.none_known
            before = statement.id if statement is not None and statement.person_id == whose else None
            added = _append(writing, whose, told, before, None)
            writing.audit("allergy_noted", "person", whose, allergy=added, kind=told.kind.value)
            return read_allergies(writing.connection, whose)

    def none_known(self, session: Session, person_id: str, source: Source = Source.HERSELF) -> AllergyList:
        """Somebody asked today, and none is known; asking again says so anew.

        Raises KnownError people.not_found, allergies.some_listed.
        """
        require(session, Action.RECORD_OBSERVATION)
        with self._store.write(session.actor) as writing:
            whose = _whose(writing.connection, person_id)
            known = read_allergies(writing.connection, whose)
            if known.entries:
                raise KnownError("allergies.some_listed", substance=known.entries[0].told.substance)
            statement = known.none_known
            row = {
                "person_id": whose,
                "kind": NONE,
                "content": canonical_json(content_of_none(self._today(), source, session.actor.name)),
                "supersedes": statement.id if statement is not None and statement.person_id == whose else None,
                "reason": None,
            }
            writing.append(allergy, row)
            writing.audit("allergies_none_known", "person", whose, source=source.value)
            return read_allergies(writing.connection, whose)

    def correct(self, session: Session, allergy_id: str, person_id: str, new: NewAllergy, reason: str) -> AllergyList:
        """Write an entry anew; the one before stays in the history.

        Raises KnownError allergies.not_found, already_corrected, waits_for_decision, reason_missing and as `add`.
        """
        require(session, Action.RECORD_OBSERVATION)
        told = _checked(new)
        if not reason.strip():
            raise KnownError("allergies.reason_missing")
        if len(reason.strip()) > LONGEST_TEXT:
            raise KnownError("allergies.text_too_long", most=LONGEST_TEXT)
        with self._store.write(session.actor) as writing:
            known = read_allergies(writing.connection, person_id)
            wrong = _entry(known, allergy_id)
            if told.certainty not in OFF_THE_LIST:
                _refuse_twice(known, told, wrong)
            _append(writing, wrong.person_id, told, wrong.id, reason.strip())
            details = {"allergy": wrong.id, "certainty": told.certainty.value, "reason": reason.strip()}
            writing.audit("allergy_corrected", "person", surviving_id(writing.connection, wrong.person_id), **details)
            return read_allergies(writing.connection, person_id)

    def take_off(
        self, session: Session, allergy_id: str, person_id: str, certainty: Certainty, reason: str
    ) -> AllergyList:
        """Refute an entry, or say that it should never have been written here; raises as `correct`."""
        require(session, Action.RECORD_OBSERVATION)
        with self._store.read() as connection:
            wrong = _entry(read_allergies(connection, person_id), allergy_id)
        return self.correct(session, allergy_id, person_id, replace(wrong.told, certainty=certainty), reason)

    def _today(self) -> date:
        return local_date(self._store.clock.now(), self._zone())


def _whose(connection: Connection, person_id: str) -> str:
    return read_person(connection, surviving_id(connection, person_id)).id


def _append(writing: Writing, person_id: str, told: NewAllergy, supersedes: str | None, reason: str | None) -> str:
    content = canonical_json(content_of(told, writing.actor.name))
    row = {"person_id": person_id, "kind": told.kind.value, "content": content}
    return writing.append(allergy, {**row, "supersedes": supersedes, "reason": reason})


def _entry(known: AllergyList, allergy_id: str) -> Allergy:
    found = next((one for one in (*known.entries, *known.past) if one.id == allergy_id), None)
    if found is None:
        raise KnownError("allergies.not_found", allergy_id=allergy_id)
    if found.disputed:
        raise KnownError("allergies.waits_for_decision")
    if not found.holds:
        raise KnownError("allergies.already_corrected", allergy_id=allergy_id)
    return found


def _refuse_twice(known: AllergyList, told: NewAllergy, wrong: Allergy | None) -> None:
    others = (one for one in known.entries if wrong is None or one.id != wrong.id)
    if any(_key(one.told.substance) == _key(told.substance) for one in others):
        raise KnownError("allergies.already_listed", substance=told.substance)


def _key(substance: str) -> tuple[str, str]:
    """The same but for accents, case and punctuation; B1 and B12 are two."""
    return fold(substance), digits(substance)


def _checked(new: NewAllergy) -> NewAllergy:
    told = replace(new, substance=new.substance.strip(), reaction=new.reaction.strip(), since=new.since.strip())
    if not told.substance:
        raise KnownError("allergies.substance_missing")
    if len(told.substance) > LONGEST_SUBSTANCE:
        raise KnownError("allergies.text_too_long", most=LONGEST_SUBSTANCE)
    if max(len(told.reaction), len(told.since)) > LONGEST_TEXT:
        raise KnownError("allergies.text_too_long", most=LONGEST_TEXT)
    if told.allergen is not None and told.allergen not in allergens():
        raise KnownError("allergies.unknown_allergen", allergen=told.allergen)
    return told
