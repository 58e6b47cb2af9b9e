"""The check of the audit trail: does every row still follow from the one before?"""

from functools import partial
from threading import Event
from typing import Protocol

from PySide6.QtWidgets import QWidget

from ui.administration.audit.host import AuditHost
from ui.bridge import Op
from ui.errors import words_of
from ui.texts import tr
from ui.texts.formats import show_number
from ui.widgets.banner import Banner
from ui.widgets.buttons import QuietButton, SecondaryButton
from ui.widgets.layouts import column
from ui.widgets.progress_line import ProgressLine


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


class _StoppedError(Exception):
    """Somebody ended the check before its last row."""


class ChainCheck(QWidget):
    """A button for the head of the section, and below it how far the check is and what was found."""

    def __init__(self, section: AuditHost) -> None:
        super().__init__()
        self._section = section
        self.button = SecondaryButton(tr("administration.audit_verify"), icon_name="shield", on_press=self.verify)
        layout = column(self, gap=2)
        self.progress = ProgressLine(on_cancel=self.stop)
        self._stop = Event()
        self._checked = 0
        self.result = Banner()
        layout.addWidget(self.progress)
        layout.addWidget(self.result)
        # An empty row would leave a hole between title and filters.
        self.hide()
        self.report: Report | None = None

    def verify(self) -> None:
        """Walk the whole chain in a worker."""
        self.report = None
        self._checked = 0
        self.result.hide()
        self.show()
        self.progress.begin(tr("administration.audit_verifying"))
        if self.window().focusWidget() is self.button:
            # A button that is disabled hands the focus to whatever comes next.
            self._cancel.setFocus()
        self.button.setEnabled(False)
        context = self._section.context
        self._stop = stop = Event()
        # Whoever leaves the section wants no answer: the worker shall not walk on for nobody.
        self.destroyed.connect(lambda *_: stop.set())
        walk: Op[Report] = Op(self, lambda: context.station.audit.verify(context.session, watch))

        def watch(checked: int, promised: int) -> None:
            if stop.is_set():
                raise _StoppedError
            walk.report((checked, promised))

        walk.on_success(self._show).on_failure(self._failed).on_progress(self._advance).start()

    def stop(self) -> None:
        """End the check; what was checked so far is told."""
        self._stop.set()

    @property
    def _cancel(self) -> QuietButton:
        button = self.progress.findChild(QuietButton)
        assert isinstance(button, QuietButton)
        return button

    def _advance(self, far: tuple[int, int]) -> None:
        self._checked, promised = far
        words = tr("administration.audit_verifying_rows", done=show_number(far[0]), rows=show_number(promised))
        self.progress.advance(*far, words)

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
        if isinstance(error, _StoppedError):
            words = tr("administration.audit_stopped_step", done=show_number(self._checked))
            self.result.show_message("info", tr("administration.audit_stopped"), words if self._checked else "")
            return
        self.result.show_message("error", tr("administration.audit_not_verified"), words_of(error).together)

    def _end(self) -> None:
        back = self.window().focusWidget() is self._cancel
        self.button.setEnabled(True)
        if back:
            self.button.setFocus()
        self.progress.end()
