"""The same seed and the same times give the same samples, bit for bit, however they are asked for."""

import itertools
from collections.abc import Sequence
from functools import cache

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from app.interop.simulator.playing import PlayedWard
from app.interop.simulator.scenarios import load_scenario
from app.interop.simulator.timeline import Step
from app.ward.signals import DeviceMessage, Observation
from tests.interop.simulator.played import ALL_WAVES, plan, scenario, wave_of

_SECONDS = 18.4
_BUSY = scenario(
    {"ventricular_premature": 10, "artefact": 0.3, "ventilated": True, "pump": True},
    Step(5, 4, {"heart_rate": 120, "systolic": 90, "diastolic": 50}),
    Step(9, 0, {"rhythm": "atrial_fibrillation"}),
    Step(14, 0, {"rhythm": "ventricular_fibrillation"}),
    Step(17, 0, {"electrodes": "off"}),
)
_PLAN = plan(_BUSY, load_scenario("quiet"), load_scenario("leads-off"))


def _played(block_ticks: int, moments: Sequence[float], seed: int = 11) -> list[DeviceMessage]:
    ward = PlayedWard(_PLAN, seed, waves=ALL_WAVES, block_ticks=block_ticks)
    return [message for until in (*sorted(moments), _SECONDS) for message in ward.advance(until)]


def _without_waves(messages: Sequence[DeviceMessage]) -> list[str]:
    return [repr(one) for one in messages if not (isinstance(one, Observation) and one.waves)]


@cache
def _whole() -> list[DeviceMessage]:
    return _played(25, ())


@settings(max_examples=8)
@given(
    block_ticks=st.integers(1, 160),
    moments=st.lists(st.floats(0, _SECONDS, allow_nan=False), max_size=6),
)
def test_neither_the_size_of_blocks_nor_the_moments_of_asking_change_a_sample(
    block_ticks: int, moments: list[float]
) -> None:
    asked = _played(block_ticks, moments)
    for bed in ("SIM-01", "SIM-02", "SIM-03"):
        for wave in ALL_WAVES:
            expected, found = wave_of(_whole(), wave, bed), wave_of(asked, wave, bed)
            # The last block may not be whole yet.
            common = min(len(expected), len(found))
            assert len(found) >= len(expected) - block_ticks * 4
            assert np.array_equal(expected[:common], found[:common], equal_nan=True), (bed, wave)
    assert _without_waves(asked) == _without_waves(_whole())


def test_blocks_join_without_gap_or_overlap() -> None:
    for bed in ("SIM-01", "SIM-03"):
        blocks = [
            block
            for one in _played(13, (3.3, 8.05))
            if isinstance(one, Observation) and one.source.bed == bed
            for block in one.waves
            if block.wave == "art"
        ]
        for before, after in itertools.pairwise(blocks):
            assert after.first_at == pytest.approx(before.first_at + len(before.samples) / before.rate_hz)


def test_another_seed_is_another_ward() -> None:
    other = _played(25, (), seed=12)
    assert not np.array_equal(wave_of(other, "ecg_ii", "SIM-02"), wave_of(_whole(), "ecg_ii", "SIM-02"))


def test_a_bed_does_not_depend_on_its_neighbours() -> None:
    alone = PlayedWard(plan(_BUSY), 11, waves=ALL_WAVES).advance(_SECONDS)
    for wave in ALL_WAVES:
        assert np.array_equal(wave_of(alone, wave), wave_of(_whole(), wave), equal_nan=True), wave


def test_what_is_said_is_in_order_of_time_and_never_ahead_of_it() -> None:
    ward = PlayedWard(_PLAN, 5)
    last = 0.0
    for until in np.arange(0.05, 10, 0.35):
        for message in ward.advance(float(until)):
            assert last <= message.received_at <= until
            last = message.received_at


def test_samples_cannot_be_changed_by_who_receives_them() -> None:
    block = next(one for one in _whole() if isinstance(one, Observation) and one.waves).waves[0]
    with pytest.raises(ValueError, match="read-only"):
        block.samples[0] = 1.0
