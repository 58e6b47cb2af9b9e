"""The commands of the store, as a person at a terminal or a timer of the system runs them."""

import argparse
import getpass
import importlib
import io
import json
import warnings
from collections.abc import Callable
from pathlib import Path

import pytest

from app.commands import bench_store
from app.kernel.actor import PROGRAM
from app.kernel.clock import SystemClock
from app.kernel.errors import KnownError
from app.kernel.folders import StationFolders
from app.kernel.ids import SeededIds
from app.security.keys.keyring import SystemKeyring
from app.security.keys.passphrase import PassphraseCost
from app.security.keys.slots import KeySlots
from app.store.backup import backups_in
from app.store.checking import check_file
from app.store.store import Store
from app.support.doctor.examining import examine
from tests.store_fixtures import TEST_KEY

PASSPHRASE = "quatro palavras bem compridas"


@pytest.fixture
def recovery_code(store: Store) -> str:
    slots = KeySlots(
        StationFolders(store.path.parent).key_slots,
        store.clock,
        SeededIds(store.clock, 4),
        cost=PassphraseCost(memory_kib=8192, passes=1),
    )
    slots.create()
    slots.add_passphrase(TEST_KEY, PASSPHRASE)
    return slots.add_recovery_code(TEST_KEY)


@pytest.fixture
def station(store: Store, recovery_code: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> StationFolders:
    """A closed station with a passphrase in a file, and one audit row."""
    with store.write(PROGRAM) as writing:
        writing.audit("first", "store", "-")
    store.close()
    secret = tmp_path / "passphrase.txt"
    secret.write_text(PASSPHRASE + "\n", encoding="utf-8")
    monkeypatch.setenv("PLANTAO_HOME", str(tmp_path))
    monkeypatch.setenv("PLANTAO_PASSPHRASE_FILE", str(secret))
    return StationFolders(tmp_path)


def run(name: str, *words: str) -> int:
    """Parse and run as `main.py` does."""
    place = "ui" if name == "doctor" else "app"
    module = importlib.import_module(f"{place}.commands.{name}")
    parser = argparse.ArgumentParser()
    module.add_parser(parser.add_subparsers())
    status: int = module.run(parser.parse_args([name, *words]))
    return status


def test_a_drill_opens_the_newest_backup_by_what_a_person_types_and_notes_the_day(
    station: StationFolders,
    recovery_code: str,
    tmp_path: Path,
    capsys: pytest.CaptureFixture[str],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    with pytest.raises(KnownError) as refused:
        run("backup", "--drill")
    assert refused.value.code == "backup.not_found"
    assert run("backup") == 0
    (made,) = backups_in(station.backups)
    before = station.store.stat().st_size
    assert run("backup", "--drill") == 0
    assert f"{made.path.name} opens" in capsys.readouterr().out
    assert [one.path for one in backups_in(station.backups)] == [made.path], "a drill makes no copy"
    assert station.store.stat().st_size >= before
    monkeypatch.setattr("app.commands.backup.ask_for_secret", lambda _prompt: recovery_code)
    assert run("backup", "--drill", str(made.path)) == 0
    monkeypatch.setattr("app.commands.backup.ask_for_secret", lambda _prompt: "another word")
    with pytest.raises(KnownError):
        run("backup", "--drill", str(made.path))
    run("doctor", "--json", "--lang", "en")
    told = {one["topic"]: one["code"] for one in json.loads(capsys.readouterr().out.splitlines()[-1])}
    assert (told["drill"], told["audit"]) == ("drill", "audit_holds")


def test_backup_and_restore_bring_back_what_was_there(
    station: StationFolders, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert run("backup", "--to", str(tmp_path / "stick")) == 0
    (made,) = backups_in(tmp_path / "stick")
    assert str(made.path) in capsys.readouterr().out
    station.store.write_bytes(b"ruined")
    assert run("restore", str(made.path), "--yes") == 0
    content = check_file(station.store, TEST_KEY)
    assert content.audit_rows == 3 - 1  # the first row and the word about the restore: the backup's own came later
    assert "kept in" in capsys.readouterr().out
    (replaced,) = (station.home / "replaced").iterdir()
    assert (replaced / station.store.name).read_bytes() == b"ruined"


def test_a_restore_takes_the_printed_code_where_no_passphrase_is_known(
    station: StationFolders, recovery_code: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    run("backup")
    (made,) = backups_in(station.backups)
    monkeypatch.delenv("PLANTAO_PASSPHRASE_FILE")
    monkeypatch.setattr("app.security.keys.asking.getpass.getpass", lambda _: recovery_code)
    assert run("restore", str(made.path), "--yes") == 0


def test_a_restore_without_a_yes_changes_nothing(station: StationFolders, monkeypatch: pytest.MonkeyPatch) -> None:
    run("backup")
    (made,) = backups_in(station.backups)
    before = station.store.read_bytes()
    for answer, terminal in (("no", True), ("yes", False)):
        monkeypatch.setattr("sys.stdin.isatty", lambda terminal=terminal: terminal, raising=False)
        monkeypatch.setattr("builtins.input", lambda _, answer=answer: answer)
        assert refused(lambda: run("restore", str(made.path))) == "backup.not_confirmed"
    assert station.store.read_bytes() == before


def refused(call: Callable[[], object]) -> str:
    with pytest.raises(KnownError) as caught:
        call()
    return caught.value.code


def test_refusals_of_the_commands_are_told(station: StationFolders, tmp_path: Path) -> None:
    assert refused(lambda: run("restore", str(tmp_path / "nothing.db"), "--yes")) == "backup.not_found"
    (tmp_path / "passphrase.txt").write_text("a wrong passphrase")
    assert refused(lambda: run("backup")) == "keys.wrong_passphrase"
    (tmp_path / "passphrase.txt").unlink()
    assert refused(lambda: run("backup")) == "keys.passphrase_needed"
    station.store.unlink()
    assert refused(lambda: run("backup")) == "store.missing"


def test_a_command_that_nobody_can_answer_says_what_it_needs(
    station: StationFolders, monkeypatch: pytest.MonkeyPatch
) -> None:
    def nobody(_: str) -> str:
        raise EOFError

    monkeypatch.delenv("PLANTAO_PASSPHRASE_FILE")
    monkeypatch.setattr("app.security.keys.asking.getpass.getpass", nobody)
    assert refused(lambda: run("backup")) == "keys.passphrase_needed"


def no_terminal(_: str) -> str:
    """What `getpass` does in a service: it says so, and would read what is piped in."""
    warnings.warn("Can not control echo on the terminal.", getpass.GetPassWarning, stacklevel=2)
    raise AssertionError("asked where nobody sits")


def test_a_service_whose_key_file_is_gone_asks_nobody_and_names_the_file(
    station: StationFolders, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    clock = SystemClock()
    key_file = tmp_path / "station.key"
    KeySlots(station.key_slots, clock, SeededIds(clock, 5)).add_key_file(TEST_KEY, key_file)
    monkeypatch.delenv("PLANTAO_PASSPHRASE_FILE")
    monkeypatch.setattr("app.security.keys.asking.getpass.getpass", no_terminal)
    monkeypatch.setattr("sys.stdin", io.StringIO())
    assert run("backup") == 0
    key_file.unlink()
    with pytest.raises(KnownError) as caught:
        run("backup")
    assert (caught.value.code, caught.value.values["path"]) == ("keys.key_file_missing", str(key_file))
    key_file.write_text("cut short")
    key_file.chmod(0o600)
    assert refused(lambda: run("backup")) == "keys.key_file_damaged"
    assert capsys.readouterr().err == ""


def test_a_passphrase_that_is_piped_in_opens_without_a_terminal(
    station: StationFolders, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv("PLANTAO_PASSPHRASE_FILE")
    monkeypatch.setattr("app.security.keys.asking.getpass.getpass", no_terminal)
    monkeypatch.setattr("sys.stdin", io.StringIO(PASSPHRASE + "\n"))
    assert run("backup") == 0
    monkeypatch.setattr("sys.stdin", None)
    assert refused(lambda: run("backup")) == "keys.passphrase_needed"


def test_the_doctor_names_every_topic_and_changes_nothing(
    station: StationFolders, capsys: pytest.CaptureFixture[str]
) -> None:
    before = {path: path.read_bytes() for path in station.home.iterdir() if path.is_file()}
    status = run("doctor", "--json")
    found = json.loads(capsys.readouterr().out)
    report = {one["topic"]: one for one in found}
    topics = {"program", "sqlite", "folder", "store", "encryption", "keys", "keyring", "clock", "time_zone", "disk"}
    assert set(report) >= topics | {
        "backup",
        "lease_background",
        "server",
        "logs",
        "crashes",
        "memory",
        "printer",
        "network",
        "sound",
    }
    assert report["backup"]["grade"] == "bad"
    assert status == 1
    assert [one["code"] for one in found if one["topic"] == "store"] == ["store_closed", "store_whole"]
    assert report["encryption"]["grade"] == "good"
    assert report["keys"]["grade"] == "good"
    assert {path: path.read_bytes() for path in station.home.iterdir() if path.is_file()} == before


def test_the_doctor_sees_an_open_store_and_a_missing_station(store: Store, tmp_path: Path) -> None:
    def codes(home: Path) -> dict[str, str]:
        return {one.topic: one.code for one in examine(StationFolders(home), SystemKeyring())}

    assert codes(tmp_path)["store"] == "store_open"
    assert codes(tmp_path / "nowhere")["store"] == "store_missing"


def test_the_bench_names_both_sides_and_its_targets(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(bench_store, "BATCH", 50)
    monkeypatch.setattr(bench_store, "SINGLES", 3)
    monkeypatch.setattr(bench_store, "RUNS", 1)
    figures = bench_store.run(argparse.Namespace())
    assert figures["batch, target"] == "<= 3.0 x"
    assert figures["single, target"] == "<= 2.5 x"
    for name, value in figures.items():
        assert isinstance(value, str | int) or (isinstance(value, float) and value > 0), name
