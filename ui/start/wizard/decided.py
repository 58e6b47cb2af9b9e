"""Says that an answer is not this person's to give."""

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QWidget

from ui.texts import tr
from ui.widgets.icon_label import IconLabel
from ui.widgets.labels import Text
from ui.widgets.layouts import row


class SetByAdministration(QWidget):
    """A lock and one sentence."""

    def __init__(self, words: str = "") -> None:
        super().__init__()
        line = row(self, gap=2)
        line.addWidget(IconLabel("lock", "text_muted", "icon_small"), 0, Qt.AlignmentFlag.AlignTop)
        line.addWidget(Text(words or tr("start.set_by_administration"), "muted", wrap=True), 1)
