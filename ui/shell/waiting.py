"""What somebody sees whose account is not authorised, or whose role has no place here."""

from collections.abc import Callable

from PySide6.QtWidgets import QWidget

from ui.texts import tr
from ui.widgets.buttons import SecondaryButton
from ui.widgets.empty_state import EmptyState
from ui.widgets.layouts import column


class WaitingPage(QWidget):
    """`look_again` asks whether the account has been authorised meanwhile."""

    def __init__(self, look_again: Callable[[], object]) -> None:
        super().__init__()
        self.button = SecondaryButton(tr("shell.look_again"), icon_name="refresh", on_press=look_again)
        state = EmptyState("clock", tr("shell.waiting_title"), tr("shell.waiting"), self.button)
        column(self, gap=0).addWidget(state)
        self.setFocusProxy(self.button)


class NoPlacePage(QWidget):
    """The station offers nothing for this role."""

    def __init__(self) -> None:
        super().__init__()
        column(self, gap=0).addWidget(EmptyState("hospital", tr("shell.no_place_title"), tr("shell.no_place")))
