"""The simulated ward as a client: HL7 over MLLP and datagrams, against the listeners that a ward really has."""

import socket
import ssl
import threading
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

import numpy as np
import pytest

from app.central.certificate import own
from app.interop.datagrams import DatagramInput
from app.interop.hl7.framing import Unframer, frame
from app.interop.hl7.mllp import MllpInput
from app.interop.simulator.datagram_lines import DatagramEncoding
from app.interop.simulator.hl7_lines import Hl7Encoding, acknowledgement
from app.interop.simulator.plans import Plan
from app.interop.simulator.playing import PlayedWard
from app.interop.simulator.scenarios import load_scenario
from app.interop.simulator.sending import Encoding, Sender
from app.kernel.clock import SystemClock
from app.kernel.errors import KnownError
from app.ward.signals import DeviceAlert, DeviceMessage, DeviceReport, Numeric, Observation, Phase, SignOfLife, Source
from tests.interop.listeners import Heard, listening
from tests.interop.simulator.played import wave_of

_NAMES = ("false-asystole", "ventilated", "leads-off")


def _said(seconds: float = 66.0) -> list[DeviceMessage]:
    ward = PlayedWard(Plan("small", tuple((load_scenario(name), 0.0) for name in _NAMES)), 7)
    return [*ward.advance(seconds), *ward.leaving(seconds)]


@contextmanager
def _mllp(port: int = 0, tls: ssl.SSLContext | None = None) -> Iterator[tuple[Heard, int]]:
    listener = MllpInput(SystemClock(), ("127.0.0.1", port), tls)
    with listening(listener) as heard:
        yield heard, listener.port


def _sender(port: int, encoding: Encoding, tls: ssl.SSLContext | None = None) -> Sender:
    sender = Sender(("127.0.0.1" if tls is None else "localhost", port), encoding, tls, 7)
    sender.start()
    return sender


def _in_portions(sender: Sender, messages: Sequence[DeviceMessage], sent: Callable[[], int]) -> None:
    """As in life, not more at once than a connection may hold."""
    for begin in range(0, len(messages), 60):
        sender.send(messages[begin : begin + 60])
        _until(lambda end=begin + 60: sent() >= min(end, len(messages)))  # type: ignore[misc]  # a lambda with a default


def _until(is_so: Callable[[], bool]) -> None:
    end = time.monotonic() + 20
    while not is_so():
        assert time.monotonic() < end
        time.sleep(0.005)


def test_over_hl7_every_message_arrives_as_it_was_said_and_is_acknowledged() -> None:
    said = [one for one in _said() if not isinstance(one, DeviceReport)]
    with _mllp() as (heard, port):
        sender = _sender(port, Hl7Encoding(SystemClock(), "t"))
        _in_portions(sender, said, lambda: sender.tally.acknowledged)
        tally = sender.stop()
    assert (tally.sent, tally.acknowledged, tally.lost, tally.waiting) == (len(said), len(said), 0, 0)
    assert not tally.refused
    assert heard.refusals == []
    assert _facts(heard.messages) == _facts(said)
    assert all(one.source.simulated for one in heard.messages)
    for bed in ("SIM-01", "SIM-02", "SIM-03"):
        for wave in ("ecg_ii", "art", "pleth", "resp", "co2"):
            expected = wave_of(said, wave, bed)
            assert np.array_equal(wave_of(heard.messages, wave, bed), expected, equal_nan=True), (bed, wave)


def _leaving(messages: Sequence[DeviceMessage]) -> set[Source]:
    return {one.source for one in list(messages) if isinstance(one, SignOfLife) and one.leaving}


def _newest(messages: Sequence[DeviceMessage]) -> dict[tuple[str, str], Numeric]:
    observations = [one for one in messages if isinstance(one, Observation)]
    return {(one.source.bed, number.vital): number for one in observations for number in one.numerics}


