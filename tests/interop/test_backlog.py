"""Waveforms that were held up and come in together lie behind each other."""

import itertools

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from app.interop.backlog import Traces, laid_out
from app.interop.hl7.framing import frame
from app.interop.hl7.mllp import MllpConversation
from app.interop.hl7.writing import write_observation
from app.kernel.clock import FakeClock
from app.ward.signals import DeviceMessage, Observation, SignOfLife, Source, WaveBlock
from tests.interop.listeners import Heard


def _observation(device: str, wave: str, count: int, rate: float = 250.0) -> Observation:
    block = WaveBlock(wave, rate, 100.0 - count / rate, np.zeros(count, np.float32))
    return Observation(Source(device), 100.0, (), (block,))


@settings(max_examples=60)
@given(
    st.lists(
        st.tuples(st.sampled_from("ab"), st.sampled_from(["ecg_ii", "art"]), st.integers(1, 600)),
        min_size=1,
        max_size=12,
    )
)
def test_blocks_of_one_trace_follow_each_other_and_the_last_ends_now(parts: list[tuple[str, str, int]]) -> None:
    messages: list[DeviceMessage] = [_observation(*one) for one in parts]
    found = laid_out(messages)
    assert [one.source for one in found] == [one.source for one in messages]
    traces: dict[tuple[str, str], list[WaveBlock]] = {}
    for one in found:
        assert isinstance(one, Observation)
        for block in one.waves:
            traces.setdefault((one.source.device, block.wave), []).append(block)
    for blocks in traces.values():
        ends = [block.first_at + len(block.samples) / block.rate_hz for block in blocks]
        assert ends[-1] == pytest.approx(100.0)
        assert ends[:-1] == pytest.approx([block.first_at for block in blocks[1:]])


def test_what_is_no_waveform_keeps_its_place() -> None:
    messages: list[DeviceMessage] = [
        _observation("a", "art", 10),
        SignOfLife(Source("a"), 1.0),
        _observation("a", "art", 10),
    ]
    assert [type(one) for one in laid_out(messages)] == [Observation, SignOfLife, Observation]
    assert laid_out(messages)[1] is messages[1]


def test_three_seconds_that_arrive_at_once_are_three_seconds() -> None:
    clock, heard = FakeClock(), Heard()
    numbers = itertools.count(1)
    conversation = MllpConversation(clock, "p:1", heard.messages.append, heard.refusals.append, 10_000, numbers)
    block = WaveBlock("ecg_ii", 250.0, 0.0, np.zeros(250, np.float32))
    message = frame(write_observation(Observation(Source("a"), 0.0, (), (block,)), "1", clock.now()))
    assert conversation.take(message * 3, 0.0).count(b"MSA|CA|1") == 3
    firsts = [one.waves[0].first_at for one in heard.messages if isinstance(one, Observation)]
    assert firsts == pytest.approx([-3.0, -2.0, -1.0])


def test_two_blocks_of_one_trace_in_one_message_follow_each_other_too() -> None:
    block = _observation("a", "art", 125, 125.0).waves[0]
    (found,) = laid_out([Observation(Source("a"), 100.0, (), (block, block))])
    assert isinstance(found, Observation)
    assert [one.first_at for one in found.waves] == pytest.approx([98.0, 99.0])


def _received(traces: Traces, at: float, count: int = 100) -> WaveBlock:
    """A block of 0.4 s that is received at this moment."""
    block = WaveBlock("ecg_ii", 250.0, at - count / 250.0, np.zeros(count, np.float32))
    (found,) = traces.dated([Observation(Source("a"), at, (), (block,))])
    assert isinstance(found, Observation)
    return found.waves[0]


@settings(max_examples=60)
@given(st.lists(st.floats(0, 0.3), min_size=2, max_size=40))
def test_what_a_network_delays_leaves_no_gaps_and_nothing_is_dated_after_its_receipt(delays: list[float]) -> None:
    traces, end = Traces(), None
    for place, delay in enumerate(delays):
        at = 100 + 0.4 * place + delay
        block = _received(traces, at)
        assert block.first_at + 0.4 <= at + 1e-9
        if end is not None:
            assert block.first_at <= end + 0.5 / 250 + 1e-9
        end = block.first_at + 0.4


def test_a_trace_settles_on_the_shortest_delay() -> None:
    traces = Traces()
    delays = [0.2, 0.0, 0.1, 0.25, 0.05, 0.1]
    firsts = [_received(traces, 100 + 0.4 * place + delay).first_at for place, delay in enumerate(delays)]
    assert firsts[1:] == pytest.approx([100 + 0.4 * (place - 1) for place in range(1, 6)], abs=0.01)


def test_a_gap_stays_a_gap() -> None:
    traces = Traces()
    _received(traces, 100.0)
    assert _received(traces, 101.0).first_at == pytest.approx(100.6)


def test_a_slower_clock_is_followed() -> None:
    traces = Traces()
    # The device's second is a thousandth longer than ours.
    lags = [100 + 0.4004 * place - 0.4 - _received(traces, 100 + 0.4004 * place).first_at for place in range(2000)]
    assert max(lags) < 0.05


def test_no_more_traces_are_remembered_than_a_ward_has() -> None:
    traces = Traces()
    for place in range(3000):
        block = WaveBlock("ecg_ii", 250.0, 0.0, np.zeros(10, np.float32))
        traces.dated([Observation(Source(str(place)), 0.0, (), (block,))])
    assert len(traces._ends) == 1024
