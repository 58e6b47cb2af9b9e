"""What was measured over the weeks of a pregnancy, and what its sources say of each measure. Pure.

Nothing is drawn that no source states: the weight gain of the Institute of Medicine is a total, so its range stands at
term alone (no gain per week was read, and none is interpolated); fundal height is about the weeks, from the week and to
the end that its source names; the other limits are the bands of the exam catalogue.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from decimal import Decimal
from enum import StrEnum
from itertools import pairwise
from types import MappingProxyType
from typing import Final

from app.clinic.dating import PREGNANCY_DAYS
from app.clinic.figures import FigureSource
from app.clinic.prenatal.exam_catalogue import Exam, Level, Reference, exam, exams
from app.clinic.prenatal.interpretation import Reading, interpret
from app.clinic.prenatal.weight import (
    WeekIndex,
    WeightFigures,
    body_mass_index,
    recommended_gain,
    shown_index,
    week_index,
)
from app.clinic.risk.rules import Labels

TERM_WEEK: Final = PREGNANCY_DAYS // 7
WEIGHT: Final = "weight_kg"
WEIGHT_BEFORE: Final = "weight_before_kg"
HEIGHT: Final = "height_cm"
GAIN: Final = "weight_gain_kg"


class Chart(StrEnum):
    """What is drawn; titles: texts `charts.<value>`."""

    WEIGHT_GAIN = "weight_gain"
    BLOOD_PRESSURE = "blood_pressure"
    FUNDAL_HEIGHT = "fundal_height"
    FETAL_HEART_RATE = "fetal_heart_rate"
    GLUCOSE = "glucose"


class Missing(StrEnum):
    """What keeps a chart from saying more; texts `charts.missing_<value>`."""

    DATING = "dating"
    WEIGHT_BEFORE = "weight_before"
    HEIGHT = "height"


CODES: Final[Mapping[Chart, tuple[str, ...]]] = MappingProxyType(
    {
        Chart.WEIGHT_GAIN: (WEIGHT,),
        Chart.BLOOD_PRESSURE: ("systolic_mmhg", "diastolic_mmhg"),
        Chart.FUNDAL_HEIGHT: ("fundal_height_cm",),
        Chart.FETAL_HEART_RATE: ("fetal_heart_rate",),
        Chart.GLUCOSE: (
            "glucose_fasting",
            "glucose_75g_0h",
            "glucose_75g_1h",
            "glucose_75g_2h",
            "glucose_random",
            "capillary_glucose_mg_dl",
        ),
    }
)
"""Which exams and observations each chart joins, one line each; a line's words: texts `charts.line_<code>`."""
MEASURED: Final = frozenset(code for codes in CODES.values() for code in codes)


@dataclass(frozen=True, slots=True)
class Measured:
    """One value that holds. `is_exam`: an exam's result, else an observation; `at` orders those of one day."""

    id: str
    code: str
    day: date
    at: datetime
    value: float
    is_exam: bool


@dataclass(frozen=True, slots=True)
class SeriesPoint:
    """One value over the weeks: `weeks` is completed days / 7. `value` is drawn, `measured` was read (weight: kg).

    `index`: of a weight where the height is known.
    """

    id: str
    day: date
    weeks: float
    value: float
    measured: float
    readings: tuple[Reading, ...]
    index: WeekIndex | None = None


@dataclass(frozen=True, slots=True)
class Line:
    """The values of one code by their day; `code` is `weight_gain_kg` where a gain is drawn."""

    code: str
    points: tuple[SeriesPoint, ...]


@dataclass(frozen=True, slots=True)
class Limit:
    """A value from which on (`above`: upwards, else below it) its source says `label`; of the line `code`."""

    code: str
    value: float
    above: bool
    level: Level
    label: Labels
    source: FigureSource


@dataclass(frozen=True, slots=True)
class RangeBand:
    """A recommended range in the weeks `from_week` to `to_week` (equal: at that week alone; None: in every week)."""

    low: float
    high: float
    from_week: float | None
    to_week: float | None
    label: Labels
    source: FigureSource


@dataclass(frozen=True, slots=True)
class Guide:
    """What is about to be expected: a straight line through (week, value)."""

    points: tuple[tuple[float, float], tuple[float, float]]
    source: FigureSource


@dataclass(frozen=True)
class ChartSeries:
    """All of one chart (None: one exam by itself).

    `undated`: how many values have no week; `index`: body mass index before pregnancy, as it is shown.
    `index_source`: of the classes by week, None without such a table.
    """

    chart: Chart | None
    unit: str
    lines: tuple[Line, ...]
    limits: tuple[Limit, ...] = ()
    bands: tuple[RangeBand, ...] = ()
    guides: tuple[Guide, ...] = ()
    missing: tuple[Missing, ...] = ()
    undated: int = 0
    index: Decimal | None = None
    index_source: FigureSource | None = None

    @property
    def indexes(self) -> tuple[WeekIndex, ...]:
        """The index of each point that has one."""
        return tuple(point.index for line in self.lines for point in line.points if point.index is not None)

    @property
    def count(self) -> int:
        """How many values are drawn."""
        return sum(len(line.points) for line in self.lines)


@dataclass(frozen=True)
class Body:
    """What the weight gain is measured against: kg and cm before pregnancy; None: not recorded."""

    weight_before: float | None
    height: float | None


