"""One answer of many, in a list that opens; the wheel never changes it."""

from collections.abc import Sequence

from PySide6.QtCore import Signal
from PySide6.QtGui import QPainter, QPaintEvent, QWheelEvent
from PySide6.QtWidgets import QComboBox

from ui.spoken.announcer import say_choice
from ui.theme import current_theme
from ui.theme.icons import pixmap


class Dropdown(QComboBox):
    """`options` are (value, words); `changed` carries the value. Typing letters jumps to the words."""

    changed = Signal(object)

    def __init__(self, options: Sequence[tuple[object, str]], *, name: str = "") -> None:
        super().__init__()
        self._values: list[object] = []
        self.set_options(options)
        self.setAccessibleName(name)
        self.currentIndexChanged.connect(self._tell)

    def setAccessibleName(self, name: str) -> None:
        """On Linux a reader takes what is chosen for the name: what is asked is said as the description too."""
        super().setAccessibleName(name)
        if not self.accessibleDescription():
            self.setAccessibleDescription(name)

    def set_options(self, options: Sequence[tuple[object, str]]) -> None:
        """Offer these instead of the ones before; the first is chosen."""
        self._values = [value for value, _ in options]
        self.clear()
        self.addItems([words for _, words in options])

    def value(self) -> object:
        """The value chosen."""
        at = self.currentIndex()
        return self._values[at] if 0 <= at < len(self._values) else None

    def set_value(self, value: object) -> None:
        """Choose an option; an unknown value leaves none chosen."""
        self.setCurrentIndex(self._values.index(value) if value in self._values else -1)

    def _tell(self, _index: int) -> None:
        if self.currentText():
            say_choice(self, self.currentText())
        self.changed.emit(self.value())

    def wheelEvent(self, event: QWheelEvent) -> None:
        event.ignore()

    def paintEvent(self, event: QPaintEvent) -> None:
        super().paintEvent(event)
        theme = current_theme()
        edge = theme.px("icon_small")
        left, top = self.width() - edge - theme.gap(2), (self.height() - edge) // 2
        QPainter(self).drawPixmap(left, top, pixmap("chevron-down", "text_muted", "icon_small"))
