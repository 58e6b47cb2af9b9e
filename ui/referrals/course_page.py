"""One referral at the unit that sent it: where it stands, the answer with what it gives to do, what was sent."""

from collections.abc import Callable
from functools import partial

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication, QStackedWidget, QWidget

from app.clinic.referral.model import Course
from app.clinic.referral.tasks import Task
from app.security.roles import Action
from ui.administration.tab_order import in_reading_order
from ui.bridge import Latest, Op
from ui.errors import words_of
from ui.papers.counter_referral import counter_referral_offer
from ui.papers.preview import PaperPreview
from ui.papers.referral import referral_offer
from ui.papers.referral_case import ReferralCase, read_referral_case
from ui.reception.hits import years_words
from ui.referrals.answer_card import AnswerCard, Deeds
from ui.referrals.badges import StateBadge
from ui.referrals.close_sheet import CloseSheet
from ui.referrals.course_reading import Opened, show_course
from ui.referrals.request_view import RequestView
from ui.referrals.state_words import state_message
from ui.referrals.timeline import CourseTimeline
from ui.referrals.words import time_words
from ui.shell.context import UiContext
from ui.texts import tr
from ui.widgets.banner import Banner
from ui.widgets.buttons import IconButton, QuietButton
from ui.widgets.cards import Card, Section
from ui.widgets.flow import FlowLayout
from ui.widgets.labels import ElidedText, Text
from ui.widgets.layouts import Scroll, clear, column, hairline, row
from ui.widgets.synthetic_mark import SyntheticMark, beside_name


