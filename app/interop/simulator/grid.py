"""The time grid on which every signal is worked out: frames of fixed length, cut into blocks only afterwards.

Because a frame never depends on how much of it somebody asks for, the samples are the same bit for bit whatever the
size of the blocks.
"""

from typing import Final

import numpy as np
from numpy.typing import NDArray

TICK_SECONDS: Final = 0.016
"""One sample of the slowest waveform (62.5 Hz); every block is a whole number of ticks."""
FRAME_TICKS: Final = 25
FRAME_SECONDS: Final = 0.4
SAMPLES_A_TICK: Final = {
    "ecg_i": 4,
    "ecg_ii": 4,
    "ecg_iii": 4,
    "ecg_v": 4,
    "pleth": 2,
    "art": 2,
    "resp": 1,
    "co2": 1,
}
FAST, MIDDLE, SLOW = 4, 2, 1
"""Samples a tick: 250, 125 and 62.5 Hz."""

Signal = NDArray[np.float64]
"""Shape (beds, samples of one frame)."""


def rate_hz(wave: str) -> float:
    """Samples a second."""
    return SAMPLES_A_TICK[wave] / TICK_SECONDS


def times(frame: int, samples_a_tick: int) -> NDArray[np.float64]:
    """Seconds since the ward began of the samples of one frame, shape (samples,)."""
    first = frame * FRAME_TICKS * samples_a_tick
    return (np.arange(first, first + FRAME_TICKS * samples_a_tick) * TICK_SECONDS) / samples_a_tick


def frame_start(frame: int) -> float:
    """Seconds since the ward began."""
    return frame * FRAME_TICKS * TICK_SECONDS


class Noise:
    """White noise and slow wander from one table, so that a bed's noise does not depend on its neighbours.

    Each row reads the table from a place of its own, around and around: the period is 262 s at 250 Hz.
    """

    _LENGTH: Final = 65_536

    def __init__(self, seed: int) -> None:
        drawn = np.random.default_rng(seed).standard_normal(self._LENGTH)
        spectrum = np.fft.rfft(drawn)
        # Wander holds what moves in 0.3 to 6 Hz at 250 Hz: the movements of a limb.
        hertz = np.fft.rfftfreq(self._LENGTH, 0.004)
        slow = np.fft.irfft(np.where((hertz > 0.3) & (hertz < 6.0), spectrum, 0.0), self._LENGTH)
        self._white = np.concatenate([drawn, drawn[:1000]])
        self._wander = np.concatenate([slow, slow[:1000]]) / slow.std()

    def white(self, offsets: NDArray[np.int64], frame: int, samples: int) -> Signal:
        """Standard normal, shape (rows, samples)."""
        return self._read(self._white, offsets, frame, samples)

    def wander(self, offsets: NDArray[np.int64], frame: int, samples: int) -> Signal:
        """Slow movement of standard deviation 1, shape (rows, samples)."""
        return self._read(self._wander, offsets, frame, samples)

    def _read(self, table: NDArray[np.float64], offsets: NDArray[np.int64], frame: int, samples: int) -> Signal:
        first = (offsets + frame * samples) % self._LENGTH
        read: Signal = table[first[:, None] + np.arange(samples)]
        return read
