"""What if: other limits or a longer delay over the recorded numbers of one bed. It counts and changes nothing."""

from collections.abc import Callable, Sequence
from dataclasses import replace
from decimal import Decimal
from functools import partial
from threading import Event
from typing import Final, cast

from PySide6.QtWidgets import QWidget

from app.kernel.errors import KnownError
from app.kernel.progress import Progress
from app.ward.alarms.limits import VitalLimits, vital_rules
from app.ward.beds.model import BedView
from app.ward.fatigue.model import BedLimits, Tried
from ui.administration.inline_form import InlineForm
from ui.administration.states import States
from ui.bridge import Latest, Op
from ui.errors import words_of
from ui.shell.context import UiContext
from ui.texts import tr
from ui.ward.fatigue.result import TrialResults
from ui.ward.fatigue.words import vital_name
from ui.widgets.buttons import SecondaryButton
from ui.widgets.dropdown import Dropdown
from ui.widgets.field import Field
from ui.widgets.layouts import Scroll, column, row, stack_large
from ui.widgets.number_field import NumberField, plain_number
from ui.widgets.progress_line import ProgressLine

_HOURS: Final = (1.0, 8.0, 24.0, 72.0)
_USUAL_HOURS: Final = 24.0
_LINES: Final = (("low", "delay_low"), ("high", "delay_high"))
_NUMBERS: Final = tuple(name for line in _LINES for name in line)
_CANCELLED: Final = "work.cancelled"


class TrialForm(InlineForm):
    """Bed, vital sign, period, and the four figures, which begin as they are in force."""

    def __init__(self, on_submit: Callable[[], object]) -> None:
        super().__init__(tr("ward_fatigue.count"), on_submit)
        self.bed = Dropdown([])
        self.vital = Dropdown([])
        self.hours = Dropdown([(hours, tr("ward_fatigue.hours", hours=f"{hours:g}")) for hours in _HOURS])
        self.hours.set_value(_USUAL_HOURS)
        self.add("bed", Field(tr("ward_fatigue.bed"), self.bed))
        self.add("vital", Field(tr("ward_fatigue.vital"), self.vital))
        self.add("hours", Field(tr("ward_fatigue.period"), self.hours))
        self.numbers: dict[str, NumberField] = {}
        for line in _LINES:
            beside = row(gap=4)
            for name in line:
                self.numbers[name] = NumberField(unit="s" if name.startswith("delay") else "", decimals=1)
                self.fields[name] = Field(tr(f"ward_fatigue.{name}"), self.numbers[name])
                beside.addWidget(self.fields[name], 1)
            self.body.addLayout(beside)

    def show_limits(self, limits: VitalLimits) -> None:
        """As they are in force; each field's hint says so."""
        for name in _NUMBERS:
            value = getattr(limits, name)
            self.numbers[name].set_value(_written(value))
            said = tr("ward_fatigue.no_limit") if value is None else plain_number(Decimal(f"{value:g}"))
            self.fields[name].set_hint(tr("ward_fatigue.in_force", value=said))

    def wanted(self, present: VitalLimits) -> VitalLimits | None:
        """What is typed, over what is in force; None where a field says what is expected."""
        for name, control in self.numbers.items():
            self.fields[name].set_error(control.problem())
        if any(self.fields[name].error for name in _NUMBERS):
            return None
        found = {name: control.value() for name, control in self.numbers.items()}
        return replace(
            present,
            low=_number(found["low"]),
            high=_number(found["high"]),
            delay_low=_number(found["delay_low"]) or 0.0,
            delay_high=_number(found["delay_high"]) or 0.0,
        )

    def fail(self, error: Exception) -> None:
        """A refused figure is said at its field."""
        name = str(error.values.get("field", "")) if isinstance(error, KnownError) else ""
        if name in self.numbers:
            self.settle()
            self.fields[name].set_error(words_of(error).together)
            self.fields[name].setFocus()
            return
        super().fail(error)


