"""Facts as pairs, in as many columns as there is room for."""

from collections.abc import Sequence

from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QSizePolicy, QWidget

from ui.theme import current_theme
from ui.widgets.key_values import KeyValues
from ui.widgets.layouts import clear, column

_COLUMN_STEPS = 58


class Pairs(QWidget):
    """`most`: columns at most."""

    def __init__(self, pairs: Sequence[tuple[str, str]], *, most: int) -> None:
        super().__init__()
        self._pairs = tuple(pairs)
        self._most = most
        self._columns = 0
        self._body = column(self, gap=0)
        policy = self.sizePolicy()
        policy.setHorizontalPolicy(QSizePolicy.Policy.Ignored)
        self.setSizePolicy(policy)
        self._show(most)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._show(max(1, min(self._most, self.width() // current_theme().gap(_COLUMN_STEPS))))

    def _show(self, columns: int) -> None:
        if columns != self._columns:
            self._columns = columns
            clear(self._body)
            self._body.addWidget(KeyValues(self._pairs, columns=columns, above=current_theme().is_large))
