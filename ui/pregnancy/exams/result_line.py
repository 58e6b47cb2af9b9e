"""One result being typed: its control, the reference beside it, and at once what the sources say of the value."""

from datetime import date

from PySide6.QtCore import QEvent, QObject, Qt, Signal
from PySide6.QtWidgets import QWidget

from app.clinic.prenatal.exam_catalogue import Exam, Level, problem_of
from app.clinic.prenatal.exams_service import NewResult, ResultValue
from app.clinic.prenatal.interpretation import interpret
from ui.pregnancy.exams.words import (
    LEVEL_LOOKS,
    choice_words,
    gravest_reading,
    reference_lines,
    source_words,
    unit_words,
)
from ui.texts import chosen_language, tr
from ui.theme import current_theme
from ui.widgets.badges import Badge
from ui.widgets.buttons import IconButton
from ui.widgets.choices import ChoiceChips
from ui.widgets.field import Field
from ui.widgets.labels import Text
from ui.widgets.layouts import column
from ui.widgets.number_field import NumberField, stored_number
from ui.widgets.text_fields import LongTextField
from ui.widgets.turning import Turning

Control = NumberField | ChoiceChips | LongTextField


class ResultLine(QWidget):
    """`changed` after every keystroke, `removed` when the line is not wanted. An empty line is no result.

    `brief`: in little room; it cannot be removed, and its reference gives way to what is said of the value.

    `week`: completed weeks on the day of the exam, None where she is not dated.
    """

    changed = Signal()
    removed = Signal()

    def __init__(
        self, what: Exam, request_id: str | None, week: int | None, *, note: str = "", brief: bool = False
    ) -> None:
        super().__init__()
        self.exam = what
        self.request_id = request_id
        self._week = week
        self._brief = brief
        label = what.label.in_language(chosen_language())
        self.control = _control(what, label)
        self.field = Field(label, self.control, hint=note)
        self.badge = Badge("", *LEVEL_LOOKS[Level.USUAL])
        self._source = Text("", "small", wrap=True)
        self._reference = Text("", "small", wrap=True)
        self._remove = IconButton("x", f"{tr('exams.leave_out')}: {label}", on_press=self.removed.emit)
        self._build()
        if brief:
            self._remove.hide()
        self.set_week(week)
        self.control.changed.connect(self._on_change)
        if isinstance(self.control, NumberField):
            self.control.line.installEventFilter(self)

    def set_week(self, week: int | None) -> None:
        """Another day, another reference."""
        self._week = week
        self._reference.setText("\n".join(reference_lines(self.exam, week)))
        self._reference.setVisible(bool(self._reference.text()))
        self._read()

    def value(self) -> ResultValue | None:
        """What is typed, None while there is nothing that can be read."""
        if isinstance(self.control, NumberField):
            number = self.control.value()
            return None if number is None else stored_number(number)
        typed = self.control.value()
        return str(typed) if typed else None

    def text(self) -> str:
        """What stands there, for a draft."""
        if isinstance(self.control, NumberField):
            return self.control.line.value()
        return str(self.control.value() or "")

    def set_text(self, text: str) -> None:
        """Put back what a draft kept."""
        if isinstance(self.control, NumberField):
            self.control.line.setText(text)
        else:
            self.control.set_value(text)

    def set_value(self, value: ResultValue) -> None:
        """Put a value in."""
        if isinstance(self.control, NumberField):
            self.control.set_value(value if isinstance(value, int | float) else None)
        else:
            self.control.set_value(str(value))

    def is_empty(self) -> bool:
        """Whether nothing was typed."""
        return not self.text()

    def problem(self) -> str | None:
        """What is expected instead, in words; None where the line is empty or fine."""
        if self.is_empty():
            return None
        if isinstance(self.control, NumberField):
            return self.control.problem()
        wrong = problem_of(self.exam, self.value())
        return tr(f"prenatal.result_{wrong}") if wrong else None

    def show_problem(self) -> bool:
        """Say at the field what is wrong; tells whether anything is."""
        self.field.set_error(self.problem())
        return bool(self.field.error)

    def result(self, taken_on: date) -> NewResult:
        """The typed value as a result of that day; only where the line is neither empty nor wrong."""
        value = self.value()
        assert value is not None
        return NewResult(self.exam.code, value, taken_on, self.request_id)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if event.type() == QEvent.Type.FocusOut:
            self.show_problem()
        return False

    def _build(self) -> None:
        turning = Turning("line_room", gap=5, gap_below=1)
        self.field.setMinimumWidth(current_theme().px("field_medium"))
        # Beside a long reference the question keeps together at the top.
        asked = QWidget()
        question = column(asked, gap=0)
        question.addWidget(self.field)
        question.addStretch(1)
        turning.line.addWidget(asked, 2)
        beside = QWidget()
        said = column(beside, gap=1)
        said.addWidget(self.badge, 0, Qt.AlignmentFlag.AlignLeft)
        said.addWidget(self._source)
        said.addWidget(self._reference)
        said.addStretch(1)
        turning.line.addWidget(beside, 3)
        turning.line.addWidget(self._remove, 0, Qt.AlignmentFlag.AlignTop | Qt.AlignmentFlag.AlignRight)
        column(self, gap=0).addWidget(turning)
        self.setFocusProxy(self.field)

    def _on_change(self, _value: object) -> None:
        if self.field.error:
            self.show_problem()
        self._read()
        self.changed.emit()

    def _read(self) -> None:
        """Say what the value means as soon as it could be one."""
        reading = None if self.problem() else gravest_reading(interpret(self.exam, self.value(), self._week))
        self.badge.setVisible(reading is not None)
        self._source.setVisible(reading is not None)
        if self._brief:
            self._reference.setVisible(reading is None and bool(self._reference.text()))
        if reading is not None:
            self.badge.show_class(reading.label.in_language(chosen_language()), *LEVEL_LOOKS[reading.level])
            self._source.setText(source_words(reading.source))


def _control(what: Exam, label: str) -> Control:
    if what.type == "choice":
        return ChoiceChips([(value, choice_words(value)) for value in what.choices], name=label)
    if what.type == "text":
        return LongTextField(name=label, lines=2)
    limits = what.plausible
    return NumberField(
        unit=unit_words(what.unit),
        minimum=float(limits.lower) if limits and limits.lower is not None else None,
        maximum=float(limits.upper) if limits and limits.upper is not None else None,
        decimals=what.decimals,
    )
