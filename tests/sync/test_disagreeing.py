"""Whom something disagrees about, whose it is, what comes first, and who may decide it."""

import time
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import NoReturn

import pytest
from sqlalchemy import insert, select

from app.clinic.referral.model import Kind
from app.clinic.referral.rows import append_event, read_courses
from app.kernel.canonical import canonical_json, sha256_hex
from app.kernel.errors import KnownError
from app.security.roles import Role
from app.security.session import Session, Status
from app.store.field_groups import grouped
from app.store.tables import account, metadata, person, pregnancy, referral, sync_conflict
from app.sync.conflicts import ConflictKind, open_conflicts
from app.sync.deciding import Choice, decide
from app.sync.disagreeing import disagreeing, open_counts
from app.sync.service import SyncService
from tests.sync.simulation import SimulatedStation, Simulation, person_row
from tests.sync.test_referral_simulation import ANSWER, HOSPITAL, TwoUnits

MORNING = datetime(2026, 3, 2, 11, tzinfo=UTC)


@pytest.fixture
def unit(tmp_path: Path, store_template: Path) -> Iterator[Simulation]:
    """Three stations that know two people, the first with a pregnancy."""
    one = Simulation(tmp_path, store_template, 1)
    first = one.stations[0]
    with first.store.write(first.actor) as writing:
        ana = writing.create(person, person_row("Ana Sintética"))
        writing.create(person, person_row("Bia Sintética"))
        writing.create(pregnancy, {"person_id": ana, "status": "current"})
    one.quiet()
    yield one
    one.close()


def whose(station: SimulatedStation, name: str) -> str:
    with station.store.read() as connection:
        return str(connection.execute(select(person.c.id).where(person.c.full_name == name)).scalar_one())


def her_pregnancy(station: SimulatedStation) -> str:
    with station.store.read() as connection:
        return str(connection.execute(select(pregnancy.c.id)).scalar_one())


def change(station: SimulatedStation, name: str, **fields: object) -> None:
    with station.store.write(station.actor) as writing:
        writing.change(person, whose(station, name), fields, "a pedido")


def date_by(station: SimulatedStation, day: str) -> None:
    row = {"pregnancy_id": her_pregnancy(station), "number": 1, "estimate_id": "e", "lmp": day, "reason": "ultrassom"}
    with station.store.write(station.actor) as writing:
        writing.append(metadata.tables["dating_choice"], row)


def a_session(role: Role) -> Session:
    return Session("nurse-0", "Nurse", "nurse", role, Status.ACTIVE, "pt_BR", MORNING)


def service(station: SimulatedStation) -> SyncService:
    def no_line() -> NoReturn:
        raise KnownError("sync.not_enrolled")

    return SyncService(station.store, lambda: False, no_line)


def test_people_come_with_what_never_merges_first_and_then_the_newest(unit: Simulation) -> None:
    first, second, third = unit.stations
    date_by(first, "2026-01-01")
    date_by(second, "2026-01-09")
    change(first, "Bia Sintética", phone="1")
    change(second, "Bia Sintética", phone="2")
    change(first, "Ana Sintética", email="a@example.org")
    change(second, "Ana Sintética", email="b@example.org")
    unit.quiet()
    with third.store.read() as connection:
        found = disagreeing(connection)
        counts = open_counts(connection)
    assert [(one.shown_name, [topic.entity for topic in one.topics]) for one in found] == [
        ("Ana Sintética", ["dating_choice", "person"]),
        ("Bia Sintética", ["person"]),
    ]
    assert [one.topics[0].serious for one in found] == [True, False]
    assert found[1].topics[0].names == ("phone",)
    assert counts == {whose(third, "Ana Sintética"): 2, whose(third, "Bia Sintética"): 1}


