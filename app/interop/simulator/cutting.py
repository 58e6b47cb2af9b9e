"""Frames cut into the blocks that monitors send: of any length, begun at another moment at each bed."""

from collections.abc import Sequence

import numpy as np

from app.interop.simulator.grid import FRAME_TICKS, SAMPLES_A_TICK, TICK_SECONDS, rate_hz
from app.interop.simulator.origin import Timebase
from app.interop.simulator.patients import Frame
from app.interop.simulator.targets import COLUMN
from app.ward.signals import DeviceMessage, Observation, Samples, Source, WaveBlock

_NEEDS = {"art": COLUMN["arterial_line"], "co2": COLUMN["ventilated"]}


class Cutter:
    """Keeps what has been made and not yet sent; `rows` are the targets of each bed when the ward begins."""

    def __init__(
        self,
        sources: Sequence[Source],
        base: Timebase,
        rows: Sequence[Sequence[float]],
        waves: Sequence[str],
        block_ticks: int,
    ) -> None:
        if block_ticks < 1 or not set(waves) <= set(SAMPLES_A_TICK):
            raise ValueError(f"blocks of {block_ticks} ticks of {waves}")
        self._sources, self._base, self._block = tuple(sources), base, block_ticks
        self._waves = [tuple(wave for wave in waves if wave not in _NEEDS or row[_NEEDS[wave]]) for row in rows]
        self._all = tuple(dict.fromkeys(wave for bed in self._waves for wave in bed))
        # So that forty-nine monitors do not speak at once: their first block is shorter, each by another length.
        self._sent = [0] * len(self._sources)
        self._next = [block_ticks - (bed * 7) % block_ticks for bed in range(len(self._sources))]
        self._kept: dict[str, Samples] = {}
        self._kept_from = 0

    def cut(self, frame: Frame, present: Sequence[bool], end: int) -> list[tuple[float, DeviceMessage]]:
        """The blocks that are whole at tick `end`, with the second at which each is; absent monitors send none."""
        self._keep(frame, end)
        found: list[tuple[float, DeviceMessage]] = []
        for bed, source in enumerate(self._sources):
            while self._next[bed] <= end:
                first, last = self._sent[bed], self._next[bed]
                self._sent[bed], self._next[bed] = last, last + self._block
                if present[bed]:
                    at = last * TICK_SECONDS
                    found.append((at, Observation(source, self._base.at(at), waves=self._blocks(bed, first, last))))
        return found

    def _blocks(self, bed: int, first: int, last: int) -> tuple[WaveBlock, ...]:
        begun, blocks = self._base.at(first * TICK_SECONDS), []
        for wave in self._waves[bed]:
            step = SAMPLES_A_TICK[wave]
            samples = self._kept[wave][bed, (first - self._kept_from) * step : (last - self._kept_from) * step]
            blocks.append(WaveBlock(wave, rate_hz(wave), begun, samples))
        return tuple(blocks)

    def _keep(self, frame: Frame, end: int) -> None:
        needed_from = min(*self._sent, end - FRAME_TICKS)
        for wave in self._all:
            step, new = SAMPLES_A_TICK[wave], frame.waves[wave].astype(np.float32)
            old = self._kept.get(wave)
            if old is not None and needed_from < end - FRAME_TICKS:
                new = np.concatenate([old[:, (needed_from - self._kept_from) * step :], new], axis=1)
            new.flags.writeable = False
            self._kept[wave] = new
        self._kept_from = needed_from
