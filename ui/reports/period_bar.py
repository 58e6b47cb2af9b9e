"""Which pregnancies the report counts: the period, with days of one's own where wanted, and the unit."""

from collections.abc import Sequence
from datetime import date

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QWidget

from app.clinic.reports.periods import Period, PeriodChoice, period_before, period_of
from ui.texts import tr
from ui.theme import current_theme
from ui.widgets.choices import ChoiceChips
from ui.widgets.date_field import DateField
from ui.widgets.dropdown import Dropdown
from ui.widgets.field import Field
from ui.widgets.layouts import column, row

ALL_UNITS = "all"


class PeriodBar(QWidget):
    """`changed` says that something else is to be counted; nothing is said while the days typed make no period."""

    changed = Signal()

    def __init__(self, today: date) -> None:
        super().__init__()
        self._today = today
        self.chips = ChoiceChips(
            [(one, tr(f"reports.period_{one.value}")) for one in PeriodChoice],
            name=tr("reports.period"),
            optional=False,
        )
        self.chips.set_value(PeriodChoice.YEAR)
        self.since = DateField(today=today, latest=today, name=tr("reports.since"))
        self.until = DateField(today=today, latest=today, name=tr("reports.until"))
        self.since_field = Field(tr("reports.since"), self.since, hint=tr("reports.day_hint"))
        self.until_field = Field(tr("reports.until"), self.until, hint=tr("reports.day_hint"))
        self.units = Dropdown([(ALL_UNITS, tr("reports.all_units"))], name=tr("reports.unit_choice"))
        self._days = QWidget()
        self._build()

    def _build(self) -> None:
        layout = column(self, gap=3)
        line = row(gap=4)
        line.addWidget(self.chips, 1, Qt.AlignmentFlag.AlignTop)
        line.addWidget(self.units, 0, Qt.AlignmentFlag.AlignTop)
        layout.addLayout(line)
        for field, _ in self._fields():
            field.setMinimumWidth(current_theme().px("field_medium"))
        days = row(self._days, gap=4)
        for field, _ in self._fields():
            days.addWidget(field, 0, Qt.AlignmentFlag.AlignTop)
        days.addStretch(1)
        layout.addWidget(self._days)
        self._days.hide()
        self.units.hide()
        self.chips.changed.connect(lambda _choice: self._choose())
        for day in (self.since, self.until):
            day.editingFinished.connect(self._typed)
        self.units.changed.connect(lambda _unit: self.changed.emit())

    @property
    def choice(self) -> PeriodChoice:
        """Which of the periods."""
        return PeriodChoice(str(self.chips.value()))

    def choose(self, choice: PeriodChoice) -> None:
        """Another period, as if it was pressed."""
        self.chips.set_value(choice)
        self._choose()

    def period(self) -> Period:
        """The days that are counted."""
        if self.choice is PeriodChoice.FREE:
            return Period(self.since.day(), self.until.day())
        return period_of(self.choice, self._today)

    def before(self) -> Period | None:
        """The days that it is compared with."""
        return period_before(self.choice, self.period())

    def unit(self) -> str | None:
        """CNES of the one unit wanted; None: all."""
        value = self.units.value()
        return None if value in (ALL_UNITS, None) else str(value)

    def offer_units(self, units: Sequence[tuple[str, str]]) -> None:
        """Offer (CNES, name) to choose from, where there is a choice."""
        if len(units) > 1 and self.units.count() != len(units) + 1:
            self.units.blockSignals(True)
            self.units.set_options([(ALL_UNITS, tr("reports.all_units")), *units])
            self.units.blockSignals(False)
            self.units.show()

    def _choose(self) -> None:
        free = self.choice is PeriodChoice.FREE
        self._days.setVisible(free)
        if free and self.since.day() is None and self.until.day() is None:
            year = period_of(PeriodChoice.YEAR, self._today)
            self.since.set_day(year.since)
            self.until.set_day(year.until)
        self._tell()

    def _typed(self) -> None:
        if self.choice is PeriodChoice.FREE:
            self._tell()

    def _tell(self) -> None:
        if self.choice is not PeriodChoice.FREE or self._days_make_sense():
            self.changed.emit()

    def _days_make_sense(self) -> bool:
        problems = [(field, control.problem()) for field, control in self._fields()]
        for field, problem in problems:
            field.set_error(problem)
        if any(problem for _, problem in problems):
            return False
        since, until = self.since.day(), self.until.day()
        if since and until and since > until:
            self.until_field.set_error(tr("reports.ends_before_it_begins", since=self.since.value()))
            return False
        return True

    def _fields(self) -> tuple[tuple[Field, DateField], ...]:
        return ((self.since_field, self.since), (self.until_field, self.until))
