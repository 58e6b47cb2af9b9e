"""What lies under a line that is painted by hand: chosen, under the mouse, and the rule below it."""

from PySide6.QtCore import QRectF
from PySide6.QtGui import QPainter
from PySide6.QtWidgets import QStyle

from ui.theme import current_theme


def paint_row_ground(painter: QPainter, box: QRectF, state: QStyle.StateFlag) -> None:
    """Fill the ground of the line in `box` and draw the rule at its foot."""
    theme = current_theme()
    if state & QStyle.StateFlag.State_Selected:
        painter.fillRect(box, theme.color("accent_soft"))
    elif state & QStyle.StateFlag.State_MouseOver:
        painter.fillRect(box, theme.color("hover"))
    rule = theme.px("hairline")
    painter.fillRect(QRectF(box.left(), box.bottom() - rule, box.width(), rule), theme.color("line"))
