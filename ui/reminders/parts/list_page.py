"""A page that is a list with the line under the cursor opened beside it, once it has anything to show."""

from collections.abc import Callable, Sequence
from typing import Generic, TypeVar

from PySide6.QtWidgets import QWidget

from ui.administration.beside import Beside
from ui.administration.frame import SectionPage
from ui.administration.states import States
from ui.shell.context import UiContext
from ui.widgets.labels import Text
from ui.widgets.layouts import column
from ui.widgets.table import Table

Panel = TypeVar("Panel", bound=QWidget)
Rows = TypeVar("Rows")


class ListPage(SectionPage, Generic[Panel]):
    """Derive, call `lay_out` with the table, and say in `show_chosen` what opens beside it. `panel`: what is open;
    somebody who closed it is shown no other until she opens a line."""

    beside: Beside

    def __init__(self, context: UiContext, title: str, explanation: str) -> None:
        super().__init__(context, title, explanation)
        self._zone = context.station.profile.time_zone
        self._wanted = ""
        self._closed = False
        self.panel: Panel | None = None
        self.states = States(lines=6)

    def lay_out(
        self,
        table: Table,
        minor: Sequence[int],
        keys: str,
        *,
        head: QWidget | None = None,
        above: QWidget | None = None,
    ) -> None:
        """`minor`: columns that step back while the panel is open; `keys`: what the keyboard does here; `head` stands
        over the whole page, `above` over the list alone."""
        left = QWidget()
        inside = column(left, gap=2)
        if above is not None:
            inside.addWidget(above)
        inside.addWidget(table, 1)
        inside.addWidget(Text(keys, "small", wrap=True))
        self._list = table
        self.beside = Beside(left, self._panel_closed, follows=True)
        self.beside.hide_beside(table, minor)
        self.states.full.addWidget(self.beside, 1)
        if head is not None:
            self.body.addWidget(head)
        self.body.addWidget(self.states, 1)
        table.opened.connect(lambda _id: self._open_panel())

    def show_chosen(self) -> None:
        """Open what stands under the cursor, unless the panel was closed."""

    def read_again(self, call: Callable[[], Rows], show: Callable[[Rows], object]) -> None:
        """Read the list; one that is shown stays in sight meanwhile."""
        if self.states.state == "full":
            self.does(call, show)
        else:
            self.loads(self.states, call, show)

    def shut_panel(self) -> None:
        """There is nothing to show beside the list."""
        self.beside.shut()
        self.panel = None

    def _open_panel(self) -> None:
        self._closed = False
        self.show_chosen()

    def _panel_closed(self) -> None:
        self._closed = True
        self.panel = None
        self._list.setFocus()
