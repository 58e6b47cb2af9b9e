"""Paints one line of the inbox: class and score at the left, who and why in the middle, the time large at right."""

from PySide6.QtCore import QRectF, Qt
from PySide6.QtGui import QFontMetrics, QPainter
from PySide6.QtWidgets import QStyle

from ui.referral_desk.inbox_rows import InboxRow
from ui.theme import current_theme
from ui.theme.icons import pixmap
from ui.widgets.badges import paint_badge
from ui.widgets.row_ground import paint_row_ground

ROW_STEPS = 18
"""Height of a line in steps of the grid."""
_BADGE_STEPS = 44
_TIME_STEPS = 62
_RIGHT = int(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)
_LEFT = int(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter)


def paint_inbox_row(painter: QPainter, box: QRectF, row: InboxRow, state: QStyle.StateFlag) -> None:
    """Paint `row` into `box`; a chosen line and the one under the mouse have their own ground."""
    theme = current_theme()
    painter.save()
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    _paint_ground(painter, box, row, state)
    inside = box.adjusted(theme.gap(4), 0, -theme.gap(5), 0)
    badge_width = min(theme.gap(_BADGE_STEPS), inside.width() * 0.24)
    _paint_class(painter, QRectF(inside.left(), inside.top(), badge_width, inside.height()), row)
    inside.setLeft(inside.left() + badge_width + theme.gap(4))
    inside.setRight(_paint_time(painter, inside, row))
    _paint_who(painter, inside, row)
    painter.restore()


def _paint_ground(painter: QPainter, box: QRectF, row: InboxRow, state: QStyle.StateFlag) -> None:
    theme = current_theme()
    paint_row_ground(painter, box, state)
    if row.is_emergency or row.tone == "error":
        edge = QRectF(box.left(), box.top(), theme.gap(1), box.height() - theme.px("hairline"))
        painter.fillRect(edge, theme.color("error"))


def _paint_class(painter: QPainter, box: QRectF, row: InboxRow) -> None:
    theme = current_theme()
    height = theme.px("badge")
    words, token, shape = row.look
    total = height + (theme.px("text_small") + theme.gap(1.5) if row.score else 0)
    top = box.center().y() - total / 2
    painter.setFont(theme.font("text_small", "semibold"))
    width = min(box.width(), QFontMetrics(painter.font()).horizontalAdvance(words) + height + theme.gap(5))
    paint_badge(painter, QRectF(box.left(), top, width, height), words, token, shape)
    if row.score:
        painter.setFont(theme.font("text_small"))
        painter.setPen(theme.color("text_muted"))
        below = QRectF(box.left() + theme.gap(2), top + height, box.width(), theme.px("text_small") + theme.gap(2))
        painter.drawText(below, _LEFT, row.score)


def _paint_time(painter: QPainter, box: QRectF, row: InboxRow) -> float:
    """The time, and below it what is to be done; gives where the room left of it ends."""
    theme = current_theme()
    width = min(theme.gap(_TIME_STEPS), box.width() * 0.46)
    place = QRectF(box.right() - width, box.top(), width, box.height())
    upper, lower = _two_lines(place, "text_heading")
    painter.setFont(theme.font("text_heading", "semibold" if row.tone != "text_muted" else "regular"))
    painter.setPen(theme.color(row.tone))
    _elided(painter, upper, row.time, _RIGHT)
    token = "error" if row.is_emergency else "text_muted"
    said = " · ".join(part for part in (row.by, row.hint) if part)
    _signed(painter, lower, said, token, row.hint_icon)
    return place.left() - theme.gap(3)


def _paint_who(painter: QPainter, box: QRectF, row: InboxRow) -> None:
    theme = current_theme()
    upper, lower = _two_lines(box, "text_body")
    painter.setFont(theme.font("text_body", "semibold"))
    painter.setPen(theme.color("text"))
    _elided(painter, upper, row.name, _LEFT)
    painter.setFont(theme.font("text_small"))
    painter.setPen(theme.color("text_muted"))
    _elided(painter, lower, row.about, _LEFT)


def _two_lines(box: QRectF, first: str) -> tuple[QRectF, QRectF]:
    theme = current_theme()
    heights = (theme.px(first) + theme.gap(2), theme.px("text_small") + theme.gap(2))
    top = box.center().y() - sum(heights) / 2
    upper = QRectF(box.left(), top, box.width(), heights[0])
    return upper, QRectF(box.left(), top + heights[0], box.width(), heights[1])


def _signed(painter: QPainter, box: QRectF, words: str, token: str, icon_name: str) -> None:
    """Words at the right edge with their sign before them."""
    theme = current_theme()
    painter.setFont(theme.font("text_small"))
    painter.setPen(theme.color(token))
    edge = theme.px("icon_small")
    room = box.width() - (edge + theme.gap(1.5) if icon_name else 0)
    shown = painter.fontMetrics().elidedText(words, Qt.TextElideMode.ElideRight, int(room))
    painter.drawText(box, _RIGHT, shown)
    if icon_name and shown:
        left = box.right() - painter.fontMetrics().horizontalAdvance(shown) - edge - theme.gap(1.5)
        painter.drawPixmap(
            QRectF(left, box.center().y() - edge / 2, edge, edge).toRect(), pixmap(icon_name, token, "icon_small")
        )


def _elided(painter: QPainter, box: QRectF, words: str, side: int) -> None:
    shown = painter.fontMetrics().elidedText(words, Qt.TextElideMode.ElideRight, int(box.width()))
    painter.drawText(box, side, shown)