class CoursePage(QWidget):
    """`leave_to` goes back to where one came from."""

    spoken_role = "page"

    def __init__(self, context: UiContext, opened: Opened, *, leave_to: Callable[[], object]) -> None:
        super().__init__()
        self.setProperty("ground", "canvas")
        self._context = context
        self._latest = Latest(self)
        self.opened = opened
        self.setAccessibleName(opened.line.name)
        self.banner = Banner()
        self.answer: AnswerCard | None = None
        self._zone = opened.profile.time_zone
        self.back = IconButton("arrow-left", tr("answer_page.back"), on_press=leave_to)
        self.back.setObjectName("back_to_referrals")
        self.pages = QStackedWidget()
        self._build()
        self.show_opened(opened)

    def show_opened(self, opened: Opened) -> None:
        """Show it as it stands now."""
        self.opened = opened
        self.answer = None
        self._show_standing()
        self._show_parts()

    def follow(self, opened: Opened) -> None:
        """It was read again: time goes on; what is shown changes only where something has happened."""
        before, now = self.opened.course, opened.course
        if (now.state, now.events) == (before.state, before.events):
            self.opened = opened
            self._show_standing()
        elif self.pages.count() == 1 and not self.unsaved():
            had_focus = self.isAncestorOf(QApplication.focusWidget() or self)
            self.show_opened(opened)
            if had_focus:
                self.first_focus().setFocus()

    def first_focus(self) -> QWidget:
        """What is to be done next, else the way back; a paper on show."""
        if self.pages.count() > 1:
            return self.pages.currentWidget() or self.back
        return (self.answer and self.answer.deed) or self.back

    def leave(self) -> None:
        """Keep the draft now."""
        if self.answer is not None and self.answer.reply is not None:
            self.answer.reply.keeper.flush()

    def unsaved(self) -> bool:
        """Whether a counter-reply was begun."""
        return self.answer is not None and self.answer.reply is not None and self.answer.reply.unsaved()

    def step_back(self) -> bool:
        """Out of a paper, then out of the counter-reply; False when the page is to be left."""
        if self.pages.count() > 1:
            self._uncover()
            return True
        if self.answer is not None and self.answer.reply is not None:
            self.answer.put_reply_away()
            return True
        return False

    # what can be done

    def read_answer(self) -> None:
        """Somebody of the unit has read it."""
        if self.answer is not None and self.answer.deed is not None:
            self.answer.deed.setEnabled(False)
        service, session = self._context.station.referrals, self._context.session
        call = partial(service.mark_read, session, self.opened.course.referral.id)
        Op(self, call).on_success(self._done).on_failure(self._failed).start()

    def close_referral(self) -> None:
        """Ask, then close it."""
        CloseSheet(self, self._context, self.opened.course, self._done)

    def open_record(self) -> None:
        """Her record."""
        self._context.navigate("pregnancy", self.opened.course.referral.pregnancy_id)

    def print_current(self) -> None:
        """The answer where there is one, else the referral; a paper on show is printed."""
        paper = self.pages.currentWidget()
        if isinstance(paper, PaperPreview):
            paper.print_out()
        elif self._context.may(Action.PRINT_RECORD):
            self.preview(of_answer=self.opened.course.answer is not None)

    def preview(self, *, of_answer: bool) -> None:
        """Show a sheet; opening her record for it is recorded."""
        read = read_referral_case(self._context, self.opened.course, self.opened.profile)
        self._latest.ask(read, partial(self._cover, of_answer), self._failed)

    def _cover(self, of_answer: bool, case: ReferralCase) -> None:
        answer = case.answer if of_answer else None
        offer = referral_offer(case) if answer is None else counter_referral_offer(case, answer)
        paper = PaperPreview(self._context, offer, on_close=self._uncover, back=tr("answer_page.back_to"))
        self._uncover()
        self.pages.addWidget(paper)
        self.pages.setCurrentWidget(paper)
        paper.setFocus()

    def _uncover(self) -> None:
        while (page := self.pages.widget(1)) is not None:
            self.pages.removeWidget(page)
            page.hide()
            page.deleteLater()
        self.first_focus().setFocus()

    def _tick(self, key: str, done: bool) -> None:
        service, session = self._context.station.referral_tasks, self._context.session
        self._do_task(partial(service.tick, session, self.opened.course.referral.id, key, done=done))

    def _request(self) -> None:
        service, session = self._context.station.referral_tasks, self._context.session
        self._do_task(partial(service.request_exams, session, self.opened.course.referral.id))

    def _do_task(self, call: Callable[[], tuple[Task, ...]]) -> None:
        def refused(error: Exception) -> None:
            self._show_tasks(self.opened.tasks)
            self._failed(error)

        Op(self, call).on_success(self._show_tasks).on_failure(refused).start()

    def _show_tasks(self, tasks: tuple[Task, ...]) -> None:
        if self.answer is not None and self.answer.tasks is not None:
            self.answer.tasks.show_tasks(tasks)
            self._order_tabs()

    def _done(self, course: Course) -> None:
        self.banner.hide()
        self._context.referrals_changed()
        self._latest.ask(show_course(self._context, course), self._show_after, self._failed)

    def _show_after(self, opened: Opened) -> None:
        self.show_opened(opened)
        self.first_focus().setFocus()

    def _failed(self, error: Exception) -> None:
        if self.answer is not None and self.answer.deed is not None:
            self.answer.deed.setEnabled(True)
        words = words_of(error)
        self.banner.show_message("error", words.title, words.next_step)

    # what is shown

    def _build(self) -> None:
        line = self.opened.line
        head = row(gap=3, margin=3, sides=5)
        head.addWidget(self.back)
        names = column(gap=0)
        mark = SyntheticMark()
        names.addLayout(beside_name(ElidedText(line.name, "heading"), mark))
        if line.woman is None or not line.woman.synthetic:
            mark.hide()
        if line.woman is not None:
            years = years_words(line.woman.birth_date, self.opened.now.date())
            names.addWidget(Text(f"{years} · {line.to}", "small", wrap=True))
        head.addLayout(names, 1)
        standing = QWidget()
        self._standing = column(standing, gap=0)
        head.addWidget(standing, 0, Qt.AlignmentFlag.AlignVCenter)
        content = QWidget()
        self._parts = column(content, gap=4, margin=4, sides=5)
        main = QWidget()
        layout = column(main, gap=0)
        layout.addLayout(head)
        layout.addWidget(hairline())
        layout.addWidget(self.banner)
        layout.addWidget(Scroll(content), 1)
        self.pages.addWidget(main)
        column(self, gap=0).addWidget(self.pages)

    def _show_standing(self) -> None:
        clear(self._standing)
        course, now = self.opened.course, self.opened.now
        self._standing.addWidget(StateBadge(course, now), 0, Qt.AlignmentFlag.AlignRight)
        left = time_words(course, now) if course.due_at is not None else ""
        if left:
            time = Text(left, "title")
            time.setObjectName("time_left")
            self._standing.addWidget(time, 0, Qt.AlignmentFlag.AlignRight)

    def _show_parts(self) -> None:
        clear(self._parts)
        course, answer = self.opened.course, self.opened.course.answer
        message = state_message(course, self.opened.now, self._zone)
        if message is not None:
            state = Banner()
            self._parts.addWidget(state)
            state.show_message(*message, closable=False)
        if answer is not None:
            steps = (self.read_answer, self.close_referral, self._done, self._tick, self._request)
            deeds = Deeds(*steps, order=self._order_tabs)
            self.answer = AnswerCard(self._context, self.opened, answer, deeds)
            self._parts.addWidget(self.answer)
        self._parts.addWidget(self._tools())
        self._add_card(tr("answer_page.asked"), RequestView(course, self.opened.line.to, self._zone))
        self._add_card(tr("referring.course"), CourseTimeline(course, self._zone))
        self._parts.addStretch(1)
        self._order_tabs()

    def _order_tabs(self) -> None:
        items = [self._parts.itemAt(number) for number in range(self._parts.count())]
        parts = [item.widget() for item in items if item is not None]
        in_reading_order([self.back, *(part for part in parts if part is not None)])

    def _add_card(self, heading: str, part: QWidget) -> None:
        section = Section(heading)
        section.body.addWidget(part)
        card = Card()
        card.body.addWidget(section)
        self._parts.addWidget(card)

    def _tools(self) -> QWidget:
        holder = QWidget()
        flow = FlowLayout(holder, gap=2)
        record = QuietButton(tr("answer_page.record"), icon_name="pregnancy", on_press=self.open_record)
        record.setObjectName("open_record")
        flow.addWidget(record)
        if self._context.may(Action.PRINT_RECORD):
            if self.opened.course.answer is not None:
                show = partial(self.preview, of_answer=True)
                flow.addWidget(QuietButton(tr("answer_page.print_answer"), icon_name="printer", on_press=show))
            show = partial(self.preview, of_answer=False)
            flow.addWidget(QuietButton(tr("answer_page.print_referral"), icon_name="printer", on_press=show))
        return holder
