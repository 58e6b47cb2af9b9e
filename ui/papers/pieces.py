"""What pages are filled with: words broken into lines, and pieces that stay whole. Measures are points."""

from collections.abc import Callable
from dataclasses import dataclass, replace
from functools import cache

from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QColor, QFont, QPainter, QPen, QTextLayout, QTextOption

from ui.papers.blocks import Align
from ui.theme import paper, tokens
from ui.theme.fonts import application_font

_ALIGNMENTS = {
    Align.LEFT: Qt.AlignmentFlag.AlignLeft,
    Align.RIGHT: Qt.AlignmentFlag.AlignRight,
    Align.CENTER: Qt.AlignmentFlag.AlignHCenter,
}
_LINE_SEPARATOR = "\u2028"

Painting = Callable[[QPainter, float], None]
"""Paints a piece with its top at this height."""


@dataclass(frozen=True)
class Piece:
    """Something that is never cut by the end of a page.

    `gap`: room above it, left out at the top of a page. `keep`: it stays with what follows. `repeat`: what is set once
    more above it where it begins a page (the head of a table). `breaks`: it begins a page.
    """

    height: float
    paint: Painting
    gap: float = 0.0
    keep: bool = False
    repeat: "Piece | None" = None
    breaks: bool = False


def spaced(pieces: list[Piece], gap: float) -> list[Piece]:
    """The pieces with at least this room above the first."""
    return [replace(pieces[0], gap=max(gap, pieces[0].gap)), *pieces[1:]] if pieces else []


@cache
def font(size: int, weight: str = "regular", *, slanted: bool = False) -> QFont:
    """The paper's font; its widths grow in proportion, so that screen, PDF and printer break lines alike."""
    made = application_font(size)
    made.setWeight(QFont.Weight(tokens.WEIGHTS[weight]))
    made.setItalic(slanted)
    made.setHintingPreference(QFont.HintingPreference.PreferNoHinting)
    # Joined letters ("fi") could not be searched or copied from the PDF.
    made.setFeature(QFont.Tag("liga"), 0)
    return made


class Words:
    """A text broken into lines of a width; `height` is that of all lines."""

    def __init__(
        self,
        text: str,
        width: float,
        size: int = paper.BODY,
        weight: str = "regular",
        align: Align = Align.LEFT,
        *,
        slanted: bool = False,
    ) -> None:
        self._layout = QTextLayout(text.replace("\n", _LINE_SEPARATOR), font(size, weight, slanted=slanted))
        option = QTextOption(_ALIGNMENTS[align])
        option.setWrapMode(QTextOption.WrapMode.WrapAtWordBoundaryOrAnywhere)
        option.setUseDesignMetrics(True)
        self._layout.setTextOption(option)
        self._tops: list[float] = []
        self._bottoms: list[float] = []
        self.natural_width = 0.0
        self._break(max(width, 1.0))

    @property
    def height(self) -> float:
        """That of all lines."""
        return self._bottoms[-1] if self._bottoms else 0.0

    @property
    def lines(self) -> int:
        """How many lines."""
        return len(self._tops)

    def height_of(self, first: int, last: int) -> float:
        """That of the lines from `first` to before `last`."""
        last = min(last, self.lines)
        return self._bottoms[last - 1] - self._tops[first] if first < last else 0.0

    def draw(self, painter: QPainter, x: float, y: float, first: int = 0, last: int | None = None) -> None:
        """Draw lines, the first of them with its top at `y`."""
        painter.setPen(QColor(paper.INK))
        last = self.lines if last is None else min(last, self.lines)
        for number in range(first, last):
            self._layout.lineAt(number).draw(painter, QPointF(x, y - self._tops[first]))

    def _break(self, width: float) -> None:
        self._layout.beginLayout()
        top = 0.0
        while (line := self._layout.createLine()).isValid():
            line.setLineWidth(width)
            line.setPosition(QPointF(0, top))
            self._tops.append(top)
            top += line.height()
            self._bottoms.append(top)
            self.natural_width = max(self.natural_width, line.naturalTextWidth())
        self._layout.endLayout()


def width_of(text: str, size: int = paper.BODY, weight: str = "regular") -> float:
    """How wide a text is in one line."""
    return Words(text, 1e6, size, weight).natural_width


def pen(width: float = paper.HAIRLINE) -> QPen:
    """A black line of so many points."""
    made = QPen(QColor(paper.INK), width)
    made.setCapStyle(Qt.PenCapStyle.FlatCap)
    return made


def draw_rule(painter: QPainter, x: float, y: float, width: float, thickness: float = paper.HAIRLINE) -> None:
    """A horizontal line."""
    painter.setPen(pen(thickness))
    painter.drawLine(QPointF(x, y), QPointF(x + width, y))


def draw_tick(painter: QPainter, x: float, y: float, *, ticked: bool) -> None:
    """A box to tick, with its cross where the answer is known."""
    edge = paper.TICK
    painter.setPen(pen(paper.RULE))
    painter.setBrush(Qt.BrushStyle.NoBrush)
    painter.drawRect(QRectF(x, y, edge, edge))
    if ticked:
        painter.setPen(pen(paper.FRAME))
        painter.drawLine(QPointF(x, y), QPointF(x + edge, y + edge))
        painter.drawLine(QPointF(x, y + edge), QPointF(x + edge, y))
