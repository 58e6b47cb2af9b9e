"""Writing the answer: a draft that is kept, a review of the whole, and the sending, after which nobody changes it."""

from collections.abc import Callable

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QStackedWidget, QWidget

from app.clinic.drafts import Draft
from app.clinic.prenatal.exam_catalogue import exams
from app.clinic.problems import InputError, Problem
from app.clinic.referral.case import Case
from app.clinic.referral.compulsory import problems_of_answer
from app.clinic.referral.desk import ANSWER_DRAFT
from app.clinic.referral.model import Answer, Course, NewAnswer
from app.clinic.referral.parameters import parameters
from ui.bridge import Op
from ui.drafts import DraftKeeper
from ui.errors import words_of
from ui.referral_desk.answer_fields import AnswerFields
from ui.referrals.answer_view import AnswerView, answer_spoken
from ui.shell.context import UiContext
from ui.texts import tr
from ui.texts.formats import show_instant
from ui.widgets.banner import Banner
from ui.widgets.buttons import PrimaryButton, QuietButton, SecondaryButton
from ui.widgets.labels import Text
from ui.widgets.layouts import Scroll, column, hairline, row


class AnswerForm(QWidget):
    """`sent(course)` after the answer is stored, `leave()` closes the form with its draft kept, `stale()` opens the
    version that was sent meanwhile."""

    def __init__(
        self,
        context: UiContext,
        case: Case,
        draft: Draft | None,
        *,
        sent: Callable[[Course], object],
        leave: Callable[[], object],
        stale: Callable[[], object],
    ) -> None:
        super().__init__()
        self._context = context
        self._case = case
        self._sent = sent
        self._leave = leave
        self._stale = stale
        self._zone = context.station.profile.time_zone
        self._new: NewAnswer | None = None
        self._id = case.course.referral.id
        self.fields = AnswerFields()
        self.keeper = DraftKeeper(self, context, ANSWER_DRAFT, self._id, self.fields.content)
        self.banner = Banner(action_below=True)
        self.pages = QStackedWidget()
        self.review_button = PrimaryButton(tr("referral_desk.review"), on_press=self.review)
        self.send_button = PrimaryButton(tr("referral_desk.send"), icon_name="check", on_press=self.send)
        self.send_button.setObjectName("send_answer")
        self.correct_button = SecondaryButton(tr("referral_desk.correct"), on_press=self.correct)
        self._shown = column(gap=3)
        self._build()
        if draft is not None:
            self.fields.take(draft.content)
            at = show_instant(draft.saved_at, self._zone)
            self.banner.show_message("info", tr("referral_desk.draft_back", at=at))
        self.fields.changed.connect(self.keeper.touch)

    def first_focus(self) -> QWidget:
        """The verdict, or the sending while the answer is looked over."""
        return self.send_button if self.pages.currentIndex() else self.fields.verdict

    def step_back(self) -> bool:
        """From the review to the form; False when the form itself is to be left."""
        if self.pages.currentIndex():
            self.correct()
            return True
        return False

    def flush(self) -> None:
        """Keep the draft now."""
        self.keeper.flush()

    def unsaved(self) -> bool:
        """Whether something is written that is not sent."""
        return self.fields.content() is not None

    def review(self) -> None:
        """Show the answer as the unit will read it, or what is still missing."""
        new = self.fields.answer()
        if new is None:
            self.fields.show_problems((Problem("verdict", "referral_desk.verdict_missing"),))
            return
        problems = problems_of_answer(new, parameters(), exams().keys())
        self.fields.show_problems(problems)
        if problems:
            return
        self.banner.hide()
        self._new = new
        while (item := self._shown.takeAt(0)) is not None:
            old = item.widget()
            if old is not None:
                old.hide()
                old.deleteLater()
        name, now = self._context.session.name, self._case.at
        answer = Answer("", new, self._case.course.version, now, name, None)
        self._shown.addWidget(AnswerView(answer, self._zone))
        # The keyboard stands there: whoever looks it over by ear hears the whole.
        self.send_button.setAccessibleDescription(f"{tr('referral_desk.review_next')} {answer_spoken(answer)}")
        self.pages.setCurrentIndex(1)
        self.send_button.setFocus()

    def correct(self) -> None:
        """Back to the form."""
        self.pages.setCurrentIndex(0)
        self.fields.verdict.setFocus()

    def send(self) -> None:
        """Store it; it is bound to the version that is on show."""
        if self._new is None:
            return
        desk, session, new = self._context.station.referral_desk, self._context.session, self._new
        version = self._case.course.version
        self.send_button.setEnabled(False)
        self.keeper.end()
        Op(self, lambda: desk.answer(session, self._id, version, new)).on_success(self._sent).on_failure(
            self._refused
        ).start()

    def _refused(self, error: Exception) -> None:
        self.send_button.setEnabled(True)
        self.keeper.resume()
        if isinstance(error, InputError):
            self.correct()
            self.fields.show_problems(error.problems)
        code, words = getattr(error, "code", ""), words_of(error)
        again = code in ("referrals.other_version", "referrals.not_waiting")
        action = (tr("referral_desk.open_again"), self._stale) if again else None
        self.banner.show_message("error", words.title, words.next_step, action=action)

    def _build(self) -> None:
        layout = column(self, gap=0)
        head = row(gap=2, margin=3, sides=4)
        head.addWidget(Text(tr("referral_desk.answering"), "heading", wrap=True), 1)
        close = QuietButton(tr("referral_desk.answer_later"), on_press=self._leave)
        close.setObjectName("answer_later")
        head.addWidget(close, 0, Qt.AlignmentFlag.AlignTop)
        layout.addLayout(head)
        beside = column(gap=0, sides=4)
        beside.addWidget(self.banner)
        layout.addLayout(beside)
        for body, buttons in ((self._form(), (self.review_button,)), (self._review(), self._sending())):
            page = QWidget()
            inside = column(page, gap=0)
            inside.addWidget(Scroll(body, width=None), 1)
            inside.addWidget(hairline())
            foot = row(gap=2, margin=3, sides=4)
            foot.addStretch(1)
            for button in buttons:
                foot.addWidget(button)
            inside.addLayout(foot)
            self.pages.addWidget(page)
        layout.addWidget(self.pages, 1)

    def _form(self) -> QWidget:
        body = QWidget()
        inside = column(body, gap=4, margin=3, sides=4)
        inside.addWidget(self.fields)
        inside.addStretch(1)
        return body

    def _review(self) -> QWidget:
        body = QWidget()
        inside = column(body, gap=3, margin=3, sides=4)
        inside.addWidget(Text(tr("referral_desk.review_next"), "muted", wrap=True))
        inside.addLayout(self._shown)
        inside.addStretch(1)
        return body

    def _sending(self) -> tuple[QWidget, ...]:
        return (self.correct_button, self.send_button)
