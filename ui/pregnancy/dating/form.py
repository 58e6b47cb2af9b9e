"""One estimate of the beginning: the day of the last period, the part of its month, or a scan."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date

from PySide6.QtWidgets import QWidget

from app.clinic.dating import due_date, gestational_age
from app.clinic.prenatal.estimates import (
    Estimate,
    Method,
    MonthPart,
    NewEstimate,
    PartOfMonth,
    Scan,
    dating_rules,
    lmp_of,
    method_of,
)
from app.clinic.problems import InputError
from app.kernel.errors import KnownError
from ui.administration.inline_form import InlineForm
from ui.pregnancy.words import gestational_words
from ui.texts import tr
from ui.texts.formats import show_date
from ui.widgets.choices import ChoiceChips
from ui.widgets.date_field import DateField
from ui.widgets.field import Field
from ui.widgets.flow import FlowLayout
from ui.widgets.labels import Text
from ui.widgets.number_field import NumberField
from ui.widgets.reason_input import ReasonInput
from ui.widgets.toggles import CheckBox

_LONGEST_WEEKS = 42
_USE_REASONS = ("first_scan", "sure_of_day", "unsure_of_day", "card")
_CORRECT_REASONS = ("typing", "card")


@dataclass(frozen=True)
class Told:
    """What was typed: the estimate, whether it is to be used from now on, why, and what was confirmed."""

    estimate: NewEstimate
    use: bool
    reason: str
    confirmed: frozenset[str]


class EstimateForm(InlineForm):
    """`done(Told)` takes what was typed. `wrong`: the estimate to correct, whose kind stays.

    `in_use`: whether dates stand already, so that using another needs a reason.
    """

    def __init__(
        self,
        today: date,
        done: Callable[[Told], object],
        on_cancel: Callable[[], object],
        *,
        wrong: Estimate | None = None,
        in_use: bool = False,
    ) -> None:
        verb = tr("dating.correct_save" if wrong else "dating.save")
        where = {"prenatal.impossible_age": "weeks", "prenatal.impossible_date": "month"}
        super().__init__(verb, self._hand_in, on_cancel=on_cancel, where=where)
        self._today, self._done = today, done
        self._wrong, self._in_use = wrong, in_use
        self._confirmed: set[str] = set()
        self.method = ChoiceChips(
            [(one, tr(f"dating.method_{one.value}")) for one in Method], name=tr("dating.how"), optional=False
        )
        self.day = DateField(today=today, latest=today)
        self.day.setObjectName("lmp")
        self.part = ChoiceChips([(one, tr(f"prenatal.part_{one.value}")) for one in MonthPart], optional=False)
        self.month = NumberField(minimum=1, maximum=12)
        self.year = NumberField(minimum=today.year - 1, maximum=today.year)
        self.scan_day = DateField(today=today, latest=today)
        self.weeks = NumberField(unit=tr("dating.weeks"), minimum=0, maximum=_LONGEST_WEEKS)
        self.days = NumberField(unit=tr("dating.days"), minimum=0, maximum=6)
        self.follows = Text("", "heading", wrap=True)
        self.use = CheckBox(tr("dating.use_now"))
        reasons = _CORRECT_REASONS if wrong else _USE_REASONS
        self.reason = ReasonInput([tr(f"dating.reason_{one}") for one in reasons])
        self._groups: dict[Method, QWidget] = {}
        self._build()
        self._begin()

    def told(self) -> NewEstimate | None:
        """The estimate as typed, None while it is not whole."""
        method = self.method.value()
        if method is Method.EXACT:
            return self.day.day()
        if method is Method.ULTRASOUND:
            day, weeks, days = self.scan_day.day(), self.weeks.value(), self.days.value()
            if day is None or weeks is None or not _is_whole(self.weeks, self.days):
                return None
            return Scan(day, int(weeks), int(days or 0))
        part, month, year = self.part.value(), self.month.value(), self.year.value()
        if not isinstance(part, MonthPart) or month is None or year is None or not _is_whole(self.month, self.year):
            return None
        return PartOfMonth(int(year), int(month), part)

    def refuse(self, error: Exception) -> None:
        """The service refused: what is unlikely may be confirmed."""
        if isinstance(error, InputError) and error.problems[0].confirmable:
            first = error.problems[0]
            self.settle()
            action = (tr("risk_form.confirm"), lambda: self._confirm(first.code))
            self.banner.show_message("warn", tr(first.code, **first.values), action=action, closable=False)
        else:
            self.fail(error)

    def _build(self) -> None:
        if self._wrong is None:
            self.add("method", Field(tr("dating.how"), self.method))
        self._group(Method.EXACT, ("day", tr("dating.day"), self.day))
        self._group(
            Method.PART_OF_MONTH,
            ("part", tr("dating.part"), self.part),
            ("month", tr("dating.month"), self.month),
            ("year", tr("dating.year"), self.year),
        )
        self._group(
            Method.ULTRASOUND,
            ("scan_day", tr("dating.scan_day"), self.scan_day),
            ("weeks", tr("dating.scan_age"), self.weeks),
            ("days", tr("dating.scan_days"), self.days),
        )
        self.body.addWidget(self.follows)
        self.body.addWidget(self.use)
        label = tr("corrections.reason" if self._wrong else "dating.why")
        self.add("reason", Field(label, self.reason, required=True))

    def _group(self, method: Method, *parts: tuple[str, str, QWidget]) -> None:
        group = QWidget()
        line = FlowLayout(group, gap=5)
        for name, label, control in parts:
            field = Field(label, control)
            self.fields[name] = field
            line.addWidget(field)
        self._groups[method] = group
        self.body.addWidget(group)

    def _begin(self) -> None:
        if self._wrong is not None:
            self._show_told(self._wrong.told)
            self.use.hide()
        else:
            self.method.set_value(Method.EXACT)
            self.use.setChecked(not self._in_use)
            self.use.setVisible(self._in_use)
        signals = (self.day.day_changed, self.scan_day.day_changed, self.part.changed, self.month.changed)
        for signal in (*signals, self.year.changed, self.weeks.changed, self.days.changed):
            signal.connect(lambda _value: self._show_what_follows())
        self.method.changed.connect(lambda _value: self._arrange())
        self.use.changed.connect(lambda _value: self._arrange())
        self._arrange()

    def _show_told(self, told: NewEstimate) -> None:
        self.method.set_value(method_of(told))
        if isinstance(told, Scan):
            self.scan_day.set_day(told.day)
            self.weeks.set_value(told.weeks)
            self.days.set_value(told.days)
        elif isinstance(told, PartOfMonth):
            self.part.set_value(told.part)
            self.month.set_value(told.month)
            self.year.set_value(told.year)
        else:
            self.day.set_day(told)

    def _arrange(self) -> None:
        method = self.method.value()
        for one, group in self._groups.items():
            group.setVisible(one is method)
        self.fields["reason"].setVisible(self._wrong is not None or (self._in_use and self.use.isChecked()))
        self._show_what_follows()

    def _show_what_follows(self) -> None:
        self._confirmed.clear()
        told = self.told()
        try:
            lmp = None if told is None else lmp_of(told, dating_rules())
        except KnownError:
            lmp = None
        age = gestational_age(lmp, self._today) if lmp else None
        self.follows.setVisible(age is not None)
        if lmp is None or age is None:
            return
        self.follows.setText(tr("dating.follows", age=gestational_words(age), date=show_date(due_date(lmp))))

    def _hand_in(self) -> None:
        if not self._is_complete():
            return
        told = self.told()
        assert told is not None
        use = self.use.isChecked() if self._wrong is None else False
        self.wait()
        self._done(Told(told, use, self.reason.value(), frozenset(self._confirmed)))

    def _is_complete(self) -> bool:
        """Say at each field what is expected; the first gets the focus."""
        group = self._groups[Method(str(self.method.value()))]
        wrong = []
        for name, field in self.fields.items():
            if not group.isAncestorOf(field):
                continue
            control = field.control
            problem = control.problem() if isinstance(control, DateField | NumberField) else None
            optional = name == "days"
            if problem is None and not optional and _is_empty(control):
                problem = tr("common.expected_text")
            field.set_error(problem)
            wrong += [field] if problem else []
        reason = self.fields["reason"]
        if not reason.isHidden() and not self.reason.value():
            reason.set_error(tr("corrections.reason_missing"))
            wrong.append(reason)
        if wrong:
            wrong[0].setFocus()
        return not wrong

    def _confirm(self, code: str) -> None:
        self._confirmed.add(code)
        self.submit()


def _is_whole(*fields: NumberField) -> bool:
    return all(one.problem() is None for one in fields)


def _is_empty(control: QWidget) -> bool:
    if isinstance(control, ChoiceChips):
        return control.value() is None
    if isinstance(control, NumberField):
        return control.is_empty()
    return isinstance(control, DateField) and not control.value()
