"""The check of the audit trail: does every row still follow from the one before?"""

from functools import partial
from typing import TYPE_CHECKING, Protocol

from PySide6.QtWidgets import QWidget

from ui.errors import words_of
from ui.texts import tr
from ui.texts.formats import show_number
from ui.widgets.banner import Banner
from ui.widgets.buttons import SecondaryButton
from ui.widgets.layouts import column
from ui.widgets.progress_line import ProgressLine

if TYPE_CHECKING:
    from ui.administration.audit.section import AuditSection


class Report(Protocol):
    """What the screen reads of `app.store.audit_chain.ChainReport` (ui/ imports nothing of the store)."""

    @property
    def rows(self) -> int: ...
    @property
    def head_hash(self) -> str: ...
    @property
    def broken_at(self) -> int | None: ...
    @property
    def problem(self) -> str | None: ...


class ChainCheck(QWidget):
    """A button for the head of the section, and below it what is going on and what was found."""

    def __init__(self, section: "AuditSection") -> None:
        super().__init__()
        self._section = section
        self.button = SecondaryButton(tr("administration.audit_verify"), icon_name="shield", on_press=self.verify)
        layout = column(self, gap=2)
        self.progress = ProgressLine()
        self.result = Banner()
        layout.addWidget(self.progress)
        layout.addWidget(self.result)
        # An empty row would leave a hole between title and filters.
        self.hide()
        self.report: Report | None = None

    def verify(self) -> None:
        """Walk the whole chain in a worker."""
        self.report = None
        self.result.hide()
        self.button.setEnabled(False)
        self.show()
        self.progress.begin(tr("administration.audit_verifying"))
        context = self._section.context
        self._section.does(partial(context.station.audit.verify, context.session), self._show, self._failed)

    def _show(self, report: Report) -> None:
        self._end()
        self.report = report
        if report.broken_at is None:
            details = tr("administration.audit_holds_head", start=report.head_hash[:12])
            self.result.show_message("success", tr("audit.chain_holds", rows=show_number(report.rows)), details)
            return
        number = report.broken_at
        words = tr(f"audit.chain_{report.problem}", number=show_number(number))
        look = (tr("administration.audit_look", number=show_number(number)), partial(self._section.show_around, number))
        self.result.show_message("error", words, tr("administration.audit_broken_step"), action=look, closable=False)

    def _failed(self, error: Exception) -> None:
        self._end()
        self.result.show_message("error", tr("administration.audit_not_verified"), words_of(error).together)

    def _end(self) -> None:
        self.progress.end()
        self.button.setEnabled(True)
