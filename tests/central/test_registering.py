"""Another system asks that somebody be registered: a request for the unit's nurse, once, with what is wrong named."""

from typing import Any

import pytest
from sqlalchemy import select

from app.clinic.people.model import CONSENT_TEXT_VERSION, ConsentSource
from app.clinic.people.service import PeopleService
from app.kernel.actor import PROGRAM
from app.kernel.canonical import canonical_json
from app.kernel.clock import usual_zone
from app.privacy.consent_texts import CODE
from app.reminders.request_content import RequestKind
from app.reminders.requests import RequestService
from app.security.roles import Role
from app.store.tables import consent, person, unit_setting
from tests.central.interface import WHO, Interface
from tests.clinic.conftest import session_of
from tests.store.rows import person_row

NURSE = session_of(Role.NURSE)


def _requests(interface: Interface) -> RequestService:
    """What a station of the unit has after its next round."""
    interface.desk.sync()
    return RequestService(interface.desk.store, PeopleService(interface.desk.store, usual_zone))


def test_who_shall_be_registered_reaches_the_unit_as_a_request_and_with_it_what_she_agreed_to(
    interface: Interface,
) -> None:
    answer = interface.post("registrations/", WHO)
    assert answer.status_code == 200, answer.text
    requests = _requests(interface)
    (found,) = requests.list(NURSE)
    assert (found.id, found.kind, found.person_id) == (answer.json()["request"], RequestKind.REGISTRATION, None)
    content = found.content
    assert (content.full_name, content.phone, content.language) == ("Rosa Sintética", "+5586999990001", "en")
    assert content.sent_by == "schedule"
    whose = _register(interface)
    requests.accept(NURSE, found.id, "phoned her", whose)
    with interface.desk.store.read() as connection:
        (given,) = connection.execute(select(consent).where(consent.c.person_id == whose)).mappings()
    assert (given["channel"], given["given"], given["source"]) == ("whatsapp", 1, ConsentSource.OTHER_SYSTEM.value)


def _register(interface: Interface) -> str:
    with interface.desk.store.write(PROGRAM) as writing:
        return writing.create(person, person_row(77))


@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
def test_the_same_key_asks_once_and_with_other_content_is_refused(interface: Interface) -> None:
    first, again = (interface.post("registrations/", WHO).json()["request"] for _ in range(2))
    assert first == again
    other = interface.post("registrations/", {**WHO, "full_name": "Rita Sintética"})
    assert (other.status_code, other.json()["code"]) == (409, "central.key_used")
    assert other.json()["values"] == {"field": "key", "value": "r1"}
    # Of another client the key is another.
    theirs = interface.post("registrations/", {**WHO, "full_name": "Rita Sintética"}, "manage")
    assert theirs.status_code == 200
    assert len(_requests(interface).list(NURSE)) == 2


WRONG: tuple[tuple[dict[str, Any], str], ...] = (
    ({"full_name": "Rosa"}, "full_name"),
    ({"phone": "123"}, "phone"),
    ({"phone": "", "agreed": []}, "phone"),
    ({"email": "rosa@"}, "email"),
    ({"birth_date": "2090-01-01"}, "birth_date"),
    ({"language": "fr"}, "language"),
    ({"agreed": ["fax"]}, "agreed"),
    ({"agreed": ["email"]}, "email"),
    ({"consent_text": "0"}, "consent_text"),
)
"""What another system says, and the field that is named for it."""


@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
def test_what_is_wrong_is_named_with_its_value_and_nobody_is_asked_for(interface: Interface) -> None:
    for changed, field in WRONG:
        asked = {**WHO, **changed}
        told = interface.post("registrations/", asked)
        assert (told.status_code, told.json()["code"]) == (422, "central.bad_registration")
        values, value = told.json()["values"], asked.get(field, "")
        assert (values["field"], values["value"]) == (field, value[0] if isinstance(value, list) else value)
        assert values["expected"]
    assert _requests(interface).list(NURSE) == ()


@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
def test_any_text_that_the_unit_has_may_be_what_she_agreed_to_and_another_is_refused_with_those_that_there_are(
    interface: Interface,
) -> None:
    made, names = [], ("Prado", "Serra", "Vale")
    for number in range(2):
        interface.clock.advance(60)
        words = {"pt_BR": f"Podemos escrever? {number}", "en": f"May we write? {number}"}
        with interface.desk.store.write(PROGRAM) as writing:
            made.append(f"{number + 2}-abcd")
            value = canonical_json({"version": made[-1], "words": words})
            writing.append(unit_setting, {"code": CODE, "value": value})
    for number, version in enumerate((CONSENT_TEXT_VERSION, *made)):
        asked = {**WHO, "consent_text": version, "key": f"r{number}", "full_name": f"Rosa Sintética {names[number]}"}
        assert interface.post("registrations/", asked).status_code == 200
    interface.desk.sync()
    kept = {one.content.text_version for one in _requests(interface).list(NURSE)}
    assert kept == {CONSENT_TEXT_VERSION, *made}
    refused = interface.post("registrations/", {**WHO, "consent_text": "4-abcd", "key": "r9"})
    assert (refused.status_code, refused.json()["values"]) == (
        422,
        {"field": "consent_text", "value": "4-abcd", "expected": ", ".join((made[1], made[0], CONSENT_TEXT_VERSION))},
    )


@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
def test_what_is_no_value_at_all_is_refused_with_its_place(interface: Interface) -> None:
    for field, value in (("birth_date", "soon"), ("agreed", "sms"), ("key", "")):
        answer = interface.post("registrations/", {**WHO, field: value})
        assert (answer.status_code, answer.json()["detail"][0]["loc"]) == (422, ["body", field])
