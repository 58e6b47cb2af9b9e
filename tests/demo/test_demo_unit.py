"""The demo unit in a real store: reproducible, marked synthetic, replayable, quick."""

import time
from pathlib import Path

import pytest
from sqlalchemy import Connection

from app.bootstrap import Ports
from app.clinic.assessments.service import AssessmentService
from app.clinic.risk.loader import default_rule_base
from app.demo.crowd import check_digit, impossible_cpf
from app.demo.fill import impossible_cns
from app.demo.station import make_demo_station
from app.demo.thesis_tables import WOMEN
from app.demo.unit import DEMO_LOGINS, DEMO_PASSWORD, PENDING_LOGIN
from app.kernel.clock import FakeClock
from app.kernel.folders import StationFolders
from app.kernel.ids import SeededIds
from app.security.roles import Role
from app.security.session import Status
from app.store.store import Store
from tests.demo.conftest import Unit, fill
from tests.security.staff import quick_passwords

SECONDS = 8.0
"""Of the processor, not of the clock on the wall: the machine of a test run is shared (alone it takes about 4 s)."""


def rows(connection: Connection, question: str) -> list[tuple[object, ...]]:
    return [tuple(row) for row in connection.exec_driver_sql(question)]


def test_everybody_is_marked_synthetic_and_nobody_has_a_document_that_could_be_real(unit: Unit) -> None:
    from validate_docbr import CNS

    with unit.store.read() as connection:
        assert rows(connection, "SELECT DISTINCT synthetic FROM person") == [(1,)]
        assert int(str(rows(connection, "SELECT count(*) FROM person")[0][0])) >= WOMEN
        assert rows(connection, "SELECT count(*) FROM person WHERE cpf IS NOT NULL") == [(0,)]
        cards = [str(row[0]) for row in rows(connection, "SELECT cns FROM person WHERE cns IS NOT NULL")]
        contacts = "SELECT count(*) FROM person WHERE phone NOT LIKE '+558490000%' OR email NOT LIKE '%@example.org'"
        assert rows(connection, contacts) == [(0,)]
    assert len(cards) > 100
    assert not any(CNS().validate(card) for card in cards)


def test_filling_is_quick(store: Store, fake_clock: FakeClock) -> None:
    started = time.process_time()
    fill(store, fake_clock)
    assert time.process_time() - started < SECONDS


def test_every_classification_of_the_unit_replays_the_same(unit: Unit) -> None:
    nurse = unit.staff[Role.NURSE]
    service = AssessmentService(unit.store, default_rule_base())
    with unit.store.read() as connection:
        ids = [str(row[0]) for row in rows(connection, "SELECT id FROM assessment")]
    assert len(ids) > 1300
    assert [one for one in ids if not service.replay(nurse, one).same] == []


def test_the_unit_has_all_that_the_screens_show(unit: Unit) -> None:
    with unit.store.read() as connection:
        counted = rows(connection, "SELECT coalesce(class_code, ''), count(*) FROM pregnancy_list GROUP BY 1")
        counts = {code: int(str(count)) for code, count in counted}
        corrected = rows(connection, "SELECT count(*) FROM assessment WHERE supersedes IS NOT NULL")[0][0]
        future = "SELECT count(*) FROM observation WHERE observed_at > '2026-03-02T11'"
        assert rows(connection, future) == [(0,)]
    assert all(counts[code] > 20 for code in ("ARCE", "ARSE", "RH", ""))
    assert int(str(corrected)) > 5


def test_the_same_seed_writes_the_same_records(tmp_path: Path) -> None:
    contents = []
    for number in range(2):
        clock = FakeClock()
        folders = StationFolders(tmp_path / str(number))
        ports = Ports(clock, SeededIds(clock, 3), passwords=quick_passwords(), background=False)
        station = make_demo_station(folders, ports)
        key = (folders.home / "demo.key").exists()
        nurse = station.sign_in.sign_in(DEMO_LOGINS[Role.NURSE], DEMO_PASSWORD)
        page = station.pregnancies.list(nurse, limit=2000)
        contents.append((key, page))
        station.close()
    assert contents[0] == contents[1]


def test_making_it_is_told_step_by_step_then_each_role_can_sign_in_and_one_account_waits(tmp_path: Path) -> None:
    clock = FakeClock()
    ports = Ports(clock, SeededIds(clock, 3), passwords=quick_passwords(), background=False)
    heard: list[tuple[int, int]] = []
    station = make_demo_station(StationFolders(tmp_path), ports, watch=lambda *far: heard.append(far))
    assert heard == sorted(set(heard))
    assert heard[-1] == (100, 100)
    assert len(heard) > 5
    try:
        assert station.profile.demo
        for role, login in DEMO_LOGINS.items():
            session = station.sign_in.sign_in(login, DEMO_PASSWORD)
            assert (session.role, session.status) == (role, Status.ACTIVE)
        assert station.sign_in.sign_in(PENDING_LOGIN, DEMO_PASSWORD).status is Status.PENDING
        nurse = station.sign_in.sign_in(DEMO_LOGINS[Role.NURSE], DEMO_PASSWORD)
        disagree = {topic.entity for one in station.sync.disagreements(nurse) for topic in one.topics}
        assert disagree == {"person", "dating_choice", "observation", "pregnancy", "allergy"}
    finally:
        station.close()


@pytest.mark.parametrize("number", [0, 1, 7, 999_999])
def test_invented_documents_fail_their_check(number: int) -> None:
    from validate_docbr import CNS, CPF

    assert not CPF().validate(impossible_cpf(number))
    assert not CNS().validate(impossible_cns(number))


def test_the_check_digit_is_that_of_a_cpf() -> None:
    digits = [5, 2, 9, 9, 8, 2, 2, 4, 7]
    first = check_digit(digits)
    assert (first, check_digit([*digits, first])) == (2, 5)
