"""What is asked at each step of the pregnancy test: the suspicion, the strip, the blood, what follows a negative."""

from collections.abc import Callable
from functools import partial

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QVBoxLayout, QWidget

from app.clinic.prenatal.exam_catalogue import Level, exam
from app.clinic.prenatal.interpretation import interpret
from app.clinic.prenatal.pregnancy_test import FlowEvent
from app.clinic.prenatal.pregnancy_test_service import Decision, NewStep, SerumTest, Suspicion, UrineTest
from ui.pregnancy.exams.words import LEVEL_LOOKS, gravest_reading, reading_words, reference_lines, unit_words
from ui.texts import chosen_language, tr
from ui.widgets.badges import Badge
from ui.widgets.buttons import PrimaryButton, SecondaryButton
from ui.widgets.choices import ChoiceChips
from ui.widgets.field import Field
from ui.widgets.labels import Text
from ui.widgets.layouts import column, row
from ui.widgets.number_field import NumberField
from ui.widgets.toggles import CheckBox

Take = Callable[[NewStep], object]
_MOST_DAYS = 400
_CLINICAL_DAYS = 84
"""Thesis, section 2.2.1: after 12 weeks without a period the examination tells, and no strip is needed."""
_SIGNS = ("irregular", "nausea", "growing_belly")


class SuspicionQuestion(QWidget):
    """Days late and the signs of the first box."""

    def __init__(self, take: Take) -> None:
        super().__init__()
        self._take = take
        self.days = NumberField(unit=tr("pregnancy_test.days"), minimum=0, maximum=_MOST_DAYS)
        self.days.line.setObjectName("days_late")
        self.field = Field(tr("pregnancy_test.days_late"), self.days)
        self.signs = {code: CheckBox(tr(f"pregnancy_test.sign_{code}")) for code in _SIGNS}
        self._note = Text("", "small", wrap=True)
        self.go_on = PrimaryButton(tr("pregnancy_test.go_on"), on_press=self.submit)
        body = column(self, gap=2)
        body.addWidget(self.field)
        for box in self.signs.values():
            body.addWidget(box)
        body.addWidget(self._note)
        _at_left(body, self.go_on)
        self._note.hide()
        self.days.changed.connect(self._show_note)
        self.setFocusProxy(self.field)

    def submit(self) -> None:
        """Hand in what she tells; an empty field is no delay."""
        self.field.set_error(self.days.problem())
        if self.field.error:
            self.days.setFocus()
            return
        signs = {code: box.isChecked() for code, box in self.signs.items()}
        self._take(Suspicion(int(self.days.value() or 0), **signs))

    def _show_note(self, _number: object) -> None:
        number = self.days.value()
        self._note.setText(tr("pregnancy_test.clinical") if number is not None and number > _CLINICAL_DAYS else "")
        self._note.setVisible(bool(self._note.text()))


class UrineQuestion(QWidget):
    """What the strip shows."""

    def __init__(self, take: Take) -> None:
        super().__init__()
        self._take = take
        options = [(True, tr("prenatal.test_event_positive")), (False, tr("prenatal.test_event_negative"))]
        self.answer = ChoiceChips(options, name=tr("pregnancy_test.urine"))
        self.answer.setObjectName("urine_result")
        self.field = Field(tr("pregnancy_test.urine"), self.answer, hint=tr("pregnancy_test.urine_hint"))
        self.save = PrimaryButton(tr("pregnancy_test.save"), on_press=self.submit)
        body = column(self, gap=2)
        body.addWidget(self.field)
        _at_left(body, self.save)
        self.setFocusProxy(self.field)

    def submit(self) -> None:
        """Hand the result in, once there is one."""
        answer = self.answer.value()
        self.field.set_error(None if answer is not None else tr("pregnancy_test.choose"))
        if answer is not None:
            self._take(UrineTest(positive=bool(answer)))


class SerumQuestion(QWidget):
    """β-hCG in blood, read by its bands while it is typed."""

    def __init__(self, take: Take) -> None:
        super().__init__()
        self._take = take
        what = exam("bhcg")
        limits = what.plausible
        low, high = (limits.lower, limits.upper) if limits else (None, None)
        self.number = NumberField(
            unit=unit_words(what.unit),
            minimum=float(low) if low is not None else None,
            maximum=float(high) if high is not None else None,
            decimals=what.decimals,
        )
        self.number.line.setObjectName("bhcg")
        self.field = Field(tr("pregnancy_test.serum"), self.number, hint="\n".join(reference_lines(what, None)))
        self.badge = Badge("", *LEVEL_LOOKS[Level.USUAL])
        self._source = Text("", "small", wrap=True)
        self.save = PrimaryButton(tr("pregnancy_test.save"), on_press=self.submit)
        body = column(self, gap=2)
        body.addWidget(self.field)
        _at_left(body, self.badge)
        body.addWidget(self._source)
        _at_left(body, self.save)
        self.badge.hide()
        self.number.changed.connect(self._read)
        self.setFocusProxy(self.field)

    def submit(self) -> None:
        """Hand the value in."""
        value = self.number.value()
        problem = self.number.problem() or (None if value is not None else tr("pregnancy_test.write_value"))
        self.field.set_error(problem)
        if problem or value is None:
            self.number.setFocus()
            return
        self._take(SerumTest(float(value)))

    def _read(self, _number: object) -> None:
        value = self.number.value()
        usable = value is not None and self.number.problem() is None
        reading = gravest_reading(interpret(exam("bhcg"), float(value), None)) if usable and value is not None else None
        self.badge.setVisible(reading is not None)
        self._source.setText(reading_words(reading) if reading else "")
        if reading is not None:
            self.badge.show_class(reading.label.in_language(chosen_language()), *LEVEL_LOOKS[reading.level])


class NextQuestion(QWidget):
    """What is done after a negative test."""

    def __init__(self, take: Take) -> None:
        super().__init__()
        body = column(self, gap=2)
        body.addWidget(Text(tr("pregnancy_test.after_negative"), "label"))
        ways = (FlowEvent.STILL_SUSPECTED_SERUM, FlowEvent.STILL_SUSPECTED_WAIT, FlowEvent.SUSPICION_GONE)
        self.buttons = [
            SecondaryButton(tr(f"pregnancy_test.next_{event}"), on_press=partial(take, Decision(event)))
            for event in ways
        ]
        for button in self.buttons:
            _at_left(body, button)
        self.setFocusProxy(self.buttons[0])


def _at_left(body: QVBoxLayout, widget: QWidget) -> None:
    line = row(gap=2)
    line.addWidget(widget, 0, Qt.AlignmentFlag.AlignLeft)
    line.addStretch(1)
    body.addLayout(line)