def _facts(messages: Sequence[DeviceMessage], *, numerics: bool = True) -> dict[str, list[object]]:
    """Of each device in its order: what does not depend on when it arrived."""
    found: dict[str, list[object]] = {}
    for one in messages:
        kept = found.setdefault(repr(one.source), [])
        if isinstance(one, Observation):
            kept += one.numerics if numerics else ()
        elif isinstance(one, DeviceAlert):
            kept.append((one.alert, one.event, one.phase, one.priority, one.kind, one.state, one.text, one.value))
        elif isinstance(one, SignOfLife):
            kept.append(one.leaving)
        elif isinstance(one, DeviceReport):
            kept.append((one.topic, one.priority, one.values))
    return found


def test_reports_have_no_form_in_hl7_and_are_counted() -> None:
    said = _said(40)
    reports = [one for one in said if isinstance(one, DeviceReport)]
    with _mllp() as (_, port):
        sender = _sender(port, Hl7Encoding(SystemClock(), "t"))
        sender.send(reports)
        assert sender.stop().without_form == len(reports) > 0


def test_as_datagrams_reports_arrive_too_and_every_message_keeps_its_device() -> None:
    said = _said()
    listener = DatagramInput(SystemClock(), ("127.0.0.1", 0))
    with listening(listener) as heard:
        sender = _sender(listener.port, DatagramEncoding())
        for begin in range(0, len(said), 60):
            sender.send(said[begin : begin + 60])
            _until(lambda end=begin: sender.tally.sent >= end - 10)  # type: ignore[misc]  # a lambda with a default
        tally = sender.stop()
        leaving = _leaving(said)
        _until(lambda: _leaving(heard.messages) == leaving)
    assert heard.refusals == []
    assert (tally.lost, tally.waiting, tally.connections) == (0, 0, 4), "a connection for each bed and the building"
    assert _facts(heard.messages, numerics=False) == _facts(said, numerics=False)
    # What comes at once is one moment to the listener: of each number the newest counts.
    assert _newest(heard.messages) == _newest(said)
    assert {one.source.simulated for one in heard.messages} == {True}


class _StubbornServer:
    """Answers the first `refused` messages with CE, hangs up on the next one, then accepts everything."""

    def __init__(self, refused: int = 0, hang_up: bool = False) -> None:
        self._refused, self._hang_up = refused, hang_up
        self.taken: list[bytes] = []
        self._socket = socket.create_server(("127.0.0.1", 0))
        self.port: int = self._socket.getsockname()[1]
        self._thread = threading.Thread(target=self._serve, daemon=True)
        self._thread.start()

    def close(self) -> None:
        self._socket.shutdown(socket.SHUT_RDWR)
        self._socket.close()
        self._thread.join()

    def _serve(self) -> None:
        while True:
            try:
                connection, _ = self._socket.accept()
            except OSError:
                return
            with connection:
                self._talk(connection)

    def _talk(self, connection: socket.socket) -> None:
        unframer = Unframer(1 << 20)
        while data := connection.recv(65_536):
            for piece in unframer.feed(data):
                assert piece.message is not None
                if self._hang_up and not self._refused:
                    self._hang_up = False
                    return
                self.taken.append(piece.message)
                control = piece.message.split(b"|")[9]
                code, error = (b"CE", b"ERR||PID^1^3|101|E\r") if self._refused else (b"CA", b"")
                self._refused = max(0, self._refused - 1)
                connection.sendall(frame(b"MSH|^~\\&|||||||ACK\rMSA|" + code + b"|" + control + b"\r" + error))


def _one_of_each() -> list[DeviceMessage]:
    """A wave, a beginning alarm and a repeated one, a sign of life, of one bed."""
    said = [one for one in _said() if one.source.bed == "SIM-01"]
    alerts = [one for one in said if isinstance(one, DeviceAlert)]
    start = next(one for one in alerts if one.phase is Phase.START)
    repeated = next(one for one in alerts if one.phase is Phase.CONTINUE)
    life = next(one for one in said if isinstance(one, SignOfLife))
    return [next(one for one in said if isinstance(one, Observation) and one.waves), start, repeated, life]


def test_a_refusal_is_counted_by_its_reason() -> None:
    server = _StubbornServer(refused=2)
    sender = _sender(server.port, Hl7Encoding(SystemClock(), "t"))
    sender.send(_one_of_each())
    tally = sender.stop()
    server.close()
    assert tally.refused == {"CE 101": 2}
    assert tally.acknowledged == 2


