"""What patients asked for on the public pages: a person here decides, once, and the record changes only by that."""

import json
from datetime import date

import pytest
from sqlalchemy import select

from app.clinic.people.model import Channel, ConsentSource
from app.clinic.people.service import PeopleService
from app.clinic.problems import InputError
from app.kernel.actor import PROGRAM
from app.kernel.clock import FakeClock, to_text
from app.kernel.errors import KnownError
from app.reminders.recipients import read_recipients
from app.reminders.request_content import RequestContent, RequestKind, from_stored
from app.reminders.requests import RequestService
from app.security.roles import Role
from app.store.store import Store
from app.store.tables import audit, public_request, request_decision
from tests.clinic.conftest import session_of, someone

NURSE = session_of(Role.NURSE)
WHY = "Confirmado por telefone"


@pytest.fixture
def people(store: Store) -> PeopleService:
    return PeopleService(store)


@pytest.fixture
def requests(store: Store, people: PeopleService) -> RequestService:
    return RequestService(store, people)


def ask(store: Store, kind: RequestKind, content: RequestContent, person_id: str | None = None) -> str:
    """As it comes down from the server."""
    row = {"person_id": person_id, "kind": kind.value, "content": content.to_stored()}
    with store.write(PROGRAM) as writing:
        return writing.append(public_request, row)


NEWCOMER = RequestContent(
    phone="+5586999991111",
    full_name="Rosa Fictícia de Souza",
    birth_date=date(1990, 5, 6),
    language="en",
    agreed=("whatsapp", "email"),
    text_version="1",
)


def test_what_was_asked_is_listed_with_whose_it_is(
    store: Store, people: PeopleService, requests: RequestService, fake_clock: FakeClock
) -> None:
    she = people.register(NURSE, someone(social_name="Jô Fictícia"))
    content = RequestContent(phone="+5586988881234")
    first = ask(store, RequestKind.CONTACT, content, she.id)
    fake_clock.advance(60)
    second = ask(store, RequestKind.REGISTRATION, NEWCOMER)
    contact, registration = requests.list(NURSE)
    assert (contact.id, contact.person_id, contact.shown_name) == (first, she.id, "Jô Fictícia")
    assert contact.content == content
    assert (registration.id, registration.person_id, registration.shown_name) == (second, None, "")
    assert (registration.content.full_name, registration.at) == ("Rosa Fictícia de Souza", fake_clock.now())


def test_an_accepted_contact_is_changed_as_at_the_desk(
    store: Store, people: PeopleService, requests: RequestService
) -> None:
    she = people.register(NURSE, someone(phone="86999990012", email="a@example.org"))
    one = ask(store, RequestKind.CONTACT, RequestContent(phone="+5586988881234"), she.id)
    assert people.open(NURSE, she.id).phone == "+5586999990012"
    assert requests.accept(NURSE, one, WHY) == she.id
    record = people.open(NURSE, she.id)
    assert (record.phone, record.email) == ("+5586988881234", "a@example.org")
    (change,) = people.history(NURSE, she.id)
    assert (change.field, change.reason) == ("phone", WHY)
    assert requests.list(NURSE) == ()


def test_an_accepted_registration_gives_the_consents_of_its_own_day(
    store: Store, people: PeopleService, requests: RequestService, fake_clock: FakeClock
) -> None:
    one, asked_at = ask(store, RequestKind.REGISTRATION, NEWCOMER), fake_clock.now()
    fake_clock.advance(86400)
    she = people.register(NURSE, someone(full_name="Rosa Fictícia de Souza"))
    requests.accept(NURSE, one, WHY, she.id)
    given = people.open(NURSE, she.id).consents
    assert set(given) == {Channel.WHATSAPP, Channel.EMAIL}
    assert {(entry.given, entry.source, entry.at) for entry in given.values()} == {
        (True, ConsentSource.PUBLIC_PAGE, asked_at)
    }
    with store.read() as connection:
        assert read_recipients(connection, [she.id])[she.id].language == "en"


