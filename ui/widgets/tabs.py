"""Parts of one record, one at a time; Tab reaches the row once, arrow keys change the part."""

from collections.abc import Callable

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QStackedWidget, QWidget

from ui.widgets.buttons import Button
from ui.widgets.flow import FlowLayout
from ui.widgets.layouts import column, hairline, row


class _Tab(Button):
    def __init__(self, words: str, step: Callable[[int], None]) -> None:
        super().__init__(words, "tab")
        self.setCheckable(True)
        self.setAutoDefault(False)
        self._step = step

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() == Qt.Key.Key_Right:
            self._step(1)
        elif event.key() == Qt.Key.Key_Left:
            self._step(-1)
        else:
            super().keyPressEvent(event)


class Tabs(QWidget):
    """`add(words, page)`; `changed` carries the number of the part shown. `indent`: steps of the grid before it."""

    changed = Signal(object)

    def __init__(self, *, indent: float = 0) -> None:
        super().__init__()
        layout = column(self, gap=0)
        beside = row(gap=0, sides=indent)
        bar = QWidget()
        self._bar = FlowLayout(bar, gap=0)
        beside.addWidget(bar, 1)
        layout.addLayout(beside)
        layout.addWidget(hairline())
        self.pages = QStackedWidget()
        layout.addWidget(self.pages, 1)
        self._tabs: list[_Tab] = []

    def add(self, words: str, page: QWidget) -> int:
        """Add a part at the right; tells its number."""
        number = len(self._tabs)
        tab = _Tab(words, self._step)
        tab.clicked.connect(lambda *_: self.choose(number))
        self._tabs.append(tab)
        self._bar.addWidget(tab)
        self.pages.addWidget(page)
        self._mark(self.pages.currentIndex())
        return number

    def set_words(self, number: int, words: str) -> None:
        """Change the words of a tab (a count in it, for example)."""
        self._tabs[number].set_text(words)

    def choose(self, number: int) -> None:
        """Show a part."""
        self.pages.setCurrentIndex(number)
        self._mark(number)
        self.changed.emit(number)

    def current(self) -> int:
        """The number of the part shown."""
        return self.pages.currentIndex()

    def _step(self, by: int) -> None:
        number = (self.current() + by) % len(self._tabs)
        self.choose(number)
        self._tabs[number].setFocus()

    def _mark(self, chosen: int) -> None:
        for number, tab in enumerate(self._tabs):
            tab.setChecked(number == chosen)
            tab.setFocusPolicy(Qt.FocusPolicy.StrongFocus if number == chosen else Qt.FocusPolicy.ClickFocus)
