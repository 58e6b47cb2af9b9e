"""Devices that speak in datagrams: what is written is read back equal, and a broken stream finds its feet again."""

import dataclasses
import itertools
import math
import random

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from app.interop.conversation import Bounds, HangUp
from app.interop.datagram_reading import topics
from app.interop.datagram_values import letters, waves_by_code, waves_by_kind
from app.interop.datagram_writing import DatagramWriter
from app.interop.datagrams import DatagramConversation, DatagramInput
from app.kernel.clock import FakeClock, SystemClock
from app.router.datagram import SIZE, Datagram, first_message, is_known, pack
from app.ward.catalogue import vital_signs, waveforms
from app.ward.signals import (
    DeviceAlert,
    DeviceMessage,
    DeviceReport,
    Numeric,
    Observation,
    SignOfLife,
    Source,
    WaveBlock,
)
from tests.interop.hl7.values import RECEIVED, alerts, numerics, signs_of_life, sources, texts
from tests.interop.listeners import Device, Heard, listening, wait_for

SOURCE = Source("MON-7", "L07", "4711", simulated=True)
PULSE = Datagram(5, "L07", "LTO", 7, 3, b"PR72\0\0\0\0")


def _heard(*chunks: bytes) -> Heard:
    heard = Heard()
    conversation = DatagramConversation("10.0.0.5:4444", heard.messages.append, heard.refusals.append)
    for chunk in chunks:
        assert conversation.take(chunk, RECEIVED) == b""
    return heard


def _written(source: Source, *messages: DeviceMessage) -> bytes:
    writer = DatagramWriter(source)
    return writer.introduction() + b"".join(writer.write(one) for one in messages)


def test_every_vital_sign_and_waveform_has_its_place() -> None:
    assert set(letters()) == set(vital_signs())
    assert all(len(one) == 2 for one in letters().values())
    assert len(set(letters().values())) == len(letters())
    assert set(waves_by_code()) == set(waveforms())
    assert all(is_known(kind) for kind in waves_by_kind())
    for code, form in waves_by_code().items():
        low, high = waveforms()[code].shown
        assert form.low <= low < high <= form.high
        assert form.rate_hz == waveforms()[code].usual_rate_hz


def test_an_ecg_is_31_datagrams_and_a_quarter_a_second() -> None:
    block = WaveBlock("ecg_ii", 250.0, 0.0, np.zeros(250 * 4, dtype=np.float32))
    writer = DatagramWriter(SOURCE)
    assert len(writer.write(Observation(SOURCE, 0.0, (), (block,)))) == 125 * SIZE


@settings(max_examples=40)
@given(sources, st.data())
def test_numbers_are_read_back_equal(source: Source, data: st.DataObject) -> None:
    vitals = data.draw(st.lists(st.sampled_from(sorted(vital_signs())), unique=True, min_size=1, max_size=5))
    observation = Observation(source, RECEIVED, tuple(data.draw(numerics(one)) for one in vitals))
    heard = _heard(_written(source, observation))
    assert (heard.messages, heard.codes) == ([observation], [])


@settings(max_examples=25)
@given(sources, st.sampled_from(sorted(waveforms())), st.integers(1, 6), st.integers(0, 2**32))
def test_samples_come_back_to_the_nearest_step_and_gaps_stay_gaps(
    source: Source, wave: str, groups: int, seed: int
) -> None:
    form, chance = waves_by_code()[wave], np.random.default_rng(seed)
    samples = chance.uniform(form.low, form.high, groups * 8).astype(np.float32)
    samples[chance.random(len(samples)) < 0.1] = np.nan
    block = WaveBlock(wave, form.rate_hz, RECEIVED - len(samples) / form.rate_hz, samples)
    heard = _heard(_written(source, Observation(source, RECEIVED, (), (block,))))
    (found,) = heard.messages
    assert isinstance(found, Observation)
    assert found.source == source
    (read,) = found.waves
    assert (read.wave, read.rate_hz) == (wave, form.rate_hz)
    assert math.isclose(read.first_at, block.first_at)
    np.testing.assert_array_equal(np.isnan(read.samples), np.isnan(samples))
    known = ~np.isnan(samples)
    assert np.abs(read.samples[known] - samples[known]).max(initial=0) <= (form.high - form.low) / 254 / 2 * 1.001


@settings(max_examples=40)
@given(alerts())
def test_alarms_are_read_back_equal(alert: DeviceAlert) -> None:
    heard = _heard(_written(alert.source, alert))
    (found,) = heard.messages
    # Datagrams carry no clock of the device.
    assert found == dataclasses.replace(alert, device_time=None)


