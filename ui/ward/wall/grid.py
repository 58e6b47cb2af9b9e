"""How sectors share a screen: pure arithmetic, in pixels of the picture."""

import math
from dataclasses import dataclass
from typing import Final

LEAST_WIDTH: Final = 190
LEAST_HEIGHT: Final = 104
"""A sector smaller than this cannot be read from a chair; the wall scrolls instead."""

_BEST_RATIO: Final = 1.85
"""Width to height at which traces and numbers both have room."""


@dataclass(frozen=True)
class Grid:
    """`columns` × `rows` sectors, each `width` × `height`; the picture is exactly as large as they are together."""

    columns: int
    rows: int
    width: int
    height: int

    @property
    def size(self) -> tuple[int, int]:
        """Of the whole picture."""
        return self.columns * self.width, self.rows * self.height

    def place(self, index: int) -> tuple[int, int]:
        """The upper left corner of the sector with this index, in the order of reading."""
        row, column = divmod(index, self.columns)
        return column * self.width, row * self.height

    def index_at(self, x: int, y: int) -> int:
        """The index of the sector at a point; it may lie beyond the last one."""
        return (y // self.height) * self.columns + min(self.columns - 1, x // self.width)


def grid_for(sectors: int, width: int, height: int, scale: float = 1.0, fixed: int = 0) -> Grid:
    """The grid that shows so many sectors on so much screen, as near as possible to the best form of a sector.

    Where the least size does not fit, the grid keeps it and becomes higher than the screen. `scale` is the size of
    the text, 1.0 for 100 %. `fixed` columns (0: as suits) are kept as far as their sectors can be read.
    """
    count = max(1, sectors)
    least_width = min(width, round(LEAST_WIDTH * scale))
    most_columns = max(1, width // max(1, least_width))
    columns = min(range(1, min(count, most_columns) + 1), key=lambda each: _misfit(count, each, width, height))
    if fixed:
        columns = min(fixed, most_columns)
    rows = math.ceil(count / columns)
    if not fixed and height // rows < LEAST_HEIGHT * scale:
        columns = min(count, most_columns)
        rows = math.ceil(count / columns)
    return Grid(columns, rows, width // columns, max(round(LEAST_HEIGHT * scale), height // rows))


def _misfit(count: int, columns: int, width: int, height: int) -> float:
    """How far a sector would be from the best form, and how much of the screen would stay empty."""
    rows = math.ceil(count / columns)
    ratio = (width / columns) / max(1.0, height / rows)
    empty = columns * rows - count
    return abs(math.log(ratio / _BEST_RATIO)) + empty / (4 * count)
