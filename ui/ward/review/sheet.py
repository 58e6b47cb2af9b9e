"""The page of rows: 24 hours of one waveform, one row below the other, with the alarms where they were.

Only rows that are seen are looked up; each is a picture that a worker made (`tiles.py`). What lies over them, alarms,
gaps, the chosen moment, is little and drawn at each frame.
"""

from collections.abc import Sequence

from PySide6.QtCore import QEvent, QPoint, QPointF, QRectF, Qt, Signal
from PySide6.QtGui import QImage, QKeyEvent, QMouseEvent, QPainter, QPaintEvent, QResizeEvent, QWheelEvent
from PySide6.QtWidgets import QAbstractScrollArea, QFrame, QWidget

from app.ward.catalogue import waveforms
from app.ward.recording.model import AlarmMark
from app.ward.review.reading import Review
from app.ward.review.rows import RowPlan
from ui.texts import in_chosen, tr
from ui.theme import current_theme
from ui.ward.review.over_rows import OverRows, RowsPlace
from ui.ward.review.shading import Inks
from ui.ward.review.tiles import TileLook, Tiles
from ui.ward.wall.looks import WallLooks

_ROW_STEPS = 10
"""How high a row is, in steps of the grid."""
_GUTTER_STEPS = 19
_NOTCH = 120
_ARROWS = {Qt.Key.Key_Left.value: -1, Qt.Key.Key_Right.value: 1}
_ROW_SHARE = 1 / 60
"""How much of a row an arrow key moves the chosen moment."""