@settings(max_examples=25)
@given(signs_of_life)
def test_signs_of_life_are_read_back_equal(sign: SignOfLife) -> None:
    assert _heard(_written(sign.source, sign)).messages == [sign]


@settings(max_examples=25)
@given(
    sources,
    st.sampled_from(sorted(topics())),
    st.integers(0, 9),
    st.dictionaries(
        st.from_regex(r"[a-z_]{1,10}", fullmatch=True),
        st.one_of(st.none(), st.floats(allow_nan=False, allow_infinity=False), st.just(""), texts),
        max_size=5,
    ),
)
def test_reports_of_every_priority_are_read_back_equal(
    source: Source, topic: str, priority: int, values: dict[str, float | str | None]
) -> None:
    report = DeviceReport(source, RECEIVED, topic, priority, values)
    assert _heard(_written(source, report)).messages == [report]


def test_samples_that_are_no_eight_wait_for_the_next_and_none_is_lost() -> None:
    writer, rng = DatagramWriter(SOURCE), np.random.default_rng(1)
    samples = np.round(rng.uniform(-1, 1, 200), 2).astype(np.float32)
    chunks = np.array_split(samples, [3, 10, 11, 90, 91])
    stream = b"".join(
        writer.write(Observation(SOURCE, 0.0, (), (WaveBlock("ecg_ii", 250.0, 0.0, one),))) for one in chunks
    )
    heard = _heard(stream)
    (found,) = heard.messages
    assert isinstance(found, Observation)
    assert found.waves[0].samples == pytest.approx(samples, abs=0.0101)


def test_another_rate_is_brought_to_that_of_the_wire() -> None:
    block = WaveBlock("ecg_ii", 500.0, 0.0, np.repeat(np.array([0.5, -0.5], np.float32), 500))
    (found,) = _heard(_written(SOURCE, Observation(SOURCE, 0.0, (), (block,)))).messages
    assert isinstance(found, Observation)
    assert len(found.waves[0].samples) == 496  # 500, of which 4 wait
    assert found.waves[0].samples[[0, 249, 251]] == pytest.approx([0.5, 0.5, -0.5], abs=0.011)


@pytest.mark.parametrize(
    ("number", "origin", "expected"),
    [
        ("L07", "LTO", Source("L07/LTO@10.0.0.5", "L07", "")),
        ("MON7", "EQP", Source("MON7", "", "")),
        ("12345678901", "CPF", Source("12345678901/CPF@10.0.0.5", "", "12345678901")),
    ],
)
def test_without_an_introduction_the_identifier_speaks(number: str, origin: str, expected: Source) -> None:
    (found,) = _heard(pack(Datagram(5, number, origin, 7, 3, b"PR72\0\0\0\0"))).messages
    assert found.source == expected


def test_one_connection_may_speak_for_many_beds() -> None:
    beds = [Source(f"MON-{at}", f"L{at:02d}") for at in range(30)]
    pulse = [Observation(one, RECEIVED, (Numeric("pulse_rate", 60.0 + at),)) for at, one in enumerate(beds)]
    heard = _heard(b"".join(_written(one, value) for one, value in zip(beds, pulse, strict=True)))
    assert heard.messages == pulse


def test_devices_of_one_patient_on_one_connection_are_told_apart() -> None:
    devices = [Source(f"DEV-{at}", "L07", "4711") for at in range(16)]
    writers = [DatagramWriter(one, first_message(at)) for at, one in enumerate(devices)]
    stream = b"".join(one.introduction() for one in writers)
    wave = WaveBlock("ecg_ii", 250.0, 0.0, np.zeros(16, np.float32))
    for at, writer in enumerate(writers):
        sent = Observation(devices[at], RECEIVED, (Numeric("pulse_rate", 60.0 + at),), (wave,))
        stream += writer.write(sent) + writer.write(SignOfLife(devices[at], RECEIVED))
    heard = _heard(stream)
    assert not heard.refusals
    for one in heard.messages:
        assert one.source in devices
        if isinstance(one, Observation) and one.numerics:
            assert one.numerics[0].value == 60.0 + devices.index(one.source)
    assert len([one for one in heard.messages if isinstance(one, SignOfLife)]) == 16
    waves = [one.source for one in heard.messages if isinstance(one, Observation) and one.waves]
    assert sorted(one.device for one in waves) == sorted(one.device for one in devices)


