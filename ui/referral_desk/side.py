"""The column beside the record: the class as sent, who reads, and the one thing that is to be done next."""

from collections.abc import Callable
from dataclasses import dataclass
from enum import StrEnum

from PySide6.QtWidgets import QBoxLayout, QWidget

from app.clinic.referral.case import Case, reader_name
from app.clinic.referral.desk import Item
from app.clinic.referral.model import ANSWERABLE
from app.security.roles import Action
from ui.referral_desk.class_panel import ClassPanel
from ui.referrals.badges import VerdictBadge
from ui.shell.context import UiContext
from ui.texts import tr
from ui.texts.formats import show_instant
from ui.widgets.buttons import PrimaryButton, SecondaryButton
from ui.widgets.labels import Text
from ui.widgets.layouts import Scroll, column, hairline


class Step(StrEnum):
    """What this person can do now."""

    FIRST = "first"
    SECOND = "second"
    ANSWER = "answer"


@dataclass(frozen=True)
class Standing:
    """What may be done with a case by one person: the step, and else why there is none (a text, with its values)."""

    step: Step | None
    why: str
    may_assign: bool


def standing(case: Case, context: UiContext) -> Standing:
    """By the state of the case, the readings and the role; the services decide in any case."""
    course, me = case.course, context.session.account_id
    if course.state not in ANSWERABLE:
        return Standing(None, "", may_assign=False)
    may_answer, may_assign = context.may(Action.ANSWER_REFERRAL), context.may(Action.ASSIGN_REFERRAL)
    if course.assigned_to is None:
        why = "" if may_answer else tr("referral_desk.why_not_assigned")
        return Standing(Step.ANSWER if may_answer else None, why, may_assign)
    name = reader_name(course)
    if case.first_reading is None:
        if course.assigned_to == me and context.may(Action.READ_REFERRAL):
            return Standing(Step.FIRST, "", may_assign)
        return Standing(None, tr("referral_desk.why_first", name=name), may_assign)
    if case.second_reading is None:
        if may_answer and case.first_reading.by_id != me:
            return Standing(Step.SECOND, "", may_assign)
        return Standing(None, tr("referral_desk.why_second"), may_assign)
    return Standing(
        Step.ANSWER if may_answer else None, "" if may_answer else tr("referral_desk.why_answer"), may_assign
    )


class Side(QWidget):
    """`see()` marks an emergency as seen, `act(step)` opens a form, `assign()` asks for a reader, `go_on(id)` opens the
    next case."""

    def __init__(
        self,
        case: Case,
        context: UiContext,
        following: Item | None,
        *,
        has_draft: bool,
        act: Callable[[Step], object],
        assign: Callable[[], object],
        go_on: Callable[[str], object],
        see: Callable[[], object] = lambda: None,
    ) -> None:
        super().__init__()
        self.standing = standing(case, context)
        self.primary: PrimaryButton | SecondaryButton | None = None
        self.assign_button: SecondaryButton | None = None
        layout = column(self, gap=0)
        content = QWidget()
        body = column(content, gap=4, margin=4)
        body.addWidget(ClassPanel(case))
        body.addStretch(1)
        layout.addWidget(Scroll(content, width=None), 1)
        layout.addWidget(hairline())
        foot = column(gap=2, margin=3, sides=4)
        answer = case.course.answer
        if case.course.state not in ANSWERABLE and answer is not None:
            foot.addWidget(VerdictBadge(answer.given.verdict, large=True))
        name = reader_name(case.course)
        if name and case.course.state in ANSWERABLE:
            foot.addWidget(Text(tr("referral_desk.assigned_to", name=name), "strong", wrap=True))
        self.see_button = self._add_sight(foot, case, context, see)
        if self.standing.why:
            foot.addWidget(Text(self.standing.why, "small", wrap=True))
        step = self.standing.step
        if step is not None:
            words = tr(
                "referral_desk.go_on_answer" if has_draft and step is Step.ANSWER else f"referral_desk.do_{step}"
            )
            # One primary button: an emergency is first of all seen.
            kind = PrimaryButton if self.see_button is None else SecondaryButton
            self.primary = kind(words, icon_name="pencil", on_press=lambda: act(step))
            self.primary.setObjectName(f"do_{step}")
            foot.addWidget(self.primary)
        if self.standing.may_assign:
            key = "assign_again" if name else "assign"
            self.assign_button = SecondaryButton(tr(f"referral_desk.{key}"), icon_name="users", on_press=assign)
            self.assign_button.setObjectName("assign")
            foot.addWidget(self.assign_button)
        if case.course.state not in ANSWERABLE and following is not None:
            following_id = following.course.referral.id
            go = PrimaryButton(
                tr("referral_desk.next_case"), icon_name="arrow-right", on_press=lambda: go_on(following_id)
            )
            go.setObjectName("next_case")
            self.primary = go
            foot.addWidget(Text(tr("referral_desk.next_is", name=following.name), "small", wrap=True))
            foot.addWidget(go)
        layout.addLayout(foot)

    def first_focus(self) -> QWidget | None:
        """What is to be done."""
        return self.see_button or self.primary or self.assign_button

    def _add_sight(
        self, foot: QBoxLayout, case: Case, context: UiContext, see: Callable[[], object]
    ) -> PrimaryButton | None:
        """Of an emergency: who has seen it, or the button that says so."""
        course = case.course
        if not course.is_emergency:
            return None
        if course.seen is not None:
            at = show_instant(course.seen.at, context.station.profile.time_zone)
            words = tr("referral_desk.seen_by", at=at, name=course.seen.by)
            foot.addWidget(Text(words, "strong", wrap=True))
        elif course.state in ANSWERABLE and context.may(Action.SEE_EMERGENCY):
            button = PrimaryButton(tr("referral_desk.see"), icon_name="eye", on_press=see)
            button.setObjectName("see_emergency")
            foot.addWidget(button)
            return button
        return None
