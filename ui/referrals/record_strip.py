"""Above the parts of a record: it waits for the hospital, an answer is there, or a referral was begun."""

from collections.abc import Callable
from datetime import datetime
from typing import Final

from PySide6.QtCore import QTimer
from PySide6.QtWidgets import QWidget

from app.clinic.referral.model import WAITING, Course, State
from ui.bridge import Latest
from ui.pregnancy.section import RecordHost
from ui.referrals.in_record import may_refer
from ui.referrals.state_words import state_message
from ui.referrals.words import left_words
from ui.texts import tr
from ui.texts.formats import show_instant
from ui.theme import current_theme
from ui.widgets.banner import Banner
from ui.widgets.layouts import column

_ROOM_FOR_ALL: Final = 140
"""In steps of the grid."""
_EVERY_MILLISECONDS: Final = 30_000
"""An answer that came by sync opens the record that stands on the screen this late at most."""


class RecordStrip(QWidget):
    """Without height while there is nothing to say. `compose` opens the form of the referral."""

    def __init__(self, host: RecordHost, compose: Callable[[], object]) -> None:
        super().__init__()
        self._host, self._compose, self._short = host, compose, False
        self._latest = Latest(self)
        self.timer = QTimer(self)
        self.timer.setInterval(_EVERY_MILLISECONDS)
        self.timer.timeout.connect(self.look)
        self.banner = Banner()
        # As far in as the head above it.
        column(self, gap=0, margin=2, sides=5).addWidget(self.banner)

    def refresh(self) -> None:
        """Show what the record says now; called after every reading."""
        view = self._host.view
        self.timer.stop()
        locking = next((one for one in view.referrals if one.locks), None)
        own = [one for one in view.referrals if one.referral.from_unit == view.profile.cnes]
        emergency = next((one for one in own if one.is_emergency and one.state in WAITING), None)
        unread = next((one for one in view.referrals if one.state is State.ANSWERED), None)
        if locking is not None:
            self._show_lock(locking)
            self.timer.start()
        elif emergency is not None:
            self._show_emergency(emergency)
        elif unread is not None and unread.referral.from_unit == view.profile.cnes:
            action = (tr("record_strip.read_it"), lambda: self._open(unread))
            self.banner.show_message("info", tr("record_strip.answered"), action=action, closable=False)
        elif may_refer(self._host) and (self._host.preparing or view.referral_draft is not None):
            go_on = (tr("record_strip.go_on"), self._compose)
            self.banner.show_message("info", tr("record_strip.preparing"), action=go_on, closable=False)
        else:
            self.banner.hide()
        self.setVisible(not self.banner.isHidden())

    def look(self) -> None:
        """While it is locked: has anything been heard? Then the record is read again, which opens it after an answer.

        A locked record takes no entries, so nothing that somebody types is lost by that.
        """
        view, station = self._host.view, self._host.context.station

        def ask() -> tuple[Course, ...]:
            return station.referrals.of_pregnancy(self._host.context.session, view.pregnancy.id)

        def heard(now: tuple[Course, ...]) -> None:
            if now != view.referrals:
                self._host.stored()

        self._latest.ask(ask, heard, lambda _error: None)

    def fit(self, height: int) -> None:
        """`height` of the record in pixels: where it is short, what is still allowed moves into the tool tip."""
        short = height < current_theme().gap(_ROOM_FOR_ALL)
        if short != self._short:
            self._short = short
            self.refresh()

    def _show_lock(self, one: Course) -> None:
        view = self._host.view
        body = tr("record_strip.allowed")
        action = (tr("record_strip.open_short" if self._short else "record_strip.open"), lambda: self._open(one))
        if one.referral.from_unit != view.profile.cnes:
            words = tr("record_strip.locked_here")
        else:
            words = lock_words(one, view.now, view.profile.time_zone)
        self.banner.show_message("info", words, "" if self._short else body, action=action, closable=False)
        self.banner.setAccessibleDescription(body)
        self.banner.setToolTip(body)

    def _show_emergency(self, one: Course) -> None:
        """Whether the hospital has seen it. It locks nothing, so nothing is read again while somebody types."""
        view = self._host.view
        told = state_message(one, view.now, view.profile.time_zone)
        assert told is not None, "it waits"
        tone, words, _more = told
        action = (tr("record_strip.open"), lambda: self._open(one))
        self.banner.show_message(tone, words, action=action, closable=False)

    def _open(self, one: Course) -> None:
        self._host.context.navigate("referrals", one.referral.id)


def lock_words(one: Course, now: datetime, zone: str) -> str:
    """Until when the pregnancy waits, as far as it is known."""
    if one.state is State.QUEUED:
        return tr("record_strip.locked_queued")
    if one.due_at is None:
        return tr("record_strip.locked_on_its_way")
    left = left_words((one.due_at - now).total_seconds())
    return tr("record_strip.locked", due=show_instant(one.due_at, zone), left=left)
