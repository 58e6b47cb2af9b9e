"""The band that tells synthetic data on every screen of a demonstration, the locked one too."""

from PySide6.QtWidgets import QFrame

from ui.practice.mode import mark_key
from ui.texts import tr
from ui.widgets.labels import Text
from ui.widgets.layouts import row


class DemoBand(QFrame):
    """Stands at the upper edge, from side to side."""

    def __init__(self) -> None:
        super().__init__()
        self.setProperty("look", "demo")
        line = row(self, gap=2, margin=1, sides=4)
        line.addStretch(1)
        line.addWidget(Text(tr(mark_key())))
        line.addStretch(1)
