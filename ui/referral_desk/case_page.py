"""One case: the record as it was sent at the left, and beside it what is done with it."""

from collections.abc import Callable
from dataclasses import dataclass

from PySide6.QtCore import Signal
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QFrame, QStackedWidget, QWidget

from app.clinic.drafts import Draft
from app.clinic.referral.case import Case
from app.clinic.referral.desk import ANSWER_DRAFT, READING_DRAFT, Item
from app.clinic.referral.model import Course
from ui.bridge import Op
from ui.errors import words_of
from ui.referral_desk.answer_form import AnswerForm
from ui.referral_desk.asked import AskedPage
from ui.referral_desk.assign_sheet import AssignSheet
from ui.referral_desk.case_head import CaseHead
from ui.referral_desk.reading_form import ReadingForm
from ui.referral_desk.record_pages import ChartsPage, ExamsPage, HistoryPage, VisitsPage
from ui.referral_desk.side import Side, Step
from ui.referrals.timeline import CourseTimeline
from ui.shell.context import UiContext
from ui.texts import tr
from ui.theme import current_theme
from ui.widgets.banner import Banner
from ui.widgets.layouts import Scroll, column, hairline, row, stack_large
from ui.widgets.tabs import Tabs

Form = AnswerForm | ReadingForm


@dataclass(frozen=True)
class OpenedCase:
    """A case with this person's drafts for it."""

    case: Case
    answer_draft: Draft | None
    reading_draft: Draft | None


def read_case(context: UiContext, referral_id: str) -> Callable[[], OpenedCase]:
    """The reading, for a worker thread; looking is recorded."""
    station, session = context.station, context.session

    def read() -> OpenedCase:
        case = station.referral_desk.case(session, referral_id)
        drafts = (station.drafts.get(session, kind, referral_id) for kind in (ANSWER_DRAFT, READING_DRAFT))
        return OpenedCase(case, *drafts)

    return read


