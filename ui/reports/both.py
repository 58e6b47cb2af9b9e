"""The place of the reports: that of the pregnancies and that of the referrals, one shown at a time."""

from collections.abc import Sequence

from PySide6.QtWidgets import QApplication, QStackedWidget, QWidget

from ui.errors import ErrorWords
from ui.reports.referrals.screen import ReferralReport
from ui.reports.screen import Reports
from ui.reports.which import PREGNANCIES, REFERRALS, which_report
from ui.shell.context import UiContext
from ui.shell.places import PlaceWidget
from ui.widgets.layouts import column


class BothReports(PlaceWidget):
    """Somebody who comes for `REFERRALS` sees that report; whoever comes for nothing sees the one shown last."""

    can_print = True

    def __init__(self, context: UiContext) -> None:
        super().__init__()
        self._chips = {one: which_report(one, self.choose) for one in (PREGNANCIES, REFERRALS)}
        self.pregnancies = Reports(context, self._chips[PREGNANCIES])
        self.referrals = ReferralReport(context, self._chips[REFERRALS])
        self._pages = QStackedWidget()
        for page in (self.pregnancies, self.referrals):
            self._pages.addWidget(page)
        column(self, gap=0).addWidget(self._pages)

    @property
    def shown(self) -> PlaceWidget:
        """The report on show."""
        return self.referrals if self._pages.currentIndex() else self.pregnancies

    def choose(self, which: str) -> None:
        """Show a report; its choice has the focus, so that an arrow leads back."""
        page = self.referrals if which == REFERRALS else self.pregnancies
        if page is self.shown:
            return
        focus = QApplication.focusWidget()
        had_focus = focus is not None and self.isAncestorOf(focus)
        self.shown.leave()
        self._pages.setCurrentWidget(page)
        for report, chips in self._chips.items():
            chips.set_value(report)
        page.arrive(None)
        if had_focus:
            self._chips[which].setFocus()

    def arrive(self, subject: str | None) -> None:
        if subject == REFERRALS and self.shown is not self.referrals:
            self.choose(REFERRALS)
        else:
            self.shown.arrive(subject)

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

    def tell_problem(self, words: ErrorWords) -> None:
        self.shown.tell_problem(words)
