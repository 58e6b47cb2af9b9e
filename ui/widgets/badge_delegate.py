"""A column of a table that shows a badge: words with their colour and shape."""

from collections.abc import Callable

from PySide6.QtCore import QModelIndex, QPersistentModelIndex, QRectF, QSize
from PySide6.QtGui import QPainter
from PySide6.QtWidgets import QStyledItemDelegate, QStyleOptionViewItem, QTableView

from ui.theme import current_theme
from ui.widgets.badges import badge_width, paint_badge

Look = Callable[[int], tuple[str, str, str] | None]
"""Line → words, colour token and shape; None where there is nothing to show."""


class BadgeDelegate(QStyledItemDelegate):
    """`look` tells what stands in a line."""

    def __init__(self, table: QTableView, look: Look) -> None:
        super().__init__(table)
        self._look = look

    def sizeHint(self, option: QStyleOptionViewItem, index: QModelIndex | QPersistentModelIndex) -> QSize:
        theme = current_theme()
        return QSize(badge_width(str(index.data() or "")) + 2 * theme.gap(3), theme.px("row"))

    def paint(
        self, painter: QPainter, option: QStyleOptionViewItem, index: QModelIndex | QPersistentModelIndex
    ) -> None:
        super().paint(painter, option, QModelIndex())
        look = self._look(index.row())
        if look is None:
            return
        theme = current_theme()
        words, height = look[0], theme.px("badge")
        left, width = option.rect.left() + theme.gap(3), option.rect.width() - 2 * theme.gap(3)
        box = QRectF(left, option.rect.center().y() - height / 2, min(width, badge_width(words)), height)
        painter.save()
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setFont(theme.font("text_small", "semibold"))
        paint_badge(painter, box, *look)
        painter.restore()
