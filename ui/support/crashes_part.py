"""What failed: one line for each failure, and the whole report beside it."""

from collections.abc import Sequence

from PySide6.QtWidgets import QWidget

from app.kernel.clock import from_text
from app.support.crashes import CrashReport
from ui.administration.beside import Beside
from ui.administration.frame import WorkPage
from ui.administration.states import States
from ui.support.pane import CopyButton, TextPane
from ui.support.source import SupportSource
from ui.texts import tr
from ui.texts.formats import show_instant, show_number
from ui.widgets.layouts import column
from ui.widgets.table import Column, Table, TableModel


class CrashesPart(QWidget):
    """Newest first, those that were put away too."""

    def __init__(self, page: WorkPage, source: SupportSource) -> None:
        super().__init__()
        self._page, self._source, zone = page, source, source.zone
        self.reports: tuple[CrashReport, ...] = ()
        self.states = States()
        columns = (
            Column[CrashReport](tr("support.at"), lambda one: show_instant(from_text(one.last_at), zone)),
            Column[CrashReport](tr("support.process"), lambda one: one.process),
            Column[CrashReport](tr("support.how"), lambda one: tr(f"support.how_{one.kind.value}"), stretch=True),
            Column[CrashReport](tr("support.code"), lambda one: one.code, stretch=True),
            Column[CrashReport](tr("support.times"), lambda one: show_number(one.times), figures=True),
        )
        self._model: TableModel[CrashReport] = TableModel(columns, lambda _ids: [])
        self.table = Table(self._model, name=tr("support.crashes"))
        self.beside = Beside(self.states, self.table.setFocus)
        self.states.full.addWidget(self.table, 1)
        self.beside.hide_beside(self.table, (1, 2, 4))
        column(self, gap=3, margin=3, sides=0).addWidget(self.beside, 1)
        self.table.opened.connect(self.open_report)

    def refresh(self) -> None:
        """Read them again."""
        self._page.loads(self.states, self._source.crashes, self._show)

    def _show(self, reports: Sequence[CrashReport]) -> None:
        self.reports = tuple(reports)
        self._model.show_ids([str(number) for number in range(len(reports))], self.reports)
        if reports:
            self.states.show_full()
        else:
            self.states.show_empty("check-circle", tr("support.no_crashes"), tr("support.no_crashes_step"))

    def open_report(self, row_id: str) -> None:
        """One report in full."""
        one = self.reports[int(row_id)]
        self.beside.open(one.code, report_view(one))


def report_view(one: CrashReport) -> QWidget:
    """The report as it lies in its file, and a way to copy it."""
    content, pane = QWidget(), TextPane(tr("support.report"))
    pane.setPlainText(one.as_text())
    layout = column(content, gap=3)
    layout.addWidget(pane, 1)
    layout.addWidget(CopyButton(one.as_text()))
    return content
