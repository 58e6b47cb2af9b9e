"""What the doctor knows of the policy, of programs that stopped, of what they wrote, and of what does not leave."""

import json
import os
import socket
from collections.abc import Iterable
from contextlib import nullcontext
from dataclasses import asdict
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import insert

from app.fleet.errand import OFFERED
from app.fleet.reporting import BACKUP_STATUS
from app.fleet.versions import Offer
from app.kernel.actor import PROGRAM
from app.kernel.clock import FakeClock, to_text
from app.kernel.errors import KnownError
from app.kernel.folders import StationFolders
from app.kernel.ids import SeededIds
from app.security.keys.keyring import SystemKeyring
from app.security.keys.slots import KeySlots
from app.security.keys.wrapping import new_store_key
from app.settings import StationProfile, StationRole, write_profile
from app.store.backup import BackupInfo
from app.store.settings import write_setting
from app.store.store import Store
from app.store.tables import ward_bed
from app.support.doctor import inside, station, work
from app.support.doctor.examining import examine
from app.support.doctor.finding import Finding, Grade
from app.support.doctor.policy import policy
from app.support.doctor.processes import answering, mistakes
from app.support.doctor.ways import ways
from app.sync import ledger
from app.sync.enrolling import ENROLMENT, StationEnrolment
from app.sync.ledger import SyncCounts
from app.ward.node.lease import ward_lease
from tests.policy.test_reading import written
from ui.support.words import finding_words, next_words

CONTENT: dict[str, Any] = {
    "format": 1,
    "role": "unit_station",
    "unit": {"name": "UBS Sintética", "cnes": "1111111", "municipality": "2408102"},
    "server": {"address": "https://server.example:8443", "certificate_sha256": "a" * 64},
}


def codes(found: Iterable[Finding]) -> list[tuple[str, str]]:
    """(grade, code) of each; each that is not good has words and says what to do."""
    told = []
    for one in found:
        assert finding_words(one)
        assert one.grade is Grade.GOOD or next_words(one), one.code
        told.append((one.grade.value, one.code))
    return told


@pytest.fixture
def file(tmp_path: Path) -> Path:
    path = tmp_path / "policy.toml"
    path.write_bytes(written(CONTENT))
    path.chmod(0o644)
    return path


def _unit(store: Store, cnes: str = "1111111") -> None:
    with store.write(PROGRAM) as writing:
        write_profile(writing, StationProfile(StationRole.PRIMARY_CARE, "UBS Sintética", cnes, "2408102", "Natal"))


def _joined(store: Store, address: str = "https://server.example:8443") -> None:
    with store.write(PROGRAM) as writing:
        joined = StationEnrolment(address, "a" * 64, "s", "1111111", "UBS Sintética", "sala 1")
        write_setting(writing, ENROLMENT, asdict(joined))


def test_a_policy_is_told_as_followed_or_why_it_is_not(store: Store, file: Path) -> None:
    assert codes(policy(None, store)) == [("good", "policy_none")]
    _unit(store)
    assert codes(policy(file, store)) == [("good", "policy")]
    _joined(store)
    assert codes(policy(file, store)) == [("good", "policy")]
    _joined(store, "https://other.example")
    assert codes(policy(file, store)) == [("bad", "policy_other_server")]
    _unit(store, "2222222")
    assert codes(policy(file, store)) == [("bad", "policy_other_unit")]


def test_a_broken_policy_is_a_line_of_the_doctor_that_names_the_field_and_repeats_no_value(file: Path) -> None:
    file.write_bytes(written({**CONTENT, "administrator": {"login": "Maria Sintética", "name": "Maria Sintética"}}))
    (found,) = policy(file, None)
    assert (found.code, found.values["field"]) == ("policy_field", "administrator.login")
    assert "Maria" not in finding_words(found) + next_words(found)
    file.write_text("unit = [")
    assert codes(policy(file, None)) == [("bad", "policy_unread")]
    file.unlink()
    assert codes(policy(file, None)) == [("bad", "policy_unread")]
    told = examine(StationFolders(file.parent / "none"), SystemKeyring(), policy=file)
    assert [one.code for one in told if one.topic == "policy"] == ["policy_unread"]


