"""What patients ask for on the public pages, until a person here has looked at it: nothing of it changes a record by
itself (docs/reminders.md)."""

from dataclasses import dataclass
from datetime import datetime
from typing import Final

from sqlalchemy import Connection, RowMapping, func, select

from app.clinic.people.merged import surviving_id
from app.clinic.people.model import Channel, ConsentSource
from app.clinic.people.service import PeopleService
from app.kernel.clock import from_text
from app.kernel.errors import KnownError
from app.reminders.attributes import LANGUAGES, stored_value
from app.reminders.request_content import RequestContent, RequestKind, from_stored
from app.security.roles import Action
from app.security.session import Session, require
from app.store.store import Store
from app.store.tables import consent, person, person_attribute, public_request, request_decision
from app.store.writing import Writing

MOST: Final = 500
"""In the list."""
DECIDES: Final = {RequestKind.REGISTRATION: Action.REGISTER_PERSON, RequestKind.CONTACT: Action.CHANGE_PERSON}
"""What somebody must be allowed to do, to decide about one."""
_ACCEPTED, _DISMISSED = "accepted", "dismissed"


@dataclass(frozen=True)
class PublicRequest:
    """One that waits. `person_id`, `shown_name`: whose record it is about; None and "" for a registration."""

    id: str
    kind: RequestKind
    at: datetime
    person_id: str | None
    shown_name: str
    content: RequestContent


class RequestService:
    """The requests of one unit; a decision travels, so that no other station asks again."""

    def __init__(self, store: Store, people: PeopleService) -> None:
        self._store = store
        self._people = people

    def list(self, session: Session) -> tuple[PublicRequest, ...]:
        """Those that nobody has decided about, the oldest first, at most `MOST`."""
        require(session, Action.VIEW_MESSAGES)
        with self._store.read() as connection:
            rows = connection.execute(_OPEN.order_by(public_request.c.recorded_at).limit(MOST)).mappings()
            return tuple(_request(connection, row) for row in rows)

    def accept(self, session: Session, request_id: str, reason: str, person_id: str | None = None) -> str:
        """Do what is asked; whose record came of it. `reason` stands beside what is changed.

        A contact is changed as it would be at the desk (errors of `PeopleService.change`). For a registration
        `person_id` is whom the nurse has registered, or has found registered already: she gets the consents that were
        given with the request, with its date, and its language.
        KnownError requests.not_open, requests.reason_missing, requests.person_missing, people.not_found.
        """
        found = self._open(session, request_id, reason)
        if found.kind is RequestKind.CONTACT:
            # Twice the same change is none: should the decision be lost after it, it is simply taken again.
            self._people.change(session, str(found.person_id), _changes(found.content), reason)
        with self._store.write(session.actor) as writing:
            _require_open(writing.connection, request_id)
            whose = surviving_id(writing.connection, found.person_id or _given(person_id))
            if writing.connection.execute(select(person.c.id).where(person.c.id == whose)).first() is None:
                raise KnownError("people.not_found", person_id=whose)
            if found.kind is RequestKind.REGISTRATION:
                _keep_consents(writing, whose, found)
            self._decide(writing, found, _ACCEPTED, whose, reason)
        return whose

    def dismiss(self, session: Session, request_id: str, reason: str) -> None:
        """Nothing is done. KnownError requests.not_open, requests.reason_missing."""
        found = self._open(session, request_id, reason)
        with self._store.write(session.actor) as writing:
            _require_open(writing.connection, request_id)
            self._decide(writing, found, _DISMISSED, None, reason)

    def _open(self, session: Session, request_id: str, reason: str) -> PublicRequest:
        with self._store.read() as connection:
            row = connection.execute(_OPEN.where(public_request.c.id == request_id)).mappings().one_or_none()
            found = None if row is None else _request(connection, row)
        # Whoever may do neither is told that, and not what there is.
        require(session, DECIDES[found.kind if found else RequestKind.CONTACT])
        if found is None:
            raise KnownError("requests.not_open")
        if not reason.strip():
            raise KnownError("requests.reason_missing")
        return found

    @staticmethod
    def _decide(writing: Writing, found: PublicRequest, decision: str, whose: str | None, reason: str) -> None:
        row = {"request_id": found.id, "decision": decision, "person_id": whose, "reason": reason.strip()}
        writing.append(request_decision, row)
        subject = ("person", whose) if whose else ("public_request", found.id)
        writing.audit(f"request_{decision}", *subject, kind=found.kind.value)


_OPEN: Final = select(public_request).where(
    public_request.c.kind.in_([one.value for one in RequestKind]),
    ~select(request_decision.c.id).where(request_decision.c.request_id == public_request.c.id).exists(),
)


def count_open(connection: Connection) -> int:
    """How many wait for a person."""
    return connection.execute(select(func.count()).select_from(_OPEN.subquery())).scalar_one()


def _require_open(connection: Connection, request_id: str) -> None:
    if connection.execute(_OPEN.where(public_request.c.id == request_id)).first() is None:
        raise KnownError("requests.not_open")


def _request(connection: Connection, row: RowMapping) -> PublicRequest:
    person_id, shown_name = row["person_id"], ""
    if person_id is not None:
        person_id = surviving_id(connection, person_id)
        names = select(person.c.social_name, person.c.full_name).where(person.c.id == person_id)
        social, full = connection.execute(names).one()
        shown_name = social or full
    at, content = from_text(row["recorded_at"]), from_stored(row["content"])
    return PublicRequest(row["id"], RequestKind(row["kind"]), at, person_id, shown_name, content)


def _given(person_id: str | None) -> str:
    if person_id is None:
        raise KnownError("requests.person_missing")
    return person_id


def _changes(content: RequestContent) -> dict[str, object]:
    return {name: value for name, value in (("phone", content.phone), ("email", content.email)) if value}


def _keep_consents(writing: Writing, person_id: str, found: PublicRequest) -> None:
    """As of when she gave them: what she has said since then counts more."""
    wanted = select(public_request.c.recorded_at).where(public_request.c.id == found.id)
    at = writing.connection.execute(wanted).scalar_one()
    source = ConsentSource.OTHER_SYSTEM if found.content.sent_by else ConsentSource.PUBLIC_PAGE
    said = {"source": source.value, "text_version": found.content.text_version}
    agreed = [one.value for one in Channel if one.value in found.content.agreed and found.content.text_version]
    rows = [{"person_id": person_id, "channel": one, "given": 1, **said, "recorded_at": at} for one in agreed]
    writing.append_many(consent, rows)
    if found.content.language in LANGUAGES:
        value = stored_value("language", found.content.language)
        attribute = {"person_id": person_id, "code": "language", "value": value, "recorded_at": at}
        writing.append(person_attribute, attribute)
