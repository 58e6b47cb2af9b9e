"""The simulated ward as an input: on the clock that it is given, in a thread of its own, ended in order."""

import threading

import pytest

from app.interop.simulator.plans import PLANT, load_plan
from app.interop.simulator.playing import PlayedWard
from app.interop.simulator.scenarios import load_scenario
from app.interop.simulator.ward import SimulatedWard
from app.kernel.clock import FakeClock, SystemClock
from app.ward.signals import DeviceMessage, Observation, SignOfLife
from tests.interop.simulator.played import plan, scenario


def test_as_an_input_it_speaks_in_the_time_of_the_clock_that_it_is_given() -> None:
    clock = FakeClock()
    clock.advance(5000)
    ward = SimulatedWard(clock, plan(scenario()))
    assert ward.advance() == []
    clock.advance(3)
    said = ward.advance()
    assert {type(one).__name__ for one in said} >= {"Observation", "SignOfLife"}
    assert all(5000 <= one.received_at <= 5003 for one in said)
    assert ward.advance() == []


def test_started_it_delivers_until_it_is_stopped_and_every_device_leaves_with_a_word() -> None:
    ward = SimulatedWard(SystemClock(), plan(load_scenario("ventilated")), block_ticks=5)
    got: list[DeviceMessage] = []
    enough = threading.Event()

    def deliver(message: DeviceMessage) -> None:
        got.append(message)
        if sum(isinstance(one, Observation) for one in got) > 4:
            enough.set()

    ward.start(deliver, lambda refusal: pytest.fail(str(refusal)))
    assert enough.wait(20)
    ward.stop()
    count = len(got)
    leaving = [one.source.device for one in got if isinstance(one, SignOfLife) and one.leaving]
    assert len(set(leaving)) == len(leaving) == 3 + len(PLANT)
    assert count == len(got)
    ward.stop()


def test_after_a_long_sleep_of_the_machine_it_goes_on_and_does_not_pour_out_what_was_missed() -> None:
    clock = FakeClock()
    ward = SimulatedWard(clock, plan(scenario()))
    got: list[DeviceMessage] = []
    woken = threading.Event()

    def deliver(message: DeviceMessage) -> None:
        got.append(message)
        if message.received_at > 7000:
            woken.set()

    ward.start(deliver, lambda refusal: pytest.fail(str(refusal)))
    clock.advance(7200)
    while not woken.wait(0.02):
        clock.advance(0.2)
    ward.stop()
    assert len(got) < 200


def test_forty_nine_beds_are_those_of_the_shipped_ward() -> None:
    ward = PlayedWard(load_plan("icu-49"), 7)
    monitors = {one.source.bed for one in ward.advance(2) if isinstance(one, Observation)}
    assert len(monitors) == 49
    assert len({one.source for one in ward.leaving(2)}) == 49 + 26 + len(PLANT)
