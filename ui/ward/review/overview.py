"""The bar of 24 hours: where alarms were, where nothing was received, and what the page below shows of it."""

from collections.abc import Sequence
from typing import Final

from PySide6.QtCore import QRectF, QSize, Qt, Signal
from PySide6.QtGui import QBrush, QColor, QMouseEvent, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QSizePolicy, QWidget

from app.ward.alarms.words import Priority
from app.ward.recording.model import AlarmMark
from app.ward.review.reading import Review
from ui.texts import tr
from ui.theme import current_theme
from ui.ward.review.marks import SHAPES
from ui.ward.review.times import clock, day, full, local
from ui.ward.wall.looks import WallLooks
from ui.widgets.shapes import draw_shape

_HOUR: Final = 3600.0
_LANE_STEPS: Final = 3
_LABEL_STEPS: Final = 19
_STEPS_OF_HOURS: Final = (1, 2, 3, 4, 6, 12)


class Overview(QWidget):
    """`went(moment)`: somebody pressed or dragged to a moment. One lane for each priority, the critical one above."""

    went = Signal(float)

    def __init__(self, zone: str) -> None:
        super().__init__()
        self._zone = zone
        self._review: Review | None = None
        self._alarms: tuple[AlarmMark, ...] = ()
        self._seen = (0.0, 0.0)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.setCursor(Qt.CursorShape.PointingHandCursor)
        self.setAccessibleName(tr("ward_review.overview"))

    def show_review(self, review: Review, alarms: Sequence[AlarmMark]) -> None:
        """Show these 24 hours with these alarms."""
        self._review, self._alarms = review, tuple(alarms)
        counts = {one.name.lower(): sum(mark.priority is one for mark in alarms) for one in Priority}
        first, last = review.window
        marked = f"{tr('ward.simulated')}. " if review.simulated else ""
        self.setAccessibleDescription(
            marked
            + tr(
                "ward_review.overview_spoken",
                **counts,
                start=full(first, self._zone),
                end=full(last, self._zone),
            )
        )
        self.update()

    def show_seen(self, span: tuple[float, float]) -> None:
        """What of it the page shows."""
        if span != self._seen:
            self._seen = span
            self.update()

    def sizeHint(self) -> QSize:
        theme = current_theme()
        return QSize(
            theme.px("line_room"), len(SHAPES) * theme.gap(_LANE_STEPS) + theme.px("text_small") + theme.gap(3)
        )

    def minimumSizeHint(self) -> QSize:
        return QSize(current_theme().px("field_medium"), self.sizeHint().height())

    def moment_at(self, x: float) -> float:
        """The moment under a column of the bar, held within the 24 hours."""
        first, last = self._window()
        left, width = self._bar()
        return first + min(1.0, max(0.0, (x - left) / width)) * (last - first)

    def _window(self) -> tuple[float, float]:
        return self._review.window if self._review is not None and self._review.days else (0.0, 1.0)

    def _bar(self) -> tuple[float, float]:
        left = current_theme().gap(_LABEL_STEPS)
        return left, max(1.0, self.width() - left - current_theme().gap(3))

    def _x(self, moment: float) -> float:
        first, last = self._window()
        left, width = self._bar()
        return left + min(1.0, max(0.0, (moment - first) / max(1.0, last - first))) * width

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        looks = WallLooks(current_theme())
        lane = looks.theme.gap(_LANE_STEPS)
        left, width = self._bar()
        bar = QRectF(left, 1, width, lane * len(SHAPES))
        painter.fillRect(bar, looks.colour("sector"))
        if self._review is not None:
            for gap in self._review.gaps:
                box = QRectF(self._x(gap[0]), bar.top(), max(1.0, self._x(gap[1]) - self._x(gap[0])), bar.height())
                painter.fillRect(box, QBrush(looks.colour("line_strong"), Qt.BrushStyle.BDiagPattern))
        self._paint_lanes(painter, looks, lane)
        painter.setBrush(Qt.BrushStyle.NoBrush)
        painter.setPen(QPen(looks.colour("line_strong"), 1))
        painter.drawRect(bar)
        self._paint_hours(painter, looks, bar)
        self._paint_seen(painter, looks, bar)

    def _paint_lanes(self, painter: QPainter, looks: WallLooks, lane: int) -> None:
        last = self._window()[1]
        for number, priority in enumerate(Priority):
            top = 1.0 + number * lane
            edge = lane * 0.72
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(looks.colour("text_muted"))
            painter.setRenderHint(QPainter.RenderHint.Antialiasing)
            shape = QRectF(self._bar()[0] - lane - 2, top + (lane - edge) / 2, edge, edge)
            draw_shape(painter, SHAPES[number], shape)
            painter.setRenderHint(QPainter.RenderHint.Antialiasing, False)
            for mark in self._alarms:
                if mark.priority is priority:
                    from_x, to_x = self._x(mark.began_at), self._x(last if mark.ended_at is None else mark.ended_at)
                    box = QRectF(from_x, top + 1, max(3.0, to_x - from_x), lane - 2)
                    painter.fillRect(box, looks.alarm(priority))

    def _paint_hours(self, painter: QPainter, looks: WallLooks, bar: QRectF) -> None:
        first, last = self._window()
        painter.setFont(looks.font("text_small"))
        room = painter.fontMetrics().horizontalAdvance("00:00 00/00") + looks.theme.gap(2)
        hours = max(1.0, (last - first) / _HOUR)
        step = next((one for one in _STEPS_OF_HOURS if bar.width() / hours * one >= room), _STEPS_OF_HOURS[-1])
        at = (first // _HOUR + 1) * _HOUR
        self._paint_simulated(painter, looks, bar)
        painter.setPen(looks.colour("text_muted"))
        painter.setFont(looks.font("text_small"))
        ended = bar.left() - room
        while at < last:
            hour = local(at, self._zone).hour
            x = self._x(at)
            if hour % step == 0:
                painter.fillRect(QRectF(x, bar.bottom(), 1, looks.theme.gap(1)), looks.colour("line_strong"))
                words = clock(at, self._zone, seconds=False) if hour else f"{day(at, self._zone)} 00:00"
                wide = painter.fontMetrics().horizontalAdvance(words)
                place = min(max(0.0, x - wide / 2), self.width() - wide)
                if place >= ended:
                    painter.drawText(QRectF(place, bar.bottom() + 2, wide + 1, self.height() - bar.bottom() - 2), words)
                    ended = place + wide + looks.theme.gap(2)
            at += _HOUR

    def _paint_simulated(self, painter: QPainter, looks: WallLooks, bar: QRectF) -> None:
        """At the left, where the eye begins: these signals come from no person."""
        if self._review is None or not self._review.simulated:
            return
        painter.setFont(looks.font("text_small", "semibold"))
        painter.setPen(looks.colour("text"))
        room = QRectF(0, bar.bottom() + 2, bar.left(), self.height() - bar.bottom() - 2)
        painter.drawText(room, Qt.AlignmentFlag.AlignLeft, tr("ward.simulated"))

    def _paint_seen(self, painter: QPainter, looks: WallLooks, bar: QRectF) -> None:
        left, right = self._x(self._seen[0]), self._x(self._seen[1])
        middle, width = (left + right) / 2, max(float(looks.theme.gap(2)), right - left)
        box = QRectF(middle - width / 2, bar.top(), width, bar.height())
        wash = QColor(looks.colour("accent"))
        wash.setAlphaF(0.18)
        painter.fillRect(box, wash)
        painter.setBrush(Qt.BrushStyle.NoBrush)
        painter.setPen(QPen(looks.colour("focus"), 2))
        painter.drawRect(box)

    def mousePressEvent(self, event: QMouseEvent) -> None:
        self.went.emit(self.moment_at(event.position().x()))

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        if event.buttons() & Qt.MouseButton.LeftButton:
            self.went.emit(self.moment_at(event.position().x()))