def test_what_was_withdrawn_since_the_request_stays_withdrawn(
    store: Store, people: PeopleService, requests: RequestService, fake_clock: FakeClock
) -> None:
    one = ask(store, RequestKind.REGISTRATION, NEWCOMER)
    fake_clock.advance(60)
    she = people.register(NURSE, someone())
    people.set_consent(NURSE, she.id, Channel.EMAIL, False)
    fake_clock.advance(60)
    requests.accept(NURSE, one, WHY, she.id)
    with store.read() as connection:
        assert read_recipients(connection, [she.id])[she.id].agreed == {"whatsapp"}


def test_a_registration_is_accepted_only_for_somebody(store: Store, requests: RequestService) -> None:
    one = ask(store, RequestKind.REGISTRATION, NEWCOMER)
    with pytest.raises(KnownError, match=r"requests\.person_missing"):
        requests.accept(NURSE, one, WHY)
    with pytest.raises(KnownError, match=r"people\.not_found"):
        requests.accept(NURSE, one, WHY, "nobody")
    assert len(requests.list(NURSE)) == 1


def test_a_contact_that_cannot_be_is_refused_and_stays_open(
    store: Store, people: PeopleService, requests: RequestService
) -> None:
    she = people.register(NURSE, someone())
    one = ask(store, RequestKind.CONTACT, RequestContent(phone="12"), she.id)
    with pytest.raises(InputError):
        requests.accept(NURSE, one, WHY)
    assert [found.id for found in requests.list(NURSE)] == [one]


def test_what_is_dismissed_changes_nothing_and_keeps_the_reason(
    store: Store, people: PeopleService, requests: RequestService
) -> None:
    she = people.register(NURSE, someone(phone="86999990012"))
    one = ask(store, RequestKind.CONTACT, RequestContent(phone="+5586988881234"), she.id)
    requests.dismiss(NURSE, one, "Não era ela")
    assert people.open(NURSE, she.id).phone == "+5586999990012"
    with store.read() as connection:
        (row,) = connection.execute(select(request_decision)).mappings()
        actions = connection.execute(select(audit.c.action).where(audit.c.subject_id == one)).scalars().all()
    assert (row["decision"], row["person_id"], row["reason"]) == ("dismissed", None, "Não era ela")
    assert actions == ["request_dismissed"]
    assert requests.list(NURSE) == ()


def test_a_request_is_decided_once_and_with_a_reason(
    store: Store, people: PeopleService, requests: RequestService
) -> None:
    she = people.register(NURSE, someone())
    one = ask(store, RequestKind.CONTACT, RequestContent(phone="+5586988881234"), she.id)
    with pytest.raises(KnownError, match=r"requests\.reason_missing"):
        requests.accept(NURSE, one, "  ")
    requests.accept(NURSE, one, WHY)
    for again in (requests.accept, requests.dismiss):
        with pytest.raises(KnownError, match=r"requests\.not_open"):
            again(NURSE, one, WHY)


@pytest.mark.parametrize("role", [Role.STUDENT, Role.ADMINISTRATOR])
def test_who_may_not_register_decides_about_no_registration(store: Store, requests: RequestService, role: Role) -> None:
    one = ask(store, RequestKind.REGISTRATION, NEWCOMER)
    for call in (requests.accept, requests.dismiss):
        with pytest.raises(KnownError, match=r"access\.not_allowed"):
            call(session_of(role), one, WHY)


@pytest.mark.parametrize("text", ["", "[]", "1", "{", '{"agreed": 3, "birth_date": "x", "phone": ["1"]}'])
def test_a_content_that_nobody_here_understands_is_empty(store: Store, requests: RequestService, text: str) -> None:
    assert from_stored(text) == RequestContent()
    row = {"person_id": None, "kind": "registration", "content": text, "recorded_at": to_text(store.clock.now())}
    with store.write(PROGRAM) as writing:
        writing.append(public_request, row)
    assert [one.content for one in requests.list(NURSE)] == [RequestContent()]


def test_what_was_typed_comes_back_as_it_was() -> None:
    assert from_stored(NEWCOMER.to_stored()).agreed == ("email", "whatsapp")
    assert json.loads(RequestContent(email="a@b.br").to_stored()) == {"email": "a@b.br"}
