"""Stands for what is being read. Nothing in it moves (look.md, principle 2)."""

from PySide6.QtCore import QRectF, Qt
from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import QWidget

from ui.texts import tr
from ui.theme import current_theme

_SHARES = (0.62, 0.86, 0.44, 0.74, 0.55)


class Skeleton(QWidget):
    """Grey lines in the rhythm of a list of `lines` rows."""

    spoken_role = "words"

    def __init__(self, lines: int = 5) -> None:
        super().__init__()
        self._lines = lines
        self.setAccessibleName(tr("common.loading"))
        self.setMinimumHeight(current_theme().px("row") * lines)

    def paintEvent(self, event: QPaintEvent) -> None:
        theme = current_theme()
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(theme.color("pressed"))
        row, line, radius = theme.px("row"), theme.px("skeleton_line"), theme.px("radius_small")
        for number in range(self._lines):
            share = _SHARES[number % len(_SHARES)]
            top = number * row + (row - line) / 2
            painter.drawRoundedRect(QRectF(theme.gap(1), top, self.width() * share, line), radius, radius)
