"""Encaminhamentos at a hospital: the inbox, and one case in its place."""

from collections.abc import Sequence
from typing import Final

from PySide6.QtCore import QTimer
from PySide6.QtWidgets import QStackedWidget, QWidget

from ui.bridge import Latest
from ui.errors import ErrorWords, words_of
from ui.referral_desk.case_page import CasePage, OpenedCase, read_case
from ui.referral_desk.inbox import InboxPage
from ui.referral_desk.inbox_rows import Inbox
from ui.shell.context import UiContext
from ui.shell.places import PlaceWidget
from ui.texts import tr
from ui.widgets.layouts import column
from ui.widgets.skeleton import Skeleton

EVERY_MILLISECONDS: Final = 20_000
"""What comes with a round of sync is seen within this; the countdown goes by minutes."""


class ReferralDesk(PlaceWidget):
    """The place. `arrive(id)` opens a case."""

    def __init__(self, context: UiContext) -> None:
        super().__init__()
        self._context = context
        self._latest = Latest(self)
        self.inbox = InboxPage(context)
        self.page: CasePage | None = None
        self._pages = QStackedWidget()
        self._pages.addWidget(self.inbox)
        column(self, gap=0).addWidget(self._pages)
        self.inbox.opened.connect(self.open)
        self.inbox.read.connect(self._tell_news)
        self.timer = QTimer(self)
        self.timer.setInterval(EVERY_MILLISECONDS)
        self.timer.timeout.connect(self.inbox.refresh)

    def arrive(self, subject: str | None) -> None:
        self.timer.start()
        self.inbox.refresh()
        if subject is not None:
            self.open(subject)

    def leave(self) -> None:
        self.timer.stop()
        if self.page is not None:
            self.page.leave()

    def step_back(self) -> bool:
        if self._pages.count() == 1:
            return self.inbox.step_back()
        if self.page is None or not self.page.step_back():
            self.close_case()
        return True

    def first_focus(self) -> QWidget | None:
        return self.page.first_focus() if self.page is not None else self.inbox.first_focus()

    def keeps_draft(self) -> bool:
        return self.page is not None and self.page.unsaved()

    def keys_here(self) -> Sequence[tuple[str, str]]:
        return (
            (tr("referral_desk.key_down"), tr("referral_desk.key_down_words")),
            (tr("referral_desk.key_enter"), tr("referral_desk.key_open")),
        )

    def tell_problem(self, words: ErrorWords) -> None:
        banner = self.page.banner if self.page is not None else self.inbox.banner
        banner.show_message("error", words.title, words.next_step)

    def open(self, referral_id: str) -> None:
        """Open one case; looking is recorded."""
        part = 0
        if self.page is not None:
            self.page.leave()
            if self.page.referral_id == referral_id:
                part = self.page.tabs.current()
        self.inbox.banner.hide()
        self._lay(Skeleton(12))
        self._latest.ask(
            read_case(self._context, referral_id), lambda opened: self._show(opened, part), self._cannot_open
        )

    def close_case(self) -> None:
        """Back to the inbox, at the line that was open."""
        at = ""
        if self.page is not None:
            self.page.leave()
            at = self.page.referral_id
        self._latest.drop()
        self._lay(None)
        self.timer.start()
        self.inbox.refresh()
        if at:
            self.inbox.list.go_to(at)
        self.inbox.first_focus().setFocus()

    def _show(self, opened: OpenedCase, part: int) -> None:
        referral_id = opened.case.course.referral.id
        following = self.inbox.inbox.after(referral_id) if self.inbox.inbox is not None else None
        page = CasePage(self._context, opened, following, part)
        page.back.connect(self.close_case)
        page.again.connect(lambda: self.open(referral_id))
        page.changed.connect(lambda: self._changed(referral_id))
        page.go_on.connect(self.open)
        self._lay(page)
        self.page = page
        focus = page.first_focus()
        if focus is not None:
            focus.setFocus()

    def _changed(self, referral_id: str) -> None:
        """Something was stored: the case as it stands now, and the inbox behind it."""
        self.inbox.refresh()
        self.open(referral_id)

    def _tell_news(self, inbox: Inbox) -> None:
        if self.page is None or (self.page.side.standing.step is None and self.page.form is None):
            return
        item = inbox.find(self.page.referral_id)
        if item is not None:
            self.page.show_news(item.course)
        else:
            self.page.show_gone()

    def _cannot_open(self, error: Exception) -> None:
        self.close_case()
        words = words_of(error)
        self.inbox.banner.show_message("error", words.title, words.next_step)

    def _lay(self, widget: QWidget | None) -> None:
        self.page = None
        while (old := self._pages.widget(1)) is not None:
            self._pages.removeWidget(old)
            old.hide()
            old.deleteLater()
        if widget is not None:
            self._pages.addWidget(widget)
            self._pages.setCurrentWidget(widget)
