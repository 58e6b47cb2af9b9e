"""The rings of a wall: what was received stands where it belongs, and nothing else does."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.ward.picture.rings import RATE_HZ, TraceRings
from app.ward.signals import WaveBlock

SHOWN = (0.0, 1.0)


def block(first_at: float, values: "list[float] | np.ndarray", rate: float = RATE_HZ) -> WaveBlock:
    return WaveBlock("ecg_ii", rate, first_at, np.asarray(values, np.float32))


def seen(rings: TraceRings, first_at: float, count: int, trace: int = 0) -> list[float]:
    start = round(first_at * RATE_HZ)
    return [round(float(value), 4) for value in rings.window(start, start + count)[trace]]


def nothing(values: list[float]) -> bool:
    return all(np.isnan(value) for value in values)


def test_a_block_stands_at_its_time_and_nothing_stands_beside_it() -> None:
    rings = TraceRings(2)
    rings.put(0, block(10.0, [0.1, 0.2, 0.3]), SHOWN)
    assert seen(rings, 10.0, 3) == [0.1, 0.2, 0.3]
    assert nothing(seen(rings, 9.0, 250)) and nothing(seen(rings, 10.012, 100))
    assert nothing(seen(rings, 10.0, 3, trace=1))


def test_the_edges_of_what_is_shown_become_zero_and_one() -> None:
    rings = TraceRings(1)
    rings.put(0, block(1.0, [0.0, 100.0, 200.0]), (0.0, 200.0))
    assert seen(rings, 1.0, 3) == [0.0, 0.5, 1.0]


def test_blocks_that_arrive_with_jitter_join_without_a_hole() -> None:
    rings = TraceRings(1)
    for second, late in enumerate((0.0, 0.09, -0.05, 0.2, 0.01)):
        rings.put(0, block(20.0 + second + late, np.full(RATE_HZ, 0.5)), SHOWN)
    assert set(seen(rings, 20.0, 5 * RATE_HZ - 8)) == {0.5}


def test_a_second_without_samples_is_a_gap_even_where_an_older_lap_lies() -> None:
    rings = TraceRings(1)
    for second in range(40):
        if second != 30:
            rings.put(0, block(float(second), np.full(RATE_HZ, 0.25)), SHOWN)
    assert nothing(seen(rings, 30.0, RATE_HZ))
    assert set(seen(rings, 31.0, RATE_HZ)) == {0.25}


def test_a_value_that_the_device_did_not_give_is_a_gap() -> None:
    rings = TraceRings(1)
    rings.put(0, block(5.0, [0.1, float("nan"), 0.3]), SHOWN)
    first, lacking, last = seen(rings, 5.0, 3)
    assert (first, last) == (0.1, 0.3) and np.isnan(lacking)


@pytest.mark.parametrize("rate", [62.5, 125.0, 249.9, 360.0, 500.0])
def test_a_line_sampled_at_another_rate_stays_that_line_across_blocks(rate: float) -> None:
    rings, size = TraceRings(1), round(rate / 2)
    for part in range(8):
        at = 3.0 + part * size / rate
        rings.put(0, block(at, (at + np.arange(size) / rate - 3.0) / 4.0, rate), SHOWN)
    drawn = rings.window(3 * RATE_HZ, 3 * RATE_HZ + 900)[0]
    assert np.allclose(drawn, np.arange(900) / RATE_HZ / 4.0, atol=1e-3)


def test_a_block_that_comes_twice_or_late_changes_nothing() -> None:
    rings = TraceRings(1)
    rings.put(0, block(1.0, np.full(500, 0.5)), SHOWN)
    rings.put(0, block(1.0, np.full(250, 0.9)), SHOWN)
    assert set(seen(rings, 1.0, 500)) == {0.5}
    assert rings.late == 1


def test_what_is_older_than_the_ring_is_unknown() -> None:
    rings = TraceRings(1)
    for second in range(30):
        rings.put(0, block(float(second), np.full(RATE_HZ, 0.5)), SHOWN)
    assert nothing(seen(rings, 2.0, RATE_HZ))


def test_nothing_of_the_former_patient_is_left() -> None:
    rings = TraceRings(1)
    rings.put(0, block(1.0, np.full(500, 0.5)), SHOWN)
    rings.forget(0)
    assert nothing(seen(rings, 0.5, 800))
    assert rings.last_at(0) == float("-inf")


@given(st.lists(st.tuples(st.floats(-0.6, 1.5), st.integers(1, 700)), min_size=1, max_size=12))
def test_whatever_comes_the_window_holds_only_what_was_sent(parts: list[tuple[float, int]]) -> None:
    rings, at = TraceRings(1), 5.0
    for apart, count in parts:
        at += apart
        rings.put(0, block(at, np.full(count, 0.5)), SHOWN)
        at += count / RATE_HZ
    drawn = rings.window(0, round((at + 2) * RATE_HZ))[0]
    known = drawn[~np.isnan(drawn)]
    assert np.allclose(known, 0.5)
    assert len(known) <= sum(count for _, count in parts) + len(parts)
