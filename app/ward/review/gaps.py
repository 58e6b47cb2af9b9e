"""Where nothing was received."""

import math
from collections.abc import Sequence
from typing import Final

import numpy as np

from app.kernel.errors import KnownError
from app.ward.recording.model import BedRecording, Envelope
from app.ward.signals import Samples

GAP_STEP: Final = 2.0
"""Seconds of one column when looking for gaps: a gap is told from two of them on, and as exactly as one."""
_HOUR: Final = 3600.0


def gaps_of(envelope: Envelope) -> tuple[tuple[float, float], ...]:
    """The spans [from, to) of at least two columns in which nothing was received."""
    missing = np.isnan(envelope.low)
    if not len(missing):
        return ()
    step = (envelope.end - envelope.start) / len(missing)
    turns = np.flatnonzero(np.diff(np.concatenate(([False], missing, [False]))))
    found = turns.reshape(-1, 2)
    return tuple(
        (envelope.start + float(first) * step, envelope.start + float(after) * step)
        for first, after in found
        if after - first > 1
    )


def find_gaps(recording: BedRecording, wave: str, start: float, end: float) -> tuple[tuple[float, float], ...]:
    """The gaps of one waveform; reads files. An hour that cannot be read is no gap: its rows say what is the matter."""
    low = [_hour(recording, wave, at, min(at + _HOUR, end)) for at in np.arange(start, end, _HOUR)]
    joined = np.concatenate(low) if low else np.zeros(0, np.float32)
    return gaps_of(Envelope(wave, start, start + len(joined) * GAP_STEP, joined, joined))


def _hour(recording: BedRecording, wave: str, start: float, end: float) -> Samples:
    columns = max(1, math.floor((end - start) / GAP_STEP))
    try:
        return recording.envelope(wave, start, start + columns * GAP_STEP, columns).low
    except KnownError:
        return np.zeros(columns, np.float32)


def within(gaps: Sequence[tuple[float, float]], start: float, end: float) -> tuple[tuple[float, float], ...]:
    """Those that reach into [start, end)."""
    return tuple(gap for gap in gaps if gap[0] < end and gap[1] > start)
