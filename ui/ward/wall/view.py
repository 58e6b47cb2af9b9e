"""The widget of the wall: one opaque picture that is kept, and what changed of it at each tick."""

from collections.abc import Callable, Sequence
from typing import Final

from PySide6.QtCore import QEvent, QPoint, QRect, QRectF, QSize, Qt, QTimer, Signal
from PySide6.QtGui import QHideEvent, QKeyEvent, QMouseEvent, QPainter, QPaintEvent, QResizeEvent, QShowEvent
from PySide6.QtWidgets import QWidget

from app.ward.catalogue import waveforms
from app.ward.picture.model import ShownBed, WardPicture
from app.ward.picture.rings import TraceRings
from ui.texts import tr
from ui.theme.theme import Theme, current_theme
from ui.ward.care import Care
from ui.ward.wall.canvas import Canvas
from ui.ward.wall.grid import Grid, grid_for
from ui.ward.wall.looks import WallLooks
from ui.ward.wall.painter import SectorPainter
from ui.ward.wall.sector import Band, Sector, sector_for
from ui.ward.wall.seen import same_layout
from ui.ward.wall.sweep import MM_PER_SECOND, DrawnTrace, Sweep
from ui.ward.wall.telling import describe

FRAME_MS: Final = 33
DELAY_SECONDS: Final = 1.5
"""Signals are drawn this long after they were measured, so that a block that comes once a second flows evenly."""


