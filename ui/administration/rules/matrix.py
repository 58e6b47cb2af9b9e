"""How many go from which class to which: rows are the class of now, columns the class after."""

from collections.abc import Mapping

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QGridLayout, QWidget

from app.clinic.risk.loader import CLASS_CODES
from ui.texts import tr
from ui.texts.formats import show_number
from ui.theme import current_theme
from ui.widgets.badges import risk_look, risk_look_short
from ui.widgets.labels import Text
from ui.widgets.shapes import SIGNS


def class_sign(code: str) -> str:
    """`▲ Alto, encaminhar`."""
    words, _, shape = risk_look_short(code)
    return f"{SIGNS.get(shape, '—')} {words}"


class Matrix(QWidget):
    """Who stays is grey, who moves is strong; every cell is also spoken."""

    def __init__(self, counts: Mapping[tuple[str, str], int]) -> None:
        super().__init__()
        self.setAccessibleName(tr("rule_admin.matrix"))
        self.cells: dict[tuple[str, str], Text] = {}
        grid = QGridLayout(self)
        grid.setContentsMargins(0, 0, 0, 0)
        theme = current_theme()
        grid.setHorizontalSpacing(theme.gap(2 if theme.is_large else 6))
        grid.setVerticalSpacing(theme.gap(2))
        grid.addWidget(Text(tr("rule_admin.now_and_after"), "label"), 0, 0)
        right = Qt.AlignmentFlag.AlignRight
        for column, after in enumerate(CLASS_CODES, start=1):
            head = Text(class_sign(after), "label", wrap=theme.is_large)
            head.setAlignment(right)
            grid.addWidget(head, 0, column)
        for line, before in enumerate(CLASS_CODES, start=1):
            grid.addWidget(Text(class_sign(before), "label"), line, 0)
            for column, after in enumerate(CLASS_CODES, start=1):
                count = counts.get((before, after), 0)
                cell = Text(show_number(count), "muted" if before == after or not count else "strong")
                cell.setAccessibleName(
                    tr("rule_admin.cell", before=risk_look(before)[0], after=risk_look(after)[0], count=count)
                )
                self.cells[before, after] = cell
                grid.addWidget(cell, line, column, right)
        grid.setColumnStretch(len(CLASS_CODES) + 1, 1)
