"""Correcting one result: the right value and day, and why; the wrong one stays in the history."""

from collections.abc import Callable

from PySide6.QtCore import Qt
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QPlainTextEdit, QWidget

from app.clinic.prenatal.exam_catalogue import Exam
from app.clinic.prenatal.exams_service import Result
from ui.pregnancy.exams.result_line import ResultLine
from ui.pregnancy.exams.words import result_words
from ui.pregnancy.section import RecordHost
from ui.shell.sheet import Sheet
from ui.texts import chosen_language, tr
from ui.widgets.date_field import DateField
from ui.widgets.field import Field
from ui.widgets.labels import Text
from ui.widgets.layouts import row
from ui.widgets.reason_input import ReasonInput

_OFFERED = ("typing", "wrong_day", "other_sample")


class CorrectResult(Sheet):
    """Over the window of `near`; `done()` once the right value is kept."""

    def __init__(self, near: QWidget, host: RecordHost, what: Exam, wrong: Result, done: Callable[[], object]) -> None:
        title = tr("exams.correct_title", exam=what.label.in_language(chosen_language()))
        super().__init__(near.window(), title, width="palette_width")
        self._record = host
        self._wrong = wrong
        self._after = done
        self.body.addWidget(Text(tr("exams.correct_was", result=result_words(wrong)), "strong", wrap=True))
        self.line = ResultLine(what, None, wrong.age.weeks if wrong.age else None, brief=True)
        if wrong.value is not None:
            self.line.set_value(wrong.value)
        self.day = DateField(today=host.view.today, latest=host.view.today)
        self.day.setObjectName("right_day")
        self.day.set_day(wrong.taken_on)
        self.day_field = Field(tr("exams.taken_on"), self.day)
        self.reason = ReasonInput([tr(f"exams.reason_{code}") for code in _OFFERED])
        self.reason_field = Field(tr("corrections.reason"), self.reason, required=True)
        self.body.addWidget(self.line)
        # Side by side: at the largest text size the whole form still stands on an old screen.
        beside = row(gap=5)
        beside.addWidget(self.day_field)
        beside.addWidget(Text(tr("exams.correct_explained"), "small", wrap=True), 1)
        self.body.addLayout(beside)
        self.body.addWidget(self.reason_field)
        self.add_buttons(tr("exams.correct_verb"), self.submit, tr("common.cancel"))
        self.open()
        self.line.setFocus()

    def submit(self) -> None:
        """Keep the right value, unless something is missing or wrong."""
        wrong = self.line.show_problem()
        if not wrong and self.line.is_empty():
            self.line.field.set_error(tr("exams.value_missing"))
            wrong = True
        day_problem = self.day.problem() or (None if self.day.day() else tr("common.expected_text"))
        self.day_field.set_error(day_problem)
        reason = self.reason.value()
        self.reason_field.set_error(None if reason else tr("corrections.reason_missing"))
        value, day = self.line.value(), self.day.day()
        for is_wrong, field in ((wrong, self.line), (day_problem, self.day_field), (not reason, self.reason_field)):
            if is_wrong:
                field.setFocus()
                return
        exams, session, result_id = self._record.context.station.exams, self._record.context.session, self._wrong.id
        self.run(lambda: exams.correct(session, result_id, value, reason, day), self._after)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter) and isinstance(self.focusWidget(), QPlainTextEdit):
            return
        super().keyPressEvent(event)
