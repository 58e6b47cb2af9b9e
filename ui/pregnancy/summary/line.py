"""One line of the summary: what it is about, the figure, when, and the way to the part that has it all."""

from collections.abc import Callable, Sequence
from datetime import date

from PySide6.QtCore import Qt
from PySide6.QtGui import QMouseEvent
from PySide6.QtWidgets import QWidget

from ui.pregnancy.summary.sparkline import Sparkline
from ui.texts import tr
from ui.widgets.buttons import IconButton
from ui.widgets.icon_label import IconLabel
from ui.widgets.labels import Text
from ui.widgets.layouts import column, row


class SummaryLine(QWidget):
    """A click anywhere on it, or its button, opens the part; `tone` warn or error puts a sign before the words."""

    def __init__(self, label: str, go: Callable[[], object]) -> None:
        super().__init__()
        self._go = go
        self._name = label
        self.setCursor(Qt.CursorShape.PointingHandCursor)
        self.sign = IconLabel("alert-triangle", "warn", "icon_small")
        self.sign.hide()
        self.label = Text(label, "label")
        self.value = Text("", "heading", wrap=True)
        self.note = Text("", "small", wrap=True)
        self.trend = Sparkline()
        self.trend.hide()
        self.button = IconButton("chevron-right", tr("summary.open", what=label), on_press=go)
        line = row(self, gap=3)
        words = column(gap=0)
        head = row(gap=1)
        head.addWidget(self.sign)
        head.addWidget(self.label)
        head.addStretch(1)
        words.addLayout(head)
        words.addWidget(self.value)
        words.addWidget(self.note)
        line.addLayout(words, 1)
        line.addWidget(self.trend, 0, Qt.AlignmentFlag.AlignVCenter)
        line.addWidget(self.button, 0, Qt.AlignmentFlag.AlignVCenter)

    def say(self, value: str, note: str = "", *, tone: str = "") -> None:
        """Show other words; without a value there is nothing and it does not look like a figure."""
        self.value.setText(value)
        self.value.set_role("heading" if value and tone != "none" else "muted")
        self.note.setText(note)
        self.note.setVisible(bool(note))
        marked = tone in ("warn", "error")
        self.sign.setVisible(marked)
        if marked:
            self.sign.set_icon("alert-triangle" if tone == "warn" else "alert-circle", tone)
        self.button.setAccessibleDescription(f"{value} {note}".strip())
        self.setAccessibleName(f"{self._name}: {value} {note}".strip())

    def show_trend(self, values: Sequence[tuple[date, float]]) -> None:
        """A small line of these values."""
        self.trend.show_values(values)

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        if event.button() is Qt.MouseButton.LeftButton and self.rect().contains(event.position().toPoint()):
            self._go()
        else:
            super().mouseReleaseEvent(event)
