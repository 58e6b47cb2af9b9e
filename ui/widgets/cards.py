"""Groups of things that belong together: a card on the canvas, a section inside it."""

from PySide6.QtWidgets import QFrame, QHBoxLayout, QWidget

from ui.theme import current_theme
from ui.widgets.labels import Text
from ui.widgets.layouts import column, hairline, row


class Card(QFrame):
    """A surface with a hairline; add to `body`."""

    def __init__(self, *, margin: float = 5, gap: float = 4) -> None:
        super().__init__()
        self.setProperty("look", "card")
        self.body = column(self, gap=gap, margin=margin)


class Section(QWidget):
    """A heading with what belongs to it below; add to `body`, put actions beside the heading by `add_action`."""

    def __init__(self, heading: str, explanation: str = "", *, ruled: bool = False) -> None:
        super().__init__()
        layout = column(self, gap=3)
        if ruled:
            layout.addWidget(hairline())
        self.head: QHBoxLayout = row(gap=2)
        self.heading = Text(heading, "heading", wrap=current_theme().is_enlarged)
        self.head.addWidget(self.heading, 1)
        layout.addLayout(self.head)
        if explanation:
            layout.addWidget(Text(explanation, "muted", wrap=True))
        self.body = column(gap=4)
        layout.addLayout(self.body)

    def add_action(self, widget: QWidget) -> None:
        """Put a button at the right of the heading."""
        self.head.addWidget(widget)
