"""Paints one alarm of the list: how urgent (colour, stars, flash), where, what, who has it, how long."""

from dataclasses import dataclass
from typing import Final

from PySide6.QtCore import QRectF, Qt
from PySide6.QtGui import QPainter, QPen
from PySide6.QtWidgets import QStyle

from app.router.receiver.model import Row
from app.ward.alarms.signs import Light
from ui.receiver.words import clock_text, standing_words, stars, what_words, where_words
from ui.theme import current_theme
from ui.theme.icons import pixmap
from ui.theme.theme import Theme
from ui.theme.tokens import ALARM_COLOURS
from ui.ward.flashing import lit

ROW_STEPS: Final = 18
"""Height in steps of the grid."""
_MARK_STEPS: Final = 11
LIGHTS: Final = (Light.FAST, Light.SLOW, Light.STEADY)
"""Of a priority while it asks."""


@dataclass(frozen=True)
class _Parts:
    """Where the lines of a row lie."""

    mark: QRectF
    where: QRectF
    since: QRectF
    what: QRectF
    standing: QRectF


def light_of(row: Row) -> Light:
    """How its mark flashes; only what asks flashes."""
    return LIGHTS[min(2, row.note.priority)] if row.asks else Light.STEADY


def paint_row(painter: QPainter, place: QRectF, row: Row, state: QStyle.StateFlag, now: float) -> None:
    """The whole row into `place`."""
    theme, parts = current_theme(), _parts(place, current_theme())
    chosen = bool(state & QStyle.StateFlag.State_Selected)
    painter.save()
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    ground = "accent_soft" if chosen else "surface"
    painter.fillRect(place, theme.color("sunken" if row.old else ground))
    _mark(painter, parts.mark, row, now, theme)
    faint = row.old or row.ended_at is not None
    ink = theme.color("text_muted" if faint else "text")
    painter.setPen(ink)
    _line(painter, parts.where, where_words(row), theme, "text_body", "semibold")
    painter.setPen(theme.color("text_muted"))
    begun = row.ended_at if row.ended_at is not None else now
    _line(painter, parts.since, clock_text(begun - row.began_at), theme, "text_body", "medium", right=True)
    painter.setPen(ink)
    _line(painter, parts.what, what_words(row), theme, "text_heading", "semibold")
    painter.setPen(theme.color("text" if row.asks else "text_muted"))
    _line(painter, parts.standing, standing_words(row, now), theme, "text_small", "medium")
    _edges(painter, place, chosen and bool(state & QStyle.StateFlag.State_HasFocus), theme)
    painter.restore()


def _parts(place: QRectF, theme: Theme) -> _Parts:
    gap, wide = theme.gap(2), theme.gap(_MARK_STEPS)
    left, right = place.left() + wide + gap, place.right() - gap
    since = theme.gap(24)
    first, second, third = theme.px("text_body") * 1.4, theme.px("text_heading") * 1.4, theme.px("text_small") * 1.4
    top = place.top() + (place.height() - first - second - third) / 2
    return _Parts(
        QRectF(place.left(), place.top(), wide, place.height()),
        QRectF(left, top, right - left - since, first),
        QRectF(right - since, top, since, first),
        QRectF(left, top + first, right - left, second),
        QRectF(left, top + first + second, right - left, third),
    )


def _mark(painter: QPainter, place: QRectF, row: Row, now: float, theme: Theme) -> None:
    """The block at the left: full while lit, its frame alone while not; grey where it is not the present."""
    token = ALARM_COLOURS[min(2, row.note.priority)]
    inside = place.adjusted(theme.gap(1), theme.gap(1), -theme.gap(0.5), -theme.gap(1))
    radius = theme.px("radius_small")
    if row.old or row.ended_at is not None:
        painter.setPen(QPen(theme.color("line_strong"), theme.px("hairline")))
        painter.setBrush(theme.color("sunken"))
        painter.drawRoundedRect(inside, radius, radius)
        if row.ended_at is not None:
            _sign(painter, inside, "check", "text_muted", theme)
        else:
            _stars(painter, inside, row, "text_muted", theme)
        return
    full = lit(light_of(row), now)
    painter.setPen(QPen(theme.color(token), theme.px("ring") * 1.5))
    painter.setBrush(theme.color(token if full else "surface"))
    painter.drawRoundedRect(inside, radius, radius)
    ink = f"on_{token}" if full else "text"
    if row.asks or not row.holders:
        _stars(painter, inside, row, ink, theme)
    else:
        # Somebody has it; how urgent it is must not be left to the colour alone.
        half = inside.height() / 2
        _sign(painter, inside.adjusted(0, 0, 0, -half), "check", ink, theme)
        _stars(painter, inside.adjusted(0, half, 0, 0), row, ink, theme)


def _stars(painter: QPainter, place: QRectF, row: Row, token: str, theme: Theme) -> None:
    painter.setPen(theme.color(token))
    painter.setFont(theme.font("text_heading", "bold"))
    painter.drawText(place, int(Qt.AlignmentFlag.AlignCenter), stars(row))


def _sign(painter: QPainter, place: QRectF, name: str, token: str, theme: Theme) -> None:
    edge = theme.px("icon")
    middle = place.center()
    painter.drawPixmap(int(middle.x() - edge / 2), int(middle.y() - edge / 2), pixmap(name, token))


def _line(
    painter: QPainter, place: QRectF, words: str, theme: Theme, size: str, weight: str, *, right: bool = False
) -> None:
    painter.setFont(theme.font(size, weight))
    shown = painter.fontMetrics().elidedText(words, Qt.TextElideMode.ElideRight, int(place.width()))
    side = Qt.AlignmentFlag.AlignRight if right else Qt.AlignmentFlag.AlignLeft
    painter.drawText(place, int(side | Qt.AlignmentFlag.AlignVCenter), shown)


def _edges(painter: QPainter, place: QRectF, focused: bool, theme: Theme) -> None:
    painter.setPen(QPen(theme.color("line"), theme.px("hairline")))
    painter.drawLine(place.bottomLeft(), place.bottomRight())
    if focused:
        ring = theme.px("ring")
        painter.setBrush(Qt.BrushStyle.NoBrush)
        painter.setPen(QPen(theme.color("focus"), ring))
        painter.drawRect(place.adjusted(ring / 2, ring / 2, -ring / 2, -ring / 2))
