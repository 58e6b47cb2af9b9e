"""Response times as bars: half of the cases end within the bar, nine of ten within the thin line behind it."""

from collections.abc import Sequence

from PySide6.QtCore import QRectF, QSize, Qt
from PySide6.QtGui import QFontMetrics, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QSizePolicy, QWidget

from app.router.history.model import MINUTE
from app.router.history.statistics import Times
from ui.alarms.statistics.words import bar_words
from ui.texts import tr
from ui.theme import current_theme

_LINE = 10
_BAR = 3
_HEAD = 7
_SIDE = int(Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignLeft)


class TimeBars(QWidget):
    """The dashed line is one minute, so that the scale is honest; groups with too few cases have no bar.

    Several that stand below one another are `beside` each other: one scale for all of them.
    """

    def __init__(self, name: str, beside: "list[TimeBars] | None" = None) -> None:
        super().__init__()
        self._beside: list[TimeBars] = [] if beside is None else beside
        self._beside.append(self)
        self.groups: Sequence[tuple[str, Times]] = ()
        self.setAccessibleName(name)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)

    def show_groups(self, groups: Sequence[tuple[str, Times]]) -> None:
        """Show these."""
        self.groups = tuple(groups)
        self.setAccessibleDescription("; ".join(f"{name}: {bar_words(times)}" for name, times in self.groups))
        self.updateGeometry()
        self.update()

    def sizeHint(self) -> QSize:
        theme = current_theme()
        return QSize(theme.gap(80), theme.gap(_HEAD + _LINE * len(self.groups)))

    def minimumSizeHint(self) -> QSize:
        return self.sizeHint()

    def x_of(self, seconds: float) -> float:
        """Where so many seconds stand, in pixels."""
        left, room = self._columns()
        return left + room * seconds / self._most()

    def bar_of(self, at: int) -> QRectF:
        """The bar of a group, up to its median; without width where there are too few cases."""
        theme = current_theme()
        left, _ = self._columns()
        top = theme.gap(_HEAD) + at * theme.gap(_LINE) + theme.gap((_LINE - _BAR) / 2 + 1.5)
        return QRectF(left, top, self.x_of(self.groups[at][1].median or 0.0) - left, theme.gap(_BAR))

    def _most(self) -> float:
        found = [times.p90 or times.median or 0.0 for one in self._beside for _, times in one.groups]
        return max([MINUTE * 1.25, *found])

    def _columns(self) -> tuple[float, float]:
        theme = current_theme()
        metrics = QFontMetrics(theme.font("text_body"))
        widest = max((metrics.horizontalAdvance(name) for one in self._beside for name, _ in one.groups), default=0)
        left = min(widest, self.width() // 3) + theme.gap(4)
        return left, max(1.0, self.width() - left - theme.gap(4))

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        theme = current_theme()
        self._paint_minute(painter)
        left, room = self._columns()
        for at, (name, times) in enumerate(self.groups):
            bar = self.bar_of(at)
            painter.setFont(theme.font("text_body"))
            painter.setPen(theme.color("text"))
            label = QRectF(0, bar.top() - theme.gap(3.5), left - theme.gap(3), theme.gap(_LINE - 2))
            shown = painter.fontMetrics().elidedText(name, Qt.TextElideMode.ElideRight, int(label.width()) + 1)
            painter.drawText(label, _SIDE, shown)
            said = QRectF(left, bar.top() - theme.gap(5), room, theme.gap(4.5))
            painter.setFont(theme.font("text_small"))
            painter.setPen(theme.color("text" if times.median is not None else "text_muted"))
            painter.drawText(said, _SIDE, bar_words(times))
            painter.fillRect(bar, theme.color("accent"))
            if times.p90 is not None:
                self._paint_slowest(painter, bar, times.p90)

    def _paint_slowest(self, painter: QPainter, bar: QRectF, p90: float) -> None:
        theme, end = current_theme(), self.x_of(p90)
        painter.setPen(QPen(theme.color("accent"), theme.px("ring")))
        middle = round(bar.center().y())
        painter.drawLine(round(bar.right()), middle, round(end), middle)
        painter.drawLine(round(end), round(bar.top()), round(end), round(bar.bottom()))

    def _paint_minute(self, painter: QPainter) -> None:
        theme, x = current_theme(), self.x_of(MINUTE)
        painter.setPen(QPen(theme.color("text_muted"), theme.px("hairline") * 2, Qt.PenStyle.DashLine))
        painter.drawLine(round(x), theme.gap(_HEAD - 1), round(x), self.height())
        painter.setFont(theme.font("text_small"))
        words = tr("alarm_statistics.one_minute")
        width = painter.fontMetrics().horizontalAdvance(words)
        place = min(max(x - width / 2, 0.0), float(self.width() - width))
        painter.drawText(QRectF(place, 0, width + 1, theme.gap(_HEAD - 1)), _SIDE, words)
