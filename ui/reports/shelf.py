"""The place of the reports: all of `REPORTS`, one shown at a time."""

from collections.abc import Sequence

from PySide6.QtWidgets import QApplication, QStackedWidget, QWidget

from ui.errors import ErrorWords
from ui.reports.report_place import ReportPlace
from ui.reports.which import REPORTS, which_report
from ui.shell.context import UiContext
from ui.shell.places import PlaceWidget
from ui.widgets.choices import ChoiceChips
from ui.widgets.layouts import column


class ReportShelf(PlaceWidget):
    """Somebody who comes for a report's key sees that one; whoever comes for nothing sees the one shown last."""

    can_print = True

    def __init__(self, context: UiContext) -> None:
        super().__init__()
        self._context = context
        self._kinds = {one.key: one for one in REPORTS}
        self._chips: dict[str, ChoiceChips] = {}
        self._reports: dict[str, ReportPlace] = {}
        self._pages = QStackedWidget()
        column(self, gap=0).addWidget(self._pages)
        self._key = REPORTS[0].key
        self._pages.setCurrentWidget(self.report(self._key))

    @property
    def shown(self) -> ReportPlace:
        """The report on show."""
        return self._reports[self._key]

    def report(self, key: str) -> ReportPlace:
        """The report of this key, made when it is first asked for."""
        if key not in self._reports:
            self._chips[key] = which_report(key, self.choose)
            self._reports[key] = self._kinds[key].build(self._context, self._chips[key])
            self._pages.addWidget(self._reports[key])
        return self._reports[key]

    def choose(self, key: str) -> None:
        """Show a report; its choice has the focus, so that an arrow leads back."""
        if key == self._key:
            return
        page = self.report(key)
        focus = QApplication.focusWidget()
        had_focus = focus is not None and self.isAncestorOf(focus)
        self.shown.leave()
        self._key = key
        self._pages.setCurrentWidget(page)
        for one, chips in self._chips.items():
            chips.set_value(one)
        page.arrive(None)
        if had_focus:
            self._chips[key].setFocus()

    def arrive(self, subject: str | None) -> None:
        if subject in self._kinds and subject != self._key:
            self.choose(subject)
        else:
            self.shown.arrive(None if subject in self._kinds else subject)

    def leave(self) -> None:
        self.shown.leave()

    def step_back(self) -> bool:
        return self.shown.step_back()

    def print_current(self) -> None:
        self.shown.print_current()

    def first_focus(self) -> QWidget | None:
        return self.shown.first_focus()

    def keys_here(self) -> Sequence[tuple[str, str]]:
        return self.shown.keys_here()

    def help_topic(self) -> str:
        return self._kinds[self._key].help_topic

    def tell_problem(self, words: ErrorWords) -> None:
        self.shown.tell_problem(words)
