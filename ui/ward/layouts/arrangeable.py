"""The wall whose beds are moved by mouse or keyboard, while somebody arranges it."""

from PySide6.QtCore import QPoint, Qt, Signal
from PySide6.QtGui import QKeyEvent, QMouseEvent, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QApplication

from app.ward.picture.model import ShownBed
from ui.theme import current_theme
from ui.ward.wall.view import WallView

_CTRL = Qt.KeyboardModifier.ControlModifier


class ArrangeableWall(WallView):
    """`dropped(bed, onto)`: a bed was dragged onto another one's sector, or (empty) behind the last one.

    `stepped(bed, by)`: Ctrl and an arrow moved the chosen bed by so many places. `dragged_to(point)` while it is
    dragged, so that the wall can scroll there. Without `arranging` it is the usual wall.
    """

    dropped = Signal(str, str)
    stepped = Signal(str, int)
    dragged_to = Signal(QPoint)
    arranging = False
    _dragged: ShownBed | None = None
    _pressed_at = QPoint()
    _over: QPoint | None = None

    def set_arranging(self, arranging: bool) -> None:
        """Whether beds may be moved now."""
        self.arranging = arranging
        self._forget_drag()
        self.setCursor(Qt.CursorShape.OpenHandCursor if arranging else Qt.CursorShape.ArrowCursor)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if not self.arranging:
            super().keyPressEvent(event)
            return
        columns = self._built[0].columns if self._built is not None else 1
        steps = {
            Qt.Key.Key_Left.value: -1,
            Qt.Key.Key_Right.value: 1,
            Qt.Key.Key_Up.value: -columns,
            Qt.Key.Key_Down.value: columns,
        }
        chosen = self.chosen_bed()
        if event.modifiers() & _CTRL and event.key() in steps and chosen is not None:
            self.stepped.emit(chosen.bed, steps[event.key()])
        elif event.key() in (Qt.Key.Key_Return.value, Qt.Key.Key_Enter.value):
            event.accept()
        else:
            super().keyPressEvent(event)

    def mousePressEvent(self, event: QMouseEvent) -> None:
        super().mousePressEvent(event)
        if self.arranging and event.button() is Qt.MouseButton.LeftButton:
            self._pressed_at = event.position().toPoint()
            self._dragged = self.bed_at(self._pressed_at)

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        point = event.position().toPoint()
        if self._dragged is None:
            return
        if self._over is None and (point - self._pressed_at).manhattanLength() < QApplication.startDragDistance():
            return
        self._over = point
        self.setCursor(Qt.CursorShape.ClosedHandCursor)
        self.dragged_to.emit(point)
        self.update()

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        dragged, over = self._dragged, self._over
        self.set_arranging(self.arranging)
        if dragged is None or over is None or not self.rect().contains(over):
            return
        onto = self.bed_at(over)
        if onto is None or onto.bed != dragged.bed:
            self.dropped.emit(dragged.bed, onto.bed if onto is not None else "")

    def mouseDoubleClickEvent(self, event: QMouseEvent) -> None:
        if not self.arranging:
            super().mouseDoubleClickEvent(event)

    def paintEvent(self, event: QPaintEvent) -> None:
        super().paintEvent(event)
        if self._dragged is None or self._over is None:
            return
        theme, painter = current_theme(), QPainter(self)
        # Inside the frames, which have the colour of an alarm, and over nothing that is read.
        edge, inset = theme.gap(1), theme.gap(2)
        painter.setPen(QPen(theme.color("accent"), edge, Qt.PenStyle.DashLine))
        painter.drawRect(self.sector_rect(self._dragged.bed).adjusted(inset, inset, -inset, -inset))
        onto = self.bed_at(self._over)
        if onto is not None and onto.bed != self._dragged.bed:
            painter.setPen(QPen(theme.color("accent"), edge))
            painter.drawRect(self.sector_rect(onto.bed).adjusted(inset, inset, -inset, -inset))
        painter.setFont(theme.font("text_heading", "semibold"))
        words = self._dragged.label
        tag = painter.fontMetrics().boundingRect(words).adjusted(0, 0, theme.gap(6), theme.gap(4))
        tag.moveCenter(self._over)
        painter.fillRect(tag, theme.color("accent"))
        painter.setPen(theme.color("on_accent"))
        painter.drawText(tag, Qt.AlignmentFlag.AlignCenter.value, words)

    def _forget_drag(self) -> None:
        self._dragged, self._over = None, None
        self.update()
