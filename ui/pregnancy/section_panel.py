"""One section of the form: its measured and closed questions, then its conditions in columns."""

from collections.abc import Callable

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QWidget

from app.clinic.risk.rules import ConditionFactor, Section
from ui.pregnancy.column_flow import ColumnFlow
from ui.pregnancy.condition_row import ConditionRow
from ui.texts import chosen_language, tr
from ui.theme import current_theme
from ui.widgets.buttons import QuietButton
from ui.widgets.labels import Text
from ui.widgets.layouts import column, row
from ui.widgets.turning import Turning


class SectionPanel(QWidget):
    """`none_here` asks to answer "no" to every condition of the section that has no answer yet."""

    none_here = Signal()

    def __init__(self, section: Section, conditions: tuple[ConditionFactor, ...]) -> None:
        super().__init__()
        self.section = section
        language = chosen_language()
        self.rows = tuple(ConditionRow(one.code, one.label.in_language(language)) for one in conditions)
        self._heading = Text(section.label.in_language(language), "heading", wrap=True)
        self._count = Text("", "small")
        self._none = QuietButton(tr("risk_form.none_here"), on_press=self.none_here.emit)
        self._none.setObjectName(f"none_{section.code}")
        self._short = Turning("questions_room", gap=6, gap_below=4)
        self._long = column(gap=4)
        self._has_questions = False
        self._build()

    def add_short(self, widget: QWidget) -> None:
        """A question that stands beside others (numbers)."""
        self._short.line.addWidget(widget, 1)
        self._short.show()
        self._has_questions = True

    def add_long(self, widget: QWidget) -> None:
        """A question that takes the width (choices)."""
        self._long.addWidget(widget)
        self._has_questions = True

    def show_count(self, answered: int) -> None:
        """How many conditions of the section have an answer."""
        total = len(self.rows)
        self._count.setText(tr("risk_form.answered", answered=answered, total=total) if total else "")
        self._none.setVisible(answered < total)
        some = any(one.answer() is True for one in self.rows)
        self._none.set_text(tr("risk_form.none_other" if some else "risk_form.none_here"))
        self._none.setAccessibleName(f"{self._heading.text()}: {self._none.text()}")

    def finish(self) -> None:
        """Show the questions once all were added."""
        self._questions.setVisible(self._has_questions)

    def filter(self, fits: Callable[[str], bool] | None) -> tuple[ConditionRow, ...]:
        """Show only the conditions whose name fits (None: everything); returns those that fit."""
        shown = tuple(one for one in self.rows if fits is None or fits(one.words()))
        for one in self.rows:
            one.setVisible(one in shown)
        self._questions.setVisible(fits is None and self._has_questions)
        self.setVisible(fits is None or bool(shown))
        return shown

    def _build(self) -> None:
        layout = column(self, gap=3)
        head = Turning()
        head.line.addWidget(self._heading, 1)
        tools = row(gap=3)
        tools.addWidget(self._count)
        tools.addWidget(self._none)
        tools.addStretch(1)
        head.line.addLayout(tools)
        layout.addWidget(head)
        self._questions = QWidget()
        questions = column(self._questions, gap=4)
        questions.addWidget(self._short)
        questions.addLayout(self._long)
        self._short.hide()
        layout.addWidget(self._questions)
        self._questions.hide()
        grid = QWidget()
        flow = ColumnFlow(grid)
        for one in self.rows:
            flow.addWidget(one)
        layout.addWidget(grid)
        grid.setVisible(bool(self.rows))
        layout.addSpacing(current_theme().gap(3))
        self._count.setVisible(bool(self.rows))
        self._none.setVisible(bool(self.rows))
