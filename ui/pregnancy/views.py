"""The two views of the place: every pregnancy, and the women to call today."""

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QWidget

from ui.pregnancy.calls.page import CallsPage
from ui.pregnancy.list_page import PregnancyList
from ui.shell.context import UiContext
from ui.shell.roomy import upright
from ui.texts import tr
from ui.theme import current_theme
from ui.widgets.choices import ChoiceChips
from ui.widgets.layouts import column
from ui.widgets.page_stack import PageStack

LIST, CALLS = "list", "calls"


class PregnancyViews(QWidget):
    """`opened` carries the id of a pregnancy from either view, `covered` a paper (None: take it away)."""

    opened = Signal(str)
    covered = Signal(object)

    def __init__(self, context: UiContext) -> None:
        super().__init__()
        self.list = PregnancyList(context)
        self.calls = CallsPage(context)
        options = [(LIST, tr("calls.view_list")), (CALLS, tr("calls.view_calls"))]
        self.switch = ChoiceChips(options, name=tr("calls.view"), optional=False)
        self.switch.set_value(LIST)
        self._stack = PageStack()
        self._stack.addWidget(self.list)
        self._stack.addWidget(self.calls)
        self._bar = QWidget()
        bar = column(self._bar, gap=0, sides=5)
        bar.addSpacing(current_theme().gap(3))
        bar.addWidget(self.switch)
        layout = column(self, gap=0)
        layout.addWidget(self._bar)
        layout.addWidget(upright(self._stack), 1)
        self.switch.changed.connect(self._show)
        self.list.opened.connect(self.opened.emit)
        self.calls.opened.connect(self.opened.emit)
        self.calls.covered.connect(self.covered.emit)

    @property
    def calling(self) -> bool:
        """Whether the women to call are on show."""
        return self._stack.currentWidget() is self.calls

    def show_view(self, key: str) -> None:
        """Show one of the two."""
        self.switch.set_value(key)
        self._show(key)

    def refresh(self) -> None:
        """Read the view on show."""
        if self.calling:
            self.calls.refresh()
        else:
            self.list.refresh()

    def step_back(self) -> bool:
        """Out of a woman's panel, then from the calls to the list."""
        if not self.calling:
            return False
        if not self.calls.step_back():
            self.show_view(LIST)
            self.switch.setFocus()
        return True

    def enter(self) -> None:
        """Take the focus in the table on show."""
        if self.calling:
            self.calls.table.setFocus()
        else:
            self.list.table.enter()

    def first_focus(self) -> QWidget:
        """Where the keyboard begins."""
        return self.calls.first_focus() if self.calling else self.list.search

    def stand_beside(self, *, beside: bool) -> None:
        """Beside an open record only the list stands, in what it needs."""
        self._bar.setVisible(not beside)
        if beside and self.calling:
            self.show_view(LIST)
        self.list.stand_beside(beside=beside)

    def _show(self, key: object) -> None:
        self._stack.setCurrentWidget(self.calls if key == CALLS else self.list)
        self.refresh()
