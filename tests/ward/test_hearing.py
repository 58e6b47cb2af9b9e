"""How a window stands to its ward before, while and after it is heard."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from app.kernel.clock import FakeClock
from app.kernel.folders import StationFolders
from app.ward.service import OVERDUE_SECONDS, Hearing, WardService
from tests.conftest import ExpectedLogs
from tests.ward.recording.helpers import wait


class Beds:
    """A store that has beds, has none, or cannot be asked."""

    def __init__(self) -> None:
        self.put_in, self.locked = True, False

    def any(self) -> bool:
        if self.locked:
            raise OSError("database is locked")
        return self.put_in


@pytest.fixture
def beds() -> Beds:
    return Beds()


@pytest.fixture
def ward(tmp_path: Path, fake_clock: FakeClock, beds: Beds) -> Iterator[WardService]:
    made = WardService(StationFolders(tmp_path), fake_clock, beds_in=beds.any)
    yield made
    made.stop()


def test_a_ward_with_beds_is_waited_for_and_overdue_after_a_bound(ward: WardService, fake_clock: FakeClock) -> None:
    assert ward.hearing() is Hearing.WAITING, "nobody has looked yet"
    ward.follow()
    fake_clock.advance(OVERDUE_SECONDS)
    assert ward.hearing() is Hearing.WAITING
    fake_clock.advance(0.1)
    assert ward.hearing() is Hearing.OVERDUE


def test_the_bound_begins_with_the_first_bed(ward: WardService, fake_clock: FakeClock, beds: Beds) -> None:
    beds.put_in = False
    ward.follow()
    wait(lambda: ward.hearing() is Hearing.NO_BEDS)
    fake_clock.advance(3600)
    assert ward.hearing() is Hearing.NO_BEDS
    beds.put_in = True
    wait(lambda: ward.hearing() is Hearing.WAITING)
    fake_clock.advance(OVERDUE_SECONDS + 0.1)
    assert ward.hearing() is Hearing.OVERDUE


def test_beds_that_cannot_be_asked_for_are_waited_for(
    ward: WardService, beds: Beds, expected_logs: ExpectedLogs
) -> None:
    expected_logs.expect("app.ward.service", "could not be seen")
    beds.put_in = False
    ward.follow()
    wait(lambda: ward.hearing() is Hearing.NO_BEDS)
    beds.locked = True
    wait(lambda: ward.hearing() is Hearing.WAITING)
    beds.locked = False
    wait(lambda: ward.hearing() is Hearing.NO_BEDS)
