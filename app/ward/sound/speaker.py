"""The loudspeaker of this machine. It is asked all the time, so that one that is gone is noticed before an alarm."""

import logging
import threading
from collections.abc import Generator
from typing import Any, Final, Protocol

import miniaudio
import numpy as np

from app.ward.sound.bursts import RATE_HZ, Sound

_logger = logging.getLogger(__name__)

_BACKENDS: Final = [one for one in miniaudio.Backend if one not in (miniaudio.Backend.NULL, miniaudio.Backend.CUSTOM)]
"""Never the one that plays into nothing: it would look as if an alarm had been heard."""
_BUFFER_MS: Final = 50


class Speaker(Protocol):
    """What plays a sound; silence in between."""

    def open(self) -> bool:
        """Make ready; False where this machine has no loudspeaker that works."""
        ...

    def play(self, sound: Sound) -> None:
        """Begin with this sound at once, in the place of one that is still heard."""
        ...

    def taken(self) -> int:
        """How many samples the loudspeaker has taken since it was opened: it grows as long as it lives."""
        ...

    def close(self) -> None:
        """Play nothing more."""
        ...


class SystemSpeaker:
    """Through miniaudio: ALSA, PulseAudio, JACK, WASAPI, Core Audio, whichever the machine has."""

    def __init__(self, backends: list[miniaudio.Backend] | None = None) -> None:
        self._backends = backends or _BACKENDS
        self._device: miniaudio.PlaybackDevice | None = None
        self._sound = np.zeros(0, np.float32)
        self._changing = threading.Lock()
        self._taken = 0

    def open(self) -> bool:
        """Ready, or not: a machine without a loudspeaker is no mistake of the program."""
        self.close()
        try:
            device = miniaudio.PlaybackDevice(
                output_format=miniaudio.SampleFormat.FLOAT32,
                nchannels=1,
                sample_rate=RATE_HZ,
                buffersize_msec=_BUFFER_MS,
                backends=self._backends,
                app_name="Plantao",
            )
        except miniaudio.MiniaudioError as problem:
            _logger.info("no loudspeaker: %s", problem)
            return False
        stream = self._stream()
        next(stream)
        device.start(stream)
        self._device = device
        return True

    def play(self, sound: Sound) -> None:
        with self._changing:
            self._sound = sound

    def taken(self) -> int:
        return self._taken

    def close(self) -> None:
        device, self._device = self._device, None
        if device is not None:
            device.close()

    def _stream(self) -> Generator[Any, int, None]:
        """Asked by the sound library's own thread for so many samples each time."""
        wanted = yield b""
        while True:
            with self._changing:
                part, self._sound = self._sound[:wanted], self._sound[wanted:]
            self._taken += wanted
            out = np.zeros(wanted, np.float32)
            out[: len(part)] = part
            wanted = yield out
