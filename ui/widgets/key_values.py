"""Facts as pairs: a small grey name, its value beside or below it."""

from collections.abc import Iterable

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QGridLayout, QWidget

from ui.theme import current_theme
from ui.widgets.labels import Text
from ui.widgets.layouts import add_all, column


class KeyValues(QWidget):
    """A list of (name, value); `columns` pairs stand side by side, each name above its value; so do those of one
    column where `above`."""

    def __init__(self, pairs: Iterable[tuple[str, str]] = (), *, columns: int = 1, above: bool = False) -> None:
        super().__init__()
        self._columns = columns
        self._above = above or columns > 1
        self._grid = QGridLayout(self)
        theme = current_theme()
        self._grid.setContentsMargins(0, 0, 0, 0)
        self._grid.setHorizontalSpacing(theme.gap(6))
        self._grid.setVerticalSpacing(theme.gap(3 if self._above else 2))
        self.show_pairs(pairs)

    def show_pairs(self, pairs: Iterable[tuple[str, str]]) -> None:
        """Show these pairs instead of the ones before; an empty value is shown as a dash."""
        while (item := self._grid.takeAt(0)) is not None:
            widget = item.widget()
            if widget is not None:
                widget.hide()
                widget.deleteLater()
        top = Qt.AlignmentFlag.AlignTop
        for number, (name, value) in enumerate(pairs):
            label, text = Text(name, "label", wrap=current_theme().is_large), Text(value or "—", wrap=True)
            text.setAccessibleName(f"{name}: {value}")
            text.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
            if not self._above:
                self._grid.addWidget(label, number, 0, top)
                self._grid.addWidget(text, number, 1, top)
                self._grid.setColumnStretch(1, 1)
                continue
            line, at = divmod(number, self._columns)
            cell = QWidget()
            add_all(column(cell, gap=0), (label, text))
            self._grid.addWidget(cell, line, at, top)
            self._grid.setColumnStretch(at, 1)