@pytest.mark.parametrize(
    "value",
    [b"PR", b"PRx", b"XX72", b"PR351", b"PR-1", b"72", b"PR1e999", b"PRnan", b"\xff\xff72", b"PR72;1", b"PR1_0"],
)
def test_a_value_that_says_nothing_known_is_refused(value: bytes) -> None:
    heard = _heard(pack(Datagram(5, "L07", "LTO", 7, 3, value.ljust(8, b"\0"))) + pack(PULSE))
    assert heard.codes == ["datagram_value"]
    assert len(heard.messages) == 1


@pytest.mark.parametrize(("at", "code"), [(0, "priority"), (3, "text"), (30, "number"), (34, "type"), (47, "end")])
def test_a_broken_datagram_is_refused_with_its_field_and_the_next_is_taken(at: int, code: str) -> None:
    broken = bytearray(pack(PULSE))
    broken[at : at + 4 if at == 30 else at + 1] = bytes(4) if at == 30 else b"\x1f"
    heard = _heard(bytes(broken) + pack(PULSE) + pack(PULSE))
    assert heard.codes == [f"datagram_{code}"]
    assert [one.numerics for one in heard.messages if isinstance(one, Observation)] == [(Numeric("pulse_rate", 72),)]


@pytest.mark.parametrize("rubbish", [b"\xff", b"GET / HTTP/1.1\r\n\r\n", b"\xff" * 47, b"\xff" * 200])
def test_a_stream_that_lost_its_step_finds_it_again(rubbish: bytes) -> None:
    heard = _heard(pack(PULSE) + rubbish + pack(PULSE) * 3)
    assert heard.refusals
    assert len(heard.messages) >= 2


@settings(max_examples=25)
@given(st.lists(st.integers(0, 2000), max_size=6))
def test_a_stream_may_come_in_any_pieces(cuts: list[int]) -> None:
    stream = _written(
        SOURCE, Observation(SOURCE, RECEIVED, (Numeric("spo2", 97.0, (90.0, 100.0)),)), SignOfLife(SOURCE, 0)
    )
    edges = [0, *sorted(cut % len(stream) for cut in cuts), len(stream)]
    heard = _heard(*(stream[a:b] for a, b in itertools.pairwise(edges)))
    assert [type(one) for one in heard.messages] == [Observation, SignOfLife]


def test_nothing_that_is_sent_ends_the_conversation() -> None:
    chance = random.Random(5)
    good = _written(SOURCE, Observation(SOURCE, RECEIVED, (Numeric("spo2", 97.0),)), SignOfLife(SOURCE, 0))
    heard = Heard()
    conversation = DatagramConversation("10.0.0.5:4444", heard.messages.append, heard.refusals.append)
    for _ in range(300):
        raw = bytearray(good)
        for _one in range(chance.randint(0, 30)):
            raw[chance.randrange(len(raw))] = chance.randrange(256)
        cut = chance.randint(0, len(raw))
        conversation.take(bytes(raw[cut:]), RECEIVED)
        conversation.tick(RECEIVED)
    before = len(heard.messages)
    conversation.take(good * 3, RECEIVED + 100)
    assert len(heard.messages) >= before + 4
    values = [n.value for one in heard.messages if isinstance(one, Observation) for n in one.numerics]
    assert all(value is None or 0 <= value <= 100 for value in values)


def test_a_sender_of_rubbish_alone_is_told_to_go() -> None:
    with pytest.raises(HangUp) as raised:
        _heard(b"\xff" * 200_000)
    assert raised.value.why == "connection_only_rubbish"


def test_an_unfinished_chain_is_given_up_in_time() -> None:
    heard = Heard()
    conversation = DatagramConversation("10.0.0.5:4444", heard.messages.append, heard.refusals.append)
    conversation.take(DatagramWriter(SOURCE).introduction()[:SIZE], 0.0)
    conversation.tick(4.0)
    assert heard.codes == []
    conversation.tick(6.0)
    assert heard.codes == ["datagram_chain"]


def test_datagrams_come_in_over_a_socket_and_a_half_one_is_not_waited_for_forever() -> None:
    clock = FakeClock()
    listener = DatagramInput(clock, ("127.0.0.1", 0), bounds=Bounds(message_seconds=10.0))
    with listening(listener) as heard, Device(listener.port) as device:
        device.send(pack(PULSE) * 2 + pack(PULSE)[:20])
        wait_for(lambda: heard.messages)
        clock.advance(11)
        assert device.is_closed()
    assert heard.codes == ["connection_too_slow"]
    assert DatagramInput(SystemClock(), ("127.0.0.1", 0)).name == "datagrams:0"
