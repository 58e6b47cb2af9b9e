"""Audible alarms of each bed and day as bars, beside the published figure as a line with its words."""

from collections.abc import Sequence

from PySide6.QtCore import QRectF, QSize, Qt
from PySide6.QtGui import QFontMetrics, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QSizePolicy, QWidget

from app.ward.fatigue.model import BedLoad, published
from ui.texts import tr
from ui.texts.formats import show_number
from ui.theme import current_theme
from ui.ward.fatigue.words import bed_said

_LINE = 7
_BAR = 4
_HEAD = 7
_ROOM_AT_THE_END = 30


class BedBars(QWidget):
    """The loudest first, as they are given; the line is the published figure, so that the scale is honest."""

    def __init__(self) -> None:
        super().__init__()
        self.beds: Sequence[BedLoad] = ()
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)

    def show_beds(self, beds: Sequence[BedLoad]) -> None:
        """Show these."""
        self.beds = tuple(beds)
        said = "; ".join(f"{one.label}: {bed_said(one)}" for one in self.beds)
        self.setAccessibleName(tr("ward_fatigue.bars"))
        self.setAccessibleDescription(said)
        self.updateGeometry()
        self.update()

    def sizeHint(self) -> QSize:
        theme = current_theme()
        return QSize(theme.gap(80), theme.gap(_HEAD + _LINE * len(self.beds)))

    def minimumSizeHint(self) -> QSize:
        return self.sizeHint()

    def bar_of(self, at: int) -> QRectF:
        """Where the bar of a bed is painted, in pixels; empty where the bed has no figure of a day."""
        theme = current_theme()
        left, room = self._columns()
        per_day = self.beds[at].audible_per_day or 0.0
        top = theme.gap(_HEAD) + at * theme.gap(_LINE) + theme.gap((_LINE - _BAR) / 2)
        return QRectF(left, top, room * per_day / self._most(), theme.gap(_BAR))

    def reference_x(self) -> float:
        """Where the line of the published figure stands."""
        left, room = self._columns()
        return left + room * published().audible / self._most()

    def _most(self) -> float:
        return max([published().audible, *(one.audible_per_day or 0.0 for one in self.beds)])

    def _columns(self) -> tuple[float, float]:
        theme = current_theme()
        metrics = QFontMetrics(theme.font("text_body"))
        widest = max((metrics.horizontalAdvance(one.label) for one in self.beds), default=0)
        left = min(widest, self.width() // 3) + theme.gap(3)
        return left, max(1.0, self.width() - left - theme.gap(_ROOM_AT_THE_END))

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        theme = current_theme()
        painter.setFont(theme.font("text_body"))
        metrics, (left, _) = painter.fontMetrics(), self._columns()
        for at, one in enumerate(self.beds):
            bar = self.bar_of(at)
            line = QRectF(0, bar.center().y() - theme.gap(_LINE) / 2, left - theme.gap(3), theme.gap(_LINE))
            painter.setPen(theme.color("text"))
            label = metrics.elidedText(one.label, Qt.TextElideMode.ElideRight, int(line.width()) + 1)
            painter.drawText(line, int(Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignLeft), label)
            painter.fillRect(bar, theme.color("accent"))
            said = QRectF(bar.right() + theme.gap(2), line.top(), self.width(), line.height())
            painter.drawText(said, int(Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignLeft), bed_said(one))
        self._paint_reference(painter)

    def _paint_reference(self, painter: QPainter) -> None:
        theme, x = current_theme(), self.reference_x()
        painter.setPen(QPen(theme.color("text_muted"), theme.px("hairline") * 2, Qt.PenStyle.DashLine))
        painter.drawLine(round(x), theme.gap(_HEAD - 1), round(x), self.height())
        painter.setFont(theme.font("text_small"))
        words = tr("ward_fatigue.published_line", figure=show_number(published().audible, 0))
        width = painter.fontMetrics().horizontalAdvance(words)
        place = min(max(x - width / 2, 0.0), float(self.width() - width))
        painter.setPen(theme.color("text_muted"))
        painter.drawText(QRectF(place, 0, width + 1, theme.gap(_HEAD - 1)), int(Qt.AlignmentFlag.AlignVCenter), words)