class TrialView(QWidget):
    """The form at the left, what it would have been at the right."""

    def __init__(self, context: UiContext) -> None:
        super().__init__()
        self._context = context
        self._limits: BedLimits | None = None
        self._stop = Event()
        self._latest = Latest(self)
        self.states = States()
        self.form = TrialForm(self.count)
        self.proposals = SecondaryButton(tr("ward_fatigue.proposals"), on_press=self.propose)
        self.form.buttons.insertWidget(1, self.proposals)
        self.results = TrialResults(self._take)
        self.progress = ProgressLine(on_cancel=self.stop)
        right = QWidget()
        beside = column(right, gap=4)
        beside.addWidget(self.progress)
        beside.addWidget(self.results)
        beside.addStretch(1)
        holder = QWidget()
        layout = row(holder, gap=6)
        stack_large(layout)
        left = column(gap=3)
        foot = self.form.stand_apart()
        left.addWidget(Scroll(self.form, width=None), 1)
        left.addWidget(foot)
        layout.addLayout(left, 5)
        layout.addWidget(Scroll(right, width=None), 6)
        self.states.full.addWidget(holder, 1)
        column(self, gap=0).addWidget(self.states)
        self.form.bed.changed.connect(lambda bed: self._read_limits(bed))
        self.form.vital.changed.connect(lambda vital: self._show_vital(vital))

    def refresh(self) -> None:
        """Which beds there are."""
        station, session = self._context.station, self._context.session
        self.states.show_loading()
        self._latest.ask(lambda: station.beds.beds(session), self._show_beds, self._wrong)

    def stop(self) -> None:
        """Count no further."""
        self._stop.set()

    def count(self) -> None:
        """What is typed, over the recorded numbers."""
        one, vital = self._limits, self.form.vital.value()
        if one is None or not isinstance(vital, str):
            return
        other = self.form.wanted(one.limits[vital])
        if other is None:
            return
        service, session, hours = self._context.station.fatigue, self._context.session, self._hours()
        self._run(lambda progress: service.try_limits(session, one.bed, vital, other, hours, progress), vital)

    def propose(self) -> None:
        """Small steps that would have spared something and nothing lethal."""
        one, vital = self._limits, self.form.vital.value()
        if one is None or not isinstance(vital, str):
            return
        service, session, hours = self._context.station.fatigue, self._context.session, self._hours()
        self._run(lambda progress: service.proposals(session, one.bed, vital, hours, progress), vital, proposed=True)

    def _hours(self) -> float:
        return cast(float, self.form.hours.value())

    def _show_beds(self, beds: Sequence[BedView]) -> None:
        occupied = [one for one in beds if one.occupant is not None]
        if not occupied:
            self.states.show_empty("bed", tr("ward_fatigue.nobody"), tr("ward_fatigue.nobody_first"))
            return
        self.form.bed.set_options([(one.bed, one.label) for one in occupied])
        self.states.show_full()

    def _read_limits(self, bed: object) -> None:
        self._limits = None
        self.form.vital.set_options([])
        if not isinstance(bed, str):
            return
        service, session = self._context.station.fatigue, self._context.session
        self._latest.ask(lambda: service.limits(session, bed), self._show_limits, self.form.fail)

    def _show_limits(self, limits: BedLimits) -> None:
        self._limits = limits
        known = [vital for vital in limits.limits if vital in vital_rules()]
        self.form.vital.set_options([(vital, vital_name(vital)) for vital in known])
        self.form.fields["vital"].set_error(None if known else tr("ward_fatigue.nothing_to_try"))
        self.results.clear()

    def _show_vital(self, vital: object) -> None:
        if self._limits is not None and isinstance(vital, str):
            self.form.show_limits(self._limits.limits[vital])
            self.results.clear()

    def _run(self, call: Callable[[Progress], Tried], vital: str, *, proposed: bool = False) -> None:
        self._stop = stop = Event()
        self.destroyed.connect(lambda *_: stop.set())
        self.results.clear()
        self.form.wait()
        self.progress.begin(tr("ward_fatigue.counting"))
        work: Op[Tried] = Op(self, lambda: call(Progress(lambda done, total: work.report((done, total)), stop.is_set)))
        work.on_success(partial(self._show, vital, proposed)).on_failure(self._failed)
        work.on_progress(lambda far: self.progress.advance(*far)).start()

    def _show(self, vital: str, proposed: bool, tried: Tried) -> None:
        self._end()
        self.results.show_tried(vital, tried, self._context.station.profile.time_zone, proposed=proposed)

    def _failed(self, error: Exception) -> None:
        self._end()
        if not (isinstance(error, KnownError) and error.code == _CANCELLED):
            self.form.fail(error)

    def _end(self) -> None:
        self.form.settle()
        self.progress.end()

    def _take(self, limits: VitalLimits) -> None:
        """A proposal into the form, to be looked at and changed there."""
        for name in _NUMBERS:
            self.form.numbers[name].set_value(_written(getattr(limits, name)))
        self.form.numbers["low"].setFocus()

    def _wrong(self, error: Exception) -> None:
        self.states.show_wrong(words_of(error).together, self.refresh)


def _written(value: float | None) -> Decimal | None:
    """As a person writes it: 90 and not 90,0."""
    return None if value is None else Decimal(f"{value:g}")


def _number(value: object) -> float | None:
    return None if value is None else float(cast(float, value))
