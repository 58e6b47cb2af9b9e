"""A record on hold: nobody erases it and no night touches it, until its day is over or somebody lifts it."""

import json
from datetime import date, timedelta
from pathlib import Path

import pytest
from sqlalchemy import insert, select

from app.kernel.clock import FakeClock, to_text
from app.kernel.errors import KnownError
from app.privacy.erasure_service import ErasureService
from app.privacy.files import RecordedFiles
from app.privacy.hold_service import HoldService
from app.privacy.holds import held_people, held_stays
from app.privacy.model import Case, CaseKind, Hindrance
from app.privacy.recordings import SIGNAL_KINDS, WardRecordings
from app.privacy.removing import Hold
from app.privacy.retention import RetentionService
from app.privacy.ward_keeping import ward_keeping
from app.security.audit_service import check_chain
from app.security.roles import Role
from app.store import tables as t
from app.ward.recording.keeping import clean
from tests.privacy.histories import MESSAGE, add_person, refusal
from tests.security.staff import Staff
from tests.store.rows import NURSE
from tests.sync.simulation import Simulation
from tests.ward.recording.helpers import Writing

DAY = 24 * 3600.0


def test_a_record_on_hold_is_not_erased_until_it_is_lifted_and_both_are_told(
    unit: Staff, hers: str, fake_clock: FakeClock
) -> None:
    holds, erasures = HoldService(unit.store), ErasureService(unit.store)
    doctor, coordinator = unit.session(Role.DOCTOR), unit.session(Role.COORDINATOR)
    hold = holds.place(unit.session(Role.ADMINISTRATOR), hers, " Ordem judicial ")
    assert (hold.reason, hold.until, hold.people, hold.by) == (
        "Ordem judicial", None, (hers,), "Pessoa Fictícia administrator"
    )  # fmt: skip

    def ask() -> Case:
        return erasures.ask(doctor, hers, CaseKind.ERASURE, "asked_by_person", "pasta 1")

    assert refusal(ask) == "privacy.on_hold"
    assert Hindrance.ON_HOLD in erasures.hindrances(doctor, hers)
    assert refusal(lambda: holds.place(coordinator, hers, "de novo")) == "privacy.held_already"
    fake_clock.advance(60)
    lifted = holds.lift(coordinator, hold.id, "o processo terminou")
    assert (lifted.lifted_why, lifted.lifted_by) == ("o processo terminou", "Pessoa Fictícia coordinator")
    assert refusal(lambda: holds.lift(coordinator, hold.id, "de novo")) == "privacy.no_hold"
    erasures.confirm(coordinator, ask().id)
    assert len(erasures.sealed(doctor)) == 1
    with unit.store.read() as connection:
        assert check_chain(connection).broken_at is None
        told = connection.execute(select(t.audit).where(t.audit.c.action.startswith("record_h"))).mappings().all()
    assert [(one["action"], json.loads(one["details"])["reason"]) for one in told] == [
        ("record_held", "Ordem judicial"), ("record_hold_lifted", "o processo terminou"),
    ]  # fmt: skip


def test_what_two_people_had_begun_waits_while_the_record_is_on_hold(
    unit: Staff, hers: str, fake_clock: FakeClock
) -> None:
    holds, erasures = HoldService(unit.store), ErasureService(unit.store)
    doctor, coordinator = unit.session(Role.DOCTOR), unit.session(Role.COORDINATOR)
    case = erasures.ask(doctor, hers, CaseKind.ERASURE, "asked_by_person", "pasta 1")
    hold = holds.place(coordinator, hers, "sindicância")
    assert refusal(lambda: erasures.confirm(coordinator, case.id)) == "privacy.on_hold"
    holds.lift(coordinator, hold.id, "terminou")
    assert erasures.confirm(coordinator, case.id).carried_out
    # A seal is held as well: after its time two people cannot destroy it.
    fake_clock.advance(366 * 20 * DAY)
    doctor, coordinator = unit.session(Role.DOCTOR), unit.session(Role.COORDINATOR)
    ending = erasures.ask(doctor, hers, CaseKind.ERASURE, "period_over", "pasta 1")
    hold = holds.place(coordinator, hers, "sindicância")
    assert refusal(lambda: erasures.confirm(coordinator, ending.id)) == "privacy.on_hold"
    nights = RetentionService(unit.store, erasures)
    found = {one.period.code: one for one in nights.due(doctor).kinds}["sealed_record"]
    assert (found.count, found.kept) == (0, {Hold.LEGAL: 1})
    holds.lift(coordinator, hold.id, "terminou")
    assert erasures.confirm(coordinator, ending.id).carried_out and erasures.sealed(doctor) == ()


