"""The signs as large choices: arrow keys walk, Space ticks, Enter hands in; Tab reaches the list once."""

from collections.abc import Sequence

from PySide6.QtCore import QEvent, QObject, QPoint, QRect, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QFontMetrics, QKeyEvent, QPainter, QPaintEvent, QPen, QResizeEvent
from PySide6.QtWidgets import QWidget

from app.clinic.danger_signs.signs import Sign
from ui.danger_signs.words import sign_words
from ui.pregnancy.column_flow import ColumnFlow
from ui.theme import current_theme
from ui.widgets.layouts import Scroll
from ui.widgets.toggles import CheckBox

_WAYS = {
    Qt.Key.Key_Down: (0, 1),
    Qt.Key.Key_Up: (0, -1),
    Qt.Key.Key_Right: (1, 0),
    Qt.Key.Key_Left: (-1, 0),
}
_BESIDE_WORDS = 5
"""In steps of the grid: what stands beside the words besides the mark."""


class SignTile(CheckBox):
    """One sign; a ticked one is filled, ticked and bold: not told by colour alone. Long words break, none is cut."""

    def __init__(self, sign: Sign, signs: "SignChoices") -> None:
        super().__init__(sign_words(sign))
        self.code = sign.code
        self._signs = signs
        policy = self.sizePolicy()
        policy.setHeightForWidth(True)
        self.setSizePolicy(policy)

    def sizeHint(self) -> QSize:
        theme = current_theme()
        words = QFontMetrics(theme.font("text_body", "semibold")).horizontalAdvance(self.text())
        return QSize(words + self._mark_width() + theme.gap(7), theme.px("row"))

    def minimumSizeHint(self) -> QSize:
        hint = self.sizeHint()
        return QSize(min(hint.width(), current_theme().px("field_medium")), hint.height())

    def heightForWidth(self, width: int) -> int:
        theme = current_theme()
        room = QRect(0, 0, width - self._mark_width() - theme.gap(_BESIDE_WORDS), theme.px("window_height"))
        flags = Qt.TextFlag.TextWordWrap.value
        words = QFontMetrics(theme.font("text_body", "semibold")).boundingRect(room, flags, self.text())
        return max(theme.px("row"), words.height())

    def keyPressEvent(self, event: QKeyEvent) -> None:
        key = Qt.Key(event.key())
        if key in _WAYS:
            self._signs.walk(self, _WAYS[key])
        elif key in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self._signs.submitted.emit()
        else:
            super().keyPressEvent(event)

    def paintEvent(self, event: QPaintEvent) -> None:
        theme = current_theme()
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        ticked, focused = self.isChecked(), self.hasFocus()
        inside = theme.px("ring") / 2
        edge = "focus" if focused and ticked else "accent" if focused else "error" if ticked else "line_strong"
        painter.setPen(QPen(theme.color(edge), theme.px("ring" if focused else "hairline")))
        painter.setBrush(theme.color("error_soft" if ticked else "surface"))
        box = QRectF(self.rect()).adjusted(inside, inside, -inside, -inside)
        painter.drawRoundedRect(box, theme.px("radius_small"), theme.px("radius_small"))
        self._paint_mark(painter, theme.gap(2))
        painter.setFont(theme.font("text_body", "semibold" if ticked else "regular"))
        painter.setPen(theme.color("text"))
        left = theme.gap(4) + self._mark_width()
        words = self.rect().adjusted(left, 0, theme.gap(4) - theme.gap(_BESIDE_WORDS), 0)
        flags = Qt.AlignmentFlag.AlignVCenter.value | Qt.AlignmentFlag.AlignLeft.value | Qt.TextFlag.TextWordWrap.value
        painter.drawText(words, flags, self.text())


class SignChoices(QWidget):
    """`changed` after every tick, `submitted` at Enter, `reached(SignTile)` when the arrow keys came to a sign."""

    changed = Signal()
    submitted = Signal()
    reached = Signal(object)

    def __init__(self, signs: Sequence[Sign], *, name: str) -> None:
        super().__init__()
        self.setAccessibleName(name)
        self.tiles = [SignTile(sign, self) for sign in signs]
        widest = max(tile.sizeHint().width() for tile in self.tiles)
        layout = ColumnFlow(self, least=widest / current_theme().gap(1), most=4, gap=1)
        for tile in self.tiles:
            layout.addWidget(tile)
            tile.changed.connect(lambda _on: self.changed.emit())
        self._reach(self.tiles[0])

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        # A flow asks for no height of its own: without this the signs at its foot would be squeezed out of sight.
        self.setMinimumHeight(max(self.heightForWidth(self.width()), 0))

    def chosen(self) -> tuple[str, ...]:
        """The codes that are ticked, in the order of the list."""
        return tuple(tile.code for tile in self.tiles if tile.isChecked())

    def clear(self) -> None:
        """Tick nothing."""
        for tile in self.tiles:
            tile.setChecked(False)
        self._reach(self.tiles[0])

    def walk(self, tile: SignTile, way: tuple[int, int]) -> None:
        """To the next one up, down or beside; at an edge the focus stays."""
        here = tile.geometry().center()
        ahead = [one for one in self.tiles if one is not tile and _lies_ahead(one.geometry().center() - here, way)]
        if not ahead:
            return
        nearest = min(ahead, key=lambda one: _distance(one.geometry().center() - here, way))
        self._reach(nearest)
        nearest.setFocus(Qt.FocusReason.OtherFocusReason)
        self.reached.emit(nearest)

    def _reach(self, tile: SignTile) -> None:
        for one in self.tiles:
            one.setFocusPolicy(Qt.FocusPolicy.StrongFocus if one is tile else Qt.FocusPolicy.ClickFocus)
        self.setFocusProxy(tile)


def _lies_ahead(step: QPoint, way: tuple[int, int]) -> bool:
    across, down = way
    return step.x() * across > abs(step.y()) / 8 if across else step.y() * down > 0 and step.x() == 0


def _distance(step: QPoint, way: tuple[int, int]) -> int:
    """How far it is; what lies off the line counts more."""
    along, aside = (step.x(), step.y()) if way[0] else (step.y(), step.x())
    return abs(along) + 4 * abs(aside)


class ListScroll(Scroll):
    """As high as what it holds, but no higher than a share of the window: beyond that it scrolls."""

    _SHARE = 0.42

    def __init__(self, content: QWidget) -> None:
        super().__init__(content, width=None)
        self._content = content
        content.installEventFilter(self)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if event.type() in (QEvent.Type.LayoutRequest, QEvent.Type.Resize):
            self.take_room()
            focused: QWidget | None = self.window().focusWidget()
            # What opened below is laid out only now: whoever is in it wants to see it.
            if focused is not None and self._content.isAncestorOf(focused):
                self.ensureWidgetVisible(focused)
        return super().eventFilter(watched, event)

    def take_room(self) -> None:
        """Ask for the height that is needed now."""
        layout = self._content.layout()
        if layout is None:
            return
        layout.activate()
        wanted = max(layout.totalMinimumSize().height(), layout.totalHeightForWidth(self.viewport().width()))
        self.setFixedHeight(min(wanted, max(round(self.window().height() * self._SHARE), current_theme().px("row"))))
