"""The gestational age as one reads it at a glance: a small label, a large figure."""

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QWidget

from app.clinic.dating import GestationalAge
from ui.pregnancy.words import gestational_spoken, gestational_words
from ui.texts import tr
from ui.widgets.labels import Text
from ui.widgets.layouts import row


class AgeWords(QWidget):
    """`IG 35s3d`; an age that is not known is no figure and does not look like one."""

    def __init__(self, age: GestationalAge | None) -> None:
        super().__init__()
        line = row(self, gap=2)
        self._label = Text(tr("pregnancy.age_label"), "label")
        self.figure = Text("", "title")
        self.figure.setObjectName("gestational_age")
        line.addWidget(self._label, 0, Qt.AlignmentFlag.AlignVCenter)
        line.addWidget(self.figure)
        self.show_age(age)

    def show_age(self, age: GestationalAge | None) -> None:
        """Show another age."""
        self.figure.set_role("title" if age else "muted")
        self.figure.setText(gestational_words(age))
        self.figure.setAccessibleName(gestational_spoken(age))
        self.setAccessibleName(gestational_spoken(age))
        self._label.setVisible(age is not None)
