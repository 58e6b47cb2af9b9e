"""The flag of an alarm: its priority's colour, shape and words; and how several find room beside each other."""

from collections.abc import Sequence
from typing import Final

from PySide6.QtCore import QRectF, Qt
from PySide6.QtGui import QPainter

from app.ward.alarms.words import Priority
from ui.ward.review.marks import SHAPES
from ui.ward.wall.looks import WallLooks
from ui.widgets.shapes import draw_shape

_SHAPE_SHARE: Final = 0.58
_VERTICAL: Final = Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter


def flag_width(height: float, words_width: float) -> float:
    """How wide a flag of this height is; without words it is the shape alone."""
    return height + (words_width + height / 2 if words_width else 0.0)


def paint_flag(painter: QPainter, looks: WallLooks, priority: Priority, box: QRectF, words: str) -> None:
    """Fill the box, draw the shape at its left and the words beside it, in the painter's font."""
    ink = looks.on_alarm(priority)
    painter.fillRect(box, looks.alarm(priority))
    edge = box.height() * _SHAPE_SHARE
    margin = (box.height() - edge) / 2
    painter.save()
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    painter.setPen(Qt.PenStyle.NoPen)
    painter.setBrush(ink)
    draw_shape(painter, SHAPES[priority], QRectF(box.left() + margin, box.top() + margin, edge, edge))
    painter.restore()
    if words:
        painter.setPen(ink)
        painter.drawText(box.adjusted(box.height(), 0, 0, 0), _VERTICAL, words)


def beside(left: float, width: float, taken: Sequence[tuple[float, float]]) -> float:
    """Where something so wide finds room from `left` on, behind what stands there already."""
    for one, other in sorted(taken):
        if left < other and left + width > one:
            left = other
    return left
