"""The four urgency colours as large choices: shape, word and what each means. The nurse decides; nothing is chosen."""

from collections.abc import Callable
from typing import Final

from PySide6.QtCore import QRectF, QSize, Qt, Signal
from PySide6.QtGui import QKeyEvent, QPainter, QPaintEvent, QPen, QResizeEvent
from PySide6.QtWidgets import QAbstractButton, QGridLayout, QSizePolicy, QWidget

from app.clinic.reception.model import Colour
from ui.board.looks import colour_look
from ui.texts import tr
from ui.theme import current_theme
from ui.widgets.shapes import draw_shape

_STEPS: Final = {Qt.Key.Key_Right: 1, Qt.Key.Key_Down: 1, Qt.Key.Key_Left: -1, Qt.Key.Key_Up: -1}
_TILE_STEPS: Final = 40
"""Below this a row of four becomes two rows of two."""
_TILE_HEIGHT: Final = 22


class ColourTile(QAbstractButton):
    """One colour; the group hears its keys."""

    spoken_role = "choice"

    def __init__(self, colour: Colour, number: int, hear: Callable[["ColourTile", QKeyEvent], bool]) -> None:
        super().__init__()
        self.colour = colour
        self._number = number
        self._hear = hear
        self.setObjectName(f"colour_{colour.value}")
        self.setCheckable(True)
        self.setCursor(Qt.CursorShape.PointingHandCursor)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.setToolTip(f"{self._word()}  ({number})")
        self.setAccessibleName(f"{self._word()}: {self._meaning()}")

    def sizeHint(self) -> QSize:
        theme = current_theme()
        return QSize(theme.gap(_TILE_STEPS), theme.gap(_TILE_HEIGHT))

    def minimumSizeHint(self) -> QSize:
        theme = current_theme()
        return QSize(theme.gap(_TILE_STEPS / 2), theme.gap(_TILE_HEIGHT))

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if not self._hear(self, event):
            super().keyPressEvent(event)

    def paintEvent(self, event: QPaintEvent) -> None:
        theme = current_theme()
        _, token, shape = colour_look(self.colour)
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        self._paint_frame(painter, token)
        edge = theme.px("icon")
        left, top = theme.gap(3), theme.gap(3)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(theme.color(token))
        draw_shape(painter, shape, QRectF(left, top + theme.gap(0.5), edge, edge))
        word = QRectF(left + edge + theme.gap(2), top, self.width() - left * 2 - edge, edge + theme.gap(1))
        painter.setPen(theme.color(token))
        painter.setFont(theme.font("text_heading", "semibold"))
        painter.drawText(word, int(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter), self._word())
        below = QRectF(left, word.bottom() + theme.gap(1), self.width() - 2 * left, self.height() - word.bottom())
        painter.setPen(theme.color("text"))
        painter.setFont(theme.font("text_small"))
        flags = int(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignTop | Qt.TextFlag.TextWordWrap)
        painter.drawText(below, flags, self._meaning())
        painter.setPen(theme.color("text_faint"))
        corner = QRectF(self.rect()).adjusted(left, top, -left, 0)
        painter.drawText(corner, int(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignTop), str(self._number))

    def _paint_frame(self, painter: QPainter, token: str) -> None:
        theme = current_theme()
        ring, hairline, radius = theme.px("ring"), theme.px("hairline"), theme.px("radius")
        chosen = self.isChecked()
        width = ring if chosen else hairline
        box = QRectF(self.rect()).adjusted(ring, ring, -ring, -ring)
        painter.setPen(QPen(theme.color(token if chosen else "line_strong"), width))
        painter.setBrush(theme.color(f"{token}_soft" if chosen else "surface"))
        painter.drawRoundedRect(box, radius, radius)
        if self.hasFocus():
            painter.setBrush(Qt.BrushStyle.NoBrush)
            painter.setPen(QPen(theme.color("focus" if chosen else "accent"), ring))
            half = ring / 2
            painter.drawRoundedRect(QRectF(self.rect()).adjusted(half, half, -half, -half), radius, radius)

    def _word(self) -> str:
        return colour_look(self.colour)[0]

    def _meaning(self) -> str:
        return tr(f"board.colour_means_{self.colour.value}")


class ColourChoice(QWidget):
    """`changed` carries the `Colour` that the nurse chose. One stop of Tab; arrows move, digits 1 to 4 choose."""

    spoken_role = "group"

    changed = Signal(object)

    def __init__(self) -> None:
        super().__init__()
        self.setAccessibleName(tr("hearing.colour"))
        self.tiles = [ColourTile(colour, number, self._hear) for number, colour in enumerate(Colour, start=1)]
        self._columns = 0
        theme = current_theme()
        self._grid = QGridLayout(self)
        self._grid.setContentsMargins(0, 0, 0, 0)
        self._grid.setHorizontalSpacing(theme.gap(2))
        self._grid.setVerticalSpacing(theme.gap(2))
        for tile in self.tiles:
            tile.clicked.connect(lambda _checked=False, at=tile: self._choose(at))
        self._arrange(len(self.tiles))
        self._reach(self.tiles[0])

    def value(self) -> Colour | None:
        """The colour chosen, None before."""
        return next((tile.colour for tile in self.tiles if tile.isChecked()), None)

    def set_value(self, colour: Colour | None) -> None:
        """Choose without telling."""
        for tile in self.tiles:
            tile.setChecked(tile.colour is colour)
        self._reach(next((tile for tile in self.tiles if tile.isChecked()), self.tiles[0]))

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        every = len(self.tiles)
        self._arrange(every if self.width() >= current_theme().gap(_TILE_STEPS) * every else every // 2)

    def minimumSizeHint(self) -> QSize:
        theme = current_theme()
        return QSize(theme.gap(_TILE_STEPS), super().minimumSizeHint().height())

    def _arrange(self, columns: int) -> None:
        if columns == self._columns:
            return
        self._columns = columns
        for number, tile in enumerate(self.tiles):
            self._grid.addWidget(tile, *divmod(number, columns))

    def _hear(self, tile: ColourTile, event: QKeyEvent) -> bool:
        key, at = Qt.Key(event.key()), self.tiles.index(tile)
        if key in _STEPS:
            near = self.tiles[(at + _STEPS[key]) % len(self.tiles)]
            self._reach(near)
            near.setFocus(Qt.FocusReason.OtherFocusReason)
            return True
        if event.text().isdigit() and 1 <= int(event.text()) <= len(self.tiles):
            self._choose(self.tiles[int(event.text()) - 1])
            return True
        return False

    def _choose(self, chosen: ColourTile) -> None:
        for tile in self.tiles:
            tile.setChecked(tile is chosen)
        self._reach(chosen)
        chosen.setFocus(Qt.FocusReason.OtherFocusReason)
        self.changed.emit(chosen.colour)

    def _reach(self, near: ColourTile) -> None:
        for tile in self.tiles:
            tile.setFocusPolicy(Qt.FocusPolicy.StrongFocus if tile is near else Qt.FocusPolicy.ClickFocus)
        self.setFocusProxy(near)
