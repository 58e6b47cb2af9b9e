"""Another reading while she waits, and a hearing that was wrong: reason or colour corrected, with why."""

from collections.abc import Callable
from datetime import date

from PySide6.QtWidgets import QWidget

from app.clinic.problems import InputError
from app.clinic.reception.model import ArrivalEvent, Colour
from ui.board.colour_choice import ColourChoice
from ui.board.sheets import WRONG_REASONS
from ui.board.vital_fields import problem_words
from ui.board.vitals_form import VitalsForm
from ui.shell.context import UiContext
from ui.shell.sheet import Sheet
from ui.texts import tr
from ui.widgets.field import Field
from ui.widgets.reason_input import ReasonInput
from ui.widgets.text_fields import TextField

SECOND_READING = ("systolic_mmhg", "diastolic_mmhg", "pulse_bpm", "spo2_percent", "temperature_celsius")


class MeasureSheet(Sheet):
    """Readings taken while she is here, such as the second blood pressure."""

    def __init__(
        self, host: QWidget, context: UiContext, arrival_id: str, name: str, today: date, done: Callable[[], object]
    ) -> None:
        super().__init__(host.window(), tr("board.measure_title", name=name), tr("board.measure_explanation"))
        self._context, self._arrival_id, self._after = context, arrival_id, done
        self.vitals = VitalsForm(today, maternal=False, only=SECOND_READING)
        self.body.addWidget(self.vitals)
        self.add_buttons(tr("board.measure_save"), self.submit, tr("common.cancel"))
        self.open()
        self.vitals.setFocus()

    def submit(self) -> None:
        """Store what was measured; the first wrong field gets the focus."""
        wrong = self.vitals.check()
        readings = self.vitals.vitals()
        if wrong is not None or not readings:
            (wrong or self.vitals).setFocus()
            return
        reception, session = self._context.station.reception, self._context.session
        confirmed = self.vitals.confirmed()
        self.run(lambda: reception.measure(session, self._arrival_id, readings, confirmed=confirmed), self._after)

    def _refused(self, error: Exception) -> None:
        super()._refused(error)
        if isinstance(error, InputError):
            first = self.vitals.show_refusal(error)
            if first is not None:
                self.banner.hide()
                first.setFocus()


class CorrectHearingSheet(Sheet):
    """The reason or the colour of the escuta inicial was wrong."""

    def __init__(self, host: QWidget, context: UiContext, heard: ArrivalEvent, done: Callable[[], object]) -> None:
        super().__init__(host.window(), tr("board.correct_title"), tr("board.why_explanation"), width="palette_width")
        self._context, self._heard, self._after = context, heard, done
        self.said = TextField(str(heard.content.get("reason", "")))
        self.said_field = Field(tr("hearing.reason"), self.said)
        self.colour = ColourChoice()
        self.colour.set_value(Colour(str(heard.content.get("colour"))))
        self.why = ReasonInput([tr(f"board.wrong_{code}") for code in WRONG_REASONS])
        self.why_field = Field(tr("board.why"), self.why, required=True)
        for part in (self.said_field, Field(tr("hearing.colour"), self.colour), self.why_field):
            self.body.addWidget(part)
        self.add_buttons(tr("board.correct_save"), self.submit, tr("common.cancel"))
        self.open()
        self.said.setFocus()

    def submit(self) -> None:
        """Correct it, unless something is missing."""
        why, said, colour = self.why.value(), self.said.value(), self.colour.value()
        self.said_field.set_error(None if said else tr("board.reason_missing"))
        self.why_field.set_error(None if why else tr("board.why_missing"))
        if not said or not why or colour is None:
            (self.said if not said else self.why).setFocus()
            return
        reception, session, event_id = self._context.station.reception, self._context.session, self._heard.id
        self.run(lambda: reception.correct_hearing(session, event_id, said, colour, why), self._after)

    def _refused(self, error: Exception) -> None:
        super()._refused(error)
        if isinstance(error, InputError):
            self.banner.hide()
            self.said_field.set_error(problem_words(error.problems[0]))
            self.said.setFocus()