def test_a_dating_that_lost_is_hers_whose_pregnancy_it_is(unit: Simulation) -> None:
    first, second, third = unit.stations
    date_by(first, "2026-01-01")
    date_by(second, "2026-01-09")
    unit.quiet()
    ana = whose(third, "Ana Sintética")
    (one,) = service(third).conflicts_of(a_session(Role.STUDENT), ana)
    assert (one.person_id, one.pregnancy_id, one.serious) == (ana, her_pregnancy(third), True)
    assert (one.stands.values["lmp"], one.other.values["lmp"]) == ("2026-01-01", "2026-01-09")
    assert service(third).open_counts(a_session(Role.STUDENT), [whose(third, "Bia Sintética")]) == {}


def test_a_town_and_its_code_are_one_decision(unit: Simulation) -> None:
    assert grouped("person", {"municipality_code": "1", "phone": "2", "municipality_name": "N"}) == (
        ("municipality_code", "municipality_name"),
        ("phone",),
    )
    first, second, third = unit.stations
    change(first, "Ana Sintética", municipality_code="2403103", municipality_name="Currais Novos")
    change(second, "Ana Sintética", municipality_code="2402006", municipality_name="Caicó")
    unit.quiet()
    with third.store.read() as connection:
        (one,) = open_conflicts(connection)
    assert one.other.values == {"municipality_code": "2402006", "municipality_name": "Caicó"}


def test_the_status_counts_decisions_and_not_what_they_are_made_of(unit: Simulation) -> None:
    first, second, third = unit.stations
    change(first, "Ana Sintética", mother_name="Joana")
    change(second, "Ana Sintética", mother_name="Maria")
    change(second, "Ana Sintética", birth_date="1991-02-03")
    unit.quiet()
    assert third.counts().conflicts == 1
    assert [len(one.topics) for one in service(third).disagreements(a_session(Role.NURSE))] == [1]


def test_what_disagrees_about_somebody_who_was_merged_is_shown_at_whom_she_was_merged_into(unit: Simulation) -> None:
    first, second, third = unit.stations
    change(first, "Bia Sintética", phone="1")
    change(second, "Bia Sintética", phone="2")
    unit.quiet()
    ana, bia = whose(third, "Ana Sintética"), whose(third, "Bia Sintética")
    row = {"number": 1, "losing_id": bia, "surviving_id": ana, "status": "merged", "reason": "mesma"}
    with third.store.write(third.actor) as writing:
        writing.create(metadata.tables["person_merge"], {**row, "taken_fields": "{}", "moved_pregnancies": "[]"})
    assert service(third).open_counts(a_session(Role.NURSE)) == {ana: 1}


def test_who_does_not_authorise_accounts_does_not_decide_about_one(unit: Simulation) -> None:
    first, second, third = unit.stations
    row = {"login": "ana", "display_name": "Ana", "role": "nurse", "status": "active", "language": "pt_BR"}
    with first.store.write(first.actor) as writing:
        key = writing.create(account, row)
    unit.quiet()
    for station, role in ((first, "student"), (second, "coordinator")):
        with station.store.write(station.actor) as writing:
            writing.change(account, key, {"role": role}, "pedido")
    unit.quiet()
    with third.store.read() as connection:
        (one,) = open_conflicts(connection)
    assert (one.kind, one.person_id) == (ConflictKind.FIELDS, None)
    with pytest.raises(KnownError, match=r"access\.not_allowed"):
        service(third).decide(a_session(Role.NURSE), one.event_id, Choice.OTHER, "pedido")
    service(third).decide(a_session(Role.COORDINATOR), one.event_id, Choice.OTHER, "pedido")
    with third.store.read() as connection:
        assert open_conflicts(connection) == ()
        assert connection.execute(select(account.c.role)).scalar_one() == "coordinator"


@pytest.fixture
def two_units(tmp_path: Path, store_template: Path) -> Iterator[TwoUnits]:
    """A unit and its hospital, two stations each; one woman was referred."""
    one = TwoUnits(tmp_path, store_template, 3)
    yield one
    one.close()


