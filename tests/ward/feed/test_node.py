"""A node and a window that follows it, over real sockets of this machine."""

import threading
import time
from collections.abc import Callable, Iterator

import numpy as np
import pytest
import zmq

from app.kernel.clock import SystemClock
from app.kernel.errors import KnownError
from app.ward.alarms.model import Change
from app.ward.beds.directory import BedDevice, FixedBeds, WardBed
from app.ward.inputs import Deliver, Refuse
from app.ward.node.commands import Command
from app.ward.node.following import NodeFollower
from app.ward.node.keys import KeyPair, NodeLink, forget_link, read_link, write_link
from app.ward.node.node import WardNode
from app.ward.picture.builder import PictureBuilder
from app.ward.signals import DeviceAlert, Numeric, Observation, Phase, SignOfLife, Source, WaveBlock

BEDS = FixedBeds((WardBed("b1", "Leito 01", "stay", "M.S.", devices=(BedDevice("m1"),)), WardBed("b2", "Leito 02")))
CLOCK = SystemClock()
NO_LIMITS = {"vital": "spo2", "limits": {"low": "x"}}


class Speaker:
    """An input that says what a test tells it."""

    name = "test"
    deliver: Deliver

    def start(self, deliver: Deliver, refuse: Refuse) -> None:
        self.deliver = deliver

    def stop(self) -> None:
        pass

    def asystole(self) -> None:
        alert = DeviceAlert(
            *(Source("m1"), CLOCK.monotonic(), "alert-1", "MDC_EVT_ECG_ASYSTOLE", "ASYSTOLE", Phase.START),
            state="active",
            priority="PH",
        )
        self.deliver(alert)


class Desk:
    """Node, window and what was logged."""

    def __init__(self) -> None:
        self.speaker, self.logged = Speaker(), list[Change]()
        self.node = WardNode(BEDS, (self.speaker,), self.logged.extend, CLOCK)
        self.link: NodeLink | None = self.node.start()
        self.picture = PictureBuilder(CLOCK.monotonic)
        self.window = NodeFollower(lambda: self.link, self.picture.take, CLOCK)
        self.window.start()
        wait(lambda: len(self.picture.beds) == 2)

    def stop(self) -> None:
        self.window.stop()
        self.node.stop()


def wait(condition: Callable[[], bool], seconds: float = 20.0) -> None:
    end = time.monotonic() + seconds
    while not condition():
        assert time.monotonic() < end, "it never came true"
        time.sleep(0.005)


@pytest.fixture
def desk() -> Iterator[Desk]:
    made = Desk()
    yield made
    made.stop()


def test_what_a_device_says_is_in_the_windows_picture(desk: Desk) -> None:
    block = WaveBlock("ecg_ii", 250, CLOCK.monotonic(), np.full(250, 0.4, np.float32))
    desk.speaker.deliver(
        Observation(Source("m1", simulated=True), CLOCK.monotonic(), (Numeric("spo2", 97.0),), (block,))
    )
    wait(lambda: bool(desk.picture.beds[0].numbers) and bool(desk.picture.beds[0].traces))
    assert desk.picture.beds[0].numbers[0].value == 97.0 and desk.picture.beds[0].simulated


def test_an_alarm_is_seen_and_acknowledged_from_the_window(desk: Desk) -> None:
    desk.speaker.asystole()
    wait(lambda: bool(desk.picture.beds[0].alarms))
    key = desk.picture.beds[0].alarms[0].alarm.key
    desk.window.ask(Command("acknowledge", "ana", "b1", {"alarm": key}))
    wait(lambda: desk.picture.beds[0].alarms[0].alarm.acknowledged_by == "ana")
    assert desk.logged[-1].who == "ana"


def test_the_devices_at_the_beds_are_told_with_their_last_sign_of_life(desk: Desk) -> None:
    silent = desk.window.ask(Command("devices"))["m1"]
    assert (silent["heard_before"], silent["left"], silent["gone"]) == (None, False, False)
    desk.speaker.deliver(SignOfLife(Source("m1"), CLOCK.monotonic()))
    wait(lambda: desk.window.ask(Command("devices"))["m1"]["heard_before"] is not None)
    desk.speaker.deliver(SignOfLife(Source("m1"), CLOCK.monotonic(), leaving=True))
    wait(lambda: bool(desk.window.ask(Command("devices"))["m1"]["left"]))


