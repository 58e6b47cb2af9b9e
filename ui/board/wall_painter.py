"""Paints the board of the wall. Every size is a share of the height, so that five metres stay five metres."""

from dataclasses import dataclass
from typing import Final

from PySide6.QtCore import QRect, QRectF, Qt
from PySide6.QtGui import QFont, QPainter

from app.clinic.reception.model import Colour
from ui.board.looks import colour_look
from ui.texts import tr, tr_count
from ui.theme import current_theme
from ui.widgets.shapes import draw_shape

_HEAD: Final = 0.10
_CALLED: Final = 0.165
_CALLED_BEFORE: Final = 0.105
_LINE: Final = 0.083
_FOOT: Final = 0.055
_NAME: Final = 0.05
_CALLED_NAME: Final = 0.1
_CALLED_BEFORE_NAME: Final = 0.064
_SMALL: Final = 0.034
_MARGIN: Final = 0.03
_MOST_CALLED: Final = 3
_TWO_COLUMNS_FROM: Final = 1.55
"""Width by height from which the list stands in two columns."""
_LEFT = int(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter)
_RIGHT = int(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)
_MIDDLE = int(Qt.AlignmentFlag.AlignCenter)


@dataclass(frozen=True)
class WallLine:
    """One person as everybody may read it."""

    name: str
    colour: Colour | None
    waited: str
    place: str


@dataclass(frozen=True)
class WallPage:
    """Everything that the wall shows at one moment."""

    unit: str
    demo: bool
    time: str = ""
    called: tuple[WallLine, ...] = ()
    waiting: tuple[WallLine, ...] = ()
    stale: str = ""

    def spoken(self) -> str:
        """What a screen reader says: who is called, and how many wait."""
        called = [f"{one.name} {one.place}".strip() for one in self.called]
        waiting = tr_count("wall.waiting", len(self.waiting))
        return ". ".join([tr("wall.called_spoken", names=", ".join(called)), waiting] if called else [waiting])


def paint_wall(painter: QPainter, box: QRect, page: WallPage) -> None:
    """Paint the whole page."""
    theme = current_theme()
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    painter.fillRect(box, theme.color("canvas"))
    whole = QRectF(box)
    height = whole.height()
    head = QRectF(0, 0, whole.width(), height * _HEAD)
    _paint_head(painter, head, page, height)
    top = head.bottom()
    for number, line in enumerate(page.called[:_MOST_CALLED]):
        place = QRectF(0, top, whole.width(), height * (_CALLED_BEFORE if number else _CALLED))
        _paint_called(painter, place, line, height, latest=number == 0)
        top = place.bottom()
    foot = QRectF(0, height * (1 - _FOOT), whole.width(), height * _FOOT)
    left_out = _paint_list(painter, QRectF(0, top, whole.width(), foot.top() - top), page, height)
    _paint_foot(painter, foot, page, left_out, height)


def _paint_head(painter: QPainter, box: QRectF, page: WallPage, height: float) -> None:
    theme = current_theme()
    painter.fillRect(box, theme.color("surface"))
    inside = box.adjusted(height * _MARGIN, 0, -height * _MARGIN, 0)
    painter.setPen(theme.color("text"))
    painter.setFont(_font(height * _NAME, "semibold"))
    painter.drawText(inside, _RIGHT, page.time)
    room = inside.adjusted(0, 0, -painter.fontMetrics().horizontalAdvance(page.time) - height * _MARGIN, 0)
    painter.setFont(_font(height * _SMALL * 1.15, "medium"))
    painter.setPen(theme.color("text_muted"))
    words = f"{page.unit} · {tr('wall.demo')}" if page.demo else page.unit
    _elided(painter, room, words)


