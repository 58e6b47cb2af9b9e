"""The mark of the program, painted stroke by stroke: the first window has no time to load a picture."""

from PySide6.QtCore import QPointF, QRectF, QSize, Qt
from PySide6.QtGui import QColor, QPainter, QPaintEvent, QPen, QPolygonF
from PySide6.QtWidgets import QWidget

from ui.theme import current_theme

_GRID = 64.0
"""The grid of resources/icons/plantao.svg, whose strokes these are."""
_CORNER = 15.0
_RING = QRectF(8.5, 8.5, 47.0, 47.0)
_RING_FROM, _RING_ROUND = 18.0, 324.0
"""Degrees, anticlockwise from three o'clock: the ring is open where the trace leaves it."""
_TICKS = ((QPointF(32, 9), QPointF(32, 14.5)), (QPointF(9, 32), QPointF(13, 32)))
_TRACE = ((20, 34), (25, 34), (30, 21), (38, 45), (42.5, 34), (57, 34))
_EDGE_STEPS = 18
_SIXTEENTHS = 16


class Mark(QWidget):
    """Decoration only: the name stands below it."""

    decoration = True

    def sizeHint(self) -> QSize:
        edge = current_theme().gap(_EDGE_STEPS)
        return QSize(edge, edge)

    def paintEvent(self, event: QPaintEvent) -> None:
        theme = current_theme()
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.scale(self.width() / _GRID, self.height() / _GRID)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(theme.color("accent"))
        painter.drawRoundedRect(QRectF(0, 0, _GRID, _GRID), _CORNER, _CORNER)
        painter.setBrush(Qt.BrushStyle.NoBrush)
        # The ring is the ink of the trace, thinned: there is no second colour on the accent.
        ring = theme.color("on_accent")
        ring.setAlphaF(0.6)
        painter.setPen(_pen(ring, 4.5))
        painter.drawArc(_RING, round(_RING_FROM * _SIXTEENTHS), round(_RING_ROUND * _SIXTEENTHS))
        painter.setPen(_pen(ring, 4.0))
        for begin, end in _TICKS:
            painter.drawLine(begin, end)
        painter.setPen(_pen(theme.color("on_accent"), 6.0))
        painter.drawPolyline(QPolygonF([QPointF(x, y) for x, y in _TRACE]))


def _pen(color: QColor, width: float) -> QPen:
    return QPen(color, width, Qt.PenStyle.SolidLine, Qt.PenCapStyle.RoundCap, Qt.PenJoinStyle.RoundJoin)
