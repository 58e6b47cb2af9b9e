"""Check box and switch, painted from the tokens so that both look the same on every system."""

from PySide6.QtCore import QPointF, QRect, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QPainter, QPaintEvent, QPen, QPolygonF
from PySide6.QtWidgets import QAbstractButton, QSizePolicy

from ui.theme import current_theme


class CheckBox(QAbstractButton):
    """A box with its words beside it; `changed` carries True or False when the person switches it."""

    changed = Signal(object)

    def __init__(self, words: str, *, checked: bool = False) -> None:
        super().__init__()
        self.setText(words)
        self.setAccessibleName(words)
        self.setCheckable(True)
        self.setChecked(checked)
        self.setCursor(Qt.CursorShape.PointingHandCursor)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Fixed)
        if current_theme().is_large:
            # The words of a box may need more than the window has across.
            policy = QSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Minimum)
            policy.setHeightForWidth(True)
            self.setSizePolicy(policy)
        self.clicked.connect(lambda on: self.changed.emit(on))

    def sizeHint(self) -> QSize:
        # Words are measured in parts of a pixel: without one more they would be broken in just this room.
        width = self._beside_words() + self.fontMetrics().horizontalAdvance(self.text()) + 1
        return QSize(width, self._least_height())

    def minimumSizeHint(self) -> QSize:
        hint = self.sizeHint()
        if not self.hasHeightForWidth():
            return hint
        longest = max((self.fontMetrics().horizontalAdvance(word) for word in self.text().split()), default=0)
        return QSize(self._beside_words() + longest, hint.height())

    def heightForWidth(self, width: int) -> int:
        room = QRect(0, 0, max(1, width - self._beside_words()), 0)
        flags = int(Qt.AlignmentFlag.AlignLeft | Qt.TextFlag.TextWordWrap)
        return max(self._least_height(), self.fontMetrics().boundingRect(room, flags, self.text()).height())

    def _beside_words(self) -> int:
        return self._mark_width() + current_theme().gap(5)

    def _least_height(self) -> int:
        """As high as a button: the target inside, the ring around it."""
        return current_theme().px("target") + 2 * current_theme().px("ring")

    def paintEvent(self, event: QPaintEvent) -> None:
        theme = current_theme()
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        left = theme.gap(1)
        self._paint_mark(painter, left)
        painter.setPen(theme.color("text" if self.isEnabled() else "text_faint"))
        words = self.rect().adjusted(left + self._mark_width() + theme.gap(2), 0, 0, 0)
        wrap = Qt.TextFlag.TextWordWrap.value if self.hasHeightForWidth() else 0
        painter.drawText(words, (Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignLeft).value | wrap, self.text())
        if self.hasFocus():
            ring = theme.px("ring")
            painter.setBrush(Qt.BrushStyle.NoBrush)
            painter.setPen(QPen(theme.color("accent"), ring))
            painter.drawRoundedRect(
                QRectF(self.rect()).adjusted(ring / 2, ring / 2, -ring / 2, -ring / 2),
                theme.px("radius_small"),
                theme.px("radius_small"),
            )

    def _mark_width(self) -> int:
        return current_theme().px("mark")

    def _paint_mark(self, painter: QPainter, left: int) -> None:
        theme = current_theme()
        edge = theme.px("mark")
        box = QRectF(left + 0.5, (self.height() - edge) / 2 + 0.5, edge - 1, edge - 1)
        filled = self.isChecked()
        painter.setPen(QPen(theme.color("accent" if filled else "line_strong"), 1))
        painter.setBrush(theme.color("accent" if filled else "surface"))
        painter.drawRoundedRect(box, theme.px("radius_small") - 1, theme.px("radius_small") - 1)
        if filled:
            pen = QPen(theme.color("on_accent"), edge / 9)
            pen.setCapStyle(Qt.PenCapStyle.RoundCap)
            pen.setJoinStyle(Qt.PenJoinStyle.RoundJoin)
            painter.setPen(pen)
            painter.setBrush(Qt.BrushStyle.NoBrush)
            spots = ((0.24, 0.53), (0.43, 0.71), (0.77, 0.31))
            painter.drawPolyline(
                QPolygonF([QPointF(box.x() + x * box.width(), box.y() + y * box.height()) for x, y in spots])
            )


class Switch(CheckBox):
    """On or off, at once: for settings that take effect without saving."""

    def _mark_width(self) -> int:
        return current_theme().px("toggle_width")

    def _paint_mark(self, painter: QPainter, left: int) -> None:
        theme = current_theme()
        width, height = theme.px("toggle_width"), theme.px("toggle_height")
        track = QRectF(left, (self.height() - height) / 2, width, height)
        on = self.isChecked()
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(theme.color("accent" if on else "line_strong"))
        painter.drawRoundedRect(track, height / 2, height / 2)
        room = theme.px("ring") + 1
        knob = height - 2 * room
        x = track.right() - room - knob if on else track.left() + room
        painter.setBrush(theme.color("on_accent" if on else "surface"))
        painter.drawEllipse(QRectF(x, track.top() + room, knob, knob))
