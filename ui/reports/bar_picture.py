"""Bars on paper: told apart by pattern, so that a photocopy loses nothing; the figure stands at the end of each."""

from collections.abc import Sequence
from typing import Final

from PySide6.QtCore import QRectF, Qt
from PySide6.QtGui import QBrush, QColor, QPainter, QPen

from ui.papers.blocks import Picture
from ui.papers.pieces import Words
from ui.reports.reading import Share, short_class
from ui.texts import tr
from ui.texts.formats import show_number
from ui.theme import paper
from ui.widgets.badges import risk_look

_LINE: Final = 5 * paper.STEP
_BAR: Final = 3 * paper.STEP
_WORDS_SHARE, _BAR_SHARE = 0.36, 0.5
_PATTERNS: Final = {
    "triangle": Qt.BrushStyle.SolidPattern,
    "diamond": Qt.BrushStyle.Dense4Pattern,
    "circle": Qt.BrushStyle.BDiagPattern,
    "bar": Qt.BrushStyle.NoBrush,
}


def class_bars(shares: Sequence[Share]) -> Picture:
    """The classes as bars, as long as their part; a dashed line shows the part in the period before."""
    said = [f"{show_number(one.count)} · {one.share}" for one in shares]
    names = [short_class(one.code) for one in shares]
    compared = any(one.part_before is not None for one in shares)
    caption = tr("reports.paper_dashed") if compared else ""

    def paint(painter: QPainter, box: QRectF) -> None:
        most = max((max(one.part, one.part_before or 0) for one in shares), default=0) or 1
        left, room = box.left() + box.width() * _WORDS_SHARE, box.width() * _BAR_SHARE
        for number, one in enumerate(shares):
            top = box.top() + number * _LINE
            Words(names[number], box.width() * _WORDS_SHARE, paper.SMALL).draw(painter, box.left(), top)
            _bar(painter, QRectF(left, top, room * one.part / most, _BAR), one)
            if one.part_before is not None:
                _before(painter, left + room * one.part_before / most, top)
            end = left + room * max(one.part, one.part_before or 0) / most + paper.STEP
            Words(said[number], box.right() - end, paper.SMALL, "semibold").draw(painter, end, top)

    return Picture(_LINE * len(shares), paint, caption)


def _bar(painter: QPainter, bar: QRectF, share: Share) -> None:
    ink = QColor(paper.INK)
    painter.setPen(QPen(ink, paper.RULE))
    painter.setBrush(QBrush(ink, _PATTERNS.get(risk_look(share.code or None)[2], Qt.BrushStyle.NoBrush)))
    painter.drawRect(bar)
    painter.setBrush(Qt.BrushStyle.NoBrush)


def _before(painter: QPainter, x: float, top: float) -> None:
    pen = QPen(QColor(paper.INK), paper.FRAME, Qt.PenStyle.DashLine)
    painter.setPen(pen)
    painter.drawLine(round(x), round(top - paper.STEP / 2), round(x), round(top + _BAR + paper.STEP / 2))
