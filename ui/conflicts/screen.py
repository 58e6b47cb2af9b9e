"""Divergências: the list, one person's, and the decisions that were taken; a badge comes straight to the person."""

from typing import Final

from PySide6.QtWidgets import QWidget

from ui.conflicts.list_page import OF_ACCOUNTS, ListPage
from ui.conflicts.past_list import PastList
from ui.conflicts.past_page import PastPage
from ui.conflicts.person_page import PersonPage
from ui.shell.context import UiContext
from ui.shell.places import PlaceWidget
from ui.shell.roomy import upright
from ui.widgets.layouts import column
from ui.widgets.page_stack import PageStack

PAST: Final = "past"
"""The subject of the decisions that were taken."""


class Conflicts(PlaceWidget):
    """The place. `page`: one person's, while it is shown; `past`: the decisions, or those about one person."""

    def __init__(self, context: UiContext) -> None:
        super().__init__()
        self._context = context
        self.list = ListPage(context)
        self.page: PersonPage | None = None
        self.past: PastList | PastPage | None = None
        self._stack = PageStack()
        self._stack.addWidget(self.list)
        column(self, gap=0).addWidget(upright(self._stack))
        self.list.opened.connect(self.open_subject)
        self.list.past.connect(self.show_past)

    def arrive(self, subject: str | None) -> None:
        """`subject`: a person, `accounts`, or `past`; without one the list."""
        if subject is None:
            self.show_list()
        elif subject == PAST:
            self.show_past()
        else:
            self.open_subject(subject)

    def open_subject(self, subject: str) -> None:
        """Show what disagrees about somebody."""
        self._drop()
        self.page = PersonPage(self._context, _person(subject))
        self.page.back.connect(self.show_list)
        self._lay(self.page)

    def show_list(self) -> None:
        """Everybody about whom something disagrees, read anew."""
        self._drop()
        self._stack.setCurrentWidget(self.list)
        self.list.read()

    def show_past(self) -> None:
        """The decisions that were taken, read anew."""
        self._drop()
        past = self.past = PastList(self._context)
        past.back.connect(self.show_list)
        past.opened.connect(self.open_past)
        self._lay(past)
        past.read()

    def open_past(self, subject: str) -> None:
        """What was decided about somebody."""
        self._drop()
        self.past = PastPage(self._context, _person(subject))
        self.past.back.connect(self.show_past)
        self._lay(self.past)

    def step_back(self) -> bool:
        if self.page is not None:
            if not self.page.step_back():
                self.show_list()
            return True
        if isinstance(self.past, PastPage):
            self.show_past()
            return True
        if self.past is not None:
            self.show_list()
            return True
        return False

    def first_focus(self) -> QWidget | None:
        shown = self.page or self.past
        return self.list.table if shown is None else shown.first_focus()

    def _lay(self, page: QWidget) -> None:
        self._stack.addWidget(page)
        self._stack.setCurrentWidget(page)

    def _drop(self) -> None:
        for old in (self.page, self.past):
            if old is not None:
                self._stack.removeWidget(old)
                old.hide()
                old.deleteLater()
        self.page = self.past = None


def _person(subject: str) -> str | None:
    return None if subject == OF_ACCOUNTS else subject
