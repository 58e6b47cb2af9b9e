"""Body mass index, recommended weight gain, index by week, shock index: pure, figures from a file with its sources."""

from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal
from enum import StrEnum
from functools import cache
from pathlib import Path

from app.clinic.figures import FigureSource, Head, known_code, load_figures, source_of, whole_number
from app.clinic.prenatal.exam_catalogue import Level
from app.clinic.risk.checks import check_cover, is_empty
from app.clinic.risk.factor_readers import read_interval, read_labels
from app.clinic.risk.rules import Interval, Labels
from app.clinic.risk.yaml_nodes import Entry, Problems, mappings

FILE = Path(__file__).parents[3] / "resources" / "weight" / "weight.yaml"


@dataclass(frozen=True)
class GainBand:
    """An index before pregnancy inside `index` asks for a total gain of `gain_from` to `gain_to` kg."""

    index: Interval
    gain_from: Decimal
    gain_to: Decimal
    source: FigureSource
    label: Labels


class IndexClass(StrEnum):
    """What an index means in its week; labels: texts `charts.index_<value>`."""

    LOW = "low"
    ADEQUATE = "adequate"
    OVERWEIGHT = "overweight"
    OBESE = "obese"


@dataclass(frozen=True)
class AtalahRow:
    """One completed week: below `low_below` low weight, to `adequate_to` adequate, to `overweight_to` overweight."""

    week: int
    low_below: Decimal
    adequate_to: Decimal
    overweight_to: Decimal

    def class_of(self, index: Decimal) -> IndexClass:
        """The class of an index, compared as the table is printed and as people read it: with one decimal."""
        shown = shown_index(index)
        if shown < self.low_below:
            return IndexClass.LOW
        if shown <= self.adequate_to:
            return IndexClass.ADEQUATE
        return IndexClass.OVERWEIGHT if shown <= self.overweight_to else IndexClass.OBESE


@dataclass(frozen=True, slots=True)
class WeekIndex:
    """The body mass index at a weight, as it is shown; `found` None: no row of the table is about its week."""

    value: Decimal
    found: IndexClass | None


@dataclass(frozen=True)
class ShockBand:
    """What a shock index inside `index` means."""

    index: Interval
    level: Level
    source: FigureSource
    label: Labels


@dataclass(frozen=True)
class WeightFigures:
    """All of the file; `atalah` by week, empty where no row was read; `atalah_source`: None without such a table."""

    gain: tuple[GainBand, ...]
    atalah: dict[int, AtalahRow]
    shock: tuple[ShockBand, ...]
    atalah_source: FigureSource | None = None


def load_weight_figures(raw: bytes) -> WeightFigures:
    """The figures in a file's content; KnownError figures.refused names every wrong line."""
    return load_figures(raw, _read, "weight")


@cache
def weight_figures() -> WeightFigures:
    """Those that are shipped (read once)."""
    return load_weight_figures(FILE.read_bytes())


def body_mass_index(weight_kg: float, height_cm: float) -> Decimal:
    """kg/m², unrounded: bands are compared with the exact index; `shown_index` rounds for the eye."""
    height = Decimal(str(height_cm)) / 100
    return Decimal(str(weight_kg)) / (height * height)


def shown_index(index: Decimal) -> Decimal:
    """One decimal, a half upwards."""
    return index.quantize(Decimal("0.1"), rounding=ROUND_HALF_UP)


def recommended_gain(index_before: Decimal, figures: WeightFigures) -> GainBand:
    """The band of the index before pregnancy; the bands cover the whole line."""
    return next(one for one in figures.gain if one.index.holds(index_before))


def shock_index(pulse_bpm: float, systolic_mmhg: float) -> Decimal:
    """Pulse divided by systolic pressure (above zero)."""
    return Decimal(str(pulse_bpm)) / Decimal(str(systolic_mmhg))


def shock_reading(index: Decimal, figures: WeightFigures) -> ShockBand:
    """What the index means after birth."""
    return next(one for one in figures.shock if one.index.holds(index))


def atalah_row(week: int, figures: WeightFigures) -> AtalahRow | None:
    """The row of a completed week; None where the table has none, and nothing may be said."""
    return figures.atalah.get(week)


def week_index(weight_kg: float, height_cm: float, week: int, figures: WeightFigures) -> WeekIndex:
    """The index in a completed week."""
    exact, row = body_mass_index(weight_kg, height_cm), atalah_row(week, figures)
    return WeekIndex(shown_index(exact), row.class_of(exact) if row else None)


def _read(root: Entry, head: Head, problems: Problems) -> WeightFigures:
    gain, lines = [], []
    for entry in mappings(root.node("gain"), "gain", problems):
        interval, source = read_interval(entry, problems), source_of(entry, head, problems)
        low, high = entry.number("gain_from"), entry.number("gain_to")
        label = read_labels(entry)
        entry.finish()
        lines.append((entry.line, interval))
        if is_empty(interval) or low is None or high is None or low > high:
            problems.add(entry.line, "empty_range")
        elif source in head.sources:
            gain.append(GainBand(interval, low, high, head.sources[source], label))
    check_cover(lines, "gain", problems)
    rows, rows_source = _atalah(root, head, problems)
    return WeightFigures(tuple(gain), rows, _shock(root, head, problems), rows_source)


def _atalah(root: Entry, head: Head, problems: Problems) -> tuple[dict[int, AtalahRow], FigureSource | None]:
    found: dict[int, AtalahRow] = {}
    table = root.entry("atalah")
    if table is None:
        return found, None
    source = head.sources.get(source_of(table, head, problems))
    for entry in mappings(table.node("rows"), "rows", problems):
        week = whole_number(entry, "week", problems)
        bounds = [entry.number(key) for key in ("low_below", "adequate_to", "overweight_to")]
        entry.finish()
        known = [one for one in bounds if one is not None]
        if len(known) < 3 or not known[0] <= known[1] < known[2]:
            problems.add(entry.line, "empty_range")
        elif week in found:
            problems.add(entry.line, "duplicate_code", value=str(week))
        else:
            found[week] = AtalahRow(week, *known)
    table.finish()
    return found, source


def _shock(root: Entry, head: Head, problems: Problems) -> tuple[ShockBand, ...]:
    levels = [one.value for one in Level]
    found, lines = [], []
    for entry in mappings(root.node("shock_index"), "shock_index", problems):
        interval, source = read_interval(entry, problems), source_of(entry, head, problems)
        level = known_code(entry, "level", "unknown_code", levels, problems)
        label = read_labels(entry)
        entry.finish()
        lines.append((entry.line, interval))
        if level in levels and source in head.sources:
            found.append(ShockBand(interval, Level(level), head.sources[source], label))
    check_cover(lines, "shock_index", problems)
    return tuple(found)
