"""What the weight gain counts from: weight before the pregnancy, and height."""

from collections.abc import Callable

from PySide6.QtWidgets import QWidget

from app.clinic.pregnancies.kinds import kinds
from app.clinic.pregnancies.model import NewObservation
from app.clinic.prenatal.series import HEIGHT, WEIGHT_BEFORE, Body
from app.clinic.problems import InputError
from ui.pregnancy.section import RecordHost
from ui.shell.sheet import Sheet
from ui.texts import tr
from ui.widgets.field import Field
from ui.widgets.number_field import NumberField


class BodySheet(Sheet):
    """Asks only for what is missing; `done()` once it is kept."""

    def __init__(self, near: QWidget, host: RecordHost, body: Body, done: Callable[[], object]) -> None:
        super().__init__(near.window(), tr("charts.body_title"), tr("charts.body_explained"))
        self._record = host
        self._after = done
        self._confirmed: set[str] = set()
        self.fields: dict[str, Field] = {}
        for code, known in ((WEIGHT_BEFORE, body.weight_before), (HEIGHT, body.height)):
            if known is None:
                self.fields[code] = self._field(code)
                self.body.addWidget(self.fields[code])
        self.add_buttons(tr("charts.body_save"), self.submit, tr("common.cancel"))
        self.open()
        next(iter(self.fields.values())).setFocus()

    def submit(self) -> None:
        """Keep what was typed; an unlikely number is asked about once."""
        news = []
        for code, field in self.fields.items():
            number = _number(field)
            field.set_error(number.problem())
            if field.error:
                field.setFocus()
                return
            value = number.value()
            if value is not None:
                news.append(NewObservation(code, float(value) if value % 1 else int(value)))
        if not news:
            first = next(iter(self.fields.values()))
            first.set_error(tr("common.expected_text"))
            first.setFocus()
            return
        pregnancies, session = self._record.context.station.pregnancies, self._record.context.session
        pregnancy_id, confirmed = self._record.view.pregnancy.id, frozenset(self._confirmed)
        self.run(lambda: pregnancies.record(session, pregnancy_id, news, confirmed=confirmed), self._after)

    def _refused(self, error: Exception) -> None:
        if not isinstance(error, InputError):
            super()._refused(error)
            return
        if self._verb is not None:
            self._verb.setEnabled(True)
        for one in error.problems:
            if one.confirmable:
                self._confirmed.add(one.code)
                words = tr("charts.body_unlikely", problem=tr(one.code, **one.values))
            else:
                words = tr(one.code, **one.values)
            self.fields[one.field].set_error(words)
        self.fields[error.problems[0].field].setFocus()

    def _field(self, code: str) -> Field:
        kind = kinds()[code]
        low, high = kind.accepted or (None, None)
        number = NumberField(unit=kind.unit or "", minimum=low, maximum=high, decimals=kind.decimals)
        number.line.setObjectName(code)
        return Field(tr(f"pregnancies.kind_{code}"), number)


def _number(field: Field) -> NumberField:
    assert isinstance(field.control, NumberField)
    return field.control
