"""What the answer gives the unit to do, as boxes to tick; who ticked and when stands below."""

from collections.abc import Callable, Sequence
from functools import partial

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QWidget

from app.clinic.referral.model import Answer, Verdict
from app.clinic.referral.tasks import Task, TaskKind
from ui.pregnancy.exams.words import exam_words
from ui.referrals.words import clinic_words
from ui.texts import tr, tr_count
from ui.texts.formats import show_instant
from ui.theme import current_theme
from ui.widgets.buttons import SecondaryButton
from ui.widgets.labels import Text
from ui.widgets.layouts import clear, column, row
from ui.widgets.toggles import CheckBox


class TaskList(QWidget):
    """`tick(key, done)` and `request()` are asked for; `may`: whether this person may do either now."""

    def __init__(
        self,
        answer: Answer,
        zone: str,
        *,
        may: bool,
        tick: Callable[[str, bool], object],
        request: Callable[[], object],
    ) -> None:
        super().__init__()
        self._answer, self._zone, self._may, self._tick, self._request = answer, zone, may, tick, request
        self.boxes: dict[str, CheckBox] = {}
        self.request_button: SecondaryButton | None = None
        self._layout = column(self, gap=2)

    def show_tasks(self, tasks: Sequence[Task]) -> None:
        """Show them as they stand; the box that had the focus keeps it."""
        focused = next((key for key, box in self.boxes.items() if box.hasFocus()), "")
        clear(self._layout)
        self.boxes, self.request_button = {}, None
        for one in tasks:
            self._layout.addWidget(self._line(one))
        open_exams = sum(1 for one in tasks if one.kind is TaskKind.EXAM and not one.is_done)
        if open_exams and self._may:
            words = tr_count("answer_tasks.request", open_exams)
            self.request_button = SecondaryButton(words, icon_name="plus", on_press=self._request)
            self.request_button.setObjectName("request_exams")
            self._layout.addWidget(self.request_button, 0, Qt.AlignmentFlag.AlignLeft)
        if focused in self.boxes:
            self.boxes[focused].setFocus()

    def _line(self, one: Task) -> QWidget:
        holder = QWidget()
        body = column(holder, gap=0)
        box = CheckBox(task_words(one, self._answer), checked=one.is_done)
        box.setObjectName(f"task_{one.key}")
        # What stands among the exams of her record is withdrawn there.
        box.setEnabled(self._may and not one.requested)
        box.changed.connect(partial(self._changed, one.key))
        self.boxes[one.key] = box
        body.addWidget(box)
        if one.at is not None:
            key = "answer_tasks.requested" if one.requested else "answer_tasks.done"
            below = row(gap=0)
            below.addSpacing(current_theme().px("mark") + current_theme().gap(3))
            words = tr(key, name=one.by or "", at=show_instant(one.at, self._zone))
            below.addWidget(Text(words, "small", wrap=True), 1)
            body.addLayout(below)
        return holder

    def _changed(self, key: str, done: object) -> None:
        self._tick(key, bool(done))


def task_words(one: Task, answer: Answer) -> str:
    """What is to be done, in a few words."""
    if one.kind is TaskKind.EXAM:
        return tr("answer_tasks.exam", exam=exam_words(one.code))
    if one.kind is TaskKind.GUIDANCE:
        return tr("answer_tasks.guidance")
    if answer.given.verdict is Verdict.CONFIRMED:
        return tr("answer_tasks.tell_booked", clinic=clinic_words(answer.given.clinic))
    return tr(f"answer_tasks.tell_{answer.given.verdict.value}")
