"""ORU^R01 (IHE PCD-01): numerics and waveforms of one device; enumerations and device descriptions are passed over."""

from datetime import datetime

from app.interop.hl7.nomenclature import waveform_of
from app.interop.hl7.numbers import Trouble, place, read_numeric
from app.interop.hl7.origin import source_of
from app.interop.hl7.samples import MAXIMUM_WAVES, Pending, attach, read_block
from app.interop.hl7.stamps import read_stamp
from app.interop.hl7.wire import Message, Segment
from app.interop.refusals import Why
from app.ward.signals import Numeric, Observation, WaveBlock


def read_observation(message: Message, received_at: float, peer: str) -> tuple[Observation, list[Trouble]]:
    """What could be taken, and what could not; Refused where the message as a whole cannot be trusted.

    Of two numbers for one vital sign the one with a value counts, then the one whose name stands first in the
    catalogue (a core temperature before one of the skin).
    """
    source = source_of(message, peer)
    best: dict[str, tuple[tuple[bool, int], Numeric]] = {}
    waiting: list[Pending] = []
    troubles: list[Trouble] = []
    order = Segment("OBR", ["OBR"], message.header.used)
    for segment in message.segments:
        if segment.name == "OBR":
            order = segment
        elif segment.name == "OBX":
            if segment.field(2).strip().upper() in ("NA", "MA"):
                wave = waveform_of(segment.code(3), segment.used.component)
                if wave is not None and len(waiting) == MAXIMUM_WAVES:
                    troubles.append(Trouble(Why.SAMPLES, f"{place(segment, 5)}, {wave.code}"))
                elif wave is not None:
                    waiting.append(Pending(wave, segment, order))
            elif not attach(waiting, segment):
                _keep(segment, best, troubles)
    waves = []
    for pending in waiting:
        read = read_block(pending, received_at)
        if isinstance(read, WaveBlock):
            waves.append(read)
        else:
            troubles.append(read)
    numerics = tuple(numeric for _, numeric in best.values())
    return Observation(source, received_at, numerics, tuple(waves), device_time(message)), troubles


def device_time(message: Message) -> datetime | None:
    """When the device says that it was: OBR-7, else MSH-7."""
    return read_stamp(message.first("OBR").component(7, 1)) or read_stamp(message.header.component(7, 1))


def _keep(segment: Segment, best: dict[str, tuple[tuple[bool, int], Numeric]], troubles: list[Trouble]) -> None:
    read = read_numeric(segment)
    if read is None:
        return
    found, numeric, trouble = read
    if trouble is not None:
        troubles.append(trouble)
    rank = (numeric.value is None, found.rank)
    known = best.get(numeric.vital)
    if known is None or rank < known[0]:
        best[numeric.vital] = (rank, numeric)
