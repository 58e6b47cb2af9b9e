"""Rows of the page as pictures, made in worker threads and kept as long as there is room.

A row is known by its place in time, so that it stays what it is when the end of the recording moves on.
"""

from collections import OrderedDict
from dataclasses import dataclass
from typing import Final

import numpy as np
from numpy.typing import NDArray
from PySide6.QtCore import QObject, Signal
from PySide6.QtGui import QImage

from app.kernel.errors import KnownError
from app.ward.recording.model import BedRecording
from app.ward.review.columns import columns_of, joined
from app.ward.signals import Samples
from ui.bridge import Op
from ui.ward.review.shading import Inks, shade

_MOST_ROWS: Final = 8
_MOST_SECONDS: Final = 1800.0
"""Of signal that is unpacked at once, so that the first rows are there soon."""
_COARSE_FROM_SECONDS: Final = 900.0
"""Rows from this length on take long to unpack: first they are drawn from lows and highs of seconds, then finer."""
_COARSE_STEP: Final = 2.0
"""Seconds of a column that the recording keeps ready; shorter ones are unpacked from samples."""
_FAR_SECONDS: Final = 3600.0
"""Rows from this length on are made from lows and highs of whole seconds, and cost next to nothing."""
_NEAR_SECONDS: Final = 30.0
"""Rows up to this long are drawn from their samples, longer ones from lows and highs."""
_ROOM_BYTES: Final = 48_000_000
_AT_ONCE: Final = 2
_BYTES: Final = 4


