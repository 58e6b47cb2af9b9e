"""One group of questions: how many are answered, and what other pregnancies answered already."""

from collections.abc import Callable, Sequence

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QFrame, QWidget

from app.clinic.prenatal.history_questions import Group
from app.clinic.text_keys import fold
from ui.pregnancy.background.answers import BackgroundAnswers, BackgroundRead, asked
from ui.pregnancy.background.question_row import QuestionRow
from ui.texts import chosen_language, tr, tr_count
from ui.widgets.buttons import SecondaryButton
from ui.widgets.cards import Section
from ui.widgets.icon_label import IconLabel
from ui.widgets.labels import Text
from ui.widgets.layouts import column, row


class GroupView(Section):
    """`accept(codes)`: all that is offered in this group is confirmed."""

    accept = Signal(object)

    def __init__(self, group: Group, zone: str, known: Callable[[str], str]) -> None:
        super().__init__(group.label.in_language(chosen_language()), ruled=True)
        self.group = group
        self.codes = tuple(one.code for one in asked(group))
        self.rows: list[QuestionRow] = []
        self._others: list[tuple[str, QWidget]] = []
        self.count = Text("", "muted")
        self.add_action(self.count)
        self._build_offer()
        lines = column(gap=2)
        self.body.addLayout(lines)
        for question in group.questions:
            if question.answered_by:
                words = question.label.in_language(chosen_language())
                other = _known_line(words, known(question.answered_by))
                self._others.append((words, other))
                lines.addWidget(other)
                continue
            one = QuestionRow(question, zone)
            one.accept_wanted.connect(self._accept)
            self.rows.append(one)
            lines.addWidget(one)

    def show_state(self, answers: BackgroundAnswers, read: BackgroundRead, *, may_answer: bool) -> None:
        """Every row, the count, and what can be accepted."""
        for one in self.rows:
            one.show_state(answers, read.changes.get(one.code, ()), may_answer=may_answer)
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