def test_it_ends_by_itself_after_its_last_day_where_the_unit_stands(
    unit: Staff, hers: str, fake_clock: FakeClock
) -> None:
    holds, coordinator = HoldService(unit.store, lambda: "America/Fortaleza"), unit.session(Role.COORDINATOR)
    hold = holds.place(coordinator, hers, "ordem judicial", date(2026, 3, 4))
    assert hold.until is not None and to_text(hold.until) == "2026-03-05T03:00:00.000000Z"
    for seconds, expected in (((hold.until - fake_clock.now()).total_seconds() - 1, {hers}), (1, set())):
        fake_clock.advance(seconds)
        with unit.store.read() as connection:
            assert held_people(connection, fake_clock.now()) == expected
    assert holds.place(unit.session(Role.COORDINATOR), hers, "outra ordem").until is None


@pytest.mark.parametrize("until", [date(2026, 3, 1), date(2126, 3, 3)])
def test_a_day_that_is_over_or_too_far_is_refused_with_its_bounds(unit: Staff, hers: str, until: date) -> None:
    with pytest.raises(KnownError) as caught:
        HoldService(unit.store).place(unit.session(Role.COORDINATOR), hers, "ordem judicial", until)
    values = {"value": until.isoformat(), "least": "2026-03-02", "most": "2126-03-02"}
    assert (caught.value.code, caught.value.values) == ("privacy.hold_until", values)
    assert HoldService(unit.store).holds(unit.session(Role.DOCTOR)) == ()


def test_a_hold_without_words_or_of_nobody_changes_nothing(unit: Staff, hers: str) -> None:
    holds, coordinator = HoldService(unit.store), unit.session(Role.COORDINATOR)
    assert refusal(lambda: holds.place(coordinator, hers, "  ")) == "privacy.no_reason"
    assert refusal(lambda: holds.place(coordinator, hers, "x" * 501)) == "privacy.reason_too_long"
    assert refusal(lambda: holds.place(coordinator, "nobody", "ordem judicial")) == "people.not_found"
    assert refusal(lambda: holds.lift(coordinator, "nothing", "terminou")) == "privacy.no_hold"
    assert holds.holds(coordinator) == ()


def test_a_night_keeps_answers_and_drafts_about_her_and_her_old_record(
    unit: Staff, hers: str, fake_clock: FakeClock
) -> None:
    with unit.store.write(NURSE) as writing:
        other = add_person(writing, "Outra Inventada", None)
        for one in (hers, other):
            row = {"person_id": one, "message_id": None, "channel": "sms", "kind": "bounced", "key": one}
            writing.append(t.message_feedback, {**row, "heard_at": writing.at, "address": "", "text": MESSAGE})
            draft = {"account_id": "x", "kind": "visit", "subject_id": one, "content": "{}", "saved_at": writing.at}
            writing.connection.execute(insert(t.draft).values(draft))
    hold = HoldService(unit.store).place(unit.session(Role.COORDINATOR), hers, "ordem judicial")
    fake_clock.advance(366 * 20 * DAY)
    nights = RetentionService(unit.store, ErasureService(unit.store))
    due = {one.period.code: one for one in nights.due(unit.session(Role.DOCTOR)).kinds}
    for code in ("message_answers", "drafts", "clinical_record"):
        assert (due[code].count, due[code].kept) == (1, {Hold.LEGAL: 1}), code
    run = nights.run()
    assert (run.removed["message_answers"], run.removed["drafts"], run.proposed["clinical_record"]) == (1, 1, 1)
    with unit.store.read() as connection:
        said = connection.execute(select(t.message_feedback.c.person_id, t.message_feedback.c.text)).all()
        assert sorted((one.person_id == hers, one.text) for one in said) == [(False, ""), (True, MESSAGE)]
        assert connection.execute(select(t.draft.c.subject_id)).scalars().all() == [hers]
    HoldService(unit.store).lift(unit.session(Role.COORDINATOR), hold.id, "terminou")
    assert nights.run().removed["message_answers"] == 1


