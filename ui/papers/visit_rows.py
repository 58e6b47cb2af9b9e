"""Visits with what was measured on their day: one line a day, as the card has them. Pure."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from app.clinic.prenatal.exams_service import Result
from app.clinic.prenatal.visits_service import Visit
from app.clinic.prenatal.weight import body_mass_index, shown_index
from app.kernel.clock import local_date
from ui.papers.pregnancy_data import PregnancyData
from ui.papers.words import age_on, figure, professional_words
from ui.texts import tr

_SYSTOLIC, _DIASTOLIC = "systolic_mmhg", "diastolic_mmhg"
_OF_A_VISIT = ("weight_kg", _SYSTOLIC, "fundal_height_cm", "fetal_heart_rate")
"""What makes a line of its own on a day without a visit."""


@dataclass(frozen=True)
class VisitLine:
    """One day in words; what was not measured is empty."""

    day: date
    age: str
    weight: str
    index: str
    pressure: str
    fundal_height: str
    heart_rate: str
    oedema: str
    note: str
    who: str


def visit_lines(data: PregnancyData) -> tuple[VisitLine, ...]:
    """Every visit that holds, and every day when something of a visit was measured, by day."""
    values = values_by_day(data)
    visits: dict[date, list[Visit]] = defaultdict(list)
    for one in data.visits_made():
        visits[one.day].append(one)
    days = {day for day, found in values.items() if any(code in found for code in _OF_A_VISIT)} | set(visits)
    return tuple(visit_line(data, day, visits.get(day, ()), values.get(day, {})) for day in sorted(days))


def visit_line(
    data: PregnancyData, day: date, visits: Sequence[Visit], values: Mapping[str, Sequence[float]]
) -> VisitLine:
    """One day."""
    weight, height = _last(values, "weight_kg"), data.number("height_cm")
    index = shown_index(body_mass_index(weight, height)) if weight is not None and height else None
    who = [professional_words(one.professional) for one in visits]
    notes = [words for one in visits for words in (one.complaints, one.note) if words]
    swelling = [one.oedema for one in visits if one.oedema is not None]
    return VisitLine(
        day=day,
        age=age_on(data.pregnancy.lmp, day),
        weight=figure(weight, 1),
        index=figure(float(index), 1) if index is not None else "",
        pressure=_pressures(values),
        fundal_height=figure(_last(values, "fundal_height_cm")),
        heart_rate=figure(_last(values, "fetal_heart_rate")),
        oedema=tr(f"prenatal.oedema_{swelling[-1].value}") if swelling else "",
        note="\n".join(notes),
        who=" · ".join(dict.fromkeys(who)) if who else tr("paper_words.measured_only"),
    )


def values_by_day(data: PregnancyData) -> dict[date, dict[str, list[float]]]:
    """Day → code → the numbers that hold, in the order in which they were read."""
    found: dict[date, dict[str, list[float]]] = defaultdict(lambda: defaultdict(list))
    for one in reversed(data.observations):
        if one.is_current and isinstance(one.value, int | float) and not isinstance(one.value, bool):
            found[local_date(one.observed_at, data.zone)][one.code].append(float(one.value))
    for result in data.results:
        if result.is_current and _is_number(result):
            found[result.taken_on][result.code].append(float(str(result.value)))
    return found


def _is_number(result: Result) -> bool:
    return isinstance(result.value, int | float) and not isinstance(result.value, bool)


def _pressures(values: Mapping[str, Sequence[float]]) -> str:
    """All readings of the day: the second after rest is what counts, and the first stays in sight."""
    upper, lower = values.get(_SYSTOLIC, ()), values.get(_DIASTOLIC, ())
    return "\n→ ".join(f"{figure(a)}/{figure(b)}" for a, b in zip(upper, lower, strict=False))


def _last(values: Mapping[str, Sequence[float]], code: str) -> float | None:
    found = values.get(code, ())
    return found[-1] if found else None
