"""The shapes that stand beside a colour and a word, so that no class is told by colour alone."""

import math
from typing import Final

from PySide6.QtCore import QPointF, QRectF
from PySide6.QtGui import QPainter, QPainterPath, QPolygonF

_RING = 0.22
"""How thick a ring is, of its width."""

SIGNS: Final = {"triangle": "▲", "diamond": "◆", "circle": "●", "square": "■", "bar": "—"}
"""A shape as a sign among words, where nothing can be drawn."""


def draw_shape(painter: QPainter, shape: str, box: QRectF) -> None:
    """Draw circle, ring, diamond, triangle, square, octagon, pentagon or bar into `box` with the painter's brush."""
    if shape == "circle":
        painter.drawEllipse(box)
        return
    if shape == "ring":
        path = QPainterPath()
        path.addEllipse(box)
        edge = box.width() * _RING
        path.addEllipse(box.adjusted(edge, edge, -edge, -edge))
        painter.drawPath(path)
        return
    if shape == "octagon":
        # A stop sign: without the bar it looks like the circle of another class at this size.
        path = QPainterPath()
        path.addPolygon(_polygon(shape, box))
        path.closeSubpath()
        third = box.height() / 2.6
        path.addRect(box.adjusted(box.width() / 5, third, -box.width() / 5, -third))
        painter.drawPath(path)
        return
    if shape == "square":
        painter.drawRect(box.adjusted(1, 1, -1, -1))
        return
    if shape == "bar":
        third = box.height() / 3
        painter.drawRect(box.adjusted(0, third, 0, -third))
        return
    painter.drawPolygon(_polygon(shape, box))


def _polygon(shape: str, box: QRectF) -> QPolygonF:
    if shape == "triangle":
        middle = QPointF(box.center().x(), box.top())
        return QPolygonF([middle, box.bottomRight(), box.bottomLeft()])
    corners = {"diamond": 4, "pentagon": 5, "octagon": 8}[shape]
    turn = math.pi / 8 if shape == "octagon" else -math.pi / 2
    radius = box.width() / 2
    angles = [turn + 2 * math.pi * corner / corners for corner in range(corners)]
    return QPolygonF(
        [QPointF(box.center().x() + radius * math.cos(a), box.center().y() + radius * math.sin(a)) for a in angles]
    )
