"""The listener over a real socket: it answers each message, and nothing that a sender does ends it."""

import socket
import threading

import pytest

from app.interop.conversation import Bounds
from app.interop.hl7.framing import frame
from app.interop.hl7.mllp import MllpInput
from app.kernel.clock import FakeClock, SystemClock
from app.kernel.errors import KnownError
from app.ward.signals import Observation
from tests.conftest import ExpectedLogs
from tests.interop.hl7.messages import HEADER, PULSE, message, sample
from tests.interop.listeners import Device, Heard, listening, wait_for

GOOD = frame(message(PULSE))
ANY = ("127.0.0.1", 0)


def _input(bounds: Bounds | None = None) -> MllpInput:
    return MllpInput(SystemClock(), ANY, bounds=bounds or Bounds())


def test_each_message_is_delivered_and_answered_on_the_same_connection() -> None:
    listener = _input()
    with listening(listener) as heard, Device(listener.port) as device:
        for _ in range(3):
            device.send(GOOD)
            assert b"\rMSA|CA|7\r" in device.answer()
        assert [type(one) for one in heard.messages] == [Observation] * 3
        assert heard.refusals == []
        assert listener.name == f"mllp:{listener.port}"
        assert (listener.counts.delivered, listener.counts.refused, listener.counts.open) == (3, 0, 1)


def test_messages_sent_without_waiting_are_answered_in_their_order() -> None:
    listener = _input()
    many = [frame(message(PULSE, header=HEADER.replace("|7|P", f"|N{at}|P"))) for at in range(300)]
    with listening(listener) as heard, Device(listener.port) as device:
        threading.Thread(target=device.send, args=(b"".join(many),), daemon=True).start()
        for at in range(300):
            assert f"MSA|CA|N{at}\r".encode() in device.answer()
    assert len(heard.messages) == 300


def test_a_header_that_was_cut_is_refused_with_a_reason_and_the_connection_goes_on() -> None:
    listener = _input()
    with listening(listener) as heard, Device(listener.port) as device:
        for bad, code in ((b"MSH|^~\\&|A||B", b"MSA|CE\r"), (b"hello", b"MSA|CR\r"), (b"", b"MSA|CR\r")):
            device.send(frame(bad))
            answer = device.answer()
            assert code in answer
            assert b"\rERR||MSH^1" in answer
        device.send(GOOD)
        assert b"MSA|CA|7" in device.answer()
    assert heard.codes == ["hl7_header_cut", "hl7_not_a_message", "hl7_not_a_message"]
    assert all(one.peer.startswith("127.0.0.1:") for one in heard.refusals)


def test_the_sample_with_a_cut_header_is_answered() -> None:
    listener = _input()
    with listening(listener), Device(listener.port) as device:
        device.send(frame(sample(5)) + GOOD)
        assert b"MSA|CE\r" in device.answer()
        assert b"MSA|CA|7" in device.answer()


@pytest.mark.parametrize(
    ("accept", "application", "answer"),
    [("AL", "NE", b"MSA|CA|7"), ("", "", b"MSA|CA|7"), ("NE", "AL", b"MSA|AA|7"), ("SU", "", b"MSA|CA|7")],
)
def test_the_answer_is_of_the_kind_that_the_sender_asks_for(accept: str, application: str, answer: bytes) -> None:
    listener = _input()
    with listening(listener), Device(listener.port) as device:
        device.send(frame(message(PULSE, header=HEADER.replace("|AL|NE|", f"|{accept}|{application}|"))))
        assert answer in device.answer()


def test_a_sender_that_wants_no_answer_gets_none() -> None:
    listener = _input()
    with listening(listener) as heard, Device(listener.port) as device:
        device.send(frame(message(PULSE, header=HEADER.replace("|AL|NE|", "|NE|NE|"))) + GOOD)
        assert b"MSA|CA|7" in device.answer()
        wait_for(lambda: len(heard.messages) == 2)
        device.socket.settimeout(0.05)
        with pytest.raises(TimeoutError):
            device.socket.recv(1)


