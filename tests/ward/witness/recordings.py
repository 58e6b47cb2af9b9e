"""Real recordings of the test data, where they are there: read with numpy alone."""

from pathlib import Path
from typing import Any

import numpy as np
import pytest
from numpy.typing import NDArray

FOLDER = Path(__file__).resolve().parents[4] / "shared" / "data" / "waveforms"
Signal = NDArray[np.floating[Any]]
_BEATS = frozenset({*range(1, 14), 25, 30, 34, 35, 38})
"""The annotation codes that stand for a beat (WFDB, ecgcodes.h)."""
_SKIP, _NUM, _SUB, _CHAN, _AUX = 59, 60, 61, 62, 63


def recording(name: str) -> Path:
    """The path of a file of the recordings; the test is passed over where it is absent."""
    path = FOLDER / name
    if not path.exists():
        pytest.skip("the public recordings are not on this machine")
    return path


def format_212(path: Path, signals: int) -> Signal:
    """Shape (samples, signals): pairs of 12-bit numbers in three bytes."""
    raw = np.frombuffer(path.read_bytes(), dtype=np.uint8)
    three = raw[: len(raw) // 3 * 3].reshape(-1, 3).astype(np.int16)
    first = three[:, 0] | ((three[:, 1] & 0x0F) << 8)
    second = three[:, 2] | ((three[:, 1] & 0xF0) << 4)
    both = np.stack([first, second], axis=1).reshape(-1)
    both = np.where(both > 2047, both - 4096, both)
    return both[: len(both) // signals * signals].reshape(-1, signals).astype(np.float32)


def beats_of(path: Path, rate_hz: float) -> NDArray[np.float64]:
    """Seconds of the annotated beats (MIT annotation format)."""
    words = np.frombuffer(path.read_bytes(), dtype="<u2").astype(int)
    found, at, place = [], 0, 0
    while place < len(words) and words[place]:
        code, step = words[place] >> 10, words[place] & 1023
        place += 1
        if code == _SKIP:
            at += (int(words[place]) << 16) + int(words[place + 1])
            place += 2
        elif code == _AUX:
            place += (step + 1) // 2
        elif code not in (_NUM, _SUB, _CHAN):
            at += step
            if code in _BEATS:
                found.append(at / rate_hz)
    return np.array(found)
