"""The groups of questions below each other: the first rows are there at once, the others follow while nobody waits."""

import sys
from collections.abc import Callable
from typing import Final

from PySide6.QtCore import Qt, QTimer
from PySide6.QtWidgets import QWidget

from app.clinic.prenatal.history_questions import groups
from ui.pregnancy.background.answers import BackgroundAnswers, BackgroundRead
from ui.pregnancy.background.group_view import GroupView
from ui.pregnancy.background.question_row import QuestionRow
from ui.texts import tr
from ui.widgets.empty_state import EmptyState
from ui.widgets.layouts import Scroll, column

_AT_ONCE: Final = 8
"""Rows that fill a screen at 100 %."""
_AT_A_TIME: Final = 3
"""Rows made between two events, so that no key waits for them."""


class QuestionList(Scroll):
    """`known(source)`: the words of a question that the record answers by itself. Call `begin` once it stands in the
    window, and `go_on` when there is something to show."""

    def __init__(self, zone: str, known: Callable[[str], str]) -> None:
        content = QWidget()
        self.groups = [GroupView(one, zone, known) for one in groups()]
        self.nothing = EmptyState("search", "", tr("background.nothing_found_next"))
        lines = column(content, gap=5, margin=2, sides=5)
        for group in self.groups:
            lines.addWidget(group)
        lines.addWidget(self.nothing)
        self.nothing.hide()
        lines.addStretch(1)
        super().__init__(content)
        self._resting = QTimer(self)
        self._resting.setInterval(0)
        self._resting.timeout.connect(lambda: self.build(_AT_A_TIME))

    def begin(self) -> None:
        """Make what fills the screen."""
        if not any(group.rows for group in self.groups):
            self.build(_AT_ONCE)

    def go_on(self) -> None:
        """Make the rest, a few rows at a time."""
        if not self.is_built:
            self._resting.start()

    def build(self, most: int = sys.maxsize) -> None:
        """Make the next rows; all of them unless told how many: whoever looks for one cannot wait."""
        for group in self.groups:
            most -= group.build(most)
        if self.is_built:
            self._resting.stop()

    @property
    def is_built(self) -> bool:
        """Whether every row was made."""
        return all(group.is_built for group in self.groups)

    def show_state(self, answers: BackgroundAnswers, read: BackgroundRead, *, may_answer: bool) -> None:
        """Every group as it stands now; rows that are made later show it as well."""
        for group in self.groups:
            group.show_state(answers, read, may_answer=may_answer)

    def rows(self) -> list[QuestionRow]:
        """The rows made so far that the filter lets through."""
        return [one for group in self.groups for one in group.rows if not one.isHidden()]

    def row(self, code: str) -> QuestionRow | None:
        """One question."""
        self.build()
        return next((one for one in self.rows() if one.code == code), None)

    def filter(self, text: str) -> None:
        """Only the questions that hold these words."""
        self.build()
        shown = sum(group.filter(text) for group in self.groups)
        self.nothing.sentence.setText(tr("background.nothing_found", text=text))
        self.nothing.setVisible(not shown)

    def reach(self, one: QuestionRow) -> None:
        """Bring a question into sight, and the keyboard to it."""
        self.ensureWidgetVisible(one)
        one.chips.setFocus(Qt.FocusReason.OtherFocusReason)
