"""When a station starts its node, when it does not, and how long it waits before it tries again."""

from dataclasses import dataclass

import pytest

from app.kernel.clock import FakeClock
from app.kernel.errors import KnownError
from app.security.roles import Role
from app.store.store import Store
from app.ward.beds.service import BedService
from app.ward.node.lease import ward_lease
from app.ward.node.tending import HUNG_SECONDS, STEADY_SECONDS, NodeTender
from tests.clinic.conftest import session_of
from tests.conftest import ExpectedLogs

NURSE = session_of(Role.NURSE)


@dataclass
class Made:
    """A node that runs until a test ends it."""

    why: KnownError | None = None
    left: bool = False

    def has_ended(self) -> bool:
        return self.why is not None

    def problem(self) -> KnownError:
        assert self.why is not None
        return self.why

    def end(self) -> None:
        self.why = KnownError("ward.node_ended")

    def leave(self) -> None:
        self.left = True


class Place:
    """A store, and the nodes that were started over it."""

    def __init__(self, store: Store, clock: FakeClock) -> None:
        self.store, self.clock = store, clock
        self.made: list[Made] = []
        self.refused: OSError | None = None
        self.tender = NodeTender(store, self._start)
        self.lease = ward_lease(store)

    def _start(self) -> Made:
        if self.refused is not None:
            raise self.refused
        self.made.append(Made())
        return self.made[-1]

    def look(self, seconds: float = 0.0) -> int:
        """Let time go by, look once; how many nodes were started by now."""
        self.clock.advance(seconds)
        self.tender.look()
        return len(self.made)

    def watched(self) -> None:
        """A node has the beds."""
        assert self.lease.take_or_renew().ours
        self.look()

    def gone(self, code: str = "ward.node_ended") -> None:
        """The newest node has ended, and its lease with it."""
        self.lease.release()
        self.made[-1].why = KnownError(code)


@pytest.fixture
def place(store: Store, fake_clock: FakeClock) -> Place:
    return Place(store, fake_clock)


def add_bed(place: Place) -> str:
    return BedService(place.store).add_bed(NURSE, "Leito 01").bed


def test_nothing_is_started_before_the_first_bed_and_one_node_as_soon_as_there_is_one(
    place: Place, expected_logs: ExpectedLogs
) -> None:
    expected_logs.allow("app.ward.node.tending", "has ended")
    assert place.look() == 0
    bed = add_bed(place)
    assert place.look() == 1
    assert place.look(30) == 1, "one that has not taken the beds yet is waited for"
    place.watched()
    assert place.look(30) == 1
    BedService(place.store).remove_bed(NURSE, bed)
    place.gone()
    place.tender.look()
    assert place.look(3600) == 1 and place.tender.problem is None, "without beds nobody is wanted"


def test_a_node_that_somebody_else_started_is_never_doubled_but_followed_when_it_goes(place: Place) -> None:
    add_bed(place)
    assert place.lease.take_or_renew().ours
    assert place.look() == 0
    place.lease.release()
    assert place.look() == 0, "whoever started it may start it again first"
    assert place.look(2.0) == 1


def test_one_that_another_started_and_that_is_gone_is_named_in_the_log(
    place: Place, caplog: pytest.LogCaptureFixture
) -> None:
    add_bed(place)
    assert place.lease.take_or_renew().ours
    with caplog.at_level("INFO", "app.ward.node.tending"):
        place.look()
        assert caplog.messages == []
        place.lease.release()
        place.look()
        place.look(0.1)
    assert caplog.messages == ["the ward's node is gone"]


def test_it_is_started_again_after_2_10_and_60_seconds_and_after_2_once_one_has_stayed(
    place: Place, expected_logs: ExpectedLogs
) -> None:
    expected_logs.allow("app.ward.node.tending", "has ended")
    add_bed(place)
    place.look()
    for started, seconds in ((1, 2.0), (2, 10.0), (3, 60.0), (4, 60.0)):
        place.gone()
        assert place.look() == started
        assert place.look(seconds - 0.5) == started
        assert place.look(0.5) == started + 1
    place.watched()
    for _ in range(int(STEADY_SECONDS // 40) + 1):
        place.clock.advance(40)
        place.watched()
    place.gone()
    place.look()
    assert place.look(2.0) == 6


def test_why_no_node_runs_is_told_until_one_does(place: Place, expected_logs: ExpectedLogs) -> None:
    expected_logs.allow("app.ward.node.tending", "ward.input_busy")
    add_bed(place)
    place.look()
    place.gone("ward.input_busy")
    place.look()
    assert place.tender.problem is not None and place.tender.problem.code == "ward.input_busy"
    place.look(2.0)
    assert place.tender.problem is not None, "one that is only being started watches nobody"
    place.watched()
    assert place.tender.problem is None


def test_one_that_came_second_is_no_trouble(place: Place) -> None:
    add_bed(place)
    place.look()
    assert place.lease.take_or_renew().ours
    place.made[-1].why = KnownError("ward.node_runs", holder="x")
    assert place.look() == 1 and place.look(120 - 70) == 1
    assert place.tender.problem is None and place.made[-1].left


def test_a_machine_that_starts_no_process_is_told_and_tried_again(place: Place) -> None:
    add_bed(place)
    place.refused = OSError(12, "Cannot allocate memory")
    place.look()
    told = place.tender.problem
    assert told is not None and (told.code, told.values["reason"]) == ("ward.node_not_begun", "Cannot allocate memory")
    place.refused = None
    assert place.look(1.0) == 0 and place.look(1.0) == 1


def test_a_node_that_hangs_is_ended_and_followed_but_not_one_that_the_machine_only_held_up(
    place: Place, expected_logs: ExpectedLogs
) -> None:
    expected_logs.expect("app.ward.node.tending", "hangs")
    expected_logs.allow("app.ward.node.tending", "has ended")
    add_bed(place)
    place.look()
    place.watched()
    # Its lease has ended, as behind the sleep of the machine; it renews it when it comes to it.
    assert place.look(80.0) == 1 and not place.made[-1].has_ended()
    place.watched()
    place.look(HUNG_SECONDS - 1)
    assert not place.made[-1].has_ended()
    place.look(1.0)
    assert place.made[-1].has_ended()
    place.look()
    told = place.tender.problem
    assert told is not None and told.code == "ward.node_ended"
    assert place.look(2.0) == 2
