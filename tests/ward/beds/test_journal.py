"""The journal of the alarms: what was decided is not lost where the process is killed before the store takes it."""

import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import partial
from pathlib import Path

import pytest
from sqlalchemy import select

from app.kernel.actor import PROGRAM
from app.kernel.clock import FakeClock
from app.kernel.errors import KnownError
from app.store.store import Store
from app.store.tables import ward_alarm_log
from app.ward.alarms.model import Change, Why
from app.ward.beds.alarm_log import AlarmLog, Entry, _row
from app.ward.beds.journal import AlarmJournal
from app.ward.recording.sealed import RecordingKey
from tests.conftest import ExpectedLogs
from tests.house.tree import ROOT
from tests.store_fixtures import TEST_KEY

JOURNAL_KEY = RecordingKey(b"k" * 32)
_LOGGER = "app.ward.beds.alarm_log"
_CHILD = """
import sys, time
from pathlib import Path
from app.kernel.clock import SystemClock
from app.kernel.ids import TimeOrderedIds
from app.store.opening import open_store
from app.ward.beds.alarm_log import AlarmLog
from app.ward.beds.journal import AlarmJournal
from tests.ward.beds.test_journal import JOURNAL_KEY, entry

clock = SystemClock()
store = open_store(Path(sys.argv[1]), bytes.fromhex(sys.argv[2]), clock, TimeOrderedIds(clock))
log = AlarmLog(store, journal=AlarmJournal(Path(sys.argv[3]), JOURNAL_KEY))
log.start()
print("open", flush=True)
put = 0
for line in sys.stdin:
    first, last = map(int, line.split())
    for number in range(first, last):
        log.put(entry(number))
        put += 1
        while log.journaled < put:
            time.sleep(0.0001)
        print(number, flush=True)
"""


def entry(number: int) -> Entry:
    return Entry(Change(float(number), "bed-1", f"spo2_low:{number}", "off", "on:high", Why.LIMIT), "stay-1", 1.7e9)


def wait(condition: Callable[[], bool]) -> None:
    end = time.monotonic() + 30
    while not condition():
        assert time.monotonic() < end, "it never came true"
        time.sleep(0.005)


def numbers(store: Store) -> list[tuple[int, str]]:
    with store.read() as connection:
        asked = select(ward_alarm_log.c.number, ward_alarm_log.c.what).order_by(ward_alarm_log.c.number)
        return [(row.number, row.what) for row in connection.execute(asked)]


def _has(store: Store, count: int) -> bool:
    return len(numbers(store)) == count


def expected(count: int) -> list[tuple[int, str]]:
    return [(number + 1, f"spo2_low:{number}") for number in range(count)]


@contextmanager
def child(store: Store, folder: Path) -> "Iterator[subprocess.Popen[str]]":
    command = (sys.executable, "-c", _CHILD, str(store.path), TEST_KEY.hex(), str(folder))
    running = subprocess.Popen(command, cwd=ROOT, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)
    assert running.stdout is not None
    assert running.stdout.readline() == "open\n"
    try:
        yield running
    finally:
        running.kill()
        running.communicate()


def tell(running: "subprocess.Popen[str]", first: int, last: int) -> None:
    """Have these entries put, and wait until each is acknowledged."""
    assert running.stdin is not None and running.stdout is not None
    running.stdin.write(f"{first} {last}\n")
    running.stdin.flush()
    assert [running.stdout.readline() for _ in range(first, last)] == [f"{one}\n" for one in range(first, last)]


@pytest.mark.skipif(sys.platform == "win32", reason="a process is killed the way of Linux and macOS")
def test_a_kill_while_the_store_is_busy_loses_nothing_that_was_journaled(
    store: Store, tmp_path: Path, expected_logs: ExpectedLogs
) -> None:
    folder = tmp_path / "journal"
    with child(store, folder) as running:
        tell(running, 0, 20)
        wait(lambda: numbers(store) == expected(20))
        with store.write(PROGRAM):
            # Nobody else gets a row into the store now; the journal takes them all the same.
            tell(running, 20, 220)
            running.send_signal(signal.SIGKILL)
            running.wait(20)
    assert numbers(store) == expected(20)
    expected_logs.expect(_LOGGER, "taken from the journal")
    for _ in range(2):
        log = AlarmLog(store, journal=AlarmJournal(folder, JOURNAL_KEY))
        log.start()
        assert numbers(store) == expected(220), "before anybody asks what stood, each once, in order"
        log.stop()
    assert list(folder.iterdir()) == []


@pytest.mark.skipif(sys.platform == "win32", reason="a process is killed the way of Linux and macOS")
def test_a_kill_at_any_moment_loses_nothing_that_was_journaled(
    store: Store, tmp_path: Path, expected_logs: ExpectedLogs
) -> None:
    folder = tmp_path / "journal"
    expected_logs.allow(_LOGGER, "taken from the journal")
    begin = 0
    for run in range(3):
        with child(store, folder) as running:
            assert running.stdin is not None and running.stdout is not None
            running.stdin.write(f"{begin} 1000000\n")
            running.stdin.flush()
            told = [running.stdout.readline() for _ in range(40 + 25 * run)]
            running.send_signal(signal.SIGKILL)
            told += running.stdout.readlines()
        acknowledged = [int(line) for line in told if line.endswith("\n")]
        log = AlarmLog(store, journal=AlarmJournal(folder, JOURNAL_KEY))
        log.start()
        log.stop()
        begin = len(numbers(store))
        assert begin > acknowledged[-1] >= 39
        assert numbers(store) == expected(begin), "each once, in order"


