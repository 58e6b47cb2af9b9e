"""Waveforms that were held up and come in together lie behind each other."""

import itertools

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from app.interop.backlog import laid_out
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
