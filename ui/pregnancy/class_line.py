"""The class in one line, for a window where the risk card stands below what is answered and scrolls with it."""

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QFrame

from ui.pregnancy.card_reading import CardReading, Certainty, class_look
from ui.theme import current_theme
from ui.widgets.badges import Badge
from ui.widgets.labels import ElidedText, Text
from ui.widgets.layouts import row


class ClassLine(QFrame):
    """Class, points, and whether answers may still change it, as the card says them: with colour, shape and word."""

    def __init__(self) -> None:
        super().__init__()
        self.setProperty("look", "foot")
        self.badge = Badge("", "neutral", "bar")
        self.total = Text("", "strong")
        self.overline = ElidedText("", "small")
        line = row(self, gap=3, margin=2, sides=5)
        line.addWidget(self.badge, 0, Qt.AlignmentFlag.AlignVCenter)
        line.addWidget(self.total)
        line.addWidget(self.overline, 1)
        self.setFixedHeight(current_theme().px("row"))

    def show_reading(self, reading: CardReading) -> None:
        """Say what the card says."""
        token, shape = class_look(reading.class_code)
        # Grey as long as an answer could raise the class: it reassures nobody.
        settled = reading.certainty is Certainty.CERTAIN
        words = f"{reading.big} {reading.small}" if reading.class_code else reading.big
        self.badge.show_class(words.strip(), token if settled else "neutral", shape if reading.class_code else "bar")
        self.total.setText(reading.total)
        self.overline.setText(reading.overline)
