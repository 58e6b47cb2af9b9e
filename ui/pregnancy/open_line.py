"""A missing answer on the risk card: pressing it goes to its question."""

from PySide6.QtCore import QEvent, QRectF, QSize, Qt
from PySide6.QtGui import QEnterEvent, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QAbstractButton, QSizePolicy

from ui.theme import current_theme


class OpenLine(QAbstractButton):
    """The question at the left, what it could add at the right."""

    def __init__(self, words: str, effect: str) -> None:
        super().__init__()
        self.setText(words)
        self._effect = effect
        self.setAccessibleName(f"{words} {effect}".strip())
        self.setCursor(Qt.CursorShape.PointingHandCursor)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)

    def sizeHint(self) -> QSize:
        theme = current_theme()
        return QSize(theme.px("field_medium"), theme.px("target"))

    def minimumSizeHint(self) -> QSize:
        return QSize(current_theme().px("field_short"), current_theme().px("target"))

    def enterEvent(self, event: QEnterEvent) -> None:
        self.update()

    def leaveEvent(self, event: QEvent) -> None:
        self.update()

    def paintEvent(self, event: QPaintEvent) -> None:
        theme = current_theme()
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        inside = QRectF(self.rect()).adjusted(1, 1, -1, -1)
        if self.underMouse():
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(theme.color("hover"))
            painter.drawRoundedRect(inside, theme.px("radius_small"), theme.px("radius_small"))
        painter.setFont(theme.font("text_small", "medium"))
        painter.setPen(theme.color("text_muted"))
        room = inside.adjusted(theme.gap(2), 0, -theme.gap(2), 0)
        middle = Qt.AlignmentFlag.AlignVCenter
        painter.drawText(room, int(middle | Qt.AlignmentFlag.AlignRight), self._effect)
        room.setRight(room.right() - painter.fontMetrics().horizontalAdvance(self._effect) - theme.gap(3))
        painter.setPen(theme.color("accent_text"))
        painter.setFont(theme.font("text_body", "medium"))
        words = painter.fontMetrics().elidedText(self.text(), Qt.TextElideMode.ElideRight, int(room.width()))
        painter.drawText(room, int(middle | Qt.AlignmentFlag.AlignLeft), words)
        if self.hasFocus():
            painter.setBrush(Qt.BrushStyle.NoBrush)
            painter.setPen(QPen(theme.color("accent"), theme.px("ring")))
            painter.drawRoundedRect(inside, theme.px("radius_small"), theme.px("radius_small"))
