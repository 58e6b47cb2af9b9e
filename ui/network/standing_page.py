"""How it stands, in full: the counts, since when, what comes next."""

from datetime import datetime

from PySide6.QtWidgets import QWidget

from app.sync.enrolling import StationEnrolment
from app.sync.service import SyncStatus
from ui.network.counts import CountCards
from ui.texts import tr
from ui.texts.formats import show_age, show_instant
from ui.widgets.key_values import KeyValues
from ui.widgets.labels import Text
from ui.widgets.layouts import Scroll, column


class StandingPage(QWidget):
    """`whole`: whether this person also sees the lists of what was refused and what waits."""

    def __init__(self, zone: str, *, whole: bool) -> None:
        super().__init__()
        self._zone = zone
        self._pairs: tuple[tuple[str, str], ...] = ()
        content = QWidget()
        inside = column(content, gap=5, margin=4, sides=0)
        self.counts = CountCards()
        self.facts = KeyValues()
        inside.addWidget(self.counts)
        inside.addWidget(self.facts)
        if not whole:
            inside.addWidget(Text(tr("network.lists_for_the_team"), "small", wrap=True))
        inside.addStretch(1)
        column(self, gap=0).addWidget(Scroll(content, width=None))

    def show_status(self, status: SyncStatus, enrolment: StationEnrolment, now: datetime) -> None:
        """Show this; what is the same as before stays untouched."""
        self.counts.show_counts(status.counts)
        last = status.last_success
        success = "" if last is None else f"{show_age((now - last).total_seconds())} ({show_instant(last, self._zone)})"
        oldest = "" if status.oldest_pending is None else show_age(status.oldest_pending.total_seconds())
        pairs = (
            (tr("network.last_success"), success or tr("network.no_time")),
            (tr("network.oldest"), oldest),
            (tr("network.next_try"), self._next_try(status, now)),
            (tr("network.server"), enrolment.address),
        )
        if pairs != self._pairs:
            self._pairs = pairs
            self.facts.show_pairs(pairs)

    def _next_try(self, status: SyncStatus, now: datetime) -> str:
        if status.running:
            return tr("network.synchronising")
        if status.next_try is None or (status.next_try - now).total_seconds() < 1:
            return tr("network.next_try_soon")
        return tr("network.next_try_at", at=show_instant(status.next_try, self._zone)[-5:])