def test_an_answer_keeps_the_sender_s_delimiters_and_bytes() -> None:
    listener = _input()
    raw = message(PULSE, header=HEADER.replace("MAKER", "São").replace("UNICODE UTF-8", "8859/1"), codec="latin-1")
    with listening(listener), Device(listener.port) as device:
        device.send(frame(raw.replace(b"|", b"$")))
        answer = device.answer()
        assert answer.startswith(b"MSH$^~\\&$$$MON^0030E60000000001^EUI-64$S\xe3o$")
        assert b"$8859/1\rMSA$CA$7\r" in answer


def test_a_message_beyond_the_bound_is_refused_and_the_next_is_taken() -> None:
    listener = _input(Bounds(message_bytes=2000))
    with listening(listener) as heard, Device(listener.port) as device:
        device.send(frame(message(PULSE, "OBX|2|ST|1^A|1|" + "x" * 5000)) + GOOD)
        answer = device.answer()
        assert b"MSA|CR|7" in answer
        assert b"message_too_large" in answer
        assert b"MSA|CA|7" in device.answer()
    assert heard.codes == ["message_too_large"]


def test_bytes_between_messages_are_counted_and_skipped() -> None:
    listener = _input()
    with listening(listener) as heard, Device(listener.port) as device:
        device.send(b"GET / HTTP/1.1\r\n\r\n" + GOOD)
        assert b"MSA|CA|7" in device.answer()
    assert [(one.code, one.where) for one in heard.refusals] == [("bytes_between_messages", "14 bytes")]


def test_whoever_never_ends_a_message_is_cut_off_and_others_are_not() -> None:
    clock = FakeClock()
    listener = MllpInput(clock, ANY, bounds=Bounds(message_seconds=10.0))
    with listening(listener) as heard, Device(listener.port) as slow, Device(listener.port) as good:
        slow.send(b"\x0bMSH|")
        wait_for(lambda: listener.counts.bytes == 5)
        clock.advance(9)
        slow.send(b"^")
        wait_for(lambda: listener.counts.bytes == 6)
        good.send(GOOD)
        assert b"MSA|CA|7" in good.answer()
        clock.advance(2)
        assert slow.is_closed()
        good.send(GOOD)
        assert b"MSA|CA|7" in good.answer()
    assert heard.codes == ["connection_too_slow"]


def test_a_busy_sender_is_never_taken_for_a_slow_one() -> None:
    clock = FakeClock()
    listener = MllpInput(clock, ANY, bounds=Bounds(message_seconds=10.0))
    with listening(listener) as heard, Device(listener.port) as device:
        # At every read a message is under way, and always another one.
        device.send(GOOD[:20])
        for _ in range(5):
            clock.advance(9)
            device.send(GOOD[20:] + GOOD[:20])
            assert b"MSA|CA|7" in device.answer()
    assert heard.codes == []


def test_a_connection_that_says_nothing_is_given_back() -> None:
    clock = FakeClock()
    listener = MllpInput(clock, ANY, bounds=Bounds(idle_seconds=60.0))
    with listening(listener) as heard, Device(listener.port) as device:
        wait_for(lambda: listener.counts.open == 1)
        clock.advance(61)
        assert device.is_closed()
        wait_for(lambda: listener.counts.open == 0)
    assert heard.codes == ["connection_idle"]


def test_more_connections_than_the_bound_are_turned_away_and_the_others_go_on() -> None:
    listener = _input(Bounds(connections=2))
    with listening(listener) as heard, Device(listener.port) as first, Device(listener.port):
        wait_for(lambda: listener.counts.open == 2)
        with Device(listener.port) as third:
            assert third.is_closed()
        first.send(GOOD)
        assert b"MSA|CA|7" in first.answer()
    assert heard.codes == ["too_many_connections"]