def test_a_refusal_of_the_ward_reaches_the_window_with_its_values(desk: Desk) -> None:
    with pytest.raises(KnownError) as refused:
        desk.window.ask(Command("acknowledge", "ana", "b1", {"alarm": "spo2_low"}))
    assert refused.value.code == "ward_alarms.not_there" and refused.value.values == {"alarm": "spo2_low"}


@pytest.mark.parametrize(
    ("command", "code"),
    [
        (Command("nonsense"), "ward.unknown_command"),
        (Command("pause_audio", "ana", "b9"), "ward.no_such_bed"),
        (Command("acknowledge", "ana", "b1"), "ward.no_such_bed"),
        (Command("set_limits", "ana", "b1", NO_LIMITS), "ward.no_such_bed"),
        (Command("set_limits", "ana", "b1", {"vital": "spo2", "limits": {}}), "ward.no_such_bed"),
        (Command("sound_test", "ana", "", {"burst": "loud"}), "ward.no_such_bed"),
        (Command("sound_test", "ana", "", {"burst": "high"}), "ward.sound_elsewhere"),
    ],
)
def test_a_command_that_makes_no_sense_is_refused_and_the_ward_goes_on(desk: Desk, command: Command, code: str) -> None:
    with pytest.raises(KnownError) as refused:
        desk.window.ask(command)
    assert refused.value.code == code
    desk.speaker.asystole()
    wait(lambda: bool(desk.picture.beds[0].alarms))


def test_a_window_that_comes_later_sees_what_stands_already(desk: Desk) -> None:
    desk.speaker.asystole()
    wait(lambda: bool(desk.picture.beds[0].alarms))
    late = PictureBuilder(CLOCK.monotonic)
    second = NodeFollower(lambda: desk.link, late.take, CLOCK)
    second.start()
    try:
        wait(lambda: bool(late.beds) and bool(late.beds[0].alarms))
    finally:
        second.stop()


def test_a_window_finds_the_node_again_that_was_started_anew(desk: Desk) -> None:
    desk.node.stop()
    desk.link = None
    wait(desk.window.is_silent)
    desk.node = WardNode(BEDS, (desk.speaker,), desk.logged.extend, CLOCK)
    desk.link = desk.node.start()
    wait(lambda: not desk.window.is_silent())
    desk.speaker.asystole()
    wait(lambda: bool(desk.picture.beds[0].alarms))


def test_a_node_that_ends_answers_what_it_has_taken_and_takes_nothing_more(desk: Desk) -> None:
    answers = list[str]()

    def ask_on() -> None:
        while not answers or answers[-1] == "answered":
            try:
                desk.window.ask(Command("unplaced", "ana"))
                answers.append("answered")
            except KnownError as refused:
                answers.append(refused.code)

    asking = threading.Thread(target=ask_on)
    asking.start()
    wait(lambda: len(answers) > 20)
    desk.node.stop()
    asking.join()
    assert answers[-1] == "ward.node_silent"


def test_without_a_node_a_command_is_refused_and_says_so() -> None:
    window = NodeFollower(lambda: None, lambda _item: None, CLOCK)
    window.start()
    try:
        with pytest.raises(KnownError, match="node_silent"):
            window.ask(Command("tell_all"))
        assert window.is_silent()
    finally:
        window.stop()


def test_a_key_that_was_not_admitted_hears_nothing_and_is_not_answered(desk: Desk) -> None:
    assert desk.link is not None
    public, secret = (half.decode() for half in zmq.curve_keypair())
    stranger_link = NodeLink(desk.link.feed_port, desk.link.command_port, desk.link.node, KeyPair(public, secret))
    heard: list[object] = []
    stranger = NodeFollower(lambda: stranger_link, heard.append, CLOCK)
    stranger.start()
    try:
        before = desk.picture.revision
        desk.speaker.asystole()
        wait(lambda: desk.picture.revision > before)
        wait(lambda: desk.window.heard_at > stranger.heard_at)
        assert heard == []
    finally:
        stranger.stop()


def test_the_link_is_left_for_the_own_user_alone_and_found_again(tmp_path: "object") -> None:
    from pathlib import Path

    folder = Path(str(tmp_path)) / "station"
    link = NodeLink.fresh(1234, 1235)
    write_link(folder, link)
    assert read_link(folder) == link
    assert (folder / "node.json").stat().st_mode & 0o077 == 0
    forget_link(folder)
    assert read_link(folder) is None
