"""The class as the largest thing on the screen: shape, word and colour. Hollow and grey while it may still rise."""

from PySide6.QtCore import QRectF, QSize, Qt
from PySide6.QtGui import QBrush, QColor, QFont, QFontMetrics, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QSizePolicy, QWidget

from ui.pregnancy.card_reading import CardReading, Certainty, class_look
from ui.theme import Theme, current_theme
from ui.widgets.shapes import draw_shape

_LARGE = ("text_display", "text_heading", "text_title")
_COMPACT = ("text_title", "text_body", "text_heading")
"""Type of the class, of what stands below it, and of the total."""


class ClassSign(QWidget):
    """Painted: shape, then the class' two words, then the total. A provisional class is never drawn as settled."""

    def __init__(self) -> None:
        super().__init__()
        self._reading: CardReading | None = None
        self._sizes = _LARGE
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)

    def show_reading(self, reading: CardReading) -> None:
        """Show another class."""
        self._reading = reading
        self.updateGeometry()
        self.update()

    def shrink(self, *, small: bool) -> None:
        """Where the card is really short, smaller type: the class is never cut."""
        sizes = _COMPACT if small else _LARGE
        if sizes != self._sizes:
            self._sizes = sizes
            self.updateGeometry()
            self.update()

    def full_height(self) -> int:
        """What the large type needs."""
        return _height(_LARGE)

    def words_box(self) -> QRectF:
        """Where the words are painted."""
        theme = current_theme()
        block = self._block_height(self._reading) if self._reading else 0.0
        width = self.width() - theme.gap(4) - theme.gap(3)
        return QRectF(theme.gap(4), (self.height() - block) / 2, width, block)

    def sizeHint(self) -> QSize:
        return QSize(current_theme().px("side_panel"), _height(self._sizes))

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
        top = self.words_box().top()
        self._paint_class(painter, reading, shape if reading.class_code else "", ink, top, hollow=not settled)
        self._paint_below(painter, reading, ink, top + _line(theme, self._sizes[0]))

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
        height = _line(theme, self._sizes[0])
        if shape:
            edge = theme.px(self._sizes[0]) * 0.75
            box = QRectF(left, top + (height - edge) / 2, edge, edge)
            thick = theme.px("ring") * 1.5
            painter.setPen(QPen(ink, thick) if hollow else QPen(Qt.PenStyle.NoPen))
            painter.setBrush(QBrush() if hollow else QBrush(ink))
            draw_shape(painter, shape, box.adjusted(thick, thick, -thick, -thick) if hollow else box)
            left += edge + theme.gap(3)
        room = QRectF(left, top, self.width() - left - theme.gap(3), height)
        painter.setPen(ink)
        painter.setFont(_fitting(reading.big, room.width(), self._sizes[0], "bold"))
        painter.drawText(room, int(Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignLeft), reading.big)

    def _paint_below(self, painter: QPainter, reading: CardReading, ink: QColor, top: float) -> None:
        theme = current_theme()
        flags = int(Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignLeft | Qt.TextFlag.TextWordWrap)
        width = self.width() - theme.gap(8)
        if reading.small:
            lines = 1 if reading.total else 2
            height = _line(theme, self._sizes[1]) * lines
            painter.setPen(ink)
            weight = "semibold" if reading.total else "regular"
            painter.setFont(_fitting(reading.small, width * lines, self._sizes[1], weight))
            painter.drawText(QRectF(theme.gap(4), top, width, height), flags, reading.small)
            top += height
        painter.setPen(theme.color("text"))
        painter.setFont(_fitting(reading.total, width, self._sizes[2], "semibold"))
        painter.drawText(QRectF(theme.gap(4), top, width, _line(theme, self._sizes[2])), flags, reading.total)

    def _block_height(self, reading: CardReading) -> float:
        theme = current_theme()
        below = _line(theme, self._sizes[1]) * (0 if not reading.small else 1 if reading.total else 2)
        return _line(theme, self._sizes[0]) + below + (_line(theme, self._sizes[2]) if reading.total else 0)


def _line(theme: Theme, size: str) -> float:
    return theme.px(size) * 1.35


def _height(sizes: tuple[str, str, str]) -> int:
    theme = current_theme()
    return round(sum(_line(theme, size) for size in sizes)) + theme.gap(4)


def _fitting(words: str, room: float, size: str, weight: str) -> QFont:
    """The size wanted, or as much of it as the words leave room for."""
    theme = current_theme()
    font = theme.font(size, weight)
    while font.pixelSize() > theme.px("text_small") and QFontMetrics(font).horizontalAdvance(words) > room:
        font.setPixelSize(font.pixelSize() - 1)
    return font
