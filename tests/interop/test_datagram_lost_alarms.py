"""An alarm that came in datagrams and could not be put together is told as one that may be lost."""

import dataclasses

from app.interop.datagram_writing import DatagramWriter
from app.interop.datagrams import DatagramConversation, DatagramInput
from app.kernel.clock import SystemClock
from app.router.datagram import SIZE, Datagram, MessageType, pack
from app.ward.signals import DeviceAlert, Phase, Source
from tests.interop.hl7.values import RECEIVED
from tests.interop.listeners import Device, Heard, listening, wait_for

SOURCE = Source("MON-7", "L07", "4711", simulated=True)
PULSE = Datagram(5, "L07", "LTO", 7, 3, b"PR72\0\0\0\0")
ALARM = DeviceAlert(SOURCE, RECEIVED, alert="A1", event="MDC_EVT_ECG_ASYSTOLE", text="Assistolia", phase=Phase.START)


def _heard(*chunks: bytes) -> Heard:
    heard = Heard()
    conversation = DatagramConversation("10.0.0.5:4444", heard.messages.append, heard.refusals.append)
    for chunk in chunks:
        conversation.take(chunk, RECEIVED)
    return heard


def _alarm_parts() -> tuple[bytes, list[bytes]]:
    """An introduction, and the datagrams of an alarm that follow it."""
    writer = DatagramWriter(SOURCE)
    introduction, alarm = writer.introduction(), writer.write(ALARM)
    return introduction, [alarm[at : at + SIZE] for at in range(0, len(alarm), SIZE)]


def _lost(heard: Heard) -> list[str]:
    """The devices whose alarms may be lost, as far as they are known."""
    return [one.source.device if one.source is not None else "" for one in heard.refusals if one.may_be_alarm]


def test_an_alarm_of_which_a_part_is_lost_is_told_as_one_that_may_be_lost() -> None:
    introduction, parts = _alarm_parts()
    assert len(parts) > 2
    assert set(_lost(_heard(introduction, parts[0], *parts[2:]))) == {SOURCE.device}


def test_an_alarm_that_does_not_come_to_its_end_is_told_as_one_that_may_be_lost() -> None:
    introduction, parts = _alarm_parts()
    heard = Heard()
    conversation = DatagramConversation("10.0.0.5:4444", heard.messages.append, heard.refusals.append)
    conversation.take(introduction + b"".join(parts[:-1]), 0.0)
    assert _lost(heard) == []
    conversation.tick(6.0)
    assert _lost(heard) == [SOURCE.device]


def test_an_alarm_that_says_nothing_that_is_known_is_told_as_one_that_may_be_lost() -> None:
    introduction, _ = _alarm_parts()
    strange = Datagram(0, SOURCE.bed, "LTO", 9, MessageType.ALARM, b"?;?;?".ljust(8, b"\0"))
    assert len(_lost(_heard(introduction, pack(strange)))) == 1


def test_a_broken_datagram_of_an_alarm_is_told_and_one_of_a_number_is_not() -> None:
    broken = dataclasses.replace(PULSE, kind=MessageType.ALARM)
    for one, lost in ((broken, 1), (PULSE, 0)):
        raw = bytearray(pack(one))
        raw[-1] = 0x7F
        heard = _heard(bytes(raw))
        assert (heard.codes, len(_lost(heard))) == (["datagram_end"], lost)


def test_an_alarm_that_the_end_of_the_connection_cuts_off_is_told_as_one_that_may_be_lost() -> None:
    introduction, parts = _alarm_parts()
    listener = DatagramInput(SystemClock(), ("127.0.0.1", 0))
    with listening(listener) as heard:
        with Device(listener.port) as device:
            device.send(introduction + b"".join(parts[:-1]))
        wait_for(lambda: bool(heard.refusals))
    assert heard.codes == ["datagram_chain"] and _lost(heard) == [SOURCE.device]


def test_the_end_of_a_connection_that_said_all_it_began_is_no_loss() -> None:
    introduction, parts = _alarm_parts()
    listener = DatagramInput(SystemClock(), ("127.0.0.1", 0))
    with listening(listener) as heard:
        with Device(listener.port) as device:
            device.send(introduction + b"".join(parts))
        wait_for(lambda: bool(heard.messages))
    assert heard.refusals == []
