"""One question with yes, no and not known beside it, and below it who said so, when, and what was struck out."""

from collections.abc import Sequence

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QWidget

from app.clinic.prenatal.history_questions import Question
from app.clinic.prenatal.history_service import Answer, Changed
from ui.pregnancy.background.answers import BackgroundAnswers
from ui.texts import chosen_language, tr
from ui.texts.formats import show_date, show_hour, show_instant
from ui.widgets.choices import ChoiceChips
from ui.widgets.labels import Text
from ui.widgets.layouts import column, hairline, row

_LETTERS = {**dict.fromkeys("sSyY", Answer.YES), **dict.fromkeys("nN", Answer.NO), "?": Answer.UNKNOWN}


class QuestionRow(QWidget):
    """`answered` carries (code, answer or None); `next_wanted` at Enter, `accept_wanted` at A."""

    answered = Signal(object)
    next_wanted = Signal()
    accept_wanted = Signal()

    def __init__(self, question: Question, zone: str, parent: QWidget) -> None:
        super().__init__(parent)
        self.code = question.code
        self.words = question.label.in_language(chosen_language())
        self._zone = zone
        self._may_answer = True
        self.chips = ChoiceChips([(one, tr(f"prenatal.answer_{one.value}")) for one in Answer], name=self.words)
        self.chips.setObjectName(f"history_{question.code}")
        self.chips.changed.connect(self._told)
        self._words = Text(self.words, wrap=True)
        self.detail = Text("", "small", wrap=True)
        self.struck = Text("", "small", wrap=True)
        layout = column(self, gap=1)
        line = row(gap=4)
        words = column(gap=0)
        words.addWidget(self._words)
        if question.risk_code:
            words.addWidget(Text(tr("background.counts"), "overline"))
        words.addWidget(self.detail)
        words.addWidget(self.struck)
        line.addLayout(words, 1)
        line.addWidget(self.chips, 0, Qt.AlignmentFlag.AlignTop)
        layout.addLayout(line)
        layout.addWidget(hairline())
        self.setFocusProxy(self.chips)

    def show_state(self, answers: BackgroundAnswers, changes: Sequence[Changed], *, may_answer: bool) -> None:
        """The answer as it stands now."""
        shown, here, offered = answers.shown(self.code), answers.here(self.code), answers.offered(self.code)
        self.chips.set_value(shown)
        self.chips.setEnabled(may_answer)
        self._may_answer = may_answer
        self._words.set_role("strong" if shown is Answer.YES else "body")
        said = offered or here
        text = ""
        if here is not None and self.code in answers.pending:
            text = tr("background.will_change", answer=_answer(here.answer))
        elif self.code in answers.pending:
            text = tr("background.pending")
        elif said is not None:
            key = "background.before" if offered else "background.answered"
            text = tr(key, answer=_answer(said.answer), day=show_date(said.day), name=said.by)
        self.detail.setText(text)
        self.detail.set_role("warn" if self.code in answers.pending else "accent" if offered else "small")
        self.detail.setVisible(bool(text))
        self.struck.setText("\n".join(self._changed(one) for one in changes))
        self.struck.setVisible(bool(changes))

    def keyPressEvent(self, event: QKeyEvent) -> None:
        letter = event.text()
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self.next_wanted.emit()
        elif letter and letter in _LETTERS and self._may_answer:
            self._told(_LETTERS[letter])
        elif letter in ("a", "A"):
            self.accept_wanted.emit()
        else:
            super().keyPressEvent(event)

    def _told(self, answer: object) -> None:
        self.answered.emit((self.code, answer))

    def _changed(self, one: Changed) -> str:
        after = _answer(one.after) if one.after else tr("background.not_asked")
        at = f"{show_instant(one.at, self._zone)[:10]} {show_hour(one.at, self._zone)}"
        values = {"at": at, "name": one.by, "before": _answer(one.before), "after": after, "reason": one.reason}
        return tr("background.changed", **values)


def _answer(answer: Answer) -> str:
    return tr(f"prenatal.answer_{answer.value}")
