"""When samples were taken: blocks are dated by their receipt, and a network delivers them as it likes."""

from collections import OrderedDict
from collections.abc import Sequence
from dataclasses import replace
from typing import Final

from app.ward.signals import DeviceMessage, Observation, WaveBlock

_JOIN_SECONDS: Final = 0.4
"""A block that seems to begin this little after the end of the last one continues it: what lies between is delay."""
_SLEW: Final = 0.02
"""Share of that delay by which the trace follows, since clocks of devices are slower or faster than ours."""
_MOST_TRACES: Final = 1024
_Trace = tuple[str, str]
"""Device and waveform."""


class Traces:
    """The waveforms of one connection: laid behind each other where they were held up, joined where they were late.

    No sample is ever dated later than its receipt. Without the joining a few milliseconds of delay would be a gap of as
    many in every trace, and the beat detector would look at holes.
    """

    def __init__(self) -> None:
        self._ends: OrderedDict[_Trace, float] = OrderedDict()

    def dated(self, messages: Sequence[DeviceMessage]) -> list[DeviceMessage]:
        """The messages of one read, in their order."""
        return [self._dated(one) if isinstance(one, Observation) and one.waves else one for one in laid_out(messages)]

    def _dated(self, message: Observation) -> Observation:
        waves = tuple(self._joined(block, (message.source.device, block.wave)) for block in message.waves)
        return replace(message, waves=waves)

    def _joined(self, block: WaveBlock, trace: _Trace) -> WaveBlock:
        expected = self._ends.pop(trace, None)
        first = block.first_at
        if expected is not None and 0 < first - expected < _JOIN_SECONDS:
            first = expected + min(_SLEW * (first - expected), 0.5 / block.rate_hz)
        self._ends[trace] = first + len(block.samples) / block.rate_hz
        if len(self._ends) > _MOST_TRACES:
            self._ends.popitem(last=False)
        return block if first == block.first_at else replace(block, first_at=first)


def laid_out(messages: Sequence[DeviceMessage]) -> list[DeviceMessage]:
    """The messages of one read, in their order; of each device's waveforms only the last block ends now.

    Three seconds of ECG that waited in a network and arrive together would all claim the same second; the earlier ones
    are moved back by as much as follows them.
    """
    begins: dict[_Trace, float] = {}
    found: list[DeviceMessage] = []
    for message in reversed(messages):
        if isinstance(message, Observation) and message.waves:
            waves = [_moved(block, (message.source.device, block.wave), begins) for block in reversed(message.waves)]
            found.append(replace(message, waves=tuple(reversed(waves))))
        else:
            found.append(message)
    found.reverse()
    return found


def _moved(block: WaveBlock, trace: _Trace, begins: dict[_Trace, float]) -> WaveBlock:
    length = len(block.samples) / block.rate_hz
    first = min(block.first_at, begins.get(trace, block.first_at + length) - length)
    begins[trace] = first
    return block if first == block.first_at else replace(block, first_at=first)
