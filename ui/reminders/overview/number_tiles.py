"""The numbers that decide, large, each with the way to what stands behind it; they change in place."""

from collections.abc import Callable

from PySide6.QtWidgets import QSizePolicy, QWidget

from ui.texts.formats import show_number
from ui.theme import current_theme
from ui.widgets.buttons import QuietButton
from ui.widgets.cards import Card
from ui.widgets.flow import FlowLayout
from ui.widgets.labels import Text

_WIDTH_STEPS = 48


class NumberTile(Card):
    """`show_number` changes the number and the words below it; nothing else moves."""

    def __init__(self, title: str, words: str, go: Callable[[], object]) -> None:
        super().__init__(margin=4, gap=0)
        self._title = title
        self.setFixedWidth(current_theme().gap(_WIDTH_STEPS))
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Preferred)
        self.body.addWidget(Text(title, "label", wrap=True))
        self.big = Text("", "display")
        self.body.addWidget(self.big)
        self.of = Text(" ", "small", wrap=True)
        self.body.addWidget(self.of)
        self.body.addStretch(1)
        self.button = QuietButton(words, on_press=go)
        self.button.setAccessibleName(f"{words}: {title}")
        self.body.addWidget(self.button)

    def show_count(self, count: int, of: str = "") -> None:
        """Show another number; `of`: what a word more says."""
        said = show_number(count)
        if self.big.text() != said:
            self.big.setText(said)
        if self.of.text() != (of or " "):
            self.of.setText(of or " ")
        self.big.setAccessibleName(f"{self._title}: {said} {of}".strip())


class NumberTiles(QWidget):
    """As many beside each other as there is room for."""

    def __init__(self, tiles: list[NumberTile]) -> None:
        super().__init__()
        flow = FlowLayout(self, gap=3)
        tallest = max(tile.sizeHint().height() for tile in tiles)
        for tile in tiles:
            tile.setMinimumHeight(tallest + tile.of.fontMetrics().lineSpacing())
            flow.addWidget(tile)