def test_what_the_store_refused_until_the_end_is_there_at_the_next_start(
    store: Store, tmp_path: Path, expected_logs: ExpectedLogs, monkeypatch: pytest.MonkeyPatch
) -> None:
    journal = AlarmJournal(tmp_path / "journal", JOURNAL_KEY)
    log = AlarmLog(store, journal=journal)
    expected_logs.expect(_LOGGER, "could not be written")
    expected_logs.expect(_LOGGER, "taken from the journal")

    def full(*_: object) -> None:
        raise KnownError("store.disk_full", path="x")

    monkeypatch.setattr(log, "_append", full)
    log.start()
    for number in range(5):
        log.put(entry(number))
    log.stop()
    assert numbers(store) == []
    again = AlarmLog(store, journal=AlarmJournal(tmp_path / "journal", JOURNAL_KEY))
    again.start()
    again.put(entry(5))
    again.stop()
    assert numbers(store) == expected(6)


def test_a_journal_that_the_store_refuses_at_the_start_is_taken_up_before_anything_newer(
    store: Store, tmp_path: Path, expected_logs: ExpectedLogs, monkeypatch: pytest.MonkeyPatch
) -> None:
    left = AlarmJournal(tmp_path / "journal", JOURNAL_KEY)
    left.append([_row(entry(number)) for number in range(3)])
    left.close()
    expected_logs.expect(_LOGGER, "could not be taken up yet")
    expected_logs.expect(_LOGGER, "taken from the journal")
    log = AlarmLog(store, journal=AlarmJournal(tmp_path / "journal", JOURNAL_KEY))

    def busy(*_: object) -> None:
        raise KnownError("store.in_use", path="x")

    with monkeypatch.context() as locked:
        locked.setattr(log, "_append", busy)
        log.start()
    assert numbers(store) == []
    log.put(entry(3))
    log.stop()
    assert numbers(store) == expected(4)
    assert list((tmp_path / "journal").iterdir()) == []


def test_a_journal_that_cannot_be_read_is_left_as_it_is(
    store: Store, tmp_path: Path, expected_logs: ExpectedLogs
) -> None:
    left = AlarmJournal(tmp_path / "journal", JOURNAL_KEY)
    left.append([])
    left._writer.append(b"no JSON", 0.0, 0.0)  # type: ignore[union-attr] # it has just written
    left.close()
    expected_logs.expect(_LOGGER, "could not be read")
    log = AlarmLog(store, journal=AlarmJournal(tmp_path / "journal", JOURNAL_KEY))
    log.start()
    log.put(entry(0))
    log.stop()
    assert numbers(store) == expected(1)
    assert (tmp_path / "journal" / "alarms-000001.journal").exists()


def test_a_journal_that_cannot_be_written_is_told_once_and_the_store_takes_all(
    store: Store, tmp_path: Path, expected_logs: ExpectedLogs
) -> None:
    (tmp_path / "journal").write_text("a file where the folder should be", encoding="utf-8")
    expected_logs.expect(_LOGGER, "the journal of alarms could not be written")
    log = AlarmLog(store, journal=AlarmJournal(tmp_path / "journal", JOURNAL_KEY))
    log.start()
    for number in range(4):
        log.put(entry(number))
    log.stop()
    assert numbers(store) == expected(4)


def test_a_journal_does_not_grow_while_the_store_keeps_up(store: Store, tmp_path: Path, fake_clock: FakeClock) -> None:
    folder = tmp_path / "journal"
    log = AlarmLog(store, journal=AlarmJournal(folder, JOURNAL_KEY))
    log.start()
    sizes = []
    for begin in range(0, 2400, 200):
        for number in range(begin, begin + 200):
            log.put(entry(number))
        wait(partial(_has, store, begin + 200))
        sizes.append(sum(one.stat().st_size for one in folder.iterdir()))
    assert max(sizes) < 512 * 1024
    assert sorted(sizes) != sizes, "it was begun anew"
    log.stop()
    assert list(folder.iterdir()) == []


def test_a_record_that_was_torn_off_is_passed_over_and_those_before_it_are_read(tmp_path: Path) -> None:
    journal = AlarmJournal(tmp_path, JOURNAL_KEY)
    for number in range(3):
        journal.append([{"what": str(number)}])
    journal.close()
    (path,) = tmp_path.iterdir()
    whole = path.read_bytes()
    for cut in (1, 5, 40):
        path.write_bytes(whole[:-cut])
        assert [row["what"] for row in AlarmJournal(tmp_path, JOURNAL_KEY).left()] == ["0", "1"]
