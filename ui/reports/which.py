"""Which reports there are, one line each; one more is a module and a line (`docs/how-to-add-a-report.md`)."""

import importlib
from collections.abc import Callable
from dataclasses import dataclass
from typing import Final

from PySide6.QtWidgets import QWidget

from ui.reports.report_place import ReportPlace
from ui.shell.context import UiContext
from ui.texts import tr
from ui.widgets.choices import ChoiceChips


@dataclass(frozen=True)
class ReportKind:
    """One report: its word is the text `reports.which_<key>`; its page is loaded when it is first shown."""

    key: str
    module: str
    page: str
    help_topic: str

    def build(self, context: UiContext, which: QWidget) -> ReportPlace:
        """Load and make the page, with the choice of another report for its head."""
        page: Callable[[UiContext, QWidget], ReportPlace] = getattr(importlib.import_module(self.module), self.page)
        return page(context, which)


PREGNANCIES: Final = "pregnancies"
REFERRALS: Final = "referrals"
REPORTS: Final = (
    ReportKind(PREGNANCIES, "ui.reports.screen", "Reports", "reports"),
    ReportKind(REFERRALS, "ui.reports.referrals.screen", "ReferralReport", "reports-referrals"),
)
"""In the order in which they are offered; the first is shown to whoever comes for nothing."""


def which_report(shown: str, choose: Callable[[str], object]) -> ChoiceChips:
    """The choice, at the report that is shown; `choose` is told another one."""
    chips = ChoiceChips(
        [(one.key, tr(f"reports.which_{one.key}")) for one in REPORTS], name=tr("reports.which"), optional=False
    )
    chips.set_value(shown)
    chips.changed.connect(lambda value: choose(str(value)))
    return chips
