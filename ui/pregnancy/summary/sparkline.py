"""A few values as a small line: whether it rises or falls, nothing more; the figures stand beside it."""

from collections.abc import Sequence
from datetime import date
from decimal import Decimal

from PySide6.QtCore import QPointF, QSize, Qt
from PySide6.QtGui import QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QSizePolicy, QWidget

from ui.texts import tr
from ui.texts.formats import show_number
from ui.theme import current_theme

_WIDTH_STEPS, _HEIGHT_STEPS = 22, 6
_MOST = 12


class Sparkline(QWidget):
    """The last values, placed by their days; hidden while there are fewer than two."""

    spoken_role = "chart"

    def __init__(self) -> None:
        super().__init__()
        self._values: list[tuple[date, float]] = []
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)

    def show_values(self, values: Sequence[tuple[date, float]]) -> None:
        """Show these, the earliest first."""
        self._values = list(values)[-_MOST:]
        self.setVisible(len(self._values) > 1)
        if len(self._values) > 1:
            first, last = (show_number(Decimal(str(round(self._values[at][1], 2)))) for at in (0, -1))
            self.setAccessibleName(tr("spoken.trend", count=len(self._values), first=first, last=last))
        self.update()

    def points(self) -> list[QPointF]:
        """Where each value stands inside the widget."""
        days = [(day - self._values[0][0]).days for day, _ in self._values]
        numbers = [value for _, value in self._values]
        low, high = min(numbers), max(numbers)
        edge = current_theme().gap(1)
        width, height = self.width() - 2 * edge, self.height() - 2 * edge
        across = max(days[-1], 1)
        tall = (high - low) or 1.0
        return [
            QPointF(edge + width * day / across, edge + height * (1 - (value - low) / tall if high > low else 0.5))
            for day, value in zip(days, numbers, strict=True)
        ]

    def sizeHint(self) -> QSize:
        theme = current_theme()
        return QSize(theme.gap(_WIDTH_STEPS), theme.gap(_HEIGHT_STEPS))

    def paintEvent(self, event: QPaintEvent) -> None:
        if len(self._values) < 2:
            return
        theme, points = current_theme(), self.points()
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(QPen(theme.color("text_muted"), theme.px("ring")))
        painter.drawPolyline(points)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(theme.color("accent"))
        painter.drawEllipse(points[-1], theme.gap(0.75), theme.gap(0.75))
