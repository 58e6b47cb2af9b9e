"""The words of the summary's lines: figure, day, and how grave it is. Pure."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Final

from app.clinic.danger_signs.pressure_file import default_pressure_rule
from app.clinic.prenatal.exam_catalogue import Level, exam
from app.clinic.prenatal.interpretation import gravest
from app.clinic.prenatal.planner import VisitStatus
from app.clinic.prenatal.vaccines import DoseStatus
from app.clinic.prenatal.visits_service import Measured
from ui.pregnancy.record_view import RecordView
from ui.pregnancy.summary.reading import Summary
from ui.pregnancy.visits.lines import late_words, latest_of
from ui.pregnancy.words import gestational_words
from ui.texts import chosen_language, tr, tr_count
from ui.texts.formats import show_date, show_number

_CODES: Final = {
    "weight": ("weight_kg", "kg"),
    "fundal_height": ("fundal_height_cm", "cm"),
    "heart_rate": ("fetal_heart_rate", "/min"),
}
_NAMED = 2
"""How many exams or vaccines are named; the rest is counted."""


@dataclass(frozen=True)
class Told:
    """What one line says; `tone` "none": there is nothing, warn and error: it asks for something."""

    value: str
    note: str = ""
    tone: str = ""
    trend: Sequence[tuple[date, float]] = field(default=())


def measure(code: str, summary: Summary, today: date) -> Told:
    """The latest value with its day, and those before it as a trend."""
    if code == "pressure":
        return _pressure(summary, today)
    kind, unit = _CODES[code]
    values = latest_of(summary.measured, [kind])[kind]
    if not values:
        return Told(tr("summary.not_measured"), tone="none")
    day, value = values[-1]
    shown = show_number(int(value) if value.is_integer() else value)
    return Told(f"{shown} {unit}", _day_words(day, today), trend=values)


def visit(summary: Summary, view: RecordView) -> Told:
    """When she comes next, or since when she should have come; after the outcome until when she is seen."""
    plan, today, until = summary.plan, view.today, view.follow_up_until
    coming = plan.next
    if until is not None and view.takes_visits:
        return Told(tr("summary.postpartum_visit"), tr("summary.postpartum_until", date=show_date(until)))
    if coming is None:
        return Told(tr("summary.no_visit" if plan.is_dated else "summary.no_dating"), tone="none")
    parts = [late_words(coming, today)]
    if coming.professional is not None:
        parts.append(tr(f"prenatal.professional_{coming.professional.value}"))
    if coming.age is not None:
        parts.append(gestational_words(coming.age))
    tones = {VisitStatus.OVERDUE: "error", VisitStatus.DUE: "warn"}
    return Told(show_date(coming.day), " · ".join(parts), tone=tones.get(coming.status, ""))


def exams(summary: Summary) -> Told:
    """How many wait for a result, and which are late."""
    if not summary.waiting:
        return Told(tr("summary.no_exams"), tone="none")
    late = summary.overdue
    names = [exam(one.code).label.in_language(chosen_language()) for one in (late or summary.waiting)]
    if late:
        return Told(tr_count("summary.exams_late", len(late)), _named(names), tone="warn")
    return Told(tr_count("summary.exams_waiting", len(summary.waiting)), _named(names))


def vaccines(summary: Summary) -> Told:
    """Which doses are due."""
    if not summary.doses:
        return Told(tr("summary.no_vaccines"), tone="none")
    late = any(one.status is DoseStatus.OVERDUE for one in summary.doses)
    names = [one.vaccine.label.in_language(chosen_language()) for one in summary.doses]
    return Told(tr_count("summary.vaccines_due", len(names)), _named(names), tone="warn" if late else "")


def alerts(summary: Summary, view: RecordView) -> Told:
    """What asks for a look: results out of range, a scan that differs, dates or a classification that is missing."""
    found = [f"{exam(one.code).label.in_language(chosen_language())} {_result(one.value)}" for one in summary.grave]
    urgent = any(gravest(one.readings) is Level.URGENT for one in summary.grave)
    if view.dating.suggestion is not None:
        days = abs(view.dating.suggestion.difference_days)
        found.append(tr_count("summary.scan_differs", days))
    if view.goes_on and view.dating.in_use is None:
        found.append(tr("summary.no_dating"))
    if view.goes_on and view.current is None:
        found.append(tr("pregnancy.in_force_none"))
    if not found:
        return Told(tr("summary.no_alerts"), tone="none")
    return Told(tr_count("summary.alerts_open", len(found)), " · ".join(found), tone="error" if urgent else "warn")


def _pressure(summary: Summary, today: date) -> Told:
    rule = default_pressure_rule()
    readings = [pair for day in sorted(summary.measured) for pair in _pairs(day, summary.measured[day])]
    if not readings:
        return Told(tr("summary.not_measured"), tone="none")
    day, upper, lower = readings[-1]
    tone = ""
    if upper >= rule.severe.systolic_from or lower >= rule.severe.diastolic_from:
        tone = "error"
    elif upper >= rule.hypertension.systolic_from or lower >= rule.hypertension.diastolic_from:
        tone = "warn"
    trend = [(one, value) for one, value, _ in readings]
    return Told(f"{show_number(int(upper))}/{show_number(int(lower))} mmHg", _day_words(day, today), tone, trend)


def _pairs(day: date, measured: Sequence[Measured]) -> list[tuple[date, float, float]]:
    sides: dict[object, dict[str, float]] = {}
    for one in measured:
        if one.code in ("systolic_mmhg", "diastolic_mmhg") and isinstance(one.value, int | float):
            sides.setdefault(one.at, {})[one.code] = float(one.value)
    return [(day, both["systolic_mmhg"], both["diastolic_mmhg"]) for both in sides.values() if len(both) == 2]


def _day_words(day: date, today: date) -> str:
    days = (today - day).days
    if days == 0:
        return tr("summary.today")
    return f"{show_date(day)} · {tr_count('summary.ago', days) if days > 0 else tr('summary.ahead')}"


def _named(names: Sequence[str]) -> str:
    shown = " · ".join(names[:_NAMED])
    return f"{shown} · {tr('summary.more', count=len(names) - _NAMED)}" if len(names) > _NAMED else shown


def _result(value: object) -> str:
    return show_number(value) if isinstance(value, int | float) else str(value)
