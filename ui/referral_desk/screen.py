"""Encaminhamentos at a hospital: the inbox, and one case in its place."""

from collections.abc import Sequence
from typing import Final

from PySide6.QtCore import QTimer
from PySide6.QtWidgets import QStackedWidget, QWidget

from app.security.roles import Action
from ui.bridge import Latest, Op
from ui.errors import ErrorWords, words_of
from ui.papers.counter_referral import counter_referral_offer
from ui.papers.preview import PaperPreview
from ui.papers.referral import referral_offer
from ui.papers.referral_case import ReferralCase, read_referral_case
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

    can_print = True

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
        if isinstance(self._pages.currentWidget(), PaperPreview):
            self._uncover()
            return True
        if self._pages.count() == 1:
            return self.inbox.step_back()
        if self.page is None or not self.page.step_back():
            self.close_case()
        return True

    def print_current(self) -> None:
        """The answer where there is one, else the referral; a paper on show is printed."""
        paper = self._pages.currentWidget()
        if isinstance(paper, PaperPreview):
            paper.print_out()
        elif self.page is not None and self._context.may(Action.PRINT_RECORD):
            context, course = self._context, self.page.case.course

            def read() -> ReferralCase:
                return read_referral_case(context, course, context.station.profile)()

            Op(self.page, read).on_success(self._cover).start()

    def _cover(self, case: ReferralCase) -> None:
        offer = referral_offer(case) if case.answer is None else counter_referral_offer(case, case.answer)
        paper = PaperPreview(self._context, offer, on_close=self._uncover, back=tr("answer_page.back_to"))
        self._pages.addWidget(paper)
        self._pages.setCurrentWidget(paper)
        paper.setFocus()

    def _uncover(self) -> None:
        while (paper := self._pages.widget(2)) is not None:
            self._pages.removeWidget(paper)
            paper.hide()
            paper.deleteLater()
        focus = self.first_focus()
        if focus is not None:
            focus.setFocus()

    def first_focus(self) -> QWidget | None:
        return self.page.first_focus() if self.page is not None else self.inbox.first_focus()

    def keeps_draft(self) -> bool:
        return self.page is not None and self.page.unsaved()

    def keys_here(self) -> Sequence[tuple[str, str]]:
        return (
            (tr("referral_desk.key_down"), tr("referral_desk.key_down_words")),
            (tr("referral_desk.key_enter"), tr("referral_desk.key_open")),
        )

    def help_topic(self) -> str:
        return "referral_desk" if self.page is None else "referral_desk-case"

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
        page.head.to_print.connect(self.print_current)
        page.head.print_button.setVisible(self._context.may(Action.PRINT_RECORD))
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