def refer(station: SimulatedStation, pregnancy_id: str, person_id: str) -> None:
    text = canonical_json({"sent_by": f"Nurse {station.number}", "assessment": None})
    whom = {"from_unit": "1111111", "to_unit": HOSPITAL, "person_id": person_id, "pregnancy_id": pregnancy_id}
    told = {"reason": "other", "hypothesis": f"h{station.number}", "justification": "j", "priority": "urgent"}
    with station.store.write(station.actor) as writing:
        writing.append(referral, {**whom, **told, "snapshot": text, "version_sha256": sha256_hex(text)})


def test_of_two_referrals_that_did_not_know_of_each_other_the_first_is_kept_by_a_person(two_units: TwoUnits) -> None:
    first, second, hospital, _ = two_units.stations
    two_units.quiet()
    with first.store.read() as connection:
        row = connection.execute(select(pregnancy).order_by(pregnancy.c.id)).mappings().first()
    assert row is not None
    for station in (first, second):
        refer(station, row["id"], row["person_id"])
    two_units.quiet()
    two_units.quiet()
    with second.store.read() as connection:
        (one,) = open_conflicts(connection)
    assert (one.stands.values["hypothesis"], one.other.values["hypothesis"]) == ("h0", "h1")
    assert (one.stands.by_name, one.other.by_name) == ("Nurse 0", "Nurse 1")
    assert one.only_stands and one.serious and "snapshot" not in one.other.values
    with pytest.raises(KnownError, match=r"conflicts\.only_stands"), second.store.write(second.actor) as writing:
        decide(writing, one.event_id, Choice.OTHER, "x")
    with second.store.write(second.actor) as writing:
        decide(writing, one.event_id, Choice.STANDS, "conversei com a colega")
    two_units.quiet()
    for station in (first, second, hospital):
        with station.store.read() as connection:
            assert open_conflicts(connection) == ()
            (course,) = read_courses(connection, MORNING)
        assert course.events[-1].kind is Kind.KEPT


def test_of_two_answers_the_first_at_the_server_is_kept_by_a_person_of_the_hospital(two_units: TwoUnits) -> None:
    first, _, third, fourth = two_units.stations
    two_units.quiet()
    with first.store.read() as connection:
        row = connection.execute(select(pregnancy).order_by(pregnancy.c.id)).mappings().first()
    assert row is not None
    refer(first, row["id"], row["person_id"])
    two_units.quiet()
    for station, conduct in ((third, "um"), (fourth, "dois")):
        with station.store.write(station.actor) as writing:
            (course,) = read_courses(writing.connection, MORNING)
            told = {**ANSWER, "conduct": conduct}
            append_event(writing, course, Kind.ANSWERED, told, version=course.version)
    two_units.quiet()
    with fourth.store.read() as connection:
        (one,) = open_conflicts(connection)
    assert ('"um"' in str(one.stands.values["content"]), '"dois"' in str(one.other.values["content"])) == (True, True)
    with fourth.store.write(fourth.actor) as writing:
        decide(writing, one.event_id, Choice.STANDS, "a primeira vale")
    two_units.quiet()
    assert all(station.counts().synchronised for station in (first, third, fourth))


def test_what_was_decided_long_ago_costs_a_badge_nothing(unit: Simulation) -> None:
    station = unit.stations[0]
    change(unit.stations[1], "Ana Sintética", phone="1")
    change(station, "Ana Sintética", phone="2")
    unit.quiet()
    with station.store.engine.execution_options(plantao_write=True).begin() as connection:
        row = dict(connection.execute(select(sync_conflict)).mappings().one())
        past = [{**row, "event_id": f"past-{number}", "number": -number, "resolved": 1} for number in range(1, 20_001)]
        connection.execute(insert(sync_conflict), past)
    with station.store.read() as connection:
        open_counts(connection)
        started = time.perf_counter()
        assert len(open_counts(connection)) == 1
        took = time.perf_counter() - started
        plan = connection.exec_driver_sql("EXPLAIN QUERY PLAN SELECT * FROM sync_conflict WHERE resolved = 0").all()
    assert "ix_sync_conflict_open" in str(plan)
    assert took < 0.25
