"""Finding, registering and changing people: every look and every change leaves its trace."""

from collections.abc import Mapping, Sequence
from dataclasses import fields, replace
from datetime import date

from sqlalchemy.exc import IntegrityError

from app.clinic.drafts import drop_draft
from app.clinic.people import duplicates, query, rows, search, validation
from app.clinic.people.care import care_ground, care_limits, read_care_facts
from app.clinic.people.consents import append_consent
from app.clinic.people.field_changes import read_field_changes
from app.clinic.people.merges import follow_merges
from app.clinic.people.model import (
    CONSENT_TEXT_VERSION,
    Channel,
    Consent,
    ConsentSource,
    FieldChange,
    LikelyDuplicate,
    NewConsent,
    NewPerson,
    PersonRecord,
    SearchResult,
    Strength,
)
from app.clinic.problems import InputError, Problem, unresolved
from app.kernel.clock import Zone, local_date, usual_zone
from app.kernel.errors import KnownError
from app.security.roles import Action
from app.security.session import Session, require
from app.store.store import Store
from app.store.tables import consent, person
from app.store.writing import Writing

_CHANGEABLE = frozenset(field.name for field in fields(NewPerson)) - {"synthetic"}


class PeopleService:
    """The people of one store; `zone` (IANA) decides what day it is where the unit stands."""

    def __init__(self, store: Store, zone: Zone = usual_zone) -> None:
        self._store = store
        self._zone = zone

    def search(self, session: Session, text: str, limit: int = 50) -> SearchResult:
        """The best `limit` people for what is typed so far; quick enough for every keystroke, any text is allowed."""
        require(session, Action.FIND_PERSON)
        understood = query.understand(text)
        if understood.is_empty:
            return SearchResult((), more=False)
        with self._store.read() as connection:
            hits = follow_merges(connection, search.find(connection, understood, limit + 1))
        return SearchResult(tuple(hits[:limit]), more=len(hits) > limit)

    def validate(self, entered: NewPerson) -> tuple[Problem, ...]:
        """Every problem of a form at once; unlikely values are `confirmable`."""
        return validation.validate(entered, self._today())

    def likely_duplicates(
        self, session: Session, entered: NewPerson, without: str | None = None
    ) -> tuple[LikelyDuplicate, ...]:
        """Who is registered already and may be this person, strongest first; the form may still be incomplete."""
        require(session, Action.FIND_PERSON)
        checked = validation.check(entered, self._today()).person
        with self._store.read() as connection:
            return duplicates.likely_duplicates(connection, checked, without)

    def register(
        self,
        session: Session,
        entered: NewPerson,
        consents: Sequence[NewConsent] = (),
        *,
        seen_duplicates: frozenset[str] = frozenset(),
        confirmed: frozenset[str] = frozenset(),
        draft_kind: str | None = None,
    ) -> PersonRecord:
        """Store a new person; the draft `draft_kind` (of no subject) is dropped in the same transaction.

        Raises InputError (people.invalid) with every problem; KnownError people.document_taken(person_id) when CPF
        or CNS belongs to somebody; people.duplicates_not_seen(ids) while strong likely duplicates were not shown.
        """
        require(session, Action.REGISTER_PERSON)
        checked = self._accept(entered, confirmed)
        with self._store.write(session.actor) as writing:
            self._refuse_duplicates(writing, checked, seen_duplicates)
            person_id = writing.create(person, rows.to_row(checked))
            if consents:
                writing.append_many(consent, [_consent_row(person_id, one) for one in consents])
            writing.audit("person_registered", "person", person_id, seen_duplicates=sorted(seen_duplicates))
            if draft_kind is not None:
                drop_draft(writing, draft_kind)
            return rows.read_person(writing.connection, person_id)

    def open(self, session: Session, person_id: str, *, reason: str = "") -> PersonRecord:
        """The whole record; who looked is written down before it is shown.

        Raises KnownError people.not_found; people.reason_needed(person_id, name) where the person is not in this
        unit's care (`app.clinic.people.care`) and no reason is given; the audit keeps the reason.
        """
        require(session, Action.VIEW_PERSON)
        with self._store.write(session.actor) as writing:
            record = rows.read_person(writing.connection, person_id)
            facts = read_care_facts(writing.connection, record.id, self._zone())
            details: dict[str, object] = {}
            if care_ground(facts, self._today(), care_limits()) is None:
                if not reason.strip():
                    raise KnownError("people.reason_needed", person_id=record.id, name=record.shown_name)
                details["reason"] = reason.strip()
            writing.audit("person_opened", "person", record.id, **details)
        return record

    def change(
        self,
        session: Session,
        person_id: str,
        changes: Mapping[str, object],
        reason: str,
        *,
        confirmed: frozenset[str] = frozenset(),
        draft_kind: str | None = None,
    ) -> PersonRecord:
        """Change fields (names of NewPerson), with a reason; the draft `draft_kind` is dropped with it.

        The person as a whole is checked again, but an old problem of an untouched field stops nobody (records that
        came from elsewhere). Raises InputError, KnownError people.not_found, reason_missing, document_taken.
        """
        require(session, Action.CHANGE_PERSON)
        if unknown := sorted(changes.keys() - _CHANGEABLE):
            raise ValueError(f"not fields of a person: {unknown}")
        if not reason.strip():
            raise KnownError("people.reason_missing")
        with self._store.write(session.actor) as writing:
            record = rows.read_person(writing.connection, person_id)
            person_id, before = record.id, rows.to_new_person(record)
            after = replace(before, **changes)  # type: ignore[arg-type]  # names checked above, values by the validation
            checked = self._accept(after, confirmed, before)
            self._refuse_taken_documents(writing, checked, person_id)
            changed = writing.change(person, person_id, rows.to_row(checked), reason.strip())
            if changed:
                writing.audit("person_changed", "person", person_id, fields=sorted(changed))
            if draft_kind is not None:
                drop_draft(writing, draft_kind, person_id)
            return rows.read_person(writing.connection, person_id)

    def history(self, session: Session, person_id: str) -> tuple[FieldChange, ...]:
        """What was changed in the record, newest first."""
        require(session, Action.VIEW_PERSON)
        with self._store.read() as connection:
            return read_field_changes(connection, person_id)

    def set_consent(
        self,
        session: Session,
        person_id: str,
        channel: Channel,
        given: bool,
        source: ConsentSource = ConsentSource.DESK,
        text_version: str = CONSENT_TEXT_VERSION,
    ) -> PersonRecord:
        """Append one answer to the consent history; earlier answers stay."""
        require(session, Action.CHANGE_PERSON)
        row = _consent_row(person_id, NewConsent(channel, given, source, text_version))
        try:
            with self._store.write(session.actor) as writing:
                append_consent(writing, row)
                writing.audit("consent_recorded", "person", person_id, channel=channel.value, given=given)
                return rows.read_person(writing.connection, person_id)
        except IntegrityError as error:
            raise KnownError("people.not_found", person_id=person_id) from error

    def consents(self, session: Session, person_id: str) -> tuple[Consent, ...]:
        """Every consent given or taken back, oldest first."""
        require(session, Action.VIEW_PERSON)
        with self._store.read() as connection:
            return rows.read_consents(connection, person_id)

    def _today(self) -> date:
        return local_date(self._store.clock.now(), self._zone())

    def _accept(self, entered: NewPerson, confirmed: frozenset[str], before: NewPerson | None = None) -> NewPerson:
        checked = validation.check(entered, self._today())
        problems = unresolved(checked.problems, confirmed)
        if before is not None:
            known = {(old.field, old.code) for old in validation.validate(before, self._today())}
            untouched = {name for name in vars(before) if getattr(before, name) == getattr(entered, name)}
            problems = tuple(p for p in problems if not (p.field in untouched and (p.field, p.code) in known))
        if problems:
            raise InputError("people.invalid", problems)
        return checked.person

    def _refuse_duplicates(self, writing: Writing, checked: NewPerson, seen: frozenset[str]) -> None:
        self._refuse_taken_documents(writing, checked, None)
        likely = duplicates.likely_duplicates(writing.connection, checked)
        unseen = [one.person.person_id for one in likely if one.strength is Strength.STRONG]
        if unseen := [person_id for person_id in unseen if person_id not in seen]:
            raise KnownError("people.duplicates_not_seen", ids=unseen, count=len(unseen))

    def _refuse_taken_documents(self, writing: Writing, checked: NewPerson, person_id: str | None) -> None:
        for one in duplicates.likely_duplicates(writing.connection, checked, person_id):
            if one.strength is Strength.SAME:
                taken = {"person_id": one.person.person_id, "name": one.person.shown_name}
                raise KnownError("people.document_taken", evidence=one.evidence[0], **taken)


def _consent_row(person_id: str, given: NewConsent) -> dict[str, object]:
    return {
        "person_id": person_id,
        "channel": given.channel.value,
        "given": int(given.given),
        "source": given.source.value,
        "text_version": given.text_version,
    }
