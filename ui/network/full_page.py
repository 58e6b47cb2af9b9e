"""The page of a station in a network: the one sentence that matters, large; below it the parts."""

from collections.abc import Callable
from functools import partial
from typing import Final

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QWidget

from app.security.roles import Action
from app.sync.enrolling import StationEnrolment
from app.sync.service import SyncStatus
from ui.network.parked import ParkedPage
from ui.network.refused import RefusedPage
from ui.network.round_line import RoundLine
from ui.network.standing import clock_words, standing
from ui.network.standing_page import StandingPage
from ui.network.stick import StickPage
from ui.shell.context import UiContext
from ui.shell.places import known_places
from ui.texts import tr
from ui.texts.formats import show_number
from ui.widgets.banner import Banner
from ui.widgets.buttons import PrimaryButton, SecondaryButton
from ui.widgets.cards import Card
from ui.widgets.icon_label import IconLabel
from ui.widgets.labels import ElidedText, Text
from ui.widgets.layouts import column, row, stack_large
from ui.widgets.side_panel import SidePanel
from ui.widgets.tabs import Tabs

CONFLICTS: Final = "conflicts"
"""The place where disagreements are decided."""


class FullPage(QWidget):
    """`changed` is called after something was done that changes how it stands."""

    def __init__(self, context: UiContext, changed: Callable[[], object]) -> None:
        super().__init__()
        self._context = context
        self._changed = changed
        self._zone = context.station.profile.time_zone
        self._team = context.may(Action.DECIDE_CONFLICT)
        self._status: SyncStatus | None = None
        self.who = ElidedText("", "muted")
        self.synchronise = PrimaryButton(tr("network.synchronise"), icon_name="refresh", on_press=self.run)
        self.disagreements = SecondaryButton(
            tr("network.disagreements"), on_press=partial(context.navigate, CONFLICTS, None)
        )
        self.sign = IconLabel("cloud", "text_muted", "icon_empty")
        self.headline = Text("", "title", wrap=True)
        self.detail = Text("", "muted", wrap=True)
        self.round = RoundLine(context.station.sync)
        self.round.ended.connect(self._ended)
        self.again = SecondaryButton(
            tr("network.join_again"), on_press=partial(context.navigate, "administration", "network")
        )
        self.clock = Banner()
        self.tabs = Tabs()
        self.standing = StandingPage(self._zone, whole=self._team)
        self.refused = RefusedPage(context) if self._team else None
        self.parked = ParkedPage(context) if self._team else None
        self.stick = StickPage(context, changed)
        self._numbers = self._add_tabs()
        self._build()
        self.tabs.changed.connect(lambda _number: self._read_part())

    def _add_tabs(self) -> dict[str, int]:
        pages = {"standing": self.standing, "refused": self.refused, "parked": self.parked, "stick": self.stick}
        return {
            name: self.tabs.add(tr(f"network.tab_{name}"), page) for name, page in pages.items() if page is not None
        }

    def _build(self) -> None:
        layout = column(self, gap=3, margin=6)
        head = row(gap=2)
        stack_large(head)
        words = column(gap=0)
        words.addWidget(Text(tr("network.title"), "title"))
        words.addWidget(self.who)
        head.addLayout(words, 1)
        head.addWidget(self.disagreements, 0, Qt.AlignmentFlag.AlignTop)
        head.addWidget(self.synchronise, 0, Qt.AlignmentFlag.AlignTop)
        if not self._offers_conflicts():
            self.disagreements.hide()
        layout.addLayout(head)
        card = Card(margin=4, gap=2)
        line = row(gap=4)
        line.addWidget(self.sign, 0, Qt.AlignmentFlag.AlignTop)
        said = column(gap=1)
        said.addWidget(self.headline)
        said.addWidget(self.detail)
        line.addLayout(said, 1)
        line.addWidget(self.again, 0, Qt.AlignmentFlag.AlignVCenter)
        self.again.hide()
        card.body.addLayout(line)
        card.body.addWidget(self.round)
        layout.addWidget(card)
        layout.addWidget(self.clock)
        layout.addWidget(self.tabs, 1)

    def _offers_conflicts(self) -> bool:
        there = next((place for place in known_places() if place.key == CONFLICTS), None)
        return there is not None and there.open_to(self._context.session)

    def open_part(self, name: str) -> None:
        """Show one of the parts."""
        if name in self._numbers:
            self.tabs.choose(self._numbers[name])

    def step_back(self) -> bool:
        """Close what stands beside a list."""
        panel = next((one for one in self.findChildren(SidePanel) if one.isVisible()), None)
        if panel is None:
            return False
        panel.close_panel()
        return True

    def run(self) -> None:
        """A round now."""
        sync, session = self._context.station.sync, self._context.session
        self.round.begin(partial(sync.synchronise, session))

    def _ended(self, error: Exception | None) -> None:
        if error is None:
            words = "round_stopped" if self.round.stopped else "round_done"
            self._context.message("info" if self.round.stopped else "success", tr(f"network.{words}"))
        self._context.network_changed()
        self._changed()
        self._read_part()

    def show_status(self, status: SyncStatus, enrolment: StationEnrolment) -> None:
        """Show how it stands now; what is the same as before stays untouched."""
        now = self._context.station.clock.now()
        before, self._status = self._status, status
        one = standing(status, now, self._zone)
        self.sign.set_icon(one.icon, one.tone)
        for label, words in ((self.headline, one.title), (self.detail, one.detail)):
            if label.text() != words:
                label.setText(words)
        self.who.setText(tr("network.who", unit=enrolment.unit_name, station=enrolment.station_name))
        self.standing.show_status(status, enrolment, now)
        self.again.setVisible(status.asks and self._context.may(Action.CHANGE_SETTINGS))
        self._show_clock(status)
        self._show_counts(status)
        self.stick.show_waiting(status.counts.pending)
        self.round.look()
        if before is None or before.counts != status.counts:
            self._read_part()

    def _show_clock(self, status: SyncStatus) -> None:
        words = clock_words(status)
        if words is None:
            self.clock.hide()
        elif self.clock.isHidden() or self.clock.title.text() != words:
            self.clock.show_message("warn", words, tr("network.clock_next"), closable=False)

    def _show_counts(self, status: SyncStatus) -> None:
        for name, number in (("refused", status.counts.rejected), ("parked", status.counts.waiting_here)):
            if name in self._numbers:
                key = f"network.tab_{name}"
                words = tr(f"{key}_count", count=show_number(number)) if number else tr(key)
                self.tabs.set_words(self._numbers[name], words)
        number = status.counts.conflicts
        words = tr("network.disagreements_count", count=show_number(number)) if number else tr("network.disagreements")
        self.disagreements.set_text(words)

    def _read_part(self) -> None:
        page = self.tabs.pages.currentWidget()
        if page is self.refused and self.refused is not None:
            self.refused.refresh()
        elif page is self.parked and self.parked is not None:
            self.parked.refresh()
        elif page is self.stick:
            self.stick.refresh()
