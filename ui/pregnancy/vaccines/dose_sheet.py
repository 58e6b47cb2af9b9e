"""One dose: when, which lot, where; also one that was given long ago, or that was written down wrong."""

from collections.abc import Callable
from datetime import date

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QWidget

from app.clinic.prenatal.vaccine_calendar import Vaccine
from app.clinic.prenatal.vaccines_service import LONGEST_LOT, LONGEST_PLACE, NewDose, VaccineRecord
from ui.pregnancy.section import RecordHost
from ui.pregnancy.vaccines.words import record_words
from ui.shell.sheet import Sheet
from ui.texts import chosen_language, tr
from ui.widgets.date_field import DateField
from ui.widgets.field import Field
from ui.widgets.labels import Text
from ui.widgets.layouts import row
from ui.widgets.reason_input import ReasonInput
from ui.widgets.text_fields import TextField
from ui.widgets.toggles import CheckBox

_REASONS = ("typing", "wrong_day", "wrong_lot")


class DoseSheet(Sheet):
    """`wrong` None: a new dose; else its correction, with a reason. `done()` once it is kept."""

    def __init__(
        self,
        near: QWidget,
        host: RecordHost,
        vaccine: Vaccine,
        done: Callable[[], object],
        *,
        wrong: VaccineRecord | None = None,
    ) -> None:
        name = vaccine.label.in_language(chosen_language())
        title = tr("vaccines.correct_title" if wrong else "vaccines.record_title", vaccine=name)
        super().__init__(near.window(), title, vaccine.against.in_language(chosen_language()), width="palette_width")
        self._record = host
        self._vaccine = vaccine
        self._wrong = wrong
        self._after = done
        today = host.view.today
        if wrong is not None:
            self.body.addWidget(Text(tr("vaccines.was", dose=record_words(wrong)), "strong", wrap=True))
        self.day = DateField(today=today, latest=today)
        self.day.setObjectName("given_on")
        self.day.set_day(wrong.given_on if wrong else today)
        self.day_field = Field(tr("vaccines.given_on"), self.day)
        self.long_ago = CheckBox(tr("vaccines.day_unknown"), checked=wrong is not None and wrong.given_on is None)
        self.lot = TextField(wrong.lot if wrong else "")
        self.lot.setMaxLength(LONGEST_LOT)
        self.place = TextField(wrong.place if wrong else host.view.profile.unit_name)
        self.place.setMaxLength(LONGEST_PLACE)
        self.reason = ReasonInput([tr(f"vaccines.reason_{code}") for code in _REASONS])
        self.reason_field = Field(tr("corrections.reason"), self.reason, required=True)
        # Two in a row: with a reason below, the whole form still stands on an old screen at the largest text size.
        when, where = row(gap=5), row(gap=5)
        when.addWidget(self.day_field)
        when.addWidget(self.long_ago, 0, Qt.AlignmentFlag.AlignBottom)
        when.addStretch(1)
        where.addWidget(Field(tr("vaccines.lot"), self.lot), 1)
        where.addWidget(Field(tr("vaccines.place"), self.place), 2)
        self.body.addLayout(when)
        self.body.addLayout(where)
        if wrong is not None:
            self.body.addWidget(self.reason_field)
        self.add_buttons(tr("vaccines.save"), self.submit, tr("common.cancel"))
        self.long_ago.changed.connect(lambda _on: self._show_day())
        self._show_day()
        self.open()
        self.day.setFocus()

    def submit(self) -> None:
        """Keep the dose, unless the day or the reason is missing."""
        problem = None
        if not self.long_ago.isChecked():
            problem = self.day.problem() or (None if self.day.day() else tr("vaccines.day_missing"))
        self.day_field.set_error(problem)
        reason = self.reason.value()
        lacks_reason = self._wrong is not None and not reason
        self.reason_field.set_error(tr("corrections.reason_missing") if lacks_reason else None)
        if problem:
            self.day.setFocus()
            return
        if lacks_reason:
            self.reason_field.setFocus()
            return
        day: date | None = None if self.long_ago.isChecked() else self.day.day()
        new = NewDose(self._vaccine.code, day, self.lot.value(), self.place.value())
        service, session = self._record.context.station.vaccines, self._record.context.session
        wrong, pregnancy_id = self._wrong, self._record.view.pregnancy.id
        if wrong is None:
            self.run(lambda: service.record(session, pregnancy_id, new), self._after)
        else:
            self.run(lambda: service.correct(session, wrong.id, new, reason), self._after)

    def _show_day(self) -> None:
        self.day.setEnabled(not self.long_ago.isChecked())
        self.day_field.set_error(None)


class NotForHerSheet(Sheet):
    """Why a vaccine does not apply to her."""

    def __init__(self, near: QWidget, host: RecordHost, vaccine: Vaccine, done: Callable[[], object]) -> None:
        name = vaccine.label.in_language(chosen_language())
        super().__init__(near.window(), tr("vaccines.exclude_title", vaccine=name), tr("vaccines.exclude_explained"))
        self._record = host
        self._vaccine = vaccine
        self._after = done
        self.reason = ReasonInput([tr(f"vaccines.why_{code}") for code in ("immune", "contraindicated", "refused")])
        self.field = Field(tr("vaccines.why"), self.reason, required=True)
        self.body.addWidget(self.field)
        self.add_buttons(tr("vaccines.exclude_verb"), self.submit, tr("common.cancel"))
        self.open()
        self.field.setFocus()

    def submit(self) -> None:
        """Note it, unless the reason is missing."""
        why = self.reason.value()
        self.field.set_error(None if why else tr("corrections.reason_missing"))
        if not why:
            self.field.setFocus()
            return
        service, session = self._record.context.station.vaccines, self._record.context.session
        pregnancy_id, code = self._record.view.pregnancy.id, self._vaccine.code
        self.run(lambda: service.exclude(session, pregnancy_id, code, why), self._after)
