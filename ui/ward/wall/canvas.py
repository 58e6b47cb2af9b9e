"""One picture in memory that Qt paints and numpy writes into."""

from typing import Final, cast

import numpy as np
from numpy.typing import NDArray
from PySide6.QtCore import QLineF
from PySide6.QtGui import QColor, QImage, QPainter
from shiboken6 import wrapInstance

_BYTES: Final = 4


class Canvas:
    """An opaque picture; `pixels` is its own memory, shape (height, width), 0xffRRGGBB."""

    def __init__(self, width: int, height: int) -> None:
        self.pixels: NDArray[np.uint32] = np.zeros((height, width), np.uint32)
        # Qt does not copy: the array must live as long as the image.
        self.image = QImage(self.pixels.data, width, height, width * _BYTES, QImage.Format.Format_RGB32)

    def fill(self, colour: QColor) -> None:
        """One colour everywhere."""
        self.pixels[:] = colour.rgb()


def draw_lines(painter: QPainter, lines: NDArray[np.float64]) -> None:
    """Draw (n, 4) lines `x1 y1 x2 y2` in one call, with the painter's pen.

    Handing Qt a list would make an object of each line; this is its own way of taking an array. A QLineF is four
    doubles and owns nothing, so the wrapped pointer has nothing to free.
    """
    if len(lines):
        lines = np.ascontiguousarray(lines)
        first = cast(QLineF, wrapInstance(lines.ctypes.data, QLineF))
        painter.drawLines(first, len(lines))
