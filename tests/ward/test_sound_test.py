"""The function test of the sound through the whole way: window, socket, node, loudspeaker."""

import time
from collections.abc import Callable, Iterator
from pathlib import Path

import numpy as np
import pytest

from app.kernel.clock import SystemClock
from app.kernel.errors import KnownError
from app.kernel.folders import StationFolders
from app.security.roles import Role
from app.ward.alarms.signs import Burst
from app.ward.node.keys import write_link
from app.ward.node.node import WardNode
from app.ward.service import WardService
from app.ward.sound.bursts import Sound, burst
from tests.clinic.conftest import session_of
from tests.ward.feed.test_node import BEDS, Speaker

CLOCK = SystemClock()


class Loudspeaker:
    """Takes samples as long as it works, and writes down what it is given."""

    def __init__(self) -> None:
        self.works, self.heard, self.count = True, list[Sound](), 0

    def open(self) -> bool:
        return self.works

    def play(self, sound: Sound) -> None:
        self.heard.append(sound)

    def taken(self) -> int:
        self.count += self.works
        return self.count

    def close(self) -> None:
        pass


class Room:
    """A node with a loudspeaker, and the window's side of it."""

    def __init__(self, home: Path, *, works: bool) -> None:
        self.speaker, self.monitor = Loudspeaker(), Speaker()
        self.speaker.works = works
        self.node = WardNode(BEDS, (self.monitor,), lambda _changes: None, CLOCK, speaker=self.speaker)
        write_link(home, self.node.start())
        self.ward = WardService(StationFolders(home), CLOCK)
        self.ward.follow()
        wait(lambda: len(self.ward.picture.beds) == 2)

    def plays(self, kind: Burst) -> bool:
        """Whether the test plays; a loudspeaker that was not asked yet is waited for."""
        try:
            return self.ward.sound_test(session_of(Role.NURSE), kind.value) > 0
        except KnownError as refused:
            if refused.code != "ward.sound_missing":
                raise
            return False


def wait(condition: Callable[[], bool]) -> None:
    end = time.monotonic() + 20
    while not condition():
        assert time.monotonic() < end, "it never came true"
        time.sleep(0.005)


@pytest.fixture
def room(tmp_path: Path) -> Iterator[Room]:
    made = Room(tmp_path, works=True)
    yield made
    made.ward.stop()
    made.node.stop()


def test_the_burst_that_is_asked_for_reaches_the_loudspeaker(room: Room) -> None:
    wait(lambda: room.plays(Burst.MEDIUM))
    assert np.array_equal(room.speaker.heard[-1], burst(Burst.MEDIUM))


def test_while_an_alarm_sounds_the_test_is_refused_and_after_it_is_seen_it_plays(room: Room) -> None:
    wait(lambda: room.plays(Burst.LOW))
    room.monitor.asystole()
    wait(lambda: bool(room.ward.picture.beds[0].alarms))
    with pytest.raises(KnownError, match="sound_in_use"):
        room.ward.sound_test(session_of(Role.NURSE), "high")
    room.ward.acknowledge_all(session_of(Role.NURSE), "b1")
    assert room.plays(Burst.HIGH)


def test_a_node_without_a_loudspeaker_says_so(tmp_path: Path) -> None:
    room = Room(tmp_path, works=False)
    try:
        with pytest.raises(KnownError, match="sound_missing"):
            room.ward.sound_test(session_of(Role.NURSE), "high")
    finally:
        room.ward.stop()
        room.node.stop()


def test_who_may_not_answer_alarms_makes_no_sound(room: Room) -> None:
    with pytest.raises(KnownError, match="access"):
        room.ward.sound_test(session_of(Role.STUDENT), "high")
