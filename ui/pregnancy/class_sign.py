"""The class as the largest thing on the screen: shape, word and colour. Hollow and grey while it may still rise."""

from PySide6.QtCore import QRectF, QSize, Qt
from PySide6.QtGui import QBrush, QColor, QFont, QFontMetrics, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QSizePolicy, QWidget

from ui.pregnancy.card_reading import CardReading, Certainty, class_look
from ui.theme import Theme, current_theme
from ui.widgets.shapes import draw_shape


class ClassSign(QWidget):
    """Painted: shape, then the class' two words, then the total. A provisional class is never drawn as settled."""

    def __init__(self) -> None:
        super().__init__()
        self._reading: CardReading | None = None
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)

    def show_reading(self, reading: CardReading) -> None:
        """Show another class."""
        self._reading = reading
        self.updateGeometry()
        self.update()

    def sizeHint(self) -> QSize:
        theme = current_theme()
        lines = sum(_line(theme, size) for size in ("text_display", "text_heading", "text_title"))
        return QSize(theme.px("side_panel"), round(lines) + theme.gap(4))

    def minimumSizeHint(self) -> QSize:
        return QSize(0, self.sizeHint().height())

    def paintEvent(self, event: QPaintEvent) -> None:
        reading = self._reading
        if reading is None:
            return
        theme = current_theme()
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        token, shape = class_look(reading.class_code)
        # Hollow, dashed and without the class' colour: as long as an answer could raise the class it reassures nobody.
        settled = reading.certainty is Certainty.CERTAIN
        ink = theme.color(token if settled and token != "neutral" else "text")
        self._paint_ground(painter, theme.color(f"{token}_soft") if settled else None)
        block = self._block_height(reading)
        top = (self.height() - block) / 2
        self._paint_class(painter, reading, shape if reading.class_code else "", ink, top, hollow=not settled)
        self._paint_below(painter, reading, ink, top + _line(theme, "text_display"))

    def _paint_ground(self, painter: QPainter, ground: QColor | None) -> None:
        theme = current_theme()
        ring = theme.px("ring") / 2
        if ground is None:
            painter.setPen(QPen(theme.color("line_strong"), theme.px("ring"), Qt.PenStyle.DashLine))
            painter.setBrush(Qt.BrushStyle.NoBrush)
        else:
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(ground)
        box = QRectF(self.rect()).adjusted(ring, ring, -ring, -ring)
        painter.drawRoundedRect(box, theme.px("radius"), theme.px("radius"))

    def _paint_class(
        self, painter: QPainter, reading: CardReading, shape: str, ink: QColor, top: float, *, hollow: bool
    ) -> None:
        theme = current_theme()
        left = float(theme.gap(4))
        height = _line(theme, "text_display")
        if shape:
            edge = theme.px("text_display") * 0.75
            box = QRectF(left, top + (height - edge) / 2, edge, edge)
            thick = theme.px("ring") * 1.5
            painter.setPen(QPen(ink, thick) if hollow else QPen(Qt.PenStyle.NoPen))
            painter.setBrush(QBrush() if hollow else QBrush(ink))
            draw_shape(painter, shape, box.adjusted(thick, thick, -thick, -thick) if hollow else box)
            left += edge + theme.gap(3)
        room = QRectF(left, top, self.width() - left - theme.gap(3), height)
        painter.setPen(ink)
        painter.setFont(_fitting(reading.big, room.width()))
        painter.drawText(room, int(Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignLeft), reading.big)

    def _paint_below(self, painter: QPainter, reading: CardReading, ink: QColor, top: float) -> None:
        theme = current_theme()
        flags = int(Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignLeft | Qt.TextFlag.TextWordWrap)
        width = self.width() - theme.gap(8)
        if reading.small:
            lines = 1 if reading.total else 2
            height = _line(theme, "text_heading") * lines
            painter.setPen(ink)
            painter.setFont(theme.font("text_heading", "semibold" if reading.total else "regular"))
            painter.drawText(QRectF(theme.gap(4), top, width, height), flags, reading.small)
            top += height
        painter.setPen(theme.color("text"))
        painter.setFont(theme.font("text_title", "semibold"))
        painter.drawText(QRectF(theme.gap(4), top, width, _line(theme, "text_title")), flags, reading.total)

    def _block_height(self, reading: CardReading) -> float:
        theme = current_theme()
        below = _line(theme, "text_heading") * (0 if not reading.small else 1 if reading.total else 2)
        return _line(theme, "text_display") + below + (_line(theme, "text_title") if reading.total else 0)


def _line(theme: Theme, size: str) -> float:
    return theme.px(size) * 1.35


def _fitting(words: str, room: float) -> QFont:
    """The display size, or as much of it as the words leave room for."""
    theme = current_theme()
    font = theme.font("text_display", "bold")
    while font.pixelSize() > theme.px("text_heading") and QFontMetrics(font).horizontalAdvance(words) > room:
        font.setPixelSize(font.pixelSize() - 1)
    return font
