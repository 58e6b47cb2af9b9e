"""One group of questions: how many are answered, and what other pregnancies answered already."""

from collections import deque
from collections.abc import Callable, Sequence

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QFrame, QWidget

from app.clinic.prenatal.history_questions import Group, Question
from app.clinic.text_keys import fold
from ui.pregnancy.background.answers import BackgroundAnswers, BackgroundRead, asked
from ui.pregnancy.background.question_row import QuestionRow
from ui.texts import chosen_language, tr, tr_count
from ui.widgets.buttons import Button, SecondaryButton
from ui.widgets.cards import Section
from ui.widgets.icon_label import IconLabel
from ui.widgets.labels import Text
from ui.widgets.layouts import column, row


class GroupView(Section):
    """`accept(codes)`: all that is offered in this group is confirmed; `answered`, `next_wanted`: those of its rows.

    The rows are made by `build`, a few at a time, once the group stands in the window: a row made before would be
    dressed anew by the style sheet at every step on its way into the window.
    """

    accept = Signal(object)
    answered = Signal(object)
    next_wanted = Signal()

    def __init__(self, group: Group, zone: str, known: Callable[[str], str]) -> None:
        super().__init__(group.label.in_language(chosen_language()), ruled=True)
        self.group = group
        self.codes = tuple(one.code for one in asked(group))
        self.rows: list[QuestionRow] = []
        self._zone = zone
        self._known = known
        self._waiting = deque(group.questions)
        self._state: tuple[BackgroundAnswers, BackgroundRead, bool] | None = None
        self._others: list[tuple[str, QWidget]] = []
        self.count = Text("", "muted")
        self.add_action(self.count)
        self._build_offer()
        # Rows made later are reached by Tab where they stand, not after all that was made before them.
        self._last_stop: QWidget = self.accept_button
        self._lines = column(gap=2)
        self.body.addLayout(self._lines)

    def build(self, most: int) -> int:
        """Make the next rows, `most` of them at most; tells how many were made."""
        made = 0
        while self._waiting and made < most:
            self._build_line(self._waiting.popleft())
            made += 1
        return made

    @property
    def is_built(self) -> bool:
        """Whether every row was made."""
        return not self._waiting

    def show_state(self, answers: BackgroundAnswers, read: BackgroundRead, *, may_answer: bool) -> None:
        """Every row, the count, and what can be accepted."""
        self._state = (answers, read, may_answer)
        for one in self.rows:
            self._show_row(one)
        answered = sum(answers.shown(code) is not None for code in self.codes)
        self.count.setText(tr("background.group_progress", answered=answered, total=len(self.codes)))
        offered = sum(answers.offered(code) is not None for code in self.codes)
        self._offer.setVisible(bool(offered) and may_answer)
        if offered:
            self._offered.setText(tr_count("background.offered", offered))
            self.accept_button.set_text(tr_count("background.accept", offered))
            name = self.group.label.in_language(chosen_language())
            self.accept_button.setAccessibleName(tr("background.accept_name", group=name))

    def filter(self, text: str) -> int:
        """Show only what holds these words; tells how many are left."""
        wanted = fold(text)
        shown = 0
        lines: Sequence[tuple[str, QWidget]] = [*((one.words, one) for one in self.rows), *self._others]
        for words, line in lines:
            fits = wanted in fold(words)
            line.setVisible(fits)
            shown += fits
        self.setVisible(bool(shown))
        return shown

    def _build_line(self, question: Question) -> None:
        if question.answered_by:
            words = question.label.in_language(chosen_language())
            other = _known_line(words, self._known(question.answered_by))
            self._others.append((words, other))
            self._lines.addWidget(other)
            return
        one = QuestionRow(question, self._zone, self)
        one.accept_wanted.connect(self._accept)
        one.answered.connect(self.answered)
        one.next_wanted.connect(self.next_wanted)
        self.rows.append(one)
        self._lines.addWidget(one)
        # In a window that is on screen already a new row would stay hidden until the next event.
        one.show()
        self._show_row(one)
        for chip in one.chips.findChildren(Button):
            QWidget.setTabOrder(self._last_stop, chip)
            self._last_stop = chip

    def _show_row(self, one: QuestionRow) -> None:
        if self._state is not None:
            answers, read, may_answer = self._state
            one.show_state(answers, read.changes.get(one.code, ()), may_answer=may_answer)

    def _build_offer(self) -> None:
        self._offer = QFrame()
        self._offer.setProperty("look", "banner")
        self._offer.setProperty("tone", "info")
        self._offered = Text("", wrap=True)
        self.accept_button = SecondaryButton(tr("background.accept_one"), icon_name="check", on_press=self._accept)
        line = row(self._offer, gap=3, margin=1, sides=3)
        line.addWidget(IconLabel("history", "info"), 0, Qt.AlignmentFlag.AlignVCenter)
        line.addWidget(self._offered, 1)
        line.addWidget(self.accept_button)
        self.body.addWidget(self._offer)
        self._offer.hide()

    def _accept(self) -> None:
        self.accept.emit(self.codes)


def _known_line(words: str, value: str) -> QWidget:
    """A question that the record answers by itself."""
    line = QWidget()
    layout = row(line, gap=4)
    layout.addWidget(Text(words, "muted", wrap=True), 1)
    layout.addWidget(Text(value, "small"))
    return line