class Sheet(QAbstractScrollArea):
    """`chosen(moment)`: somebody pointed at a moment, `alarm_chosen(mark)` at an alarm. `zoomed(steps)`: rows should be
    longer (positive) or shorter. `moved()`: other rows are seen. Up and down scroll, left and right move the moment.
    """

    spoken_role = "document"

    chosen = Signal(float)
    alarm_chosen = Signal(object)
    zoomed = Signal(int)
    moved = Signal()

    def __init__(self, zone: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._zone = zone
        self._review: Review | None = None
        self._over: OverRows | None = None
        self._seconds = 60.0
        self._at: float | None = None
        self._strip = (0.0, 0.0)
        self._alarms: tuple[AlarmMark, ...] = ()
        self._before = 0
        self._notches = 0
        self.tiles = Tiles(self)
        self.tiles.arrived.connect(self.viewport().update)
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setVerticalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOn)
        self.viewport().setAttribute(Qt.WidgetAttribute.WA_OpaquePaintEvent)
        self.verticalScrollBar().valueChanged.connect(self._scrolled)

    @property
    def plan(self) -> RowPlan:
        """The rows of the 24 hours that are shown."""
        start, end = self._review.window if self._review is not None else (0.0, 1.0)
        return RowPlan(start, end, self._seconds)

    @property
    def row_height(self) -> int:
        """In pixels of the screen."""
        return current_theme().gap(_ROW_STEPS)

    def show_review(self, review: Review, alarms: Sequence[AlarmMark]) -> None:
        """Show these 24 hours with these alarms; what is seen stays where it is, at first the newest."""
        before = self._review
        same = before is not None and before.window[0] <= self.top_moment() and before.day == review.day
        keep = self.top_moment() if same else review.window[1]
        self._review, self._alarms = review, tuple(alarms)
        if review.wave:
            self.setAccessibleName(tr("ward_review.sheet_name", wave=in_chosen(waveforms()[review.wave].label)))
        self._lay_out(keep)

    def show_alarms(self, alarms: Sequence[AlarmMark]) -> None:
        """Mark these alarms instead."""
        self._alarms = tuple(alarms)
        self._lay_out(self.top_moment())

    def set_seconds(self, seconds: float) -> None:
        """Rows of another length; the chosen moment stays at its height where it is seen, else the first row does."""
        keep, offset = self.top_moment(), 0
        if self._at is not None and self.seen_span()[0] <= self._at < self.seen_span()[1]:
            keep, offset = self._at, self._row_top(self.plan.row_of(self._at))
        self._seconds = seconds
        self._lay_out(keep, offset)

    def set_chosen(self, moment: float, strip: tuple[float, float]) -> None:
        """Mark a moment and the span that the strip below shows; no scrolling."""
        self._at, self._strip = moment, strip
        self.viewport().update()

    def bring(self, moment: float) -> None:
        """Scroll, if need be, so that a moment is seen with something around it."""
        top, room = self._row_top(self.plan.row_of(moment)), self.viewport().height() - self.row_height
        if not 0 <= top <= room:
            bar = self.verticalScrollBar()
            bar.setValue(bar.value() + top - room // 2)

    def to_end(self) -> None:
        """The newest rows."""
        self.verticalScrollBar().setValue(self.verticalScrollBar().maximum())

    def top_moment(self) -> float:
        """The beginning of the first row that is seen."""
        return self.plan.begin(self._seen_rows()[0])

    def seen_span(self) -> tuple[float, float]:
        """From the first row that is seen to behind the last."""
        rows = self._seen_rows()
        return self.plan.begin(rows[0]), self.plan.begin(rows[-1] + 1)

    def is_whole(self) -> bool:
        """Whether every row that is seen is drawn."""
        return all(self.tiles.row(row) is not None for row in self._seen_rows())

    def _seen_rows(self) -> range:
        plan, bar, height = self.plan, self.verticalScrollBar().value(), self.row_height
        first = plan.first + min(plan.rows - 1, bar // height)
        last = plan.first + min(plan.rows - 1, (bar + self.viewport().height() - 1) // height)
        return range(first, max(first, last) + 1)

    def _row_top(self, row: int) -> int:
        return (row - self.plan.first) * self.row_height - self.verticalScrollBar().value()

    def _lay_out(self, keep: float, offset: int = 0) -> None:
        """Size, waveform, rows or colours are others: `keep` comes to lie so many pixels below the upper edge."""
        if self._review is None or not self._review.wave:
            return
        plan, height, bar = self.plan, self.row_height, self.verticalScrollBar()
        bar.setSingleStep(height)
        bar.setPageStep(max(height, self.viewport().height() - height))
        bar.setRange(0, max(0, plan.rows * height - self.viewport().height()))
        bar.setValue((plan.row_of(keep) - plan.first) * height - offset)
        ratio, looks = self.devicePixelRatioF(), WallLooks(current_theme())
        gutter = current_theme().gap(_GUTTER_STEPS)
        width = max(16, self.viewport().width() - gutter)
        wave = waveforms()[self._review.wave]
        inks = Inks(looks.wave(wave.group).rgb(), looks.colour("sector").rgb())
        pixels = round(width * ratio), max(8, round((height - 1) * ratio))
        self.tiles.show(self._review.recording, TileLook(wave.code, self._seconds, *pixels, wave.shown, inks))
        place = RowsPlace(gutter, width, height)
        self._over = OverRows(self._review, plan, self._alarms, self._zone, place, looks)
        self._fetch(downwards=True)

    def _fetch(self, *, downwards: bool) -> None:
        rows = self._seen_rows()
        self.tiles.want(rows[0], rows[-1], downwards=downwards)
        self.viewport().update()
        self.moved.emit()

    def _scrolled(self, value: int) -> None:
        downwards, self._before = value >= self._before, value
        if self._over is not None:
            self._fetch(downwards=downwards)

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self.viewport())
        theme = current_theme()
        painter.fillRect(event.rect(), theme.color("sector"))
        over = self._over
        if over is None:
            return
        rows, height = self._seen_rows(), self.row_height
        for row in rows:
            top = self._row_top(row)
            self._paint_row(painter, over, row, top)
            over.paint_time(painter, row, top, with_day=0 <= top < height)
            if self._at is not None:
                over.paint_chosen(painter, row, top, self._at, self._strip)
            over.paint_alarms(painter, row, top)
            painter.fillRect(QRectF(0, top + height - 1, self.viewport().width(), 1), theme.color("line"))
        if self.hasFocus():
            painter.setPen(theme.color("focus"))
            painter.drawRect(self.viewport().rect().adjusted(0, 0, -1, -1))

    def _paint_row(self, painter: QPainter, over: OverRows, row: int, top: int) -> None:
        tile = self.tiles.row(row)
        if tile is None:
            over.paint_words(painter, row, top, tr("common.loading"))
        elif (image := tile.image(row)) is None:
            over.paint_words(painter, row, top, tr("ward_review.row_broken"))
        else:
            painter.drawImage(self._image_box(image, top), image)
            over.paint_gaps(painter, row, top)

    def _image_box(self, image: QImage, top: int) -> QRectF:
        ratio = self.devicePixelRatioF()
        return QRectF(current_theme().gap(_GUTTER_STEPS), top, image.width() / ratio, image.height() / ratio)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._lay_out(self.top_moment())

    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if event.type() == QEvent.Type.StyleChange and self._over is not None:
            self._lay_out(self.top_moment())

    def keyPressEvent(self, event: QKeyEvent) -> None:
        key, bar = event.key(), self.verticalScrollBar()
        if key in _ARROWS and self._at is not None:
            self.chosen.emit(self._at + _ARROWS[key] * self._seconds * _ROW_SHARE)
        elif key == Qt.Key.Key_Home.value:
            bar.setValue(bar.minimum())
        elif key == Qt.Key.Key_End.value:
            self.to_end()
        elif event.text() in ("+", "="):
            self.zoomed.emit(-1)
        elif event.text() == "-":
            self.zoomed.emit(1)
        else:
            super().keyPressEvent(event)

    def wheelEvent(self, event: QWheelEvent) -> None:
        if event.modifiers() & Qt.KeyboardModifier.ControlModifier:
            self._notches += event.angleDelta().y()
            if abs(self._notches) >= _NOTCH:
                self.zoomed.emit(-1 if self._notches > 0 else 1)
                self._notches = 0
            event.accept()
            return
        super().wheelEvent(event)

    def mousePressEvent(self, event: QMouseEvent) -> None:
        self._point(event.position(), press=True)

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        if event.buttons() & Qt.MouseButton.LeftButton:
            self._point(event.position(), press=False)

    def moment_at(self, point: QPoint) -> float | None:
        """The moment that lies under a point of the rows; None beside them."""
        plan, gutter = self.plan, current_theme().gap(_GUTTER_STEPS)
        row = plan.first + (point.y() + self.verticalScrollBar().value()) // self.row_height
        share = (point.x() - gutter) / max(1, self.viewport().width() - gutter)
        if not 0.0 <= share < 1.0 or row >= plan.first + plan.rows:
            return None
        return plan.begin(row) + share * plan.seconds

    def mark_at(self, point: QPoint) -> AlarmMark | None:
        """The alarm whose flag lies under a point."""
        moment = self.moment_at(point)
        if moment is None or self._over is None:
            return None
        row = self.plan.row_of(moment)
        over_trace = point.y() - self._row_top(row) > self.row_height / 2
        return None if over_trace else self._over.mark_at(row, point.x())

    def _point(self, position: QPointF, *, press: bool) -> None:
        moment = self.moment_at(position.toPoint())
        if moment is None or self._over is None:
            return
        mark = self.mark_at(position.toPoint()) if press else None
        if mark is not None:
            self.alarm_chosen.emit(mark)
        else:
            self.chosen.emit(moment)
