"""Waveforms: the samples of an OBX of type NA, with rate and resolution from the OBX below it or in its own unit."""

import math
from dataclasses import dataclass, field
from typing import Final

import numpy as np
from numpy.typing import NDArray

from app.interop.hl7.nomenclature import attribute_of, conversion, facts, is_inline
from app.interop.hl7.numbers import Trouble, place, read_number
from app.interop.hl7.stamps import seconds_between
from app.interop.hl7.wire import Segment
from app.interop.refusals import Why
from app.ward.catalogue import Waveform
from app.ward.signals import Samples, WaveBlock

_ALLOWED: Final = b"0123456789+-.eE^"
MAXIMUM_SAMPLES: Final = 20_000
MAXIMUM_WAVES: Final = 64
"""In one message; each attribute is looked for among them."""
MAXIMUM_RATE_HZ: Final = 10_000.0


@dataclass
class Pending:
    """A waveform whose attributes are still to come."""

    wave: Waveform
    segment: Segment
    order: Segment
    attributes: dict[str, Segment] = field(default_factory=dict)

    def owns(self, segment: Segment) -> bool:
        """Whether that OBX stands below this one (`1.7.6.131329.1` below `1.7.6.131329`)."""
        own = self.segment.field(4)
        return bool(own) and segment.field(4).startswith(own + ".")


def attach(waiting: list[Pending], segment: Segment) -> bool:
    """Give an attribute to its waveform; False where the OBX is no attribute of one."""
    name = attribute_of(segment.code(3), segment.used.component)
    if name is None or not waiting:
        return False
    owner = next((one for one in reversed(waiting) if one.owns(segment)), waiting[-1])
    owner.attributes.setdefault(name, segment)
    return True


def read_block(pending: Pending, received_at: float) -> WaveBlock | Trouble:
    """The block in the catalogue's unit; its last sample is as old as its receipt."""
    values = _numbers(pending.segment)
    if values is None:
        return Trouble(Why.SAMPLES, f"{place(pending.segment, 5)}, {pending.wave.code}")
    rate = _rate(pending, len(values))
    if rate is None:
        return Trouble(Why.SAMPLING_RATE, f"{place(pending.segment, 4)}, {pending.wave.code}")
    scale = _scale(pending)
    if scale is None:
        return Trouble(Why.SCALE, f"{place(pending.segment, 6)}, {pending.wave.code}")
    factor, offset = scale
    missing = ~np.isfinite(values)
    for number in _missing_numbers(pending):
        missing |= values == number
    with np.errstate(over="ignore"):
        samples: Samples = (values * factor + offset).astype(np.float32)
    samples[missing | ~np.isfinite(samples)] = np.nan
    return WaveBlock(pending.wave.code, rate, received_at - len(samples) / rate, samples)


def _numbers(segment: Segment) -> NDArray[np.float64] | None:
    """The samples as they stand in OBX-5, a missing one NaN; None where one is no number, or there are none."""
    text = segment.field(5).strip().replace(" ", "")
    if segment.used.component != "^":
        text = text.replace("^", "?").replace(segment.used.component, "^")
    count = text.count("^") + 1
    if not text or count > MAXIMUM_SAMPLES or not text.isascii() or text.encode().translate(None, _ALLOWED):
        return None
    try:
        values = np.fromstring(text, sep="^", dtype=np.float64)
        if len(values) == count:
            return values
    except (ValueError, DeprecationWarning):
        pass  # a sample is missing (`1^^3`), or is no number
    parts = [read_number(one) if one else math.nan for one in text.split("^")]
    known = [one for one in parts if one is not None]
    return np.array(known, np.float64) if len(known) == count else None


def _rate(pending: Pending, count: int) -> float | None:
    """Samples a second: said below the waveform, else from begin and end of its observation (OBR-7, OBR-8)."""
    said = pending.attributes.get("rate")
    if said is not None:
        number, into = read_number(said.component(5, 1)), conversion(said.code(6), said.used.component, "Hz")
        rate = into(number) if number is not None and into is not None else 0.0
    else:
        span = seconds_between(pending.order.component(7, 1), pending.order.component(8, 1))
        rate = count / span if span and span > 0 else 0.0
    return rate if 0.01 <= rate <= MAXIMUM_RATE_HZ else None


def _scale(pending: Pending) -> tuple[float, float] | None:
    """Factor and offset from a sample to the catalogue's unit; None where that is not known."""
    segment, wave = pending.segment, pending.wave
    separator = segment.used.component
    unit, said = segment.code(6), pending.attributes.get("resolution")
    if wave.unit == "1" and (spread := pending.attributes.get("range")) is not None:
        return _onto_what_is_shown(spread, wave)
    if said is not None and not is_inline(unit, separator):
        step, into = read_number(said.component(5, 1)), conversion(said.code(6) or unit, separator, wave.unit)
        if step is None or into is None or step == 0 or not math.isfinite(step):
            return None
        return step * into.factor, into.offset
    into = conversion(unit, separator, wave.unit)
    return (into.factor, into.offset) if into is not None else None


def _onto_what_is_shown(spread: Segment, wave: Waveform) -> tuple[float, float] | None:
    """A waveform without a unit of its own: the range that the device names fills what a sector shows."""
    ends = [read_number(one) for one in spread.components(5)]
    if len(ends) != 2 or ends[0] is None or ends[1] is None or ends[0] >= ends[1]:
        return None
    low, high = wave.shown
    factor = (high - low) / (ends[1] - ends[0])
    return factor, low - ends[0] * factor


def _missing_numbers(pending: Pending) -> list[float]:
    """Which sample means "no value": the usual ones, and the one that the message names."""
    usual = [float(one) for one in facts()["no_value"]["samples"]]
    named = pending.attributes.get("missing")
    number = read_number(named.component(5, 1)) if named is not None else None
    # 0 and 1 are seen there as a switch ("no lead off"), not as the number that stands for a missing sample.
    return [*usual, number] if number is not None and abs(number) > 1 else usual
