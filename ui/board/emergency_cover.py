"""The emergency card of somebody on the board, in the place of the board."""

from collections.abc import Callable

from PySide6.QtWidgets import QStackedWidget

from ui.board.row_view import RowView
from ui.bridge import Op
from ui.danger_signs.card import EmergencyCard
from ui.danger_signs.case import EmergencyCase, read_case
from ui.shell.context import UiContext


class EmergencyCover:
    """`pages` shows the board as its first page; `closed()` after the card was left."""

    def __init__(self, context: UiContext, pages: QStackedWidget, closed: Callable[[], object]) -> None:
        self._context = context
        self._pages = pages
        self._closed = closed
        self.card: EmergencyCard | None = None

    def open(self, view: RowView) -> None:
        """Show what to do now."""
        read = read_case(self._context, view.person_id, view.arrival_id)
        Op(self._pages, read).on_success(self._show).start()

    def _show(self, case: EmergencyCase) -> None:
        if self.card is not None:
            return
        self.card = EmergencyCard(self._context, case)
        self.card.closed.connect(self._leave)
        self._pages.addWidget(self.card)
        self._pages.setCurrentWidget(self.card)
        self.card.first_focus().setFocus()

    def _leave(self) -> None:
        card, self.card = self.card, None
        if card is not None:
            self._pages.setCurrentIndex(0)
            self._pages.removeWidget(card)
            card.deleteLater()
            self._closed()
