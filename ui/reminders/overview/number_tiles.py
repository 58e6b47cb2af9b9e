"""The numbers that decide, large, each with the way to what stands behind it; they change in place."""

from collections.abc import Callable, Sequence

from PySide6.QtCore import QSize
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QGridLayout, QSizePolicy, QWidget

from ui.texts.formats import show_number
from ui.theme import current_theme
from ui.widgets.buttons import QuietButton
from ui.widgets.cards import Card
from ui.widgets.labels import Text

_LEAST_STEPS = 38


class NumberTile(Card):
    """`show_number` changes the number and the words below it; nothing else moves."""

    def __init__(self, title: str, words: str, go: Callable[[], object]) -> None:
        super().__init__(margin=4, gap=0)
        self._title = title
        self.setMinimumWidth(current_theme().gap(_LEAST_STEPS))
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Preferred)
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
    """All in one line where there is room, else fewer: never a single one left over."""

    def __init__(self, tiles: Sequence[NumberTile]) -> None:
        super().__init__()
        self._tiles = tuple(tiles)
        self._across = 0
        self._grid = QGridLayout(self)
        self._grid.setContentsMargins(0, 0, 0, 0)
        self._grid.setSpacing(current_theme().gap(3))
        self._arrange(len(self._tiles))

    def minimumSizeHint(self) -> QSize:
        """As narrow as one of them: standing in a line must not keep them from standing below each other."""
        return QSize(current_theme().gap(_LEAST_STEPS), super().minimumSizeHint().height())

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        theme = current_theme()
        room = (self.width() + theme.gap(3)) // (theme.gap(_LEAST_STEPS) + theme.gap(3))
        self._arrange(tiles_across(len(self._tiles), room))

    def _arrange(self, across: int) -> None:
        if across == self._across:
            return
        self._across = across
        for number, tile in enumerate(self._tiles):
            self._grid.addWidget(tile, number // across, number % across)
        for at in range(len(self._tiles)):
            self._grid.setColumnStretch(at, 1 if at < across else 0)


def tiles_across(count: int, room: int) -> int:
    """How many stand in a line, where `room` would fit: as many as leave no single one over."""
    return next((across for across in range(min(count, room), 1, -1) if count % across != 1), 1)
