"""What was held up on the way and comes in at once: its waveforms are laid behind each other, not upon each other."""

from collections.abc import Sequence
from dataclasses import replace

from app.ward.signals import DeviceMessage, Observation, WaveBlock


def laid_out(messages: Sequence[DeviceMessage]) -> list[DeviceMessage]:
    """The messages of one read, in their order; of each device's waveforms only the last block ends now.

    Every block is dated by its receipt. Three seconds of ECG that waited in a network and arrive together would all
    claim the same second; the earlier ones are moved back by as much as follows them.
    """
    begins: dict[tuple[str, str], float] = {}
    found: list[DeviceMessage] = []
    for message in reversed(messages):
        if isinstance(message, Observation) and message.waves:
            waves = [_moved(block, message.source.device, begins) for block in reversed(message.waves)]
            found.append(replace(message, waves=tuple(reversed(waves))))
        else:
            found.append(message)
    found.reverse()
    return found


def _moved(block: WaveBlock, device: str, begins: dict[tuple[str, str], float]) -> WaveBlock:
    key = (device, block.wave)
    length = len(block.samples) / block.rate_hz
    first = min(block.first_at, begins.get(key, block.first_at + length) - length)
    begins[key] = first
    return block if first == block.first_at else replace(block, first_at=first)