class CasePage(QWidget):
    """`back` leaves the case, `again` reads it anew, `changed` after something was stored, `go_on` carries the next."""

    spoken_role = "page"

    back = Signal()
    again = Signal()
    changed = Signal()
    go_on = Signal(str)

    def __init__(self, context: UiContext, opened: OpenedCase, following: Item | None, part: int = 0) -> None:
        super().__init__()
        self._context = context
        self._opened = opened
        self.case = opened.case
        self.setAccessibleName(self.case.woman.shown_name)
        zone = context.station.profile.time_zone
        self.head = CaseHead(self.case, zone)
        self.head.back.connect(self.back.emit)
        self.banner = Banner()
        self.exams = ExamsPage(self.case.record)
        self.tabs = Tabs(indent=4)
        self.form: Form | None = None
        self.side = Side(
            self.case,
            context,
            following,
            has_draft=opened.answer_draft is not None,
            act=self.open_form,
            assign=self.assign,
            go_on=self.go_on.emit,
            see=self.see,
        )
        self._beside = QStackedWidget()
        self._column = QFrame()
        self._build(zone)
        self.tabs.choose(part)

    @property
    def referral_id(self) -> str:
        """Which case it is."""
        return self.case.course.referral.id

    def first_focus(self) -> QWidget | None:
        """The form, else what is to be done, else the way back."""
        if self.form is not None:
            return self.form.first_focus()
        return self.side.first_focus() or self.head.findChild(QWidget, "back_to_inbox")

    def step_back(self) -> bool:
        """Out of the form (its draft stays), out of an exam; False when the case is to be left."""
        if self.form is not None:
            if not self.form.step_back():
                self.close_form()
            return True
        return self.tabs.pages.currentWidget() is self.exams and self.exams.close_exam()

    def leave(self) -> None:
        """Keep the draft now."""
        if self.form is not None:
            self.form.flush()

    def unsaved(self) -> bool:
        """Whether something is written that is not stored."""
        return self.form is not None and self.form.unsaved()

    def open_form(self, step: Step) -> None:
        """Write the answer or a reading; the record stays readable beside it."""
        answering = step is Step.ANSWER
        if answering:
            form: Form = AnswerForm(
                self._context,
                self.case,
                self._opened.answer_draft,
                sent=self._answered,
                leave=self.close_form,
                stale=self.again.emit,
            )
        else:
            form = ReadingForm(
                self._context,
                self.case,
                self._opened.reading_draft,
                second=step is Step.SECOND,
                done=self._read,
                leave=self.close_form,
                stale=self.again.emit,
            )
        self.form = form
        self._beside.addWidget(form)
        self._beside.setCurrentWidget(form)
        self._fit()
        form.first_focus().setFocus()

    def close_form(self) -> None:
        """Back to the class; what was written is kept as a draft and comes back with the form."""
        if self.form is None:
            return
        self.form.flush()
        self.again.emit()

    def assign(self) -> None:
        """Ask who is to read it first."""
        AssignSheet(self, self._context, self.referral_id, self.case.course.assigned_to, self._assigned)

    def see(self) -> None:
        """Mark the emergency as seen; the unit that sent it is told by sync."""
        desk, session = self._context.station.referral_desk, self._context.session
        if self.side.see_button is not None:
            self.side.see_button.setEnabled(False)
        Op(self, lambda: desk.see(session, self.referral_id)).on_success(self._seen).on_failure(self._not_seen).start()

    def show_news(self, course: Course) -> None:
        """The inbox was read again: another version may have come while this one is on show."""
        if course.version != self.case.course.version:
            action = (tr("referral_desk.open_again"), self.again.emit)
            self.banner.show_message(
                "warn", tr("referral_desk.other_version"), tr("referral_desk.other_version_next"), action=action
            )

    def show_gone(self) -> None:
        """It waits no more: somebody else has answered it meanwhile."""
        action = (tr("referral_desk.open_again"), self.again.emit)
        self.banner.show_message("info", tr("referral_desk.answered_meanwhile"), action=action)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._fit()

    def _fit(self) -> None:
        theme = current_theme()
        if theme.is_large:
            return
        narrow = self.width() < theme.px("record_room") + theme.px("side_panel_narrow")
        reading, writing = ("side_panel_narrow", "side_panel") if narrow else ("side_panel", "sheet")
        self._column.setFixedWidth(theme.px(writing if self.form is not None else reading))

    def _answered(self, _course: Course) -> None:
        self._context.message("success", tr("referral_desk.sent"))
        self.changed.emit()

    def _read(self, _course: Course) -> None:
        self._context.message("success", tr("referral_desk.reading_saved"))
        self.changed.emit()

    def _seen(self, _course: Course) -> None:
        self._context.message("success", tr("referral_desk.seen_saved"))
        self.changed.emit()

    def _not_seen(self, error: Exception) -> None:
        words = words_of(error)
        self.banner.show_message("error", words.title, words.next_step)
        if self.side.see_button is not None:
            self.side.see_button.setEnabled(True)

    def _assigned(self) -> None:
        self._context.message("success", tr("referral_desk.assigned"))
        self.changed.emit()

    def _build(self, zone: str) -> None:
        layout = column(self, gap=0)
        layout.addWidget(self.head)
        layout.addWidget(hairline())
        above = column(gap=0, margin=0, sides=4)
        above.addWidget(self.banner)
        layout.addLayout(above)
        record = self.case.record
        course = QWidget()
        inside = column(course, gap=3, margin=4, sides=5)
        inside.addWidget(CourseTimeline(self.case.course, zone))
        inside.addStretch(1)
        for words, page in (
            (tr("referral_desk.tab_asked"), AskedPage(self.case, zone)),
            (tr("referral_desk.tab_exams"), self.exams),
            (tr("referral_desk.tab_charts"), ChartsPage(record)),
            (tr("referral_desk.tab_visits"), VisitsPage(record)),
            (tr("referral_desk.tab_history"), HistoryPage(record)),
            (tr("referral_desk.tab_course"), Scroll(course, width=None)),
        ):
            self.tabs.add(words, page)
        across = row(gap=0)
        across.addWidget(self.tabs, 1)
        self._column.setProperty("look", "side")
        self._beside.addWidget(self.side)
        column(self._column, gap=0).addWidget(self._beside)
        across.addWidget(self._column)
        stack_large(across, self.tabs, self._column)
        layout.addLayout(across, 1)
