"""Paints one line of the board."""

from PySide6.QtCore import QRectF, Qt
from PySide6.QtGui import QPainter
from PySide6.QtWidgets import QStyle

from app.clinic.reception.model import ArrivalState
from ui.board.looks import colour_look
from ui.board.row_view import RowView
from ui.texts import tr
from ui.theme import current_theme
from ui.theme.icons import pixmap
from ui.widgets.badges import paint_badge
from ui.widgets.row_ground import paint_row_ground

COLOUR_STEPS = 31
WAITED_STEPS = 20
_STANDING_STEPS = 68
_NAME_SHARE = 0.56
"""Of what colour and minutes leave, at least so much is the name's."""
_NARROW_STEPS = 96
"""Where they leave less than this, the name takes all of it: where she stands is told below the name."""
_RIGHT = int(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)
_LEFT = int(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter)


def paint_row(painter: QPainter, box: QRectF, row: RowView, state: QStyle.StateFlag) -> None:
    """Paint `row` into `box`; a chosen line and the one under the mouse have their own ground."""
    theme = current_theme()
    painter.save()
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    _paint_ground(painter, box, row, state)
    inside = box.adjusted(theme.gap(3), 0, -theme.gap(4), 0)
    colour = QRectF(inside.left(), inside.top(), theme.gap(COLOUR_STEPS), inside.height())
    _paint_colour(painter, colour, row)
    inside.setLeft(colour.right() + theme.gap(3))
    inside.setRight(_paint_waited(painter, inside, row))
    if inside.width() < theme.gap(_NARROW_STEPS):
        _paint_narrow(painter, inside, row)
    else:
        inside.setRight(_paint_standing(painter, inside, row))
        _paint_words(painter, inside, row)
    painter.restore()


def _paint_ground(painter: QPainter, box: QRectF, row: RowView, state: QStyle.StateFlag) -> None:
    theme = current_theme()
    paint_row_ground(painter, box, state)
    height = box.height() - theme.px("hairline")
    painter.fillRect(QRectF(box.left(), box.top(), theme.gap(1), height), theme.color(_token(row)))


def _paint_colour(painter: QPainter, box: QRectF, row: RowView) -> None:
    theme = current_theme()
    words, _token_of, shape = colour_look(row.colour)
    height = theme.px("badge")
    painter.setFont(theme.font("text_small", "semibold"))
    badge = QRectF(box.left(), box.center().y() - height / 2, box.width(), height)
    paint_badge(painter, badge, words, _token(row), shape)


def _paint_waited(painter: QPainter, box: QRectF, row: RowView) -> float:
    """How long she waits, at the right; gives where the room left of it ends."""
    theme = current_theme()
    waits = row.state in (ArrivalState.WAITING, ArrivalState.CALLED)
    painter.setFont(theme.font("text_heading", "semibold" if waits else "regular"))
    painter.setPen(theme.color("text" if waits else "text_muted"))
    painter.drawText(box, _RIGHT, row.waited)
    return box.right() - theme.gap(WAITED_STEPS)


def _paint_standing(painter: QPainter, box: QRectF, row: RowView) -> float:
    """Where she stands, and below it what is to be done; both give way where the name has no room."""
    theme = current_theme()
    width = min(theme.gap(_STANDING_STEPS), box.width() * (1 - _NAME_SHARE))
    place = QRectF(box.right() - width, box.top(), width - theme.gap(2), box.height())
    called = row.state is ArrivalState.CALLED
    lines = [(row.standing, "accent_text" if called else "text_muted", "bell" if called else "")]
    if row.hint:
        token = "error" if row.urgent else "warn"
        lines.insert(0, (row.hint, token, "siren" if row.urgent else "clock"))
    height = theme.px("text_small") + theme.gap(1.5)
    top = place.center().y() - height * len(lines) / 2
    for number, (words, token, icon_name) in enumerate(lines):
        line = QRectF(place.left(), top + number * height, place.width(), height)
        _paint_signed(painter, line, words, token, icon_name)
    return place.left() - theme.gap(3)


def _paint_narrow(painter: QPainter, box: QRectF, row: RowView) -> None:
    """The name, and below it what matters most: what is to be done, else where she stands."""
    theme = current_theme()
    upper, lower = _two_lines(box)
    painter.setFont(theme.font("text_body", "semibold"))
    painter.setPen(theme.color("text" if row.is_here else "text_muted"))
    _elided(painter, upper, row.name)
    if row.hint:
        _paint_signed(painter, lower, row.hint, "error" if row.urgent else "warn", "siren" if row.urgent else "clock")
    elif row.state is ArrivalState.CALLED:
        _paint_signed(painter, lower, row.standing, "accent_text", "bell")
    else:
        _paint_signed(painter, lower, " · ".join(part for part in (row.about, row.reason) if part), "text_muted", "")


def _two_lines(box: QRectF) -> tuple[QRectF, QRectF]:
    theme = current_theme()
    upper, lower = QRectF(box), QRectF(box)
    upper.setTop(box.top() + theme.gap(2.5))
    upper.setHeight(theme.px("text_body") + theme.gap(2))
    lower.setTop(upper.bottom() + theme.gap(0.5))
    lower.setHeight(theme.px("text_small") + theme.gap(2))
    return upper, lower


def _paint_signed(painter: QPainter, box: QRectF, words: str, token: str, icon_name: str) -> None:
    theme = current_theme()
    if icon_name:
        picture = pixmap(icon_name, token, "icon_small")
        edge = theme.px("icon_small")
        painter.drawPixmap(round(box.left()), round(box.center().y() - edge / 2), picture)
        box = box.adjusted(edge + theme.gap(1.5), 0, 0, 0)
    painter.setFont(theme.font("text_small", "semibold" if icon_name else "regular"))
    painter.setPen(theme.color(token))
    _elided(painter, box, words)


def _paint_words(painter: QPainter, box: QRectF, row: RowView) -> None:
    """Name with age, and below why she came."""
    theme = current_theme()
    upper, lower = _two_lines(box)
    painter.setFont(theme.font("text_body", "semibold"))
    painter.setPen(theme.color("text" if row.is_here else "text_muted"))
    width = painter.fontMetrics().horizontalAdvance(row.name) + theme.gap(3)
    _elided(painter, upper, row.name)
    painter.setFont(theme.font("text_small"))
    painter.setPen(theme.color("text_muted"))
    if width + theme.gap(20) < upper.width():
        _elided(painter, upper.adjusted(width, 0, 0, 0), row.about)
        _elided(painter, lower, row.reason or tr("board.reason_unknown"))
    else:
        _elided(painter, lower, " · ".join(part for part in (row.about, row.reason) if part))


def _elided(painter: QPainter, box: QRectF, words: str) -> None:
    shown = painter.fontMetrics().elidedText(words, Qt.TextElideMode.ElideRight, int(box.width()))
    painter.drawText(box, _LEFT, shown)


def _token(row: RowView) -> str:
    """The colour of somebody who has gone is told by its word alone."""
    return colour_look(row.colour)[1] if row.is_here else "neutral"
