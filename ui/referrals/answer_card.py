"""The last answer with what can be done about it: reading it, the counter-reply, closing, and the tasks."""

from collections.abc import Callable
from dataclasses import dataclass

from PySide6.QtWidgets import QWidget

from app.clinic.referral.model import Answer, Course, State, Verdict
from app.security.roles import Action
from ui.referrals.answer_view import AnswerView
from ui.referrals.course_reading import Opened
from ui.referrals.reply_form import ReplyForm
from ui.referrals.task_list import TaskList
from ui.shell.context import UiContext
from ui.texts import tr
from ui.widgets.buttons import Button, PrimaryButton, SecondaryButton
from ui.widgets.cards import Card, Section
from ui.widgets.flow import FlowLayout
from ui.widgets.layouts import clear, column


@dataclass(frozen=True)
class Deeds:
    """What the page does: `done(course)` after something was stored that changes where it stands; `order()` lets Tab go
    as the eye reads after something was put in between."""

    read: Callable[[], object]
    close: Callable[[], object]
    done: Callable[[Course], object]
    tick: Callable[[str, bool], object]
    request: Callable[[], object]
    order: Callable[[], object]


class AnswerCard(Card):
    """`deed` is the next thing to do, None where there is nothing; `reply` the form of the counter-reply while open."""

    def __init__(self, context: UiContext, opened: Opened, answer: Answer, deeds: Deeds) -> None:
        super().__init__()
        self._context, self._opened, self._deeds = context, opened, deeds
        self._zone = opened.profile.time_zone
        self._may = context.may(Action.SEND_REFERRAL)
        self.deed: Button | None = None
        self.reply: ReplyForm | None = None
        self.tasks: TaskList | None = None
        self.body.addWidget(AnswerView(answer, self._zone))
        self._buttons = QWidget()
        flow = FlowLayout(self._buttons, gap=2)
        for button in self._offered(opened.course, answer):
            flow.addWidget(button)
        self.body.addWidget(self._buttons)
        if not flow.count():
            self._buttons.hide()
        place = QWidget()
        self._reply_place = column(place, gap=0)
        self.body.addWidget(place)
        if opened.course.state in (State.READ, State.CLOSED):
            self._add_tasks(answer)

    def write_reply(self) -> None:
        """Open the form of the counter-reply in place of the buttons."""
        draft = self._opened.draft
        typed = str(draft.content.get("text", "")) if draft else ""
        course, done = self._opened.course, self._deeds.done
        self.reply = ReplyForm(self._context, course, typed, done=done, leave=self.put_reply_away)
        clear(self._reply_place)
        self._buttons.hide()
        self._reply_place.addWidget(self.reply)
        self._deeds.order()
        self.reply.text.setFocus()

    def put_reply_away(self) -> None:
        """What was typed stays as a draft."""
        if self.reply is not None:
            self.reply.keeper.flush()
        self.reply = None
        clear(self._reply_place)
        self._buttons.show()
        if self.deed is not None:
            self.deed.setFocus()

    def _offered(self, course: Course, answer: Answer) -> list[Button]:
        if not self._may or course.state not in (State.ANSWERED, State.READ):
            return []
        if course.state is State.ANSWERED:
            self.deed = PrimaryButton(tr("answer_page.read"), icon_name="check", on_press=self._deeds.read)
            self.deed.setObjectName("read_answer")
            return [self.deed]
        closing = SecondaryButton(tr("answer_page.close"), icon_name="check-circle", on_press=self._deeds.close)
        closing.setObjectName("close_referral")
        if answer.given.verdict is not Verdict.INCONCLUSIVE:
            return [closing]
        self.deed = PrimaryButton(tr("answer_page.reply_open"), icon_name="referral", on_press=self.write_reply)
        self.deed.setObjectName("write_reply")
        return [self.deed, closing]

    def _add_tasks(self, answer: Answer) -> None:
        section = Section(tr("answer_tasks.title"), ruled=True)
        may = self._may and self._opened.course.state is State.READ
        tick, request = self._deeds.tick, self._deeds.request
        self.tasks = TaskList(answer, self._zone, may=may, tick=tick, request=request)
        self.tasks.show_tasks(self._opened.tasks)
        section.body.addWidget(self.tasks)
        self.body.addWidget(section)
