"""Limits of a simulated monitor changed by a window: over the node's commands and the device's own connection."""

import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager

import pytest

from app.interop.datagrams import DatagramInput
from app.interop.hl7.mllp import MllpInput
from app.interop.listening import TcpInput
from app.interop.simulator.datagram_lines import DatagramEncoding
from app.interop.simulator.hl7_lines import Hl7Encoding
from app.interop.simulator.sending import Encoding, Sender
from app.interop.simulator.ward import SimulatedWard
from app.kernel.clock import SystemClock
from app.kernel.errors import KnownError
from app.ward.alarms.limits import AgeClass, defaults
from app.ward.beds.directory import BedDevice, FixedBeds, WardBed
from app.ward.node.commands import Command
from app.ward.node.following import NodeFollower
from app.ward.node.node import WardNode
from app.ward.picture.builder import PictureBuilder
from app.ward.settings_change.model import SettingState
from tests.interop.simulator.played import plan, scenario
from tests.ward.feed.test_node import wait

CLOCK = SystemClock()
LIMITS = defaults(AgeClass.ADULT)["heart_rate"]
VALUES = {"vital": "heart_rate", "limits": {name: getattr(LIMITS, name) for name in LIMITS.__dataclass_fields__}}


def measured(picture: PictureBuilder) -> bool:
    return any(one.vital == "heart_rate" and one.value is not None for one in picture.beds[0].numbers)


@contextmanager
def watched(
    listener: TcpInput, encoding: Encoding, asked_for_limits: str
) -> Iterator[tuple[NodeFollower, PictureBuilder]]:
    """A node that listens, a simulated bed that speaks to it, a window that looks."""
    ward = SimulatedWard(CLOCK, plan(scenario({"asked_for_limits": asked_for_limits})), waves=())
    (bed,) = ward.beds
    device = bed.source("monitor").device
    beds = FixedBeds((WardBed("b1", "Leito 01", "stay", devices=(BedDevice(device),)),))
    node = WardNode(beds, (listener,), lambda _changes: None, CLOCK)
    link = node.start()
    sender = Sender(("127.0.0.1", listener.port), encoding, None, 7)
    sender.start()
    picture = PictureBuilder(CLOCK.monotonic)
    window = NodeFollower(lambda: link, picture.take, CLOCK)
    window.start()
    ended = threading.Event()

    def play() -> None:
        while not ended.wait(0.05):
            for order in sender.orders():
                ward.tell(*order)
            sender.send(ward.advance())

    playing = threading.Thread(target=play)
    playing.start()
    try:
        wait(lambda: bool(picture.beds) and measured(picture))
        yield window, picture
    finally:
        ended.set()
        playing.join()
        sender.stop()
        window.stop()
        node.stop()


def state(picture: PictureBuilder) -> SettingState | None:
    shown = picture.beds[0].settings
    return shown[0].state if shown else None


def seen_in_turn(picture: PictureBuilder, *states: SettingState) -> None:
    for one in states:
        wait(lambda one=one: state(picture) is one)  # type: ignore[misc]  # a lambda with a default


def until_asked(ask: Callable[[], object]) -> None:
    """The monitor is heard a moment before its connection may be asked: its introduction comes first."""
    end = time.monotonic() + 20
    while True:
        try:
            ask()
        except KnownError as problem:
            if problem.code != "ward_settings.cannot_be_set" or time.monotonic() > end:
                raise
        else:
            return


def test_a_monitor_takes_them_and_says_when_they_are_in_force() -> None:
    with watched(DatagramInput(CLOCK, ("127.0.0.1", 0)), DatagramEncoding(), "accepts") as (window, picture):
        until_asked(lambda: window.ask(Command("set_device_limits", "ana", "b1", VALUES)))
        seen_in_turn(picture, SettingState.TAKEN, SettingState.IN_FORCE)
        assert picture.beds[0].settings[0].who == "ana"


def test_a_monitor_that_refuses_says_why_until_somebody_has_seen_it() -> None:
    with watched(DatagramInput(CLOCK, ("127.0.0.1", 0)), DatagramEncoding(), "refuses") as (window, picture):
        until_asked(lambda: window.ask(Command("set_device_limits", "ana", "b1", VALUES)))
        seen_in_turn(picture, SettingState.REFUSED)
        assert "Bloqueado" in picture.beds[0].settings[0].reason
        window.ask(Command("setting_seen", "ana", "b1"))
        wait(lambda: state(picture) is None)


def test_a_monitor_over_hl7_cannot_be_asked_and_that_is_said_at_once() -> None:
    listener = MllpInput(CLOCK, ("127.0.0.1", 0))
    with (
        watched(listener, Hl7Encoding(CLOCK, "t"), "accepts") as (window, _),
        pytest.raises(KnownError, match=r"ward_settings\.cannot_be_set"),
    ):
        window.ask(Command("set_device_limits", "ana", "b1", VALUES))
