"""How far she is by the ultrasound: weeks and days that become one more estimate of the dating."""

from datetime import date

from PySide6.QtWidgets import QWidget

from app.clinic.prenatal.estimates import Scan
from ui.texts import tr
from ui.widgets.field import Field
from ui.widgets.labels import Text
from ui.widgets.layouts import column
from ui.widgets.number_field import NumberField
from ui.widgets.turning import Turning

_MOST_WEEKS = 43


class ScanAge(QWidget):
    """Both may stay empty; days alone say nothing."""

    def __init__(self) -> None:
        super().__init__()
        self.weeks = NumberField(unit=tr("exams.scan_weeks"), minimum=0, maximum=_MOST_WEEKS)
        self.days = NumberField(unit=tr("exams.scan_days"), minimum=0, maximum=6)
        self.weeks.line.setObjectName("scan_weeks")
        self.days.line.setObjectName("scan_days")
        self._weeks = Field(tr("exams.scan_age"), self.weeks)
        self._days = Field(tr("exams.scan_age_days"), self.days)
        body = column(self, gap=1)
        line = Turning(gap=4)
        line.line.addWidget(self._weeks)
        line.line.addWidget(self._days)
        line.line.addStretch(1)
        body.addWidget(line)
        body.addWidget(Text(tr("exams.scan_explained"), "small", wrap=True))
        self.setFocusProxy(self.weeks)

    def is_filled(self) -> bool:
        """Whether anything was typed."""
        return not (self.weeks.is_empty() and self.days.is_empty())

    def show_problem(self) -> bool:
        """Say at the field what is expected; tells whether anything is wrong."""
        weeks = self.weeks.problem()
        if self.is_filled() and self.weeks.is_empty():
            weeks = tr("exams.scan_weeks_missing")
        self._weeks.set_error(weeks)
        self._days.set_error(self.days.problem())
        return bool(self._weeks.error or self._days.error)

    def scan(self, day: date) -> Scan | None:
        """The estimate of that day; None where nothing was typed."""
        weeks = self.weeks.value()
        return None if weeks is None else Scan(day, int(weeks), int(self.days.value() or 0))