def test_a_hold_keeps_what_was_written_under_every_identifier_of_a_later_merge(unit: Staff, hers: str) -> None:
    HoldService(unit.store).place(unit.session(Role.COORDINATOR), hers, "ordem judicial")
    with unit.store.write(NURSE) as writing:
        other = add_person(writing, "Joana Duas Vezes", None)
        row = {"losing_id": hers, "surviving_id": other, "number": 1, "status": "merged", "reason": "x"}
        writing.append(t.person_merge, {**row, "taken_fields": "{}", "moved_pregnancies": "[]"})
    erasures = ErasureService(unit.store)
    doctor = unit.session(Role.DOCTOR)
    assert refusal(lambda: erasures.ask(doctor, other, CaseKind.ERASURE, "asked_by_person", "1")) == "privacy.on_hold"


def test_neither_the_ward_nor_the_night_removes_the_signals_of_a_stay_on_hold(
    unit: Staff, hers: str, fake_clock: FakeClock, tmp_path: Path
) -> None:
    start = fake_clock.now().timestamp()
    with unit.store.write(NURSE) as writing:
        row = {"id": "stay-1", "person_id": hers, "identifier": "P1", "age_class": "adult", "pacemaker": 0}
        columns = {column.name for column in t.ward_stay.columns}
        extra = {"recorded_at": writing.at, "recorded_by": "x"}
        writing.connection.execute(
            insert(t.ward_stay).values({name: value for name, value in {**row, **extra}.items() if name in columns})
        )
    signals = Writing(tmp_path)
    signals.block(start)
    signals.writer.close()
    folder = signals.writer.folder
    holds, coordinator = HoldService(unit.store), unit.session(Role.COORDINATOR)
    hold = holds.place(coordinator, hers, "sindicância")
    files = RecordedFiles(WardRecordings(tmp_path / "recordings", b"k" * 32), SIGNAL_KINDS)
    fake_clock.advance(40 * DAY)
    now = fake_clock.now()
    keeping = ward_keeping(unit.store, signals.folder.of_stay, {}, 2**28)
    assert keeping.held == {folder} and keeping.signals_seconds == 3 * DAY
    clean(folder, keeping, now.timestamp())
    with unit.store.read() as connection:
        assert held_stays(connection, now) == ("stay-1",)
        assert (files.look(connection, now, 3).count, files.look(connection, now, 3).held) == (0, 2)
        assert files.remove(connection, now, 3) == 0
    assert len(list(folder.iterdir())) == 2
    holds.lift(unit.session(Role.COORDINATOR), hold.id, "terminou")
    with unit.store.read() as connection:
        assert files.remove(connection, now, 3) == 2
    clean(folder, ward_keeping(unit.store, signals.folder.of_stay, {}, 2**28), now.timestamp())
    assert not folder.exists()


def test_a_hold_travels_and_the_other_station_does_not_erase(tmp_path: Path, store_template: Path) -> None:
    network = Simulation(tmp_path, store_template, seed=9, stations=2)
    here, there = network.stations
    with here.store.write(here.actor) as writing:
        hers = add_person(writing)
        held = {"person_id": hers, "hold_id": "h", "number": 1, "step": "placed", "reason": "ordem", "until": None}
        writing.append(t.record_hold, held)
    network.quiet()
    with there.store.read() as connection:
        assert held_people(connection, there.clock.now() + timedelta(days=400)) == {hers}
    assert there.counts().synchronised
