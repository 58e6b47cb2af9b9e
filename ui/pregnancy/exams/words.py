"""Exams in words: values with their unit as it is written on paper, references and readings with their source."""

from collections.abc import Iterable
from typing import Final

from app.clinic.figures import FigureSource
from app.clinic.prenatal.exam_catalogue import Exam, Level, exams
from app.clinic.prenatal.exams_service import Result
from app.clinic.prenatal.interpretation import Reading, expected_value, landmark_at
from app.clinic.risk.rules import Interval
from ui.pregnancy.words import gestational_words
from ui.texts import chosen_language, tr
from ui.texts.formats import show_date, show_number

LEVEL_LOOKS: Final[dict[Level, tuple[str, str]]] = {
    Level.USUAL: ("neutral", "circle"),
    Level.DOUBTFUL: ("info", "diamond"),
    Level.ATTENTION: ("warn", "triangle"),
    Level.URGENT: ("error", "octagon"),
}
"""Colour token and shape of a level; its word is the label of the band."""
_UNITS: Final = {"mm[Hg]": "mmHg", "Cel": "°C", "/min": "bpm", "m[IU]/mL": "mUI/ml", "1": ""}
"""UCUM codes that nobody writes so on paper."""


def exam_words(code: str) -> str:
    """The name of an exam; the code of one that is no longer in the catalogue."""
    found = exams().get(code)
    return found.label.in_language(chosen_language()) if found else code


def unit_words(unit: str) -> str:
    """A unit as people write it."""
    return _UNITS.get(unit, unit)


def value_words(what: Exam, value: object) -> str:
    """A value with its unit, a choice by its word, a text as it was written."""
    if what.type == "choice":
        return choice_words(str(value))
    if isinstance(value, int | float) and not isinstance(value, bool):
        return f"{show_number(value, what.decimals)} {unit_words(what.unit)}".rstrip()
    return str(value)


def choice_words(value: str) -> str:
    """One answer of an exam with fixed answers."""
    return tr(f"exams.choice_{value}")


def source_words(source: FigureSource) -> str:
    """Where a figure comes from; what was not read in the source says so in its name."""
    return source.label.in_language(chosen_language())


def interval_words(interval: Interval, unit: str) -> str:
    """`≥ 10,5 g/dL`, `92 a 125 mg/dL`, `< 140 mmHg`."""
    low, high = interval.lower, interval.upper
    if low is not None and high is not None:
        sign = "" if interval.upper_included else "< "
        return f"{tr('exams.between', low=show_number(low), high=f'{sign}{show_number(high)}')} {unit}".rstrip()
    if low is not None:
        return f"{'≥' if interval.lower_included else '>'} {show_number(low)} {unit}".rstrip()
    if high is not None:
        return f"{'≤' if interval.upper_included else '<'} {show_number(high)} {unit}".rstrip()
    return ""


def reference_lines(what: Exam, week: int | None) -> list[str]:
    """What each source holds for usual in this completed week, and what is about to be expected."""
    unit, found = unit_words(what.unit), []
    for one in what.references:
        if not one.holds_at(week):
            continue
        usual = [band for band in one.bands if band.level is Level.USUAL]
        shown = usual if len(usual) == 1 else list(one.bands)
        for band in shown:
            label = band.label.in_language(chosen_language())
            found.append(f"{interval_words(band.interval, unit)}: {label} · {source_words(one.source)}")
    expected = expected_value(what, week) if week is not None else None
    if expected is not None and what.equals_weeks_source is not None:
        said = tr("exams.about", value=show_number(expected), unit=unit)
        found.append(f"{said} · {source_words(what.equals_weeks_source)}")
    landmark = landmark_at(what, week) if week is not None else None
    if landmark is not None:
        found.append(f"{landmark.label.in_language(chosen_language())} · {source_words(landmark.source)}")
    if week is None and any(not one.holds_at(None) for one in what.references):
        found.append(tr("exams.reference_undated"))
    return found


def gravest_reading(readings: Iterable[Reading]) -> Reading | None:
    """The gravest thing that any source says; of equally grave ones the first."""
    order = list(Level)
    return max(readings, key=lambda one: order.index(one.level), default=None)


def reading_words(reading: Reading) -> str:
    """What a source says, and which."""
    return f"{reading.label.in_language(chosen_language())} · {source_words(reading.source)}"


def when_words(result: Result) -> str:
    """The day on which it was taken, and how far she was."""
    day = show_date(result.taken_on)
    return f"{day} · {gestational_words(result.age)}" if result.age else day


def result_words(result: Result) -> str:
    """A result in one line, as a history has it; empty where it only strikes out."""
    what = exams().get(result.code)
    if result.value is None:
        return ""
    value = value_words(what, result.value) if what else str(result.value)
    return f"{value} · {when_words(result)}"
