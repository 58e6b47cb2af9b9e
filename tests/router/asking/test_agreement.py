"""The agreement of confidentiality at a receiver: told with the sign-in, kept by whoever has signed in, never a bar."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from sqlalchemy import select

from app.kernel.actor import PROGRAM
from app.privacy.confidentiality import FILE, ConfidentialityService, agreement_text
from app.router.node.ports import Admitted
from app.router.requests import Agree, Agreement, Done, SignedIn, SignIn, SignOut
from app.security.roles import Role
from app.store.settings import write_setting
from app.store.tables import audit, confidentiality
from tests.conftest import ExpectedLogs
from tests.router.asking.asked import ALL, Asked
from tests.security.staff import PASSWORD, Staff


@pytest.fixture
def asked(staff: Staff) -> Iterator[Asked]:
    made = Asked(staff)
    yield made
    made.asking.stop()


def _sign_in(asked: Asked, receiver: str, login: str) -> Agreement | None:
    answer = asked.ask(receiver, SignIn(login, PASSWORD))
    assert isinstance(answer, SignedIn), answer
    return answer.agreement


def _kept(asked: Asked) -> list[tuple[str, str, str]]:
    with asked.staff.store.read() as connection:
        rows = connection.execute(select(confidentiality))
        return [(row.account_id, row.version, row.language) for row in rows]


def test_whoever_signs_in_at_a_receiver_is_told_the_text_once_and_the_station_keeps_who_accepted_it_and_where(
    asked: Asked,
) -> None:
    told, text = _sign_in(asked, "p1", "nurse"), agreement_text()
    assert told is not None
    assert told.version == text.version
    assert {language: told.read(language) for language in ("pt_BR", "en")} == {
        language: text.read(language) for language in ("pt_BR", "en")
    }
    assert asked.router.persons["p1"].user == asked.staff.id_of("nurse"), "signed in, whether it is accepted or not"
    assert asked.ask("p1", Agree(told.version, "en")) == Done()
    assert _kept(asked) == [(asked.staff.id_of("nurse"), text.version, "en")]
    with asked.staff.store.read() as connection:
        row = connection.execute(select(audit).where(audit.c.action == "confidentiality_agreed")).one()
    assert (row.account_id, '"receiver":"Celular","receiver_id":"p1"' in row.details) == (
        asked.staff.id_of("nurse"),
        True,
    )
    assert asked.ask("p1", Agree(told.version, "pt_BR")) == Done(), "accepting twice is accepting once"
    assert len(_kept(asked)) == 1
    assert _sign_in(asked, "w1", "nurse") is None
    assert _sign_in(asked, "w1", "coordinator") is not None, "somebody else's yes counts for nobody"


def test_nobody_accepts_for_another_nor_without_having_signed_in(asked: Asked) -> None:
    assert asked.refused("w1", Agree("1", "pt_BR")) == "router.nobody_signed_in"
    asked.router.guests["g1"] = Admitted("g1", "", "Ala norte", "window", ALL)
    assert asked.refused("g1", Agree("1", "pt_BR")) == "router_asking.not_granted"
    _sign_in(asked, "w1", "nurse")
    _sign_in(asked, "w2", "coordinator")
    asked.ask("w2", Agree("1", "pt_BR"))
    assert [account for account, _version, _language in _kept(asked)] == [asked.staff.id_of("coordinator")]
    asked.ask("w1", SignOut())
    assert asked.refused("w1", Agree("1", "pt_BR")) == "router.nobody_signed_in"


def test_another_text_is_told_instead_of_kept_and_a_language_that_is_none_is_the_one_that_was_read(
    staff: Staff, tmp_path: Path
) -> None:
    asked = Asked(staff)
    _sign_in(asked, "w1", "nurse")
    asked.asking.stop()
    other = tmp_path / "other.toml"
    other.write_text(FILE.read_text(encoding="utf-8").replace('version = "1"', 'version = "2"'), encoding="utf-8")
    newer = Asked(staff, ConfidentialityService(staff.store, other))
    newer.router.persons = asked.router.persons
    told = newer.ask("w1", Agree("1", "pt_BR"))
    assert isinstance(told, Agreement)
    assert (told.version, _kept(newer)) == ("2", [])
    assert newer.ask("w1", Agree("2", "xx" * 40)) == Done()
    assert _kept(newer) == [(staff.id_of("nurse"), "2", "pt_BR")]
    newer.asking.stop()


def test_a_text_that_cannot_be_read_keeps_nobody_from_alarms(
    staff: Staff, tmp_path: Path, expected_logs: ExpectedLogs
) -> None:
    expected_logs.expect("app.router.asking.agreeing", "could not be read")
    asked = Asked(staff, ConfidentialityService(staff.store, tmp_path / "gone.toml"))
    assert _sign_in(asked, "w1", "nurse") is None
    assert asked.router.persons["w1"].user == staff.id_of("nurse")
    asked.asking.stop()


def test_in_a_demonstration_nobody_is_asked(asked: Asked) -> None:
    with asked.staff.store.write(PROGRAM) as writing:
        write_setting(writing, "profile", {"demo": True})
    assert _sign_in(asked, "w1", "nurse") is None


def test_whoever_was_suspended_meanwhile_accepts_nothing(asked: Asked) -> None:
    _sign_in(asked, "w1", "nurse")
    staff = asked.staff
    staff.accounts.suspend(staff.session(Role.COORDINATOR), staff.id_of("nurse"), "teste")
    assert asked.refused("w1", Agree("1", "pt_BR")) == "access.suspended"
    assert _kept(asked) == []
