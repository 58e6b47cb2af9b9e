"""The station's line to the server: pinned, renewed, and every failure said in words that a person can act on."""

import socket
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import select

from app.central.certificate import own
from app.central.https import running
from app.central.tables import event as event_table
from app.kernel.actor import Actor
from app.kernel.clock import FakeClock
from app.kernel.errors import KnownError
from app.kernel.ids import SeededIds
from app.store.opening import open_store
from app.store.store import Store
from app.store.tables import person
from app.sync import ledger
from app.sync.client import CentralClient
from app.sync.enrolling import EnrollingService
from app.sync.pinned import clean_address, clean_fingerprint
from app.sync.round import Round
from tests.central.serving import Served
from tests.store_fixtures import TEST_KEY
from tests.sync.simulation import person_row

NURSE = Actor("n" * 36, "Enfermeira Sintética")


def _enrol(store: Store, central: Served) -> EnrollingService:
    service = EnrollingService(store)
    service.enrol(NURSE, central.address, central.code(), central.certificate.fingerprint)
    return service


@pytest.fixture
def line(store: Store, central: Served) -> Iterator[CentralClient]:
    """The line of an enrolled station."""
    opened = _enrol(store, central).open_line()
    yield opened
    opened.close()


def _code(caught: pytest.ExceptionInfo[KnownError]) -> str:
    return caught.value.code


def test_a_round_over_the_line_leaves_nothing_waiting(store: Store, central: Served, line: CentralClient) -> None:
    with store.write(NURSE) as writing:
        writing.create_many(person, [person_row(f"Sintética {number}") for number in range(450)])
    Round(store, line).run()
    with store.read() as connection:
        assert ledger.counts(connection).synchronised
    with central.engine.connect() as connection:
        assert len(connection.execute(select(event_table.c.number)).all()) == 450


def test_a_second_station_of_the_unit_receives_what_the_first_wrote(
    store: Store, central: Served, line: CentralClient, tmp_path: Path, store_template: Path, fake_clock: FakeClock
) -> None:
    with store.write(NURSE) as writing:
        writing.create(person, person_row("Sintética"))
    Round(store, line).run()
    path = tmp_path / "other.db"
    path.write_bytes(store_template.read_bytes())
    other = open_store(path, TEST_KEY, fake_clock, SeededIds(fake_clock, seed=9))
    second = _enrol(other, central).open_line()
    Round(other, second).run()
    with other.read() as connection:
        assert connection.execute(select(person.c.full_name)).scalars().all() == ["Sintética"]
    second.close()
    other.close()


def test_what_was_enrolled_is_kept_and_the_key_with_it(store: Store, central: Served) -> None:
    service = _enrol(store, central)
    kept = service.current()
    assert kept is not None
    assert (kept.address, kept.unit, kept.unit_name) == (central.address, "1111111", "UBS Sintética")
    assert [one["id"] for one in central.services.enrolment.stations()] == [kept.station_id]


def test_the_same_code_lets_the_same_station_in_again_and_no_other(
    store: Store, central: Served, tmp_path: Path, store_template: Path, fake_clock: FakeClock
) -> None:
    code, fingerprint = central.code(), central.certificate.fingerprint
    first = EnrollingService(store).enrol(NURSE, central.address, code, fingerprint)
    assert EnrollingService(store).enrol(NURSE, central.address, code, fingerprint) == first
    path = tmp_path / "other.db"
    path.write_bytes(store_template.read_bytes())
    other = open_store(path, TEST_KEY, fake_clock, SeededIds(fake_clock, seed=9))
    with pytest.raises(KnownError) as caught:
        EnrollingService(other).enrol(NURSE, central.address, code, fingerprint)
    other.close()
    assert _code(caught) == "central.bad_code"


def test_a_station_without_enrolment_has_no_line(store: Store) -> None:
    assert EnrollingService(store).current() is None
    with pytest.raises(KnownError) as caught:
        EnrollingService(store).open_line()
    assert _code(caught) == "sync.not_enrolled"


