"""Divergências: the list, or one person's; a badge comes straight to the person."""

from PySide6.QtWidgets import QStackedWidget, QWidget

from ui.conflicts.list_page import OF_ACCOUNTS, ListPage
from ui.conflicts.person_page import PersonPage
from ui.shell.context import UiContext
from ui.shell.places import PlaceWidget
from ui.widgets.layouts import column


class Conflicts(PlaceWidget):
    """The place."""

    def __init__(self, context: UiContext) -> None:
        super().__init__()
        self._context = context
        self.list = ListPage(context)
        self.page: PersonPage | None = None
        self._stack = QStackedWidget()
        self._stack.addWidget(self.list)
        column(self, gap=0).addWidget(self._stack)
        self.list.opened.connect(self.open_subject)

    def arrive(self, subject: str | None) -> None:
        """`subject`: a person, or `accounts`; without one the list."""
        if subject is None:
            self.show_list()
        else:
            self.open_subject(subject)

    def open_subject(self, subject: str) -> None:
        """Show what disagrees about somebody."""
        self._drop()
        self.page = PersonPage(self._context, None if subject == OF_ACCOUNTS else subject)
        self.page.back.connect(self.show_list)
        self._stack.addWidget(self.page)
        self._stack.setCurrentWidget(self.page)

    def show_list(self) -> None:
        """Everybody about whom something disagrees, read anew."""
        self._drop()
        self._stack.setCurrentWidget(self.list)
        self.list.read()

    def step_back(self) -> bool:
        if self.page is None:
            return False
        if not self.page.step_back():
            self.show_list()
        return True

    def first_focus(self) -> QWidget | None:
        return self.list.table if self.page is None else self.page.first_focus()

    def _drop(self) -> None:
        old, self.page = self.page, None
        if old is not None:
            self._stack.removeWidget(old)
            old.hide()
            old.deleteLater()
