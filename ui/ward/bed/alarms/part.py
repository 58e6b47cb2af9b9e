"""The part «Alarmes e limites»: the limits, which alarms are off, and the alarms that there were."""

from typing import Final

from PySide6.QtWidgets import QStackedWidget, QWidget

from app.security.roles import Action
from app.ward.picture.model import ShownBed
from ui.papers.issue import Issue, issue_now
from ui.papers.paper import PaperOffer
from ui.papers.preview import PaperPreview
from ui.shell.context import UiContext
from ui.texts import tr
from ui.ward.bed.alarms.history_paper import history_offer
from ui.ward.bed.alarms.history_view import HistoryView
from ui.ward.bed.alarms.limits_view import LimitsView
from ui.ward.bed.alarms.off_view import OffView
from ui.ward.bed.part import BedPart
from ui.widgets.choices import ChoiceChips
from ui.widgets.layouts import column, row

LIMITS: Final = "limits"
OFF: Final = "off"
HISTORY: Final = "history"


class AlarmsPart(BedPart):
    """Three views, one seen at a time; the history is read when somebody looks at it."""

    def __init__(self, context: UiContext, bed: str) -> None:
        super().__init__()
        self._context = context
        self._bed: ShownBed | None = None
        self.preview: PaperPreview | None = None
        layout = column(self, gap=0)
        self.head = QWidget()
        head = row(self.head, gap=2, margin=2, sides=4)
        self.which = ChoiceChips(
            [(one, tr(f"ward_bed.alarms_{one}")) for one in (LIMITS, OFF, HISTORY)],
            name=tr("ward_bed.part_alarms"),
            optional=False,
        )
        self.which.set_value(LIMITS)
        self.which.changed.connect(self._choose)
        head.addWidget(self.which, 1)
        layout.addWidget(self.head)
        self.states = QStackedWidget()
        layout.addWidget(self.states, 1)
        self.limits = LimitsView(context, bed)
        self.off = OffView(context, bed)
        self.history = HistoryView(context, bed, self.print_current)
        for view in (self.limits, self.off, self.history):
            self.states.addWidget(view)

    def show_bed(self, bed: ShownBed, now: float) -> None:
        self._bed = bed
        self.limits.show_bed(bed, now)
        self.off.show_bed(bed, now)
        count = len(bed.silence.off)
        words = tr("ward_bed.alarms_off")
        self.which.set_words(OFF, f"{words} · {count}" if count else words)
        if self.states.currentWidget() is self.history:
            self.history.show_bed(bed)

    def choose(self, which: str) -> None:
        """Show one of the views."""
        self.which.set_value(which)
        self._choose(which)

    def _choose(self, which: object) -> None:
        self.states.setCurrentIndex((LIMITS, OFF, HISTORY).index(str(which)))
        if which == HISTORY and self._bed is not None:
            self.history.show_bed(self._bed)

    def step_back(self) -> bool:
        if self.preview is not None:
            self._close_preview()
            return True
        return self.states.currentWidget() is self.limits and self.limits.close_editor()

    def offer(self, issue: Issue) -> PaperOffer:
        """The list of alarms as a paper; only where there is one."""
        history = self.history.history
        assert history is not None and self._bed is not None
        return history_offer(issue, self._bed, self.history, history)

    def print_current(self) -> None:
        """The list of alarms, where it is the one that is seen."""
        seen = self.states.currentWidget() is self.history and bool(self.history.marks)
        if not seen or self._bed is None or not self._context.may(Action.PRINT_RECORD):
            return
        offer = self.offer(issue_now(self._context, self._context.station.profile))
        self.preview = PaperPreview(self._context, offer, on_close=self._close_preview)
        self.states.addWidget(self.preview)
        self.states.setCurrentWidget(self.preview)
        self.head.hide()
        self.preview.setFocus()

    def _close_preview(self) -> None:
        if self.preview is None:
            return
        gone, self.preview = self.preview, None
        self.states.setCurrentWidget(self.history)
        self.states.removeWidget(gone)
        gone.deleteLater()
        self.head.show()
        self.history.print.setFocus()
