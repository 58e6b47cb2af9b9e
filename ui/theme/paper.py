"""Sizes and inks of printed papers, in points (1/72 inch): black on white, so that a photocopy loses nothing.

Nothing is smaller than 9 points and no line thinner than half a point: a second photocopy still shows it.
"""

from typing import Final

POINTS_PER_MM: Final = 72 / 25.4

SMALL: Final = 9
BODY: Final = 10
PART: Final = 12
NAME: Final = 15
TITLE: Final = 17
CLASS: Final = 19

GRID: Final = 0.5
"""The lines of a chart's grid and of hatching."""
HAIRLINE: Final = 0.75
RULE: Final = 0.9
FRAME: Final = 1.4

STEP: Final = 4.0
"""The grid of the paper."""
WRITING_LINE: Final = 21.0
"""Room for one line of handwriting (7.4 mm)."""
SHAPE: Final = 26.0
TICK: Final = 8.5

INK: Final = "#000000"
GROUND: Final = "#ffffff"
