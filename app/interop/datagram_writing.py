"""Signals of the ward as datagrams: what a bedside module sends (`DatagramInput` reads it back equal)."""

from collections.abc import Iterator
from typing import Final

import numpy as np

from app.interop.datagram_orders import write_answer
from app.interop.datagram_reading import write_alert, write_report, write_source
from app.interop.datagram_values import WaveForm, waves_by_code, write_number
from app.router.chains import chained
from app.router.datagram import (
    VALUE_SIZE,
    Datagram,
    Fault,
    MessageType,
    next_message,
    pack,
    pack_many,
    padded_identifier,
)
from app.ward.signals import (
    DeviceAlert,
    DeviceMessage,
    DeviceReport,
    Observation,
    Samples,
    SettingAnswer,
    SignOfLife,
    Source,
)

_OF_ALARMS: Final = {"PH": 0, "PM": 1}
_GRAPHIC, _NUMBER, _LIFE, _LOWEST_ALARM, _ANSWER = 4, 5, 5, 2, 3
"""Table 18: waveforms 4, numbers and signs of life 5, an alarm of no stated priority 2, what answers an order 3."""


class DatagramWriter:
    """The stream of one device: numbers its datagrams, introduces itself, keeps samples until there are eight.

    Devices of one patient on one connection begin in different streams (`first_message(0)`, `first_message(1)`, …).
    """

    def __init__(self, source: Source, first_message: int = 1, name: str = "") -> None:
        self._source, self._name = source, name
        self._number, self._origin = _identifier(source)
        self._next = first_message
        self._left: dict[str, Samples] = {}

    def introduction(self) -> bytes:
        """Who speaks; to be sent first on every connection."""
        return self._chain(_NUMBER, MessageType.INTRODUCTION, write_source(self._source))

    def write(self, message: DeviceMessage) -> bytes:
        """The datagrams of one message of this device; Fault `value` where a text is too long for a chain."""
        if isinstance(message, Observation):
            return b"".join(self._observation(message))
        if isinstance(message, DeviceAlert):
            priority = _OF_ALARMS.get(message.priority, _LOWEST_ALARM)
            return self._chain(priority, MessageType.ALARM, write_alert(message))
        if isinstance(message, DeviceReport):
            return self._chain(message.priority, MessageType.REPORT, write_report(message))
        if isinstance(message, SettingAnswer):
            return self._chain(_ANSWER, MessageType.SETTING, write_answer(message))
        assert isinstance(message, SignOfLife)
        return self._chain(_LIFE, MessageType.SIGN_OF_LIFE, b"leaving" if message.leaving else b"on")

    def _observation(self, observation: Observation) -> Iterator[bytes]:
        for block in observation.waves:
            form = waves_by_code()[block.wave]
            samples = _at_rate(block.samples, block.rate_hz, form)
            yield self._samples(form, np.concatenate([self._left.get(block.wave, samples[:0]), samples]))
        for numeric in observation.numerics:
            yield self._chain(_NUMBER, MessageType.ASSESSMENT, write_number(numeric))

    def _samples(self, form: WaveForm, samples: Samples) -> bytes:
        full = len(samples) // VALUE_SIZE
        self._left[form.wave] = samples[full * VALUE_SIZE :]
        values = form.data(samples[: full * VALUE_SIZE]).reshape(full, VALUE_SIZE)
        first, self._next = self._next, next_message(self._next, full)
        return pack_many(_GRAPHIC, padded_identifier(self._number, self._origin), first, form.kind, values)

    def _chain(self, priority: int, kind: MessageType, value: bytes) -> bytes:
        head = Datagram(priority, self._number, self._origin, self._next, kind, bytes(VALUE_SIZE), self._name)
        parts = list(chained(head, value))
        self._next = next_message(parts[-1].message)
        return b"".join(pack(one) for one in parts)


def _identifier(source: Source) -> tuple[str, str]:
    """The 14 bytes: the patient's number, else the bed, else the end of the device's; an introduction says the rest."""
    for text, origin in ((source.patient[:11], "PAC"), (source.bed[:11], "LTO"), (source.device[-11:], "EQP")):
        if text:
            try:
                padded_identifier(text, origin)
            except Fault:
                continue
            return text, origin
    return "", "EQP"


def _at_rate(samples: Samples, rate: float, form: WaveForm) -> Samples:
    """The samples at the rate of the wire: the nearest ones, so that a gap stays a gap."""
    if rate == form.rate_hz:
        return samples
    count = max(1, round(len(samples) * form.rate_hz / rate)) if len(samples) else 0
    places = np.minimum((np.arange(count) * (rate / form.rate_hz)).astype(np.int64), len(samples) - 1)
    return samples[places]
