"""Which burst is heard when, and what happens where nothing can be heard."""

import time
from dataclasses import replace
from itertools import pairwise

import miniaudio
import numpy as np
import pytest

from app.kernel.errors import KnownError
from app.ward.alarms.model import Alarm, BedState, Silence
from app.ward.alarms.signs import Burst
from app.ward.alarms.words import Activation, Kind, Presence, Priority
from app.ward.sound.bursts import RATE_HZ, Sound, burst
from app.ward.sound.sounding import Sounding
from app.ward.sound.speaker import SystemSpeaker

QUIET = Silence()


class Listener:
    """A loudspeaker that writes down what it was given."""

    def __init__(self) -> None:
        self.works = True
        self.heard: list[Sound] = []
        self.count = 0

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
    """A ward that sounds, with its own time."""

    def __init__(self) -> None:
        self.speaker, self.missing = Listener(), list[bool]()
        self.sounding = Sounding(self.speaker, self.missing.append)
        self.at = 100.0
        self.times: list[tuple[float, str]] = []

    def alarms(self, *alarms: Alarm, bed: str = "b1", silence: Silence = QUIET) -> None:
        self.sounding.take(BedState(bed, self.at, alarms, silence), self.at)
        self.note()

    def run(self, seconds: float) -> None:
        for _ in range(round(seconds * 10)):
            self.at += 0.1
            self.sounding.tick(self.at)
            self.note()

    def note(self) -> None:
        names = {len(burst(kind)): kind.value for kind in Burst}
        self.times += [(round(self.at, 1), names[len(sound)]) for sound in self.speaker.heard]
        self.speaker.heard.clear()


def alarm(priority: Priority, presence: Presence = Presence.ON, activation: Activation = Activation.ON) -> Alarm:
    made = Alarm(*("b1", "spo2_low", "", Kind.PHYSIOLOGICAL, priority, False, True, presence, 0.0, ("limit:spo2",)))
    return replace(made, activation=activation)


@pytest.fixture
def room() -> Room:
    made = Room()
    made.run(1)
    return made


def test_a_high_alarm_is_heard_at_once_and_again_every_few_seconds(room: Room) -> None:
    room.alarms(alarm(Priority.HIGH))
    room.run(30)
    starts = [at for at, _ in room.times]
    length = len(burst(Burst.HIGH)) / RATE_HZ
    between = [after - before - length for before, after in pairwise(starts)]
    assert starts[0] == 101.0 and len(starts) >= 3
    assert all(2.5 <= gap <= 15 for gap in between)


def test_what_becomes_more_urgent_interrupts_what_is_heard(room: Room) -> None:
    room.alarms(alarm(Priority.LOW))
    room.run(2)
    room.alarms(alarm(Priority.HIGH), bed="b2")
    assert [kind for _, kind in room.times] == ["low", "high"]


def test_what_becomes_less_urgent_waits_for_its_turn(room: Room) -> None:
    room.alarms(alarm(Priority.HIGH))
    room.run(1)
    room.alarms(alarm(Priority.LOW))
    assert [kind for _, kind in room.times] == ["high"]
    room.run(40)
    assert {kind for _, kind in room.times[1:]} == {"low"}


@pytest.mark.parametrize(
    ("presence", "activation"),
    [
        (Presence.ACKNOWLEDGED, Activation.ON),
        (Presence.ON, Activation.AUDIO_PAUSED),
        (Presence.ON, Activation.AUDIO_OFF),
        (Presence.ON, Activation.ALARM_PAUSED),
    ],
)
def test_what_was_seen_or_silenced_is_not_heard(room: Room, presence: Presence, activation: Activation) -> None:
    room.alarms(alarm(Priority.HIGH, presence, activation))
    room.run(30)
    assert room.times == []


def test_one_silenced_bed_silences_no_other(room: Room) -> None:
    room.alarms(alarm(Priority.HIGH, Presence.ACKNOWLEDGED))
    room.alarms(alarm(Priority.MEDIUM), bed="b2")
    assert [kind for _, kind in room.times] == ["medium"]


def test_a_bed_that_left_the_ward_is_heard_no_more(room: Room) -> None:
    room.alarms(alarm(Priority.HIGH))
    room.sounding.keep({"b2"})
    room.run(30)
    assert len(room.times) == 1


def test_a_machine_without_a_loudspeaker_says_so_and_tries_again() -> None:
    room = Room()
    room.speaker.works = False
    room.run(5)
    assert room.missing == [True]
    room.speaker.works = True
    room.run(60)
    assert room.missing == [True, False]


def test_a_loudspeaker_that_takes_nothing_any_more_is_missed_within_seconds(room: Room) -> None:
    assert room.missing == [False]
    room.speaker.works = False
    room.run(4)
    assert room.missing == [False, True]


def test_the_function_test_gives_one_burst_of_each_and_says_how_long_it_lasts(room: Room) -> None:
    lengths = [room.sounding.function_test(kind) for kind in Burst]
    room.note()
    assert sorted(kind for _, kind in room.times) == ["high", "low", "medium"]
    assert lengths == [pytest.approx(len(burst(kind)) / RATE_HZ) for kind in Burst]


def test_the_function_test_says_where_nothing_can_be_heard() -> None:
    room = Room()
    room.speaker.works = False
    room.run(1)
    room.alarms(alarm(Priority.HIGH), bed="")
    with pytest.raises(KnownError, match="sound_missing"):
        room.sounding.function_test(Burst.HIGH)


def test_the_function_test_is_refused_while_an_alarm_is_to_be_heard_also_between_its_bursts(room: Room) -> None:
    room.alarms(alarm(Priority.LOW))
    room.run(10)
    before = len(room.times)
    with pytest.raises(KnownError, match="sound_in_use"):
        room.sounding.function_test(Burst.HIGH)
    room.note()
    assert len(room.times) == before
    room.alarms(alarm(Priority.LOW, Presence.ACKNOWLEDGED))
    assert room.sounding.function_test(Burst.HIGH) > 0


def test_an_alarm_breaks_into_the_function_test_at_once(room: Room) -> None:
    room.sounding.function_test(Burst.HIGH)
    room.note()
    room.alarms(alarm(Priority.LOW))
    assert [kind for _, kind in room.times] == ["high", "low"]


def test_the_samples_of_a_burst_reach_the_sound_library_whole_and_in_order() -> None:
    speaker = SystemSpeaker([miniaudio.Backend.NULL])
    stream = speaker._stream()
    next(stream)
    speaker.play(burst(Burst.MEDIUM))
    got = np.concatenate([stream.send(480) for _ in range(len(burst(Burst.MEDIUM)) // 480 + 2)])
    assert np.array_equal(got[: len(burst(Burst.MEDIUM))], burst(Burst.MEDIUM))
    assert not got[len(burst(Burst.MEDIUM)) :].any()


def test_a_real_device_takes_samples_as_long_as_it_is_open() -> None:
    speaker = SystemSpeaker([miniaudio.Backend.NULL])
    assert speaker.open()
    try:
        end = time.monotonic() + 20
        while speaker.taken() < RATE_HZ // 4 and time.monotonic() < end:
            time.sleep(0.01)
        assert speaker.taken() >= RATE_HZ // 4
    finally:
        speaker.close()
