"""Both sides of a blood pressure, typed one after the other; Enter goes on."""

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QWidget

from app.clinic.danger_signs.readings import SIDES
from app.clinic.pregnancies.kinds import kinds
from app.clinic.pregnancies.model import NewObservation
from app.clinic.problems import InputError
from ui.danger_signs.words import unit_words
from ui.errors import words_of
from ui.texts import tr
from ui.widgets.buttons import SecondaryButton
from ui.widgets.labels import Text
from ui.widgets.layouts import column, row
from ui.widgets.mistake import Mistake
from ui.widgets.number_field import NumberField


class ReadingForm(QWidget):
    """`handed_in` carries (observations, confirmed codes); errors stand below both fields and name value and range.

    `narrow`: the button stands below the fields.
    """

    handed_in = Signal(object)

    def __init__(self, verb: str, *, narrow: bool = False) -> None:
        super().__init__()
        self.systolic = _number("systolic_mmhg", tr("danger_signs.systolic"))
        self.diastolic = _number("diastolic_mmhg", tr("danger_signs.diastolic"))
        self.keep = SecondaryButton(verb, on_press=self.submit)
        self.keep.setObjectName("keep_reading")
        self.wrong = Mistake()
        self._confirmed: frozenset[str] = frozenset()
        layout = column(self, gap=1)
        line = row(gap=2)
        line.addWidget(_labelled(tr("danger_signs.systolic"), self.systolic))
        line.addWidget(Text("/", "title"), 0, Qt.AlignmentFlag.AlignBottom)
        line.addWidget(_labelled(tr("danger_signs.diastolic"), self.diastolic))
        if not narrow:
            line.addWidget(self.keep, 0, Qt.AlignmentFlag.AlignBottom)
        line.addStretch(1)
        layout.addLayout(line)
        layout.addWidget(self.wrong)
        if narrow:
            layout.addWidget(self.keep, 0, Qt.AlignmentFlag.AlignLeft)
        self.wrong.hide()
        self.systolic.line.returnPressed.connect(self.diastolic.line.setFocus)
        self.diastolic.line.returnPressed.connect(self.submit)
        for field in (self.systolic, self.diastolic):
            field.changed.connect(lambda _value: self._doubt_anew())
        self.setFocusProxy(self.systolic)

    def submit(self) -> None:
        """Hand both sides in, or say what is missing."""
        for field in (self.systolic, self.diastolic):
            if field.value() is None or field.problem():
                self.complain(field.problem() or tr("danger_signs.reading_missing"))
                field.line.setFocus()
                return
        self.wrong.hide()
        self.keep.setEnabled(False)
        values = (self.systolic.value(), self.diastolic.value())
        new = [NewObservation(code, int(value or 0)) for code, value in zip(SIDES, values, strict=True)]
        self.handed_in.emit((new, self._confirmed))

    def settle(self) -> None:
        """The reading is kept: empty for the next one."""
        self.systolic.set_value(None)
        self.diastolic.set_value(None)
        self.keep.setEnabled(True)
        self.wrong.hide()

    def complain(self, words: str) -> None:
        """Say below the fields what is wrong."""
        self.keep.setEnabled(True)
        self.wrong.setText(words)
        self.wrong.show()

    def refuse(self, error: Exception) -> None:
        """Why it was not kept; what is only unusual is accepted when it is handed in once more."""
        if not isinstance(error, InputError):
            self.complain(words_of(error).together)
            return
        doubts_only = all(one.confirmable for one in error.problems)
        told = [one for one in error.problems if one.confirmable is doubts_only]
        words = [tr(one.code, **{**one.values, "unit": unit_words("mm[Hg]")}) for one in told]
        if doubts_only:
            self._confirmed = frozenset(one.code for one in error.problems)
            words.append(tr("danger_signs.reading_again"))
        self.complain(" ".join(words))

    def _doubt_anew(self) -> None:
        self._confirmed = frozenset()
        self.wrong.hide()


def _number(code: str, name: str) -> NumberField:
    accepted = kinds()[code].accepted or (0, 0)
    return NumberField(unit="mmHg", minimum=accepted[0], maximum=accepted[1], name=name)


def _labelled(words: str, field: NumberField) -> QWidget:
    holder = QWidget()
    layout = column(holder, gap=0)
    label = Text(words, "label")
    label.setBuddy(field)
    layout.addWidget(label)
    layout.addWidget(field)
    return holder