def test_one_host_cannot_take_every_connection() -> None:
    listener = _input(Bounds(connections=10, connections_of_one_host=1))
    with listening(listener) as heard, Device(listener.port), Device(listener.port) as second:
        assert second.is_closed()
    assert heard.codes == ["too_many_connections"]


def test_whoever_does_not_read_the_answers_is_cut_off() -> None:
    listener = _input(Bounds(unread_bytes=20_000))
    with listening(listener) as heard, Device(listener.port) as device:
        device.socket.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 4096)

        # The answer repeats the names of both sides: as long as the message, so that the buffers are full soon.
        names = "|".join(letter * 220 for letter in "ABCD")
        wordy = frame(f"MSH|^~\\&|{names}|20260302110000||ORU^R01|7|P|2.6".encode())

        def flood() -> None:
            try:
                while "connection_not_reading" not in heard.codes:
                    device.send(wordy * 200)
            except OSError:
                pass  # cut off, as it should be

        sending = threading.Thread(target=flood, daemon=True)
        sending.start()
        wait_for(lambda: "connection_not_reading" in heard.codes)
        sending.join()


def test_a_device_that_vanishes_in_the_middle_is_none_of_our_faults() -> None:
    listener = _input()
    with listening(listener) as heard:
        for _ in range(5):
            device = Device(listener.port)
            device.send(GOOD[:30])
            device.socket.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, b"\x01\0\0\0\0\0\0\0")
            device.socket.close()
        wait_for(lambda: listener.counts.connections == 5 and listener.counts.open == 0)
        with Device(listener.port) as device:
            device.send(GOOD)
            assert b"MSA|CA|7" in device.answer()
    assert heard.refusals == []


def test_a_sender_of_rubbish_alone_is_cut_off_and_others_are_not() -> None:
    listener = _input()
    with listening(listener) as heard, Device(listener.port) as good, Device(listener.port) as bad:
        bad.send(frame(b"rubbish") * 400 + GOOD + frame(b"rubbish") * 400)
        for _ in range(801):
            assert bad.answer()
        bad.send(frame(b"rubbish") * 501)
        while bad.answer():
            pass
        good.send(GOOD)
        assert b"MSA|CA|7" in good.answer()
    assert heard.codes[-1] == "connection_only_rubbish"


def test_a_failure_behind_the_input_is_told_and_the_listener_goes_on(expected_logs: ExpectedLogs) -> None:
    expected_logs.expect("app.interop.listening", "an input failed")
    heard, broken = Heard(), [True]

    def deliver(_: object) -> None:
        if broken:
            broken.clear()
            raise ZeroDivisionError

    listener = _input()
    listener.start(deliver, heard.refusals.append)
    try:
        with Device(listener.port) as device:
            device.send(GOOD)
            assert device.is_closed()
        with Device(listener.port) as device:
            device.send(GOOD)
            assert b"MSA|CA|7" in device.answer()
    finally:
        listener.stop()
    assert heard.codes == ["input_fault"]
    assert heard.refusals[0].may_be_alarm, "nobody knows what it was"


def test_when_stop_returns_nothing_is_left_open_and_the_port_is_free() -> None:
    listener = _input()
    with listening(listener) as heard, Device(listener.port) as device:
        port = listener.port
        device.send(GOOD)
        assert b"MSA|CA|7" in device.answer()
        listener.stop()
        assert device.is_closed()
        before = len(heard.messages)
        assert listener.counts.open == 0
        assert not [one for one in threading.enumerate() if one.name.startswith("mllp")]
    again = MllpInput(SystemClock(), ("127.0.0.1", port))
    with listening(again), Device(port) as device:
        device.send(GOOD)
        assert b"MSA|CA|7" in device.answer()
    assert len(heard.messages) == before


def test_a_port_that_is_taken_is_said_in_words() -> None:
    listener = _input()
    with listening(listener):
        other = MllpInput(SystemClock(), ("127.0.0.1", listener.port))
        with pytest.raises(KnownError) as raised:
            other.start(lambda _: None, lambda _: None)
        assert raised.value.code == "ward.input_busy"
        other.stop()
