"""What goes to a device over its own connection, and how a simulated device answers it; real sockets."""

import time
from collections.abc import Callable

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.interop.datagram_orders import OrderReader, OrderWriter
from app.interop.datagram_writing import DatagramWriter
from app.interop.datagrams import DatagramInput
from app.interop.hl7.mllp import MllpInput
from app.interop.simulator.datagram_lines import DatagramEncoding
from app.interop.simulator.origin import plant_source
from app.interop.simulator.plans import Failure, How, Plan
from app.interop.simulator.playing import PlayedWard
from app.interop.simulator.sending import Sender
from app.kernel.clock import SystemClock
from app.ward.catalogue import vital_signs
from app.ward.inputs import OrdersDevices
from app.ward.signals import (
    DeviceMessage,
    DeviceOrder,
    DeviceReport,
    LifeQuestion,
    LimitsOrder,
    Observation,
    OrderStep,
    SettingAnswer,
    SignOfLife,
    Source,
)
from tests.interop.listeners import Device, listening
from tests.interop.simulator.played import plan, scenario

SOURCE = Source("monitor-7", "7", "SIM00000007SIM", simulated=True)
ORDER = LimitsOrder("c1", "heart_rate", 50.0, 120.0)


def until(is_so: Callable[[], bool], what: str) -> None:
    end = time.monotonic() + 20
    while not is_so():
        assert time.monotonic() < end, what
        time.sleep(0.01)


orders = st.one_of(
    st.builds(LifeQuestion, st.integers(0, 9)),
    st.builds(
        LimitsOrder,
        st.text("0123456789abcdef-", min_size=1, max_size=36),
        st.just("spo2"),
        st.none() | st.floats(*vital_signs()["spo2"].possible),
        st.none() | st.floats(*vital_signs()["spo2"].possible),
    ),
)


@given(st.lists(st.tuples(st.text(min_size=1, max_size=30).filter(str.strip), orders), max_size=5), st.integers(1, 97))
def test_orders_are_read_as_they_were_written_however_they_are_cut(
    written: list[tuple[str, DeviceOrder]], piece: int
) -> None:
    writer, reader = OrderWriter(), OrderReader()
    data = b"".join(writer.write(device, ("7", "PAC"), order) for device, order in written)
    found = [one for at in range(0, len(data), piece) for one in reader.take(data[at : at + piece])]
    assert found == written


@given(st.binary(max_size=480))
def test_whatever_comes_a_device_goes_on_reading(data: bytes) -> None:
    OrderReader().take(data)


@given(
    st.builds(
        SettingAnswer,
        st.just(SOURCE),
        st.just(3.0),
        st.text("ab1", min_size=1),
        st.sampled_from(OrderStep),
        st.just("não"),
    )
)
def test_an_answer_is_taken_in_as_the_device_gave_it(answer: SettingAnswer) -> None:
    got: list[DeviceMessage] = []
    conversation = DatagramInput(SystemClock()).conversation("p:1", got.append, lambda one: pytest.fail(str(one)))
    writer = DatagramWriter(SOURCE)
    conversation.take(writer.introduction() + writer.write(answer), 3.0)
    assert got == [answer]


def test_an_order_goes_over_the_connection_of_its_device_and_nowhere_when_that_is_gone() -> None:
    listener = DatagramInput(SystemClock(), ("127.0.0.1", 0))
    assert isinstance(listener, OrdersDevices)
    with listening(listener):
        assert not listener.tell("monitor-7", ORDER)
        with Device(listener.port) as device:
            device.send(DatagramWriter(SOURCE).introduction())
            until(lambda: listener.tell("monitor-7", ORDER), "the device introduced itself")
            reader, found = OrderReader(), list[tuple[str, DeviceOrder]]()
            while not found:
                found = reader.take(device.socket.recv(4096))
            assert found == [("monitor-7", ORDER)]
            assert not listener.tell("monitor-8", ORDER)
        until(lambda: not listener.tell("monitor-7", ORDER), "the connection ended")
    assert not listener.tell("monitor-7", ORDER)


def test_hl7_carries_no_orders() -> None:
    assert not isinstance(MllpInput(SystemClock()), OrdersDevices)


def answers(played: PlayedWard, until_: float) -> list[tuple[OrderStep, str]]:
    return [(one.step, one.reason) for one in played.advance(until_) if isinstance(one, SettingAnswer)]


def monitor(played: PlayedWard) -> str:
    return next(one.source.device for one in played.advance(2.0) if isinstance(one, Observation))


def test_a_simulated_monitor_takes_other_limits_and_says_when_they_are_in_force() -> None:
    played = PlayedWard(plan(scenario()), 7)
    played.order(monitor(played), ORDER)
    assert [step for step, _ in answers(played, 3.0)] == [OrderStep.TAKEN]
    assert [step for step, _ in answers(played, 6.0)] == [OrderStep.IN_FORCE]
    later = [one for one in played.advance(9.0) if isinstance(one, Observation)]
    assert {number.limits for one in later for number in one.numerics if number.vital == "heart_rate"} == {
        (50.0, 120.0)
    }


@pytest.mark.parametrize(("word", "said"), [("refuses", [OrderStep.REFUSED]), ("silent", [])])
def test_a_simulated_monitor_refuses_or_says_nothing_as_its_scenario_wants(word: str, said: list[OrderStep]) -> None:
    played = PlayedWard(plan(scenario({"asked_for_limits": word})), 7)
    played.order(monitor(played), ORDER)
    assert [step for step, _ in answers(played, 30.0)] == said


def test_a_device_of_the_simulator_answers_a_question_over_the_socket() -> None:
    played = PlayedWard(plan(scenario()), 7)
    said = played.advance(25.0)
    device = next(one.source for one in said if isinstance(one, Observation))
    listener = DatagramInput(SystemClock(), ("127.0.0.1", 0))
    with listening(listener) as heard:
        sender = Sender(("127.0.0.1", listener.port), DatagramEncoding(), None, 7)
        sender.start()
        sender.send([one for one in said if one.source == device][:1])
        until(lambda: listener.tell(device.device, ORDER), "the device introduced itself")
        ordered: list[tuple[str, DeviceOrder]] = []

        def arrived() -> bool:
            ordered.extend(sender.orders())
            return bool(ordered)

        until(arrived, "the order arrived")
        played.order(*ordered[0])
        sender.send([one for one in played.advance(30.0) if isinstance(one, SettingAnswer)])
        sender.stop()
    assert [one.step for one in heard.messages if isinstance(one, SettingAnswer)] == ["taken", "in_force"]


@pytest.mark.parametrize(("how", "leaves"), [(How.SILENT, False), (How.LEAVES, True)])
def test_equipment_of_the_building_falls_silent_or_goes_with_a_word_and_answers_only_while_it_is_there(
    how: How, leaves: bool
) -> None:
    quiet = plan(scenario())
    played = PlayedWard(Plan("x", quiet.beds, (Failure("generator", 60, 60, how),)), 7)
    generator = plant_source(7, 1)

    def said(until_: float) -> list[DeviceMessage]:
        return [one for one in played.advance(until_) if one.source == generator]

    assert any(isinstance(one, DeviceReport) for one in said(50.0))
    played.order(generator.device, LifeQuestion(7))
    assert any(isinstance(one, SignOfLife) for one in said(55.0))
    assert [one.leaving for one in said(90.0) if isinstance(one, SignOfLife)] == [True] * leaves
    played.order(generator.device, LifeQuestion(7))
    assert said(110.0) == []
    assert [type(one) for one in said(125.0)] == [SignOfLife, DeviceReport]
