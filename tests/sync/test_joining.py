"""Joining: the text that the server's command shows is understood however it was copied; the server is looked at."""

import json
import socket

import pytest

from app.central.tables import event, rejected
from app.kernel.actor import Actor
from app.kernel.errors import KnownError
from app.security.roles import Role
from app.security.session import Session, Status
from app.store.settings import read_setting, write_setting
from app.store.store import Store
from app.store.tables import person
from app.sync.enrolling import SERVER_KEYS, EnrollingService
from app.sync.joining import JoiningText, clean_code, in_groups, read_joining_text
from app.sync.round import Round
from tests.central.serving import Served
from tests.sync.simulation import person_row

ADDRESS, CODE, FINGERPRINT = "https://saude.exemplo:8443", "ABCD-EFGH-JKLM-2345", "0123456789abcdef" * 4
PAIRS = ":".join(FINGERPRINT.upper()[at : at + 2] for at in range(0, len(FINGERPRINT), 2))
ADMINISTRATOR = Actor("a" * 36, "Administradora Sintética")
AS_PRINTED = f"code         {CODE}\naddress      {ADDRESS}\nfingerprint  {' '.join(in_groups(FINGERPRINT))}\n"


@pytest.mark.parametrize(
    "text",
    [
        AS_PRINTED,
        json.dumps({"code": CODE, "address": ADDRESS, "fingerprint": FINGERPRINT}),
        f"Endereço: {ADDRESS}. Código {CODE}, impressão digital {PAIRS}",
        AS_PRINTED.replace("\n", "\r\n"),
        f"> {AS_PRINTED}".replace("ab cd", "ab\ncd"),
    ],
)
def test_address_code_and_fingerprint_are_found_in_whatever_was_copied(text: str) -> None:
    assert read_joining_text(text) == JoiningText(ADDRESS, CODE, FINGERPRINT)


def test_what_is_not_in_the_text_stays_empty() -> None:
    assert read_joining_text("bom dia") == JoiningText("", "", "")
    assert not read_joining_text(f"{ADDRESS} {CODE}").complete
    assert read_joining_text("fingerprint " + FINGERPRINT[:-2]).fingerprint == ""


def test_a_code_is_cleaned_or_refused_with_how_many_signs_there_are() -> None:
    assert clean_code(" abcd efgh jklm 2345 ") == CODE
    with pytest.raises(KnownError) as caught:
        clean_code("ABCD-EF")
    assert (caught.value.code, caught.value.values["count"]) == ("sync.code_incomplete", 6)


def test_the_fingerprint_that_the_server_shows_is_the_one_of_its_certificate(store: Store, central: Served) -> None:
    assert EnrollingService(store).look(central.address) == central.certificate.fingerprint


def test_where_nobody_answers_the_address_is_named(store: Store) -> None:
    with socket.create_server(("127.0.0.1", 0)) as free:
        port = free.getsockname()[1]
    with pytest.raises(KnownError) as caught:
        EnrollingService(store).look(f"https://127.0.0.1:{port}")
    assert caught.value.code == "sync.unreachable"
    assert str(port) in str(caught.value.values["address"])


def test_only_the_administrator_lets_a_station_join(store: Store, central: Served, fake_clock: object) -> None:
    nurse = Session("n" * 36, "Enfermeira Sintética", "ana", Role.NURSE, Status.ACTIVE, "pt_BR", store.clock.now())
    with pytest.raises(KnownError) as caught:
        EnrollingService(store).join(nurse, central.address, central.code(), central.certificate.fingerprint)
    assert caught.value.code == "access.not_allowed"
    assert EnrollingService(store).current() is None


def test_a_station_that_joins_again_with_a_new_code_goes_on_with_what_it_wrote(store: Store, central: Served) -> None:
    service = EnrollingService(store)
    first = service.enrol(ADMINISTRATOR, central.address, central.code(), central.certificate.fingerprint)
    for number in range(2):
        with store.write(ADMINISTRATOR) as writing:
            writing.create(person, person_row(f"Sintética {number}"))
        line = service.open_line()
        Round(store, line).run()
        line.close()
        again = service.enrol(ADMINISTRATOR, central.address, central.code(), central.certificate.fingerprint)
        assert again.station_id == first.station_id
    with central.engine.connect() as connection:
        assert len(connection.execute(event.select()).all()) == 2
        assert connection.execute(rejected.select()).all() == []


def test_the_keys_of_a_server_that_was_left_are_forgotten(store: Store, central: Served) -> None:
    service = EnrollingService(store)
    service.enrol(ADMINISTRATOR, central.address, central.code(), central.certificate.fingerprint)
    with store.write(ADMINISTRATOR) as writing:
        write_setting(writing, SERVER_KEYS, {"server_id": "s"})
        kept = read_setting(writing.connection, "sync_enrolment")
        assert isinstance(kept, dict)
        write_setting(writing, "sync_enrolment", {**kept, "fingerprint": FINGERPRINT})
    service.enrol(ADMINISTRATOR, central.address, central.code(), central.certificate.fingerprint)
    with store.read() as connection:
        assert read_setting(connection, SERVER_KEYS) is None
