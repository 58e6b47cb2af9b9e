"""Replay of recorded signals as if a monitor sent them now: `RecordingInput` is a `DeviceInput`.

Reading records (`wfdb_records`) and replaying them are apart, so that replay needs no library. Everything is marked as
no person's, and stays so to the screen.
"""

import logging
import math
import threading
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from app.interop.refusals import Why
from app.interop.wfdb_records import Signal, read_record
from app.kernel.clock import Clock
from app.ward.inputs import Deliver, Refuse
from app.ward.signals import Numeric, Observation, Refusal, SignOfLife, Source, WaveBlock

_logger = logging.getLogger(__name__)
_STEP_SECONDS: Final = 0.2


@dataclass(frozen=True)
class Recording:
    """The signals of one record that the ward knows."""

    name: str
    signals: tuple[Signal, ...]

    @property
    def seconds(self) -> float:
        """How long it lasts."""
        return max((len(one.samples) / one.rate_hz for one in self.signals), default=0.0)


class RecordingInput:
    """Plays one record; `speed` 2 makes an hour last half an hour, hearts beating twice as fast; `endless` begins anew.

    At the start KnownError as `read_record`.
    """

    def __init__(
        self,
        record: Path,
        clock: Clock,
        bed: str = "",
        *,
        speed: float = 1.0,
        endless: bool = False,
        read: Callable[[Path], Recording] | None = None,
    ) -> None:
        if not (math.isfinite(speed) and speed > 0):
            raise ValueError(f"a speed of {speed}")
        self._record, self._clock, self._speed, self._endless = record, clock, speed, endless
        self._read = read if read is not None else load
        self._source = Source(f"recording-{record.name}", bed, simulated=True)
        self._stopping = threading.Event()
        self._thread: threading.Thread | None = None

    @property
    def name(self) -> str:
        return f"recording:{self._record.name}"

    def start(self, deliver: Deliver, refuse: Refuse) -> None:
        if self._thread is not None:
            return
        recording = self._read(self._record)
        self._stopping.clear()
        arguments = (recording, deliver, refuse)
        self._thread = threading.Thread(target=self._run, args=arguments, name=self.name, daemon=True)
        self._thread.start()

    def stop(self) -> None:
        self._stopping.set()
        if self._thread is not None and self._thread is not threading.current_thread():
            self._thread.join()
        self._thread = None

    def _run(self, recording: Recording, deliver: Deliver, refuse: Refuse) -> None:
        try:
            self._play(recording, deliver)
        except Exception:
            # Ours, and the ward must hear that this input stands still.
            _logger.exception("a replay failed", extra={"input": self.name})
            refuse(Refusal(self._clock.monotonic(), self.name, Why.INTERNAL.value, ""))

    def _play(self, recording: Recording, deliver: Deliver) -> None:
        while not self._stopping.is_set():
            begun, at = self._clock.monotonic(), 0.0
            while at < recording.seconds:
                if self._stopping.wait(_STEP_SECONDS):
                    return
                now = self._clock.monotonic()
                until = min((now - begun) * self._speed, recording.seconds)
                if until > at:
                    self._deliver_between(recording, (at, until), begun, deliver)
                    at = until
            if not self._endless:
                deliver(SignOfLife(self._source, self._clock.monotonic(), leaving=True))
                return

    def _deliver_between(self, recording: Recording, span: tuple[float, float], begun: float, deliver: Deliver) -> None:
        """What lies between two moments of the record, with the moments of this clock at which it happens now."""
        waves, numerics = [], []
        for signal in recording.signals:
            first, last = (_place(signal, at) for at in span)
            if first == last:
                continue
            if signal.is_number:
                value = float(signal.samples[last - 1])
                numerics.append(Numeric(signal.code, value if math.isfinite(value) else None))
            else:
                at = begun + first / signal.rate_hz / self._speed
                waves.append(WaveBlock(signal.code, signal.rate_hz * self._speed, at, signal.samples[first:last]))
        if waves or numerics:
            deliver(Observation(self._source, self._clock.monotonic(), tuple(numerics), tuple(waves)))


def _place(signal: Signal, at: float) -> int:
    """How many samples are over at a moment of the record; of numbers, the one that is just measured too."""
    over = math.floor(at * signal.rate_hz + 1e-6) + (1 if signal.is_number and at > 0 else 0)
    return min(over, len(signal.samples))


def load(record: Path) -> Recording:
    """A WFDB record; `record` with or without `.hea`."""
    path = record.with_suffix("") if record.suffix == ".hea" else record
    return Recording(path.name, tuple(read_record(path)))
