"""Encaminhamentos at a primary-care unit: the list of what was sent, and one referral in its place."""

from collections.abc import Sequence

from PySide6.QtCore import QTimer
from PySide6.QtWidgets import QStackedWidget, QWidget

from ui.bridge import Latest
from ui.errors import ErrorWords, words_of
from ui.referrals.course_page import CoursePage
from ui.referrals.course_reading import Opened, read_again, read_course
from ui.referrals.outbox import OutboxPage
from ui.shell.context import UiContext
from ui.shell.places import PlaceWidget
from ui.texts import tr
from ui.widgets.layouts import column
from ui.widgets.skeleton import Skeleton

_EVERY_MILLISECONDS = 60_000
"""The countdown is shown in minutes."""


class Referrals(PlaceWidget):
    """The place. `arrive(id)` opens a referral."""

    can_print = True

    def __init__(self, context: UiContext) -> None:
        super().__init__()
        self._context = context
        self._latest = Latest(self)
        self.outbox = OutboxPage(context)
        self.page: CoursePage | None = None
        self._pages = QStackedWidget()
        self._pages.addWidget(self.outbox)
        column(self, gap=0).addWidget(self._pages)
        self.outbox.opened.connect(lambda one: self.open(str(one)))
        self.timer = QTimer(self)
        self.timer.setInterval(_EVERY_MILLISECONDS)
        self.timer.timeout.connect(self._tick)

    def arrive(self, subject: str | None) -> None:
        self.timer.start()
        self.outbox.refresh()
        if subject is not None:
            self.open(subject)

    def leave(self) -> None:
        self.timer.stop()
        if self.page is not None:
            self.page.leave()

    def step_back(self) -> bool:
        if self._pages.count() == 1:
            return self.outbox.step_back()
        if self.page is None or not self.page.step_back():
            self.close_page()
        return True

    def print_current(self) -> None:
        if self.page is not None:
            self.page.print_current()

    def first_focus(self) -> QWidget | None:
        return self.page.first_focus() if self.page is not None else self.outbox.first_focus()

    def keeps_draft(self) -> bool:
        return self.page is not None and self.page.unsaved()

    def keys_here(self) -> Sequence[tuple[str, str]]:
        return ((tr("outbox.key_down"), tr("outbox.key_down_words")), (tr("outbox.key_enter"), tr("outbox.key_open")))

    def help_topic(self) -> str:
        return "referrals" if self.page is None else "referrals-course"

    def tell_problem(self, words: ErrorWords) -> None:
        banner = self.page.banner if self.page is not None else self.outbox.banner
        banner.show_message("error", words.title, words.next_step)

    def open(self, referral_id: str) -> None:
        """Open one referral; looking is recorded."""
        self.leave()
        self.outbox.banner.hide()
        self._lay(Skeleton(12))
        self._latest.ask(read_course(self._context, referral_id), self._show, self._cannot_open)

    def close_page(self) -> None:
        """Back to the list."""
        if self.page is not None:
            self.page.leave()
        self._latest.drop()
        self._lay(None)
        self.timer.start()
        self.outbox.refresh()
        if self.outbox.table.currentIndex().isValid():
            self.outbox.table.setFocus()
        else:
            self.outbox.search.setFocus()

    def _show(self, opened: Opened) -> None:
        self.timer.start()
        page = CoursePage(self._context, opened, leave_to=self.close_page)
        self._lay(page)
        self.page = page
        page.first_focus().setFocus()

    def _cannot_open(self, error: Exception) -> None:
        self.close_page()
        words = words_of(error)
        self.outbox.banner.show_message("error", words.title, words.next_step)

    def _lay(self, widget: QWidget | None) -> None:
        self.page = None
        while (old := self._pages.widget(1)) is not None:
            self._pages.removeWidget(old)
            old.hide()
            old.deleteLater()
        if widget is not None:
            self._pages.addWidget(widget)
            self._pages.setCurrentWidget(widget)

    def _tick(self) -> None:
        page = self.page
        if page is None:
            self.outbox.refresh()
        else:
            # What goes wrong here is tried again in a minute.
            self._latest.ask(read_again(self._context, page.opened), page.follow, lambda _error: None)
