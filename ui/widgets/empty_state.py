"""What stands where nothing is yet: an icon, a sentence, what to do first."""

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QWidget

from ui.theme import current_theme
from ui.widgets.buttons import Button
from ui.widgets.icon_label import IconLabel
from ui.widgets.labels import Text
from ui.widgets.layouts import column, row


class EmptyState(QWidget):
    """In the middle of its place; `button` is the first thing to do."""

    def __init__(self, icon_name: str, sentence: str, first_step: str = "", button: Button | None = None) -> None:
        super().__init__()
        middle = Qt.AlignmentFlag.AlignHCenter
        layout = column(self, gap=2, margin=8)
        layout.addStretch(2)
        layout.addWidget(IconLabel(icon_name, "text_faint", "icon_empty"), 0, middle)
        self.sentence = Text(sentence, "heading", wrap=True)
        self.first_step = Text(first_step, "muted", wrap=True)
        for text in (self.sentence, self.first_step):
            text.setAlignment(middle)
            # At most so wide: a narrow place breaks the sentence instead of being pushed wider.
            text.setMaximumWidth(current_theme().px("sheet"))
            line = row(gap=0)
            line.addStretch(1)
            line.addWidget(text, 1000)
            line.addStretch(1)
            layout.addLayout(line)
        self.first_step.setVisible(bool(first_step))
        if button is not None:
            layout.addSpacing(current_theme().gap(2))
            layout.addWidget(button, 0, middle)
        layout.addStretch(3)