def test_nothing_is_sent_to_a_server_with_another_certificate(
    store: Store, central: Served, tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    heard: list[str] = []

    async def impostor(scope: Any, receive: Any, send: Any) -> None:
        heard.append(scope["path"])

    other = own(tmp_path / "impostor", FakeClock())
    app: Any = impostor
    with running(app, other) as one, pytest.raises(KnownError) as caught:
        EnrollingService(store).enrol(NURSE, one.address, central.code(), central.certificate.fingerprint)
    assert _code(caught) == "sync.wrong_certificate"
    assert heard == []


def test_a_server_that_does_not_answer_is_unreachable(store: Store, central: Served) -> None:
    with socket.create_server(("127.0.0.1", 0)) as free:
        port = free.getsockname()[1]
    with pytest.raises(KnownError) as caught:
        EnrollingService(store).enrol(
            NURSE, f"https://127.0.0.1:{port}", central.code(), central.certificate.fingerprint
        )
    assert _code(caught) == "sync.unreachable"


def test_a_suspended_station_hears_so_with_a_living_token_and_keeps_everything(
    store: Store, central: Served, line: CentralClient
) -> None:
    line.pull(0)
    kept = EnrollingService(store).current()
    assert kept is not None
    central.services.enrolment.suspend(kept.station_id)
    with store.write(NURSE) as writing:
        writing.create(person, person_row("Sintética"))
    with pytest.raises(KnownError) as caught:
        Round(store, line).run()
    assert _code(caught) == "sync.suspended"
    with store.read() as connection:
        assert ledger.counts(connection).pending == 1
    central.services.enrolment.let_in_again(kept.station_id)
    Round(store, line).run()


def test_a_token_that_has_ended_is_renewed_without_a_word(
    central: Served, line: CentralClient, fake_clock: FakeClock
) -> None:
    line.pull(0)
    central.clock.advance(3600)
    assert line.pull(0).through == 0
    fake_clock.advance(3600)
    assert line.pull(0).through == 0


def test_a_station_that_the_server_no_longer_knows_is_told(central: Served, line: CentralClient) -> None:
    with central.engine.begin() as connection:
        connection.exec_driver_sql("UPDATE station SET public_key = '" + "0" * 64 + "'")
    with pytest.raises(KnownError) as caught:
        line.pull(0)
    assert _code(caught) == "sync.not_you"


@pytest.mark.parametrize("minutes", [-50, 7])
def test_a_clock_that_is_wrong_is_noticed_and_harms_nothing(
    store: Store, line: CentralClient, fake_clock: FakeClock, minutes: int
) -> None:
    line.pull(0)
    before = line.clock_difference
    fake_clock.set_wall(fake_clock.now() + timedelta(minutes=minutes))
    with store.write(NURSE) as writing:
        writing.create(person, person_row("Sintética"))
    Round(store, line).run()
    assert before == pytest.approx(0)
    assert line.clock_difference == pytest.approx(-60 * minutes)


def test_a_failing_server_is_said_to_have_failed(
    central: Served, line: CentralClient, monkeypatch: pytest.MonkeyPatch, expected_logs: Any
) -> None:
    expected_logs.expect("uvicorn.error", "Exception in ASGI application")
    line.pull(0)

    def broken(*_: object) -> None:
        raise RuntimeError("broken")

    monkeypatch.setattr(central.services.reader, "page", broken)
    with pytest.raises(KnownError) as caught:
        line.pull(0)
    assert _code(caught) == "sync.server_failed"
    assert caught.value.values == {"status": "500"}


@pytest.mark.parametrize("typed", ["central.example.org:8443", " https://central.example.org:8443/ "])
def test_an_address_is_understood_however_it_was_typed(typed: str) -> None:
    assert clean_address(typed) == "https://central.example.org:8443"


@pytest.mark.parametrize("typed", ["http://x", "", "https://x/y", "https://a:b@x", "https://x:port", "ftp://x"])
def test_what_is_no_address_is_refused(typed: str) -> None:
    with pytest.raises(KnownError) as caught:
        clean_address(typed)
    assert _code(caught) == "sync.bad_address"


def test_a_fingerprint_may_be_written_in_groups() -> None:
    assert clean_fingerprint("AB:" * 31 + "ab") == "ab" * 32
    for wrong in ("", "ab" * 31, "zz" * 32):
        with pytest.raises(KnownError):
            clean_fingerprint(wrong)