def test_after_a_broken_connection_the_beginning_of_an_alarm_is_sent_again_and_what_was_alive_is_not() -> None:
    server = _StubbornServer(hang_up=True)
    sender = _sender(server.port, Hl7Encoding(SystemClock(), "t"))
    sender.send(_one_of_each())
    _until(lambda: len(server.taken) >= 1)
    tally = sender.stop()
    server.close()
    assert tally.connections == 2
    assert (tally.acknowledged, tally.lost, tally.waiting) == (1, 3, 0)
    assert b"ASYSTOL" in server.taken[0]


def test_while_nobody_listens_it_tries_again_and_goes_on_when_somebody_does() -> None:
    with socket.create_server(("127.0.0.1", 0)) as free:
        port = free.getsockname()[1]
    sender = _sender(port, Hl7Encoding(SystemClock(), "t"))
    start = _one_of_each()[1]
    sender.send([start])
    _until(lambda: sender.tally.attempts_failed >= 2)
    with _mllp(port) as (heard, _):
        _until(lambda: len(heard.messages) == 1)
        tally = sender.stop()
    assert tally.acknowledged == 1


def test_nobody_reached_is_said_and_nothing_is_lost_silently() -> None:
    with socket.create_server(("127.0.0.1", 0)) as free:
        port = free.getsockname()[1]
    sender = _sender(port, Hl7Encoding(SystemClock(), "t"))
    sender.send(_one_of_each())
    _until(lambda: sender.tally.attempts_failed >= 1)
    tally = sender.stop()
    assert (tally.sent, tally.waiting, tally.lost) == (0, 1, 3)
    with pytest.raises(KnownError) as caught:
        sender.check_reached()
    assert caught.value.code == "simulator.unreachable"


def test_what_waits_for_a_listener_is_bounded_and_waves_give_way_to_alarms() -> None:
    with socket.create_server(("127.0.0.1", 0)) as free:
        port = free.getsockname()[1]
    sender = _sender(port, Hl7Encoding(SystemClock(), "t"))
    wave, start, _, _ = _one_of_each()
    sender.send([start, *[wave] * 400])
    _until(lambda: sender.tally.lost >= 145)
    tally = sender.stop()
    assert tally.waiting == 1
    assert tally.lost == 400


def test_it_speaks_encrypted_to_a_listener_that_it_trusts_and_to_no_other(tmp_path: Path) -> None:
    certificate = own(tmp_path, SystemClock(), ["localhost"])
    server = ssl.create_default_context(ssl.Purpose.CLIENT_AUTH)
    server.load_cert_chain(certificate.certificate, certificate.key)
    with _mllp(tls=server) as (heard, port):
        trusting = _sender(
            port, Hl7Encoding(SystemClock(), "t"), ssl.create_default_context(cafile=certificate.certificate)
        )
        trusting.send(_one_of_each())
        assert trusting.stop().acknowledged == 4
        doubting = _sender(port, Hl7Encoding(SystemClock(), "d"), ssl.create_default_context())
        doubting.send(_one_of_each())
        _until(lambda: doubting.tally.attempts_failed >= 1)
        assert (doubting.stop().connections, len(heard.messages)) == (0, 4)


@pytest.mark.parametrize(
    ("answer", "expected"),
    [
        (b"MSH|^~\\&|\rMSA|CA|t-1\r", ("t-1", "")),
        (b"MSH|^~\\&|\rMSA|AA|t-1\r", ("t-1", "")),
        (b"MSH|^~\\&|\rMSA|CR|t-1\rERR||MSH|200^Unsupported^HL70357|E\r", ("t-1", "CR 200")),
        (b"MSH|^~\\&|\rMSA|CE|t-1\r", ("t-1", "CE")),
        (b"MSH|^~\\&|\rMSA|CA\r", None),
        (b"\xff\xfe", None),
    ],
    ids=["accepted", "by the application", "rejected", "without reason", "cut", "no message"],
)
def test_an_acknowledgement_is_read_by_its_code(answer: bytes, expected: tuple[str, str] | None) -> None:
    assert acknowledgement(answer) == expected
