"""A real station to which requests have come from the public pages, and the page that shows them."""

from collections.abc import Callable
from datetime import date

import pytest

from app.clinic.people.model import NewPerson, Sex
from app.kernel.actor import PROGRAM
from app.reminders.request_content import RequestContent, RequestKind
from app.security.roles import Role
from app.station import Station
from app.store.tables import public_request
from tests.ui.administration.office import SignIn
from tests.ui.reminders.conftest import OpenAs
from tests.ui.reminders.sending.outgoing import store_of
from ui.reminders.page import RemindersPage

NEWCOMER = RequestContent(
    phone="+5584999991111",
    email="rosa@example.org",
    full_name="Rosa Fictícia de Souza",
    birth_date=date(1990, 5, 6),
    language="en",
    agreed=("email", "whatsapp"),
    text_version="1",
)
CONTACT = RequestContent(phone="+5584988881234", email="nova@example.org")
Ask = Callable[..., str]
OpenPage = Callable[..., RemindersPage]


@pytest.fixture
def ask(station: Station) -> Ask:
    """As it comes down from the server."""

    def asked(content: RequestContent, person_id: str | None = None) -> str:
        kind = RequestKind.CONTACT if person_id else RequestKind.REGISTRATION
        row = {"person_id": person_id, "kind": kind.value, "content": content.to_stored()}
        with store_of(station).write(PROGRAM) as writing:
            return writing.append(public_request, row)

    return asked


@pytest.fixture
def she(station: Station, sign_in: SignIn) -> str:
    """Somebody who is registered here."""
    return register(station, sign_in, "Maria Sintética da Costa", date(1994, 3, 2))


def register(station: Station, sign_in: SignIn, name: str, birth: date) -> str:
    person = NewPerson(
        full_name=name,
        birth_date=birth,
        sex=Sex.FEMALE,
        mother_name="Joana Sintética da Costa",
        no_document_reason="perdeu os documentos",
        phone="84999990012",
        municipality_code="2408102",
        municipality_name="Natal",
        synthetic=True,
    )
    people, session = station.people, sign_in(Role.NURSE)
    likely = people.likely_duplicates(session, person)
    return people.register(session, person, seen_duplicates=frozenset(one.person.person_id for one in likely)).id


@pytest.fixture
def open_page(open_as: OpenAs) -> OpenPage:
    def opened(subject: str = "requests", *, at_hospital: bool = False) -> RemindersPage:
        return open_as(Role.NURSE, subject, at_hospital=at_hospital)

    return opened
