"""The pregnancy test of one woman: where she stands, what is asked now, and the steps so far."""

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QHBoxLayout, QWidget

from app.clinic.prenatal.pregnancy_test import FlowState
from app.clinic.prenatal.pregnancy_test_service import Course, NewStep, Step
from app.security.roles import Action
from ui.bridge import Latest, Op
from ui.corrections.strike_out import StrikeOutForm
from ui.errors import words_of
from ui.pregnancy.pregnancy_test.questions import NextQuestion, SerumQuestion, SuspicionQuestion, UrineQuestion
from ui.pregnancy.pregnancy_test.words import step_words
from ui.shell.context import UiContext
from ui.texts import tr
from ui.texts.formats import show_date
from ui.widgets.banner import Banner
from ui.widgets.buttons import QuietButton, SecondaryButton
from ui.widgets.labels import Text
from ui.widgets.layouts import clear, column, row
from ui.widgets.skeleton import Skeleton

Question = SuspicionQuestion | UrineQuestion | SerumQuestion | NextQuestion


class PregnancyTestFlow(QWidget):
    """`confirmed` asks to open the pregnancy, `closed` puts the flow away."""

    confirmed = Signal()
    closed = Signal()

    def __init__(self, context: UiContext, person_id: str) -> None:
        super().__init__()
        self._context = context
        self._person_id = person_id
        self._latest = Latest(self)
        self.course: Course | None = None
        self.question: Question | None = None
        self.banner = Banner()
        body = column(self, gap=3)
        head = row(gap=2)
        head.addWidget(Text(tr("pregnancy_test.title"), "label"), 1)
        head.addWidget(QuietButton(tr("pregnancy_test.close"), on_press=self.closed.emit))
        body.addLayout(head)
        body.addWidget(self.banner)
        self._now = column(gap=3)
        body.addLayout(self._now)
        self._now.addWidget(Skeleton(3))

    def read(self) -> None:
        """Where she stands now."""
        tests, session, person_id = self._context.station.pregnancy_tests, self._context.session, self._person_id
        self._latest.ask(lambda: tests.course(session, person_id), self.show_course, self._tell)

    def show_course(self, course: Course) -> None:
        """Show the step that comes next; the keyboard goes where it is answered."""
        self.course = course
        self.banner.hide()
        clear(self._now)
        self._now.addWidget(Text(tr(f"prenatal.test_{course.state}"), "heading", wrap=True))
        note = self._note(course)
        if note:
            self._now.addWidget(Text(note, wrap=True))
        self.question = self._question(course.state) if self._context.may(Action.RECORD_OBSERVATION) else None
        if self.question is not None:
            self._now.addWidget(self.question)
            self.question.setFocus()
        if course.state is FlowState.CONFIRMED and self._context.may(Action.OPEN_PREGNANCY):
            self._now.addWidget(self._open_button())
            self.open_button.setFocus()
        for step in course.steps:
            self._now.addLayout(self._step(step, last=step is course.steps[-1]))

    def take(self, new: NewStep) -> None:
        """Keep a step."""
        tests, session, person_id = self._context.station.pregnancy_tests, self._context.session, self._person_id
        Op(self, lambda: tests.record(session, person_id, new)).on_success(self._taken).on_failure(self._tell).start()

    def _taken(self, course: Course) -> None:
        self.show_course(course)
        if course.state is FlowState.CONFIRMED:
            self._context.message("success", tr("pregnancy_test.confirmed"))
            self._open()

    def _open(self) -> None:
        self.open_button.hide()
        self.confirmed.emit()

    def _note(self, course: Course) -> str:
        if course.state is FlowState.WAITING and course.next_test_on is not None:
            return tr("pregnancy_test.wait_until", date=show_date(course.next_test_on))
        key = f"note_{course.state}"
        if course.state is FlowState.SERUM and course.steps and course.steps[-1].value is not None:
            key = "note_doubtful"
        return tr(f"pregnancy_test.{key}") if key in _NOTES else ""

    def _question(self, state: FlowState) -> Question | None:
        if state in (FlowState.NOT_SUSPECTED, FlowState.EXCLUDED):
            return SuspicionQuestion(self.take)
        if state is FlowState.URINE_TEST:
            return UrineQuestion(self.take)
        if state is FlowState.SERUM:
            return SerumQuestion(self.take)
        return NextQuestion(self.take) if state is FlowState.NEGATIVE else None

    def _open_button(self) -> QWidget:
        self.open_button = SecondaryButton(tr("pregnancy_test.open"), icon_name="pregnancy", on_press=self._open)
        holder = QWidget()
        line = row(holder, gap=2)
        line.addWidget(self.open_button)
        line.addStretch(1)
        return holder

    def _step(self, step: Step, *, last: bool) -> QHBoxLayout:
        line = row(gap=2)
        line.addWidget(Text(step_words(step), "small", wrap=True), 1)
        if last and self._context.may(Action.RECORD_OBSERVATION):
            strike = QuietButton(tr("corrections.strike_verb"), icon_name="x", on_press=lambda: self._strike(step))
            strike.setAccessibleName(f"{tr('corrections.strike_verb')}: {step_words(step)}")
            strike.setObjectName("strike_step")
            line.addWidget(strike)
        return line

    def _strike(self, step: Step) -> None:
        tests, session, person_id = self._context.station.pregnancy_tests, self._context.session, self._person_id
        StrikeOutForm(
            self, step_words(step), lambda reason: tests.strike_out(session, step.id, person_id, reason), self.read
        )

    def _tell(self, error: Exception) -> None:
        words = words_of(error)
        self.banner.show_message("warn", words.title, words.next_step)


_NOTES = frozenset(
    {
        "note_not_suspected",
        "note_urine_test",
        "note_negative",
        "note_serum",
        "note_doubtful",
        "note_confirmed",
        "note_excluded",
    }
)