def build_charts(
    measured: Iterable[Measured], lmp: date | None, body: Body, figures: WeightFigures
) -> tuple[ChartSeries, ...]:
    """Every chart in order; values before the last period, or of an undated pregnancy, are counted and not drawn."""
    by_code: dict[str, list[Measured]] = {}
    for one in sorted(measured, key=lambda one: (one.day, one.at, one.id)):
        by_code.setdefault(one.code, []).append(one)
    return tuple(
        _weight(by_code, lmp, body, figures) if chart is Chart.WEIGHT_GAIN else _chart(chart, codes, by_code, lmp)
        for chart, codes in CODES.items()
    )


def weeks_at(lmp: date | None, day: date) -> float | None:
    """Days since the last period as weeks; None before it, or not dated."""
    return None if lmp is None or day < lmp else (day - lmp).days / 7


def exam_chart(code: str, measured: Sequence[Measured], lmp: date | None) -> ChartSeries:
    """The trend of one exam by itself; KnownError prenatal.unknown_exam."""
    ordered = sorted(measured, key=lambda one: (one.day, one.at, one.id))
    return _chart(None, (code,), {code: ordered}, lmp)


def _chart(
    chart: Chart | None, codes: Sequence[str], by_code: Mapping[str, Sequence[Measured]], lmp: date | None
) -> ChartSeries:
    lines = tuple(Line(code, _points(by_code.get(code, ()), lmp)) for code in codes)
    all_values = [one for code in codes for one in by_code.get(code, ())]
    first = exam(codes[0])
    # What was measured says which limits are wanted; an empty chart still shows its first.
    shown = [line.code for line in lines if line.points and line.code in exams()] or [first.code]
    limits = [limit for code in shown for one in exam(code).references for limit in _limits(exam(code), one)]
    bands = [band for code in shown for one in exam(code).references[:1] for band in _usual(one)]
    return ChartSeries(
        chart=chart,
        unit=first.unit,
        lines=lines,
        limits=tuple(limits),
        bands=tuple(bands),
        guides=_guides(first),
        missing=(Missing.DATING,) if lmp is None else (),
        undated=len(all_values) - sum(len(line.points) for line in lines),
    )


def _points(values: Sequence[Measured], lmp: date | None, before: float = 0.0) -> tuple[SeriesPoint, ...]:
    found = []
    for one in values:
        weeks = weeks_at(lmp, one.day)
        if weeks is not None:
            drawn = float(Decimal(str(one.value)) - Decimal(str(before)))
            readings = interpret(exam(one.code), one.value, int(weeks)) if one.code in exams() else ()
            found.append(SeriesPoint(one.id, one.day, weeks, drawn, one.value, readings))
    return tuple(found)


def _limits(what: Exam, reference: Reference) -> list[Limit]:
    """Where one band ends and the next begins: the limit belongs to the graver of both."""
    if reference.from_week is not None or reference.below_week is not None:
        return []
    order, found = list(Level), []
    for lower, upper in pairwise(sorted(reference.bands, key=lambda band: band.interval.lower or Decimal("-Infinity"))):
        edge = upper.interval.lower
        if edge is None:
            continue
        above = order.index(upper.level) > order.index(lower.level)
        graver = upper if above else lower
        found.append(Limit(what.code, float(edge), above, graver.level, graver.label, reference.source))
    return found


def _usual(reference: Reference) -> list[RangeBand]:
    return [
        RangeBand(float(one.interval.lower), float(one.interval.upper), None, None, one.label, reference.source)
        for one in reference.bands
        if one.level is Level.USUAL and one.interval.lower is not None and one.interval.upper is not None
    ]


def _guides(what: Exam) -> tuple[Guide, ...]:
    begins, source = what.equals_weeks_from, what.equals_weeks_source
    if begins is None or source is None:
        return ()
    return (Guide(((begins, begins), (TERM_WEEK, TERM_WEEK)), source),)


def _weight(
    by_code: Mapping[str, Sequence[Measured]], lmp: date | None, body: Body, figures: WeightFigures
) -> ChartSeries:
    values = by_code.get(WEIGHT, ())
    points = _points(values, lmp, body.weight_before or 0.0)
    if body.height is not None:
        height = body.height
        points = tuple(replace(one, index=week_index(one.measured, height, int(one.weeks), figures)) for one in points)
    missing = [Missing.DATING] if lmp is None else []
    missing += [Missing.WEIGHT_BEFORE] if body.weight_before is None else []
    missing += [Missing.HEIGHT] if body.height is None else []
    bands: tuple[RangeBand, ...] = ()
    index = None
    if body.weight_before is not None and body.height is not None:
        exact = body_mass_index(body.weight_before, body.height)
        gain, index = recommended_gain(exact, figures), shown_index(exact)
        limits = (float(gain.gain_from), float(gain.gain_to))
        bands = (RangeBand(*limits, TERM_WEEK, TERM_WEEK, gain.label, gain.source),)
    return ChartSeries(
        chart=Chart.WEIGHT_GAIN,
        unit="kg",
        lines=(Line(WEIGHT if body.weight_before is None else GAIN, points),),
        bands=bands,
        missing=tuple(missing),
        undated=len(values) - len(points),
        index=index,
        index_source=figures.atalah_source,
    )
