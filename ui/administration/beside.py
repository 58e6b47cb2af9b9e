"""A list with one of its things opened beside it: what the panel tells, the list need not repeat."""

from collections.abc import Callable, Sequence

from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QTableView, QWidget

from ui.theme import current_theme
from ui.widgets.layouts import Scroll, row, stack_large
from ui.widgets.side_panel import SidePanel

_ROOM_FOR_ALL = 170
"""In steps of the grid: a list narrower than this leaves its minor columns to the panel in any case."""


class Beside(QWidget):
    """`content` at the left, the panel at the right once something is opened; long things scroll in the panel.

    Where both do not fit the panel stands instead of the content; with very large text, below it where it `follows` the
    cursor in a list.
    """

    def __init__(
        self, content: QWidget, on_close: Callable[[], object] | None = None, *, follows: bool = False
    ) -> None:
        super().__init__()
        self._on_close = on_close
        self._table: QTableView | None = None
        self._minor: tuple[int, ...] = ()
        self.panel = SidePanel(on_close=self._closed)
        layout = row(self, gap=4)
        layout.addWidget(content, 1)
        layout.addWidget(self.panel)
        if not follows:
            self.panel.give_way(content)
        elif current_theme().is_large:
            stack_large(layout, content, self.panel)
            self.panel.take_the_width()

    def hide_beside(self, table: QTableView, minor: Sequence[int]) -> None:
        """These columns of the list step back while the panel is open or room is scarce: it shows the same in full."""
        self._table, self._minor = table, tuple(minor)

    def open(self, title: str, content: QWidget) -> None:
        """Show something beside the list."""
        self.panel.show_content(title, Scroll(content, width=None))
        self._arrange()

    def shut(self) -> None:
        """Take the panel away without telling anybody."""
        self.panel.hide()
        self._arrange()

    def _closed(self) -> None:
        self._arrange()
        if self._on_close is not None:
            self._on_close()

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self.panel.settle(self.width())
        self._arrange()

    def _arrange(self) -> None:
        if self._table is None:
            return
        narrow = not self.panel.isHidden() or self.width() < current_theme().gap(_ROOM_FOR_ALL)
        for number in self._minor:
            self._table.setColumnHidden(number, narrow)