def _paint_called(painter: QPainter, box: QRectF, line: WallLine, height: float, *, latest: bool) -> None:
    """Whoever was called last stands on the accent; who was called before her and has not come, below on its tint."""
    theme = current_theme()
    ground, ink = ("accent", "on_accent") if latest else ("accent_soft", "accent_text")
    painter.fillRect(box, theme.color(ground))
    painter.setPen(theme.color(ink))
    inside = box.adjusted(height * _MARGIN, 0, -height * _MARGIN, 0)
    below, name = QRectF(inside), height * (_CALLED_NAME if latest else _CALLED_BEFORE_NAME)
    if latest:
        label = QRectF(inside.left(), inside.top() + height * 0.014, inside.width(), height * _SMALL)
        painter.setFont(_font(height * _SMALL * 0.85, "semibold"))
        painter.drawText(label, _LEFT, tr("wall.calling"))
        below.setTop(label.bottom())
    else:
        painter.fillRect(QRectF(box.left(), box.bottom() - 1, box.width(), 1), theme.color("line_strong"))
    if line.place:
        painter.setFont(_font(name * 0.8, "semibold"))
        words = f"→ {line.place}"
        shown = painter.fontMetrics().elidedText(words, Qt.TextElideMode.ElideRight, int(below.width() * 0.45))
        painter.drawText(below, _RIGHT, shown)
        below.setRight(below.right() - painter.fontMetrics().horizontalAdvance(shown) - height * _MARGIN)
    painter.setFont(_font(name, "bold"))
    _elided(painter, below, line.name)


def _paint_list(painter: QPainter, box: QRectF, page: WallPage, height: float) -> int:
    """Who waits, down the first column, then the second; tells how many had no room."""
    theme = current_theme()
    line = height * _LINE
    fits = max(1, int(box.height() // line))
    wide = box.width() / height >= _TWO_COLUMNS_FROM and len(page.waiting) > fits
    columns = 2 if wide else 1
    width = box.width() / columns
    if not page.waiting and not page.called:
        painter.setPen(theme.color("text_muted"))
        painter.setFont(_font(height * _NAME, "regular"))
        painter.drawText(box, _MIDDLE, tr("wall.nobody"))
    shown = page.waiting[: fits * columns]
    if columns > 1:
        rule = QRectF(box.center().x(), box.top(), 1, min(fits, len(shown)) * line)
        painter.fillRect(rule, theme.color("line"))
    for number, one in enumerate(shown):
        across, down = divmod(number, fits)
        _paint_line(painter, QRectF(box.left() + across * width, box.top() + down * line, width, line), one, height)
    return len(page.waiting) - len(shown)


def _paint_line(painter: QPainter, box: QRectF, one: WallLine, height: float) -> None:
    theme = current_theme()
    word, token, shape = colour_look(one.colour)
    painter.fillRect(QRectF(box.left(), box.bottom() - 1, box.width(), 1), theme.color("line"))
    inside = box.adjusted(height * _MARGIN, 0, -height * _MARGIN, 0)
    edge = height * _NAME * 0.8
    painter.setPen(Qt.PenStyle.NoPen)
    painter.setBrush(theme.color(token))
    draw_shape(painter, shape, QRectF(inside.left(), inside.center().y() - edge / 2, edge, edge))
    painter.setPen(theme.color(token))
    painter.setFont(_font(height * _SMALL, "semibold"))
    colour = QRectF(inside.left() + edge * 1.4, inside.top(), height * 0.2, inside.height())
    _elided(painter, colour, word)
    painter.setPen(theme.color("text_muted"))
    painter.setFont(_font(height * _SMALL, "regular"))
    painter.drawText(inside, _RIGHT, one.waited)
    right = inside.right() - painter.fontMetrics().horizontalAdvance(one.waited) - height * _MARGIN
    painter.setPen(theme.color("text"))
    painter.setFont(_font(height * _NAME, "semibold"))
    _elided(painter, QRectF(colour.right(), inside.top(), right - colour.right(), inside.height()), one.name)


def _paint_foot(painter: QPainter, box: QRectF, page: WallPage, left_out: int, height: float) -> None:
    theme = current_theme()
    inside = box.adjusted(height * _MARGIN, 0, -height * _MARGIN, 0)
    painter.setFont(_font(height * _SMALL * 0.8, "medium"))
    painter.setPen(theme.color("text_muted"))
    painter.drawText(inside, _RIGHT, tr("wall.leave"))
    if page.stale:
        painter.setPen(theme.color("error"))
        painter.drawText(inside, _LEFT, page.stale)
    elif left_out:
        painter.drawText(inside, _LEFT, tr_count("wall.more", left_out))


def _font(pixels: float, weight: str) -> QFont:
    font = current_theme().font("text_display", weight)
    font.setPixelSize(max(1, round(pixels)))
    return font


def _elided(painter: QPainter, box: QRectF, words: str) -> None:
    shown = painter.fontMetrics().elidedText(words, Qt.TextElideMode.ElideRight, int(box.width()))
    painter.drawText(box, _LEFT, shown)
