"""The small mark beside the name of somebody who does not exist."""

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QHBoxLayout, QSizePolicy

from ui.texts import tr
from ui.theme import current_theme
from ui.widgets.labels import Text
from ui.widgets.layouts import row


class SyntheticMark(Text):
    """Never larger than its words, never cut."""

    def __init__(self) -> None:
        super().__init__(tr("person.synthetic"), "synthetic")
        self.setObjectName("synthetic_mark")
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)


def beside_name(name: Text, mark: SyntheticMark | None) -> QHBoxLayout:
    """The name as wide as its words and no wider, with the mark right after it."""
    line = row(gap=2)
    name.ensurePolished()
    name.setMaximumWidth(name.fontMetrics().horizontalAdvance(name.text()) + current_theme().gap(2))
    line.addWidget(name, 1)
    if mark is not None:
        line.addWidget(mark, 0, Qt.AlignmentFlag.AlignVCenter)
    line.addStretch(0)
    return line
