"""What is written down before it is done, and what a run finds of the one before."""

from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

import pytest

from app.kernel.clock import FakeClock
from app.router.delivery.model import Entry
from app.router.delivery.restoring import record
from app.router.node.step_log import PERSON, PERSONS_SECONDS, STEP, Left, StepLog
from app.router.words import Step
from app.ward.beds.journal import AlarmJournal
from app.ward.recording.sealed import RecordingKey
from tests.conftest import ExpectedLogs
from tests.router.node.played import wait

KEY = RecordingKey(bytes(32))
BEGAN = Entry(5.0, "b1", "asystole", Step.GENERATED, 0, 1, 0, detail="0")


class Kept:
    """A store that a test can lock."""

    def __init__(self) -> None:
        self.rows: list[Mapping[str, Any]] = []
        self.locked = False

    def append(self, rows: Sequence[Mapping[str, Any]]) -> None:
        if self.locked and rows:
            raise OSError("locked")
        self.rows += rows

    def missing(self, rows: Sequence[Mapping[str, Any]]) -> list[Mapping[str, Any]]:
        return [one for one in rows if one not in self.rows]

    def unended(self) -> list[Mapping[str, Any]]:
        return list(self.rows)


class Desk:
    """A log over a folder; `again` is the next run."""

    def __init__(self, folder: Path, clock: FakeClock) -> None:
        self.folder, self.clock, self.kept = folder, clock, Kept()
        self.told: list[tuple[str, bool]] = []
        self.log = self.made()

    def made(self) -> StepLog:
        journal = AlarmJournal(self.folder, KEY)
        return StepLog(journal, self.kept, self.clock, lambda *one: self.told.append(one), lambda: None)

    def killed(self) -> StepLog:
        """What the disk holds at this moment is all that the next run finds; this one goes on beside it."""
        return self.made()

    def step(self, token: int, entry: Entry = BEGAN) -> None:
        self.log.put(token, [{"kind": STEP, **record(entry), "clock_zero": 100.0, "name": ""}])

    def person(self, token: int, user: str = "ana") -> None:
        self.log.put(token, [{"kind": PERSON, "receiver": "r1", "user": user, "name": "Ana", "class": "nursing"}])

    def is_through(self, token: int) -> bool:
        return self.log.through == token


@pytest.fixture
def desk(tmp_path: Path, fake_clock: FakeClock) -> Iterator[Desk]:
    one = Desk(tmp_path / "journal", fake_clock)
    yield one
    one.log.stop()


def test_a_step_that_was_written_is_found_by_the_next_run_though_the_store_never_took_it(
    desk: Desk, expected_logs: ExpectedLogs
) -> None:
    expected_logs.expect("app.router.node.step_log", "could not be written into the store")
    desk.kept.locked = True
    desk.log.start()
    desk.step(1)
    wait(lambda: desk.is_through(1) and ("steps", True) in desk.told)
    assert not desk.kept.rows
    desk.kept.locked = False
    left = desk.killed().left()
    assert [one["step"] for one in left.steps] == ["generated"] and len(desk.kept.rows) == 1
    (entry,) = left.entries(90.0, at=1_000.0)
    assert (entry.at, entry.step) == (15.0, Step.GENERATED)
    # The wall clock was set back: nothing lies in the future.
    assert left.entries(90.0, at=7.0)[0].at == 7.0
    wait(lambda: ("steps", False) in desk.told)


def test_whoever_had_signed_in_is_there_again_but_not_after_a_long_time(desk: Desk) -> None:
    desk.log.start()
    desk.person(1)
    wait(lambda: desk.is_through(1))
    assert desk.killed().left().persons["r1"]["user"] == "ana"
    desk.clock.advance(PERSONS_SECONDS + 1)
    assert desk.killed().left().persons == {}


def test_whoever_signed_out_is_not_there_again(desk: Desk) -> None:
    desk.log.start()
    desk.person(1)
    desk.person(2, user="")
    wait(lambda: desk.is_through(2))
    assert desk.killed().left().persons == {}


def test_a_journal_whose_disk_fails_holds_nothing_up_and_is_told(
    desk: Desk, monkeypatch: pytest.MonkeyPatch, expected_logs: ExpectedLogs
) -> None:
    expected_logs.expect("app.router.node.step_log", "journal could not be written")

    def full(_self: AlarmJournal, _rows: object) -> None:
        raise OSError("no space")

    desk.log.start()
    with monkeypatch.context() as patch:
        patch.setattr(AlarmJournal, "append", full)
        desk.step(1)
        wait(lambda: desk.is_through(1))
        assert ("journal", True) in desk.told
    desk.step(2)
    wait(lambda: desk.is_through(2))
    assert desk.told[-1] == ("journal", False)
    wait(lambda: len(desk.kept.rows) == 2)


def test_a_journal_that_cannot_be_read_keeps_nobody_from_being_called_and_stays_as_it_is(
    desk: Desk, monkeypatch: pytest.MonkeyPatch, expected_logs: ExpectedLogs
) -> None:
    expected_logs.expect("app.router.node.step_log", "journal could not be read")
    desk.log.start()
    desk.person(1)
    wait(lambda: desk.is_through(1))

    def torn(_self: AlarmJournal) -> list[Mapping[str, Any]]:
        raise OSError("no such disk")

    with monkeypatch.context() as patch:
        patch.setattr(AlarmJournal, "left", torn)
        assert not desk.killed().left().persons
    assert desk.told == [("journal", True)]
    assert desk.killed().left().persons["r1"]["user"] == "ana"


def test_a_step_that_cannot_be_read_is_missed_and_takes_no_other_along(expected_logs: ExpectedLogs) -> None:
    expected_logs.expect("app.router.node.step_log", "could not be read")
    good = {**record(BEGAN), "clock_zero": 0.0, "name": ""}
    left = Left([good, {**good, "step": "of_a_newer_program"}, {"at": 1.0}])
    assert [one.step for one in left.entries(0.0, 10.0)] == [Step.GENERATED]