class WallView(QWidget):
    """All sectors of a ward. Enter opens a bed, a double click its own page; arrows go from bed to bed.

    `tick` may be called by hand instead of the timer, in tests and when measuring.
    """

    spoken_role = "picture"

    bed_opened = Signal(str)
    bed_entered = Signal(str)
    """Double click: the bed's own page."""
    bed_chosen = Signal(str)

    def __init__(
        self,
        picture: WardPicture,
        parent: QWidget | None = None,
        sector_of: Callable[[int, int, Theme], Sector] = sector_for,
    ) -> None:
        super().__init__(parent)
        self._sector_of = sector_of
        self._speed, self._columns, self._most_traces = MM_PER_SECOND, 0, 0
        self._held: tuple[TraceRings, float] | None = None
        self._picture = picture
        self._beds: Sequence[ShownBed] = ()
        self._revision = -1
        self.care: Care | None = None
        """Who answers for the beds stands on their sectors; None: nobody's name does."""
        self._chosen = 0
        self._room = QSize()
        self._built: tuple[Grid, Canvas, SectorPainter, Sweep] | None = None
        self._rings = picture.rings
        self._timer = QTimer(self, interval=FRAME_MS, timerType=Qt.TimerType.PreciseTimer)
        self._timer.timeout.connect(self.tick)
        self.setAttribute(Qt.WidgetAttribute.WA_OpaquePaintEvent)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)

    def fit(self, room: QSize) -> None:
        """How much of a screen there is; more sectors than have room make the wall higher than that."""
        self._room = room
        self._rebuild()

    def arrange(self, columns: int, most_traces: int) -> None:
        """So many columns, and so many traces a sector at most; 0: as suits the room."""
        if (columns, most_traces) != (self._columns, self._most_traces):
            self._columns, self._most_traces = columns, most_traces
            self._rebuild()

    def set_speed(self, speed: float) -> None:
        """Another speed of the paper, in mm/s."""
        self._speed = speed
        self._rebuild()

    @property
    def frozen(self) -> bool:
        """Whether the traces stand still; numbers and alarms go on."""
        return self._held is not None

    def freeze(self, on: bool) -> None:
        """Let the traces stand as they are now, in the order of time; or go on."""
        rings = self._picture.rings
        self._held = (rings.larger(len(rings)), self._picture.now() - DELAY_SECONDS) if on else None
        self._rebuild()

    def standing_traces(self) -> tuple[float, float, float]:
        """Left and right edge of the first sector's traces on this widget, and pixels a second."""
        if self._built is None:
            return 0.0, 0.0, 1.0
        grid, ratio, sweep = self._built[0], self.devicePixelRatioF(), self._built[3]
        band = self._sector_of(grid.width, grid.height, current_theme()).traces
        return band.left / ratio, band.right / ratio, sweep.pixels_per_second / ratio

    def chosen_bed(self) -> ShownBed | None:
        """The bed with the frame of the keyboard."""
        return self._beds[self._chosen] if self._chosen < len(self._beds) else None

    def choose(self, bed: str) -> None:
        """Put the frame of the keyboard on a bed."""
        if (at := self._at(bed)) is not None:
            self._move_to(at)

    def sector_rect(self, bed: str) -> QRect:
        """Where a bed's sector lies on this widget."""
        return QRect() if (at := self._at(bed)) is None else self._sector_rect(at)

    def _at(self, bed: str) -> int | None:
        return next((at for at, each in enumerate(self._beds) if each.bed == bed), None)

    def stop_ticking(self) -> None:
        """Whoever measures, or pictures, calls `tick` by hand."""
        self._timer.stop()

    def tick(self) -> None:
        """Draw what is new since the last tick."""
        now = self._picture.now()
        if self._picture.revision != self._revision or self._picture.rings is not self._rings:
            self._take_beds()
        if self._built is None:
            return
        _, canvas, painter, sweep = self._built
        painter.paint(canvas.image, self._beds, now, self.care)
        if self._held is None:
            sweep.advance(self._rings, now - DELAY_SECONDS)
        # As a whole: copying the picture costs less than clipping it to the strips that changed.
        self.update()

    def _take_beds(self) -> None:
        """The ward changed: a number, an alarm, or its beds."""
        before, chosen = self._beds, self.chosen_bed()
        self._revision, self._beds = self._picture.revision, tuple(self._picture.beds)
        if chosen is not None:
            # The frame of the keyboard stays with its bed, wherever that stands now.
            found = (at for at, each in enumerate(self._beds) if each.bed == chosen.bed)
            self._chosen = next(found, min(self._chosen, max(0, len(self._beds) - 1)))
        if not same_layout(before, self._beds) or self._picture.rings is not self._rings:
            self._rings = self._picture.rings
            self._rebuild()
        if len(before) != len(self._beds) or self.chosen_bed() is not chosen:
            self._tell()

    def _rebuild(self) -> None:
        """Sectors of another size, number or order: everything anew."""
        room = self._room if not self._room.isEmpty() else self.size()
        theme = current_theme()
        ratio = self.devicePixelRatioF()
        width, height = round(room.width() * ratio), round(room.height() * ratio)
        if width < 2 or height < 2:
            return
        grid = grid_for(len(self._beds), width, height, theme.scale / 100 * ratio, self._columns)
        sector = self._sector_of(grid.width, grid.height, theme)
        canvas = Canvas(*grid.size)
        canvas.fill(theme.color("wall"))
        ground = theme.color("sector")
        for at in range(grid.columns * grid.rows):
            left, top = grid.place(at)
            canvas.pixels[top : top + grid.height, left : left + grid.width] = ground.rgb()
        sweep = Sweep(canvas, grid, sector, ground, self.logicalDpiX() * ratio, self._speed)
        held = self._held
        sweep.show([one for one in self._drawn_traces(grid, sector) if held is None or one.row < len(held[0])])
        if held is not None:
            sweep.stand(*held)
        self._built = grid, canvas, SectorPainter(grid, sector, WallLooks(theme)), sweep
        if not self._room.isEmpty():
            self.setMinimumHeight(round(grid.size[1] / ratio))
        self.update()

    def _drawn_traces(self, grid: Grid, sector: Sector) -> list[DrawnTrace]:
        looks, known = WallLooks(current_theme()), waveforms()
        drawn = []
        for at, bed in enumerate(self._beds):
            left, top = grid.place(at)
            room = sector.room_for_traces(current_theme().scale)
            chosen = bed.chosen_traces(min(room, self._most_traces or room))
            for nth, trace in enumerate(chosen):
                band = sector.trace(nth, len(chosen))
                moved = Band(left + band.left, top + band.top, band.width, band.height)
                drawn.append(DrawnTrace(trace.row, moved, looks.wave(known[trace.wave].group)))
        return drawn

    def _sector_rect(self, at: int) -> QRect:
        if self._built is None:
            return QRect()
        grid, ratio = self._built[0], self.devicePixelRatioF()
        left, top = grid.place(at)
        right, bottom = int((left + grid.width) / ratio), int((top + grid.height) / ratio)
        left, top = int(left / ratio), int(top / ratio)
        return QRect(left, top, right - left, bottom - top)

    def _move_to(self, at: int) -> None:
        at = max(0, min(len(self._beds) - 1, at))
        if at == self._chosen:
            return
        for each in (self._chosen, at):
            self.update(self._sector_rect(each))
        self._chosen = at
        self._tell()
        bed = self.chosen_bed()
        if bed is not None:
            self.bed_chosen.emit(bed.bed)

    def _tell(self) -> None:
        """What a screen reader says: how many beds, and the chosen one."""
        self.setAccessibleName(tr("ward.wall_name", count=len(self._beds)))
        describe(self, self.chosen_bed(), self._beds, self._picture.now())

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        if self._built is None:
            painter.fillRect(event.rect(), current_theme().color("wall"))
            return
        canvas, ratio = self._built[1], self.devicePixelRatioF()
        self._paint_margins(painter)
        painter.drawImage(QRectF(0, 0, canvas.image.width() / ratio, canvas.image.height() / ratio), canvas.image)
        if self.hasFocus():
            painter.setPen(current_theme().color("focus"))
            inside = self._sector_rect(self._chosen).adjusted(1, 1, -3, -3)
            painter.drawRect(inside)
            painter.drawRect(inside.adjusted(1, 1, -1, -1))

    def _paint_margins(self, painter: QPainter) -> None:
        """What sectors of whole pixels leave over at the right and below."""
        if self._built is None:
            return
        ratio, ground = self.devicePixelRatioF(), current_theme().color("wall")
        width, height = (int(edge / ratio) for edge in self._built[0].size)
        if width < self.width():
            painter.fillRect(width, 0, self.width() - width, self.height(), ground)
        if height < self.height():
            painter.fillRect(0, height, width, self.height() - height, ground)

    def resizeEvent(self, event: QResizeEvent) -> None:
        if self._room.isEmpty():
            self._rebuild()
        super().resizeEvent(event)

    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if event.type() == QEvent.Type.StyleChange:
            self._rebuild()

    def showEvent(self, event: QShowEvent) -> None:
        self._timer.start()
        super().showEvent(event)

    def hideEvent(self, event: QHideEvent) -> None:
        self._timer.stop()
        super().hideEvent(event)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        columns = self._built[0].columns if self._built is not None else 1
        steps = {
            Qt.Key.Key_Left.value: -1,
            Qt.Key.Key_Right.value: 1,
            Qt.Key.Key_Up.value: -columns,
            Qt.Key.Key_Down.value: columns,
        }
        if event.key() in steps:
            self._move_to(self._chosen + steps[event.key()])
        elif event.key() in (Qt.Key.Key_Return.value, Qt.Key.Key_Enter.value) and (bed := self.chosen_bed()):
            self.bed_opened.emit(bed.bed)
        else:
            super().keyPressEvent(event)

    def mousePressEvent(self, event: QMouseEvent) -> None:
        at = self._index_at(event.position().toPoint())
        if at is not None:
            self._move_to(at)

    def mouseDoubleClickEvent(self, event: QMouseEvent) -> None:
        at = self._index_at(event.position().toPoint())
        if at is not None:
            self.bed_entered.emit(self._beds[at].bed)

    def bed_at(self, point: QPoint) -> ShownBed | None:
        """The bed whose sector lies at a point of this widget."""
        at = self._index_at(point)
        return None if at is None else self._beds[at]

    def _index_at(self, point: QPoint) -> int | None:
        if self._built is None:
            return None
        ratio = self.devicePixelRatioF()
        at = self._built[0].index_at(round(point.x() * ratio), round(point.y() * ratio))
        return at if at < len(self._beds) else None