@dataclass(frozen=True)
class TileLook:
    """What makes a row's picture what it is, besides its moment."""

    wave: str
    seconds: float
    columns: int
    height: int
    shown: tuple[float, float]
    inks: Inks

    @property
    def has_coarse(self) -> bool:
        """Whether these rows can be had soon and blurred before they are had fine."""
        return _COARSE_FROM_SECONDS <= self.seconds < _FAR_SECONDS

    @property
    def together(self) -> int:
        """How many rows are read and drawn at once."""
        if self.seconds >= _FAR_SECONDS:
            return _MOST_ROWS
        return max(1, min(_MOST_ROWS, int(_MOST_SECONDS // self.seconds)))

    def first_of(self, row: int) -> int:
        """The first of the rows that are drawn together with this one."""
        return row // self.together * self.together


@dataclass(frozen=True, eq=False)
class Tile:
    """Rows from `first` on, shape (rows, height, columns); `broken` are those that could not be read."""

    first: int
    pictures: NDArray[np.uint32]
    broken: frozenset[int] = frozenset()

    def image(self, row: int) -> QImage | None:
        """One row; it shares the tile's memory. None where it could not be read."""
        if row in self.broken:
            return None
        pixels = self.pictures[row - self.first]
        height, columns = pixels.shape
        return QImage(pixels.data, columns, height, columns * _BYTES, QImage.Format.Format_RGB32)


def make_tile(recording: BedRecording, look: TileLook, first: int, *, coarse: bool = False) -> Tile:
    """Read and draw; from a worker thread. Rows are numbered from the epoch: row n begins at n × seconds.

    Where a part cannot be read, row by row: the others are shown all the same.
    """
    broken: set[int] = set()
    try:
        low, high = _columns(recording, look, first, look.together, coarse)
    except KnownError:
        low = np.full(look.together * look.columns, np.nan, np.float32)
        high = low.copy()
        for number in range(look.together):
            part = slice(number * look.columns, (number + 1) * look.columns)
            try:
                low[part], high[part] = _columns(recording, look, first + number, 1, coarse)
            except KnownError:
                broken.add(first + number)
    shape = (look.together, look.columns)
    pictures = shade(low.reshape(shape), high.reshape(shape), look.height, look.shown, look.inks)
    return Tile(first, pictures, frozenset(broken))


def _columns(recording: BedRecording, look: TileLook, first: int, rows: int, coarse: bool) -> tuple[Samples, Samples]:
    start, end, columns = first * look.seconds, (first + rows) * look.seconds, rows * look.columns
    if look.seconds <= _NEAR_SECONDS:
        # A second more on both sides, so that the line runs on over the edges.
        span = recording.wave(look.wave, start - 1.0, end + 1.0)
        return columns_of(span.samples, span.first_at, span.rate_hz, start, end, columns)
    if coarse:
        few = max(1, int((end - start) / _COARSE_STEP))
        blurred = recording.envelope(look.wave, start, end, few)
        places = np.arange(columns) * few // columns
        return blurred.low[places], blurred.high[places]
    envelope = recording.envelope(look.wave, start, end, columns)
    return joined(envelope.low, envelope.high)


class Tiles(QObject):
    """`arrived` when rows came that were asked for. The window's thread only looks up and asks."""

    arrived = Signal()

    def __init__(self, parent: QObject) -> None:
        super().__init__(parent)
        self._recording: BedRecording | None = None
        self._look: TileLook | None = None
        self._kept: OrderedDict[tuple[TileLook, int], Tile] = OrderedDict()
        self._asked: dict[tuple[TileLook, int], Op[Tile]] = {}
        self._wanted: list[int] = []
        self._stale: set[tuple[TileLook, int]] = set()
        """Kept, and shown until their successors have come: a row that grows must not flicker."""
        self._seen: tuple[int, int, bool] = (0, 0, True)

    def show(self, recording: BedRecording, look: TileLook) -> None:
        """Draw these from now on; rows that were drawn alike before are still there."""
        if recording is not self._recording:
            self.forget()
        self._recording, self._look, self._wanted = recording, look, []

    def forget(self) -> None:
        """Keep nothing of what was drawn."""
        for asked in self._asked.values():
            asked.drop()
        self._asked.clear()
        self._kept.clear()
        self._stale.clear()

    def forget_from(self, moment: float) -> None:
        """Signals came from this moment on: those rows are read again when they are next looked at."""
        self._stale |= {key for key in self._kept if (key[1] + key[0].together) * key[0].seconds > moment}

    def row(self, row: int) -> Tile | None:
        """The tile with this row, None while it is on its way."""
        if self._look is None:
            return None
        key = (self._look, self._look.first_of(row))
        tile = self._kept.get(key)
        if tile is not None:
            self._kept.move_to_end(key)
        return tile

    def want(self, first: int, last: int, *, downwards: bool = True) -> None:
        """Rows `first` to `last` are looked at; those that come next in this direction are fetched after them."""
        if self._look is None:
            return
        step = self._look.together
        seen = list(range(self._look.first_of(first), last + 1, step))
        ahead = [seen[-1] + step, seen[0] - step]
        wanted = [*seen, *(ahead if downwards else reversed(ahead))]
        look, fresh = self._look, self._kept.keys() - self._stale
        wanted = [one for one in wanted if (look, one) not in fresh]
        # What is not there at all comes before what is only to be drawn better.
        self._wanted = sorted(wanted, key=lambda one: (look, one) in self._kept)
        self._seen = (first, last, downwards)
        self._go_on()

    @property
    def is_waiting(self) -> bool:
        """Whether rows are on their way."""
        return bool(self._asked or self._wanted)

    def _go_on(self) -> None:
        while self._wanted and len(self._asked) < _AT_ONCE:
            first = self._wanted.pop(0)
            if self._look is not None and (self._look, first) not in self._asked:
                self._ask(self._look, first)

    def _ask(self, look: TileLook, first: int) -> None:
        recording = self._recording
        if recording is None:
            return
        key = (look, first)
        coarse = look.has_coarse and key not in self._kept
        asking: Op[Tile] = Op(self, lambda: make_tile(recording, look, first, coarse=coarse))
        self._asked[key] = asking

        def came(tile: Tile) -> None:
            self._asked.pop(key, None)
            self._keep(key, tile)
            if coarse and not tile.broken:
                self._stale.add(key)
            self._next()

        def failed(_error: Exception) -> None:
            came(Tile(first, np.zeros((0, 0, 0), np.uint32), frozenset(range(first, first + look.together))))

        asking.on_success(came).on_failure(failed).start()

    def _keep(self, key: tuple[TileLook, int], tile: Tile) -> None:
        self._kept[key] = tile
        self._stale.discard(key)
        held = sum(one.pictures.nbytes for one in self._kept.values())
        while held > _ROOM_BYTES and len(self._kept) > 1:
            key, gone = self._kept.popitem(last=False)
            self._stale.discard(key)
            held -= gone.pictures.nbytes
        self.arrived.emit()

    def _next(self) -> None:
        """Go on with what is wanted; when all is there, what could be better."""
        self._go_on()
        if not self.is_waiting and self._stale:
            first, last, downwards = self._seen
            self.want(first, last, downwards=downwards)
