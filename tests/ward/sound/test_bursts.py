"""The bursts, measured on their samples: nothing here reads the parameters that they were made from."""

from itertools import pairwise

import numpy as np
import pytest

from app.ward.alarms.signs import Burst
from app.ward.sound.bursts import RATE_HZ, Sound, burst

LOUD = 1e-4


def pulses(sound: Sound) -> list[tuple[float, float]]:
    """(begin, end) of each pulse in milliseconds: where the envelope leaves silence."""
    loud = np.abs(sound) > LOUD
    # A fundamental of 150 Hz crosses zero every 3.3 ms; silence is longer than that.
    window = round(0.005 * RATE_HZ)
    padded = np.convolve(loud, np.ones(window), "same") > 0
    edges = np.flatnonzero(np.diff(np.concatenate(([False], padded, [False])).astype(int)))
    half = window / 2
    return [
        (max(0.0, (begin + half) * 1000 / RATE_HZ), min(len(sound), end - half) * 1000 / RATE_HZ)
        for begin, end in zip(edges[::2], edges[1::2], strict=True)
    ]


def spaces(sound: Sound) -> list[float]:
    return [after[0] - before[1] for before, after in pairwise(pulses(sound))]


@pytest.mark.parametrize(("kind", "count"), [(Burst.HIGH, 10), (Burst.MEDIUM, 3)])
def test_each_burst_has_the_number_of_pulses_of_its_priority(kind: Burst, count: int) -> None:
    assert len(pulses(burst(kind))) == count


def test_a_low_burst_has_one_or_two_pulses() -> None:
    assert len(pulses(burst(Burst.LOW))) in (1, 2)


@pytest.mark.parametrize(("kind", "least", "most"), [(Burst.HIGH, 75, 200), (Burst.MEDIUM, 125, 250)])
def test_each_pulse_is_as_long_as_it_may_be(kind: Burst, least: float, most: float) -> None:
    for begin, end in pulses(burst(kind)):
        assert least <= end - begin <= most


def test_the_pulses_of_a_high_burst_are_spaced_as_three_two_gap_three_two() -> None:
    found, (begin, end) = spaces(burst(Burst.HIGH)), pulses(burst(Burst.HIGH))[1]
    usual = [space for at, space in enumerate(found, start=1) if at not in (3, 5, 8)]
    assert all(50 <= space <= 125 for space in usual)
    spacing = float(np.mean(usual))
    for at in (3, 8):
        assert found[at - 1] == pytest.approx(2 * spacing + (end - begin), abs=8)
    assert 350 <= found[4] <= 1300


def test_the_pulses_of_a_medium_burst_are_spaced_evenly() -> None:
    assert all(125 <= space <= 250 for space in spaces(burst(Burst.MEDIUM)))


@pytest.mark.parametrize("kind", list(Burst))
def test_a_pulse_rises_within_a_tenth_to_a_fifth_of_its_length(kind: Burst) -> None:
    sound = burst(kind)
    begin, end = (round(edge * RATE_HZ / 1000) for edge in pulses(sound)[0])
    envelope = np.array([np.abs(sound[at : at + 110]).max() for at in range(begin, end - 110)])
    top = envelope.max()
    rise = int(np.argmax(envelope >= 0.9 * top)) - int(np.argmax(envelope >= 0.1 * top))
    # From a tenth to nine tenths of a straight rise lie four fifths of it.
    assert 0.08 <= rise / 0.8 / (end - begin) <= 0.22


@pytest.mark.parametrize("kind", list(Burst))
def test_the_fundamental_and_four_harmonics_lie_where_they_are_heard(kind: Burst) -> None:
    sound = burst(kind)
    begin, end = (round(edge * RATE_HZ / 1000) for edge in pulses(sound)[0])
    part = sound[begin:end] * np.hanning(end - begin)
    spectrum = np.abs(np.fft.rfft(part, RATE_HZ))
    peaks = [at for at in range(100, 5000) if spectrum[at] == spectrum[at - 40 : at + 41].max() and spectrum[at] > 1]
    strong = [at for at in peaks if spectrum[at] > spectrum.max() / 10 ** (30 / 20)]
    assert 150 <= strong[0] <= 1000
    levels = [20 * np.log10(spectrum[at] / spectrum[strong[0]]) for at in strong if 300 <= at <= 4000]
    assert len(levels) >= 4
    assert all(abs(level) <= 15 for level in levels)


def test_bursts_stay_within_what_a_loudspeaker_can_give() -> None:
    for kind in Burst:
        assert 0.3 <= np.abs(burst(kind)).max() <= 1.0
