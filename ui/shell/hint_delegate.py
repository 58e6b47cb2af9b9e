"""Draws a line of the palette: the words, and behind them in grey what tells two people of one name apart."""

from PySide6.QtCore import QModelIndex, QPersistentModelIndex, QRect, Qt
from PySide6.QtGui import QPainter
from PySide6.QtWidgets import QStyle, QStyledItemDelegate, QStyleOptionViewItem

from ui.theme import current_theme

HINT = int(Qt.ItemDataRole.UserRole) + 1


class HintDelegate(QStyledItemDelegate):
    """The hint is the item's data at role `HINT`."""

    def paint(
        self, painter: QPainter, option: QStyleOptionViewItem, index: QModelIndex | QPersistentModelIndex
    ) -> None:
        super().paint(painter, option, index)
        hint = str(index.data(HINT) or "")
        if not hint:
            return
        drawn = QStyleOptionViewItem(option)
        self.initStyleOption(drawn, index)
        theme = current_theme()
        words = drawn.widget.style().subElementRect(QStyle.SubElement.SE_ItemViewItemText, drawn, drawn.widget)
        left = words.left() + drawn.fontMetrics.horizontalAdvance(drawn.text) + theme.gap(4)
        place = QRect(left, drawn.rect.top(), drawn.rect.right() - left - theme.gap(2), drawn.rect.height())
        painter.save()
        painter.setFont(theme.font("text_small"))
        painter.setPen(theme.color("text_muted"))
        shown = painter.fontMetrics().elidedText(hint, Qt.TextElideMode.ElideRight, place.width())
        painter.drawText(place, int(Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignLeft), shown)
        painter.restore()
