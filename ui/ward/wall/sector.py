"""Where things stand inside one sector: name, traces, numbers, alarm; the same for every sector of a wall."""

from dataclasses import dataclass
from typing import Final

from ui.theme.theme import Theme

_TRACES_SHARE: Final = 0.6
_LEAST_TRACE: Final = 30
"""A trace lower than this says nothing; a sector shows fewer instead."""
_ROOMY: Final = 300
"""From this width on a trace has its name beside it."""

_LARGE_NUMBERS: Final = 64
"""In steps of the grid: so wide are the numbers of a bed's own page at most."""


@dataclass(frozen=True)
class Band:
    """A rectangle inside a sector, in pixels from its upper left corner."""

    left: int
    top: int
    width: int
    height: int

    @property
    def right(self) -> int:
        """The first column beyond."""
        return self.left + self.width

    @property
    def bottom(self) -> int:
        """The first row beyond."""
        return self.top + self.height


@dataclass(frozen=True)
class Sector:
    """The parts of a sector of one size."""

    width: int
    height: int
    frame: int
    name: Band
    traces: Band
    labels: int
    """Width of the column of the traces' names, left of them; 0 where there is no room for it."""
    numbers: Band
    alarm: Band

    def room_for_traces(self, scale: int) -> int:
        """How many traces can be read, at least one; `scale` is the size of the text in per cent."""
        return max(1, self.traces.height * 100 // (_LEAST_TRACE * scale))

    def trace(self, at: int, of: int) -> Band:
        """The band of one of so many traces."""
        height = self.traces.height // max(1, of)
        return Band(self.traces.left, self.traces.top + at * height, self.traces.width, height)

    def number(self, at: int, of: int) -> Band:
        """The band of one of so many numbers."""
        height = self.numbers.height // max(1, of)
        return Band(self.numbers.left, self.numbers.top + at * height, self.numbers.width, height)


def large_sector_for(width: int, height: int, theme: Theme) -> Sector:
    """The parts of the only sector of a bed's own page: name and alarm stand above it there."""
    numbers = min(theme.gap(_LARGE_NUMBERS), width * 2 // 5)
    labels, gap = theme.gap(12), theme.gap(2)
    traces = Band(labels, 0, width - numbers - labels - gap, height)
    return Sector(
        width,
        height,
        0,
        name=Band(0, 0, width, 0),
        traces=traces,
        labels=labels,
        numbers=Band(traces.right + gap, 0, numbers, height),
        alarm=Band(0, height, width, 0),
    )


def sector_for(width: int, height: int, theme: Theme) -> Sector:
    """The parts of a sector of this size."""
    frame = theme.gap(1)
    line = theme.px("text_small") + theme.gap(1)
    alarm_line = min(theme.px("text_heading") + theme.gap(1.5), max(line, height // 6))
    inner = width - 2 * frame
    labels = theme.gap(9) if width >= _ROOMY * theme.scale / 100 else 0
    split = round(inner * _TRACES_SHARE)
    top, bottom = frame + line, height - frame - alarm_line
    traces = Band(frame + labels, top, split - labels, bottom - top)
    return Sector(
        width,
        height,
        frame,
        name=Band(frame, frame, inner, line),
        traces=traces,
        labels=labels,
        numbers=Band(traces.right + theme.gap(1), top, inner - split - theme.gap(1), bottom - top),
        alarm=Band(frame, bottom, inner, alarm_line),
    )