def test_a_store_that_does_not_open_is_told_with_what_to_do(tmp_path: Path) -> None:
    def told(error: KnownError) -> list[str]:
        found = examine(StationFolders(tmp_path), SystemKeyring(), lambda: nullcontext(error))
        codes(found)
        return [one.code for one in found if one.topic == "store"]

    newer = KnownError("store.newer_than_program", written_by="9.0.0", version="0.1.0")
    assert told(newer) == ["store_missing", "store_newer"]
    assert told(KnownError("store.damaged")) == ["store_missing", "store_damaged"]
    assert told(KnownError("store.wrong_key")) == ["store_missing", "store_refused"]


def test_a_page_of_the_store_that_is_broken_is_told(store: Store, monkeypatch: pytest.MonkeyPatch) -> None:
    assert codes(work.whole(store)) == [("good", "store_whole")]

    def broken() -> None:
        raise KnownError("store.damaged", path="x")

    monkeypatch.setattr(store, "read", broken)
    assert codes(work.whole(store)) == [("bad", "store_damaged")]


def test_what_waits_too_long_was_refused_or_disagrees_is_told(
    store: Store, fake_clock: FakeClock, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert codes(work.work(store)) == [], "alone it waits for nobody"
    _joined(store)
    assert codes(work.work(store)) == [("attention", "exchange_late")]
    since = to_text(fake_clock.now())
    fake_clock.advance(25 * 3600)
    counts = SyncCounts(3, 0, 0, conflicts=2, rejected=1, oldest_pending=since)
    monkeypatch.setattr(ledger, "counts", lambda _connection: counts)
    found = list(work.work(store))
    assert codes(found) == [("bad", "exchange_refused"), ("attention", "exchange_conflicts"), ("bad", "exchange_stuck")]
    assert found[-1].values == {"count": 3, "hours": 25}


def test_what_is_dated_ahead_of_a_clock_that_was_set_back_is_told_in_words_and_without_a_negative_age(
    store: Store, fake_clock: FakeClock, monkeypatch: pytest.MonkeyPatch
) -> None:
    _joined(store)
    ahead = fake_clock.now() + timedelta(hours=27)
    counts = SyncCounts(3, 0, 0, 0, 0, oldest_pending=to_text(ahead))
    monkeypatch.setattr(ledger, "counts", lambda _connection: counts)
    (found,) = work.work(store)
    assert codes([found]) == [("attention", "exchange_ahead")]
    assert "atrasado" in finding_words(found) and "-" not in finding_words(found)
    monkeypatch.setattr(ledger, "counts", lambda _connection: SyncCounts(0, 0, 0, 0, 0, oldest_pending=None))
    monkeypatch.setattr(work, "read_success", lambda _connection: ahead)
    assert codes(work.work(store)) == [("attention", "exchange_ahead")]
    monkeypatch.setattr(work, "read_success", lambda _connection: fake_clock.now() + timedelta(minutes=1))
    assert codes(work.work(store)) == [("good", "exchange_nothing")]


@pytest.mark.parametrize(("hours", "grade", "code"), [(27, "attention", "backup_ahead"), (0, "good", "backup")])
def test_a_backup_that_is_dated_ahead_is_told_in_words_and_without_a_negative_age(
    hours: int, grade: str, code: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    made = BackupInfo(
        tmp_path / "x.db", datetime.now(UTC) + timedelta(hours=hours, seconds=10), "daily", 1, has_slots=True
    )
    monkeypatch.setattr("app.store.backup.backups_in", lambda _folder: (made,))
    (found,) = station.backups(StationFolders(tmp_path))
    assert codes([found]) == [(grade, code)] and " -" not in finding_words(found)


def test_a_backup_that_failed_and_a_newer_version_are_told(store: Store) -> None:
    offer = Offer("999.0.0", "", {}, "2026-03-01T11:00:00.000000Z")
    with store.write(PROGRAM) as writing:
        failed = {"failure_code": "backup.not_written", "failed_at": "2026-03-02T10:00:00.000000Z"}
        write_setting(writing, BACKUP_STATUS, failed)
        write_setting(writing, OFFERED, asdict(offer))
    assert codes(work.work(store)) == [("bad", "backup_failed"), ("attention", "version_old")]


def test_a_program_that_left_its_address_and_does_not_answer_is_told(tmp_path: Path) -> None:
    folders = StationFolders(tmp_path)
    assert codes(answering(folders)) == []
    with socket.create_server(("127.0.0.1", 0)) as there:
        port = there.getsockname()[1]
        (tmp_path / "node.json").write_text(json.dumps({"command_port": port}))
        (tmp_path / "phones.json").write_text(json.dumps({"address": f"https://127.0.0.1:{port}", "fingerprint": ""}))
        assert codes(answering(folders)) == [("good", "process_answers")] * 2
    assert codes(answering(folders)) == [("bad", "process_silent")] * 2
    (tmp_path / "phones.json").write_text("[]")
    assert ("bad", "process_silent") in codes(answering(folders))


def test_errors_that_any_program_wrote_in_the_last_day_are_told_by_place(tmp_path: Path) -> None:
    def line(at: str, level: str) -> str:
        return json.dumps({"time": at, "level": level, "logger": "app.phones.gateway", "message": "refused"}) + "\n"

    now = datetime(2026, 3, 2, 11, tzinfo=UTC)
    old, new = "2026-02-27T11:00:00.000000Z", "2026-03-02T10:00:00.000000Z"
    (tmp_path / "phones.jsonl").write_text(line(old, "error") + line(new, "error") + line(new, "warning"))
    (tmp_path / "router.jsonl").write_text(line(old, "critical"))
    (found,) = mistakes(tmp_path, now)
    told = {"process": "phones", "count": 1, "where": "app.phones.gateway", "at": "2026-03-02 10:00"}
    assert (found.code, found.values) == ("log_errors", told)
    assert codes([found]) == [("attention", "log_errors")]


def test_the_logs_of_the_caregivers_own_window_are_looked_at_too(tmp_path: Path) -> None:
    logs = tmp_path / "receiver" / "logs"
    logs.mkdir(parents=True)
    line = {"time": to_text(datetime.now(UTC)), "level": "error", "logger": "app.router.receiver", "message": "x"}
    (logs / "receiver.jsonl").write_text(json.dumps(line) + "\n")
    found = examine(StationFolders(tmp_path), SystemKeyring())
    assert {"receiver_logs", "receiver_crashes"} <= {one.topic for one in found}
    assert [one.values["process"] for one in found if one.code == "log_errors"] == ["receiver"]


def test_a_key_file_that_is_gone_or_open_to_others_is_told(tmp_path: Path, fake_clock: FakeClock) -> None:
    folders, keyring = StationFolders(tmp_path), SystemKeyring(allowed=frozenset())
    slots, key = KeySlots(folders.key_slots, fake_clock, SeededIds(fake_clock, seed=1), keyring), new_store_key()
    assert codes(ways(folders, keyring)) == []
    slots.create()
    slots.add_key_file(key, tmp_path / "key")
    assert codes(ways(folders, keyring)) == []
    (tmp_path / "key").chmod(0o644)
    assert codes(ways(folders, keyring)) == [("bad", "key_file_open")]
    (tmp_path / "key").unlink()
    assert codes(ways(folders, keyring)) == [("bad", "key_file_gone")]


def test_beds_that_nobody_watches_are_a_line_that_is_bad(store: Store) -> None:
    assert ("bad", "ward_unwatched") not in codes(inside.leases(store))
    values = {"id": "b", "ward": "", "label": "Leito 1", "place": 1, "active": 1}
    with store.write(PROGRAM) as writing:
        author = {"recorded_at": writing.at, "recorded_by": PROGRAM.account_id}
        writing.connection.execute(insert(ward_bed).values(**values, **author))
    assert ("bad", "ward_unwatched") in codes(inside.leases(store))


def test_a_node_that_runs_and_cannot_say_so_is_not_taken_for_nobody(store: Store, fake_clock: FakeClock) -> None:
    """A full disk keeps it from renewing its lease."""
    held = ward_lease(store)
    held.take_or_renew()
    assert ("good", "lease_held") in codes(inside.leases(store))
    fake_clock.advance(61)
    (late,) = (one for one in inside.leases(store) if one.topic == "lease_ward")
    assert (late.grade, late.code, late.values["process"]) == (Grade.BAD, "lease_late", str(os.getpid()))


def test_a_program_that_died_is_told_before_another_one_begins(tmp_path: Path) -> None:
    folders = StationFolders(tmp_path)
    dump = folders.logs / "crashes" / "node@elsewhere-77-x.dump"
    dump.parent.mkdir(parents=True)
    dump.write_text('Fatal Python error: Segmentation fault\n\nCurrent thread 0x00:\n  File "app/x.py", line 3 in f\n')
    (found,) = (one for one in examine(folders, SystemKeyring()) if one.topic == "crashes")
    assert codes([found]) == [("attention", "crashes")]
    assert found.values["process"] == "node"
