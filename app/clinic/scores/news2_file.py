"""The table of NEWS2 in memory, and how it is read from resources/scores/news2.yaml."""

from dataclasses import dataclass, replace
from functools import cache
from pathlib import Path
from typing import Final

from app.clinic.figures import Head, coded, known_code, load_figures, read_steps, source_of, whole_number
from app.clinic.pregnancies.kinds import kinds
from app.clinic.risk.checks import check_cover
from app.clinic.risk.factor_readers import read_labels
from app.clinic.risk.rules import Interval, Labels
from app.clinic.risk.yaml_nodes import Entry, Problems, mappings

DEFAULT_FILE: Final = Path(__file__).resolve().parents[3] / "resources" / "scores" / "news2.yaml"
_NUMBERS: Final = ("respirations", "systolic", "pulse", "temperature")
_CHOICES: Final = ("oxygen", "consciousness")
_CLASSES: Final = ("low", "medium", "high")
_MOST_POINTS: Final = 3


@dataclass(frozen=True, slots=True)
class Band:
    """Rounded readings inside `interval` earn `points`."""

    interval: Interval
    points: int


@dataclass(frozen=True, slots=True)
class NumberPart:
    """A measured part; `decimals`: what a reading is rounded to before it is compared, a half upwards."""

    code: str
    reading: str
    decimals: int
    source: str
    label: Labels
    bands: tuple[Band, ...]


@dataclass(frozen=True, slots=True)
class SaturationPart:
    """The saturation, with a table for each scale."""

    code: str
    reading: str
    decimals: int
    source: str
    label: Labels
    scale_1: tuple[Band, ...]
    scale_2_air: tuple[Band, ...]
    scale_2_oxygen: tuple[Band, ...]


@dataclass(frozen=True, slots=True)
class ChoicePart:
    """A part with fixed answers."""

    code: str
    reading: str
    source: str
    label: Labels
    points: dict[str, int]


@dataclass(frozen=True, slots=True)
class TotalClass:
    """Totals inside `interval` are of this class."""

    code: str
    interval: Interval
    source: str
    label: Labels


@dataclass(frozen=True)
class News2:
    """The whole validated table; `classes` from the lowest to the highest."""

    head: Head
    age_from: int
    numbers: tuple[NumberPart, ...]
    saturation: SaturationPart
    choices: tuple[ChoicePart, ...]
    single_points: int
    single_label: Labels
    classes: tuple[TotalClass, ...]


@cache
def default_news2() -> News2:
    """The table that is shipped with the program (read once)."""
    return load_news2(DEFAULT_FILE.read_bytes())


def load_news2(raw: bytes) -> News2:
    """The table of a file; KnownError figures.refused names every wrong line."""
    return load_figures(raw, _read, "news2")


def _read(root: Entry, head: Head, problems: Problems) -> News2 | None:
    age_from = 0
    if (applies := root.entry("applies")) is not None:
        age_from = whole_number(applies, "age_from", problems)
        source_of(applies, head, problems)
        applies.finish()
    numbers = coded(root, "parts", _NUMBERS, lambda one: _number(one, head, problems), problems)
    choices = coded(root, "choices", _CHOICES, lambda one: _choice(one, head, problems), problems)
    saturation = root.entry("saturation")
    read_saturation = None if saturation is None else _saturation(saturation, head, problems)
    single_points = whole_number(root, "single_points", problems)
    intervals: list[tuple[int, Interval]] = []
    classes = coded(root, "classes", _CLASSES, lambda one: _class(one, head, intervals, problems), problems)
    # Totals are whole and never negative: "from 0" stands for the end of the line.
    lowest = [(line, _without_zero(interval)) for line, interval in intervals]
    check_cover(lowest, "classes", problems)
    _check_order(root, classes, problems)
    single = root.entry("single")
    if single is None or read_saturation is None:
        return None
    source_of(single, head, problems)
    label = read_labels(single)
    single.finish()
    return News2(
        head=head,
        age_from=age_from,
        numbers=tuple(numbers[code] for code in _NUMBERS if code in numbers),
        saturation=read_saturation,
        choices=tuple(choices[code] for code in _CHOICES if code in choices),
        single_points=single_points,
        single_label=label,
        classes=tuple(classes[code] for code in _CLASSES if code in classes),
    )


def _number(entry: Entry, head: Head, problems: Problems) -> NumberPart:
    decimals = _decimals(entry, problems)
    return NumberPart(
        code=entry.code(),
        reading=_reading(entry, "number", problems),
        decimals=decimals,
        source=source_of(entry, head, problems),
        label=read_labels(entry),
        bands=_bands(entry, "bands", decimals, problems),
    )


def _saturation(entry: Entry, head: Head, problems: Problems) -> SaturationPart:
    decimals = _decimals(entry, problems)
    part = SaturationPart(
        code=entry.code(),
        reading=_reading(entry, "number", problems),
        decimals=decimals,
        source=source_of(entry, head, problems),
        label=read_labels(entry),
        scale_1=_bands(entry, "scale_1", decimals, problems),
        scale_2_air=_bands(entry, "scale_2_air", decimals, problems),
        scale_2_oxygen=_bands(entry, "scale_2_oxygen", decimals, problems),
    )
    entry.finish()
    return part


def _choice(entry: Entry, head: Head, problems: Problems) -> ChoicePart:
    reading = _reading(entry, "choice", problems)
    known = kinds()[reading].choices if reading in kinds() else ()
    points: dict[str, int] = {}
    for one in mappings(entry.node("values"), "values", problems):
        value = known_code(one, "value", "unknown_value", known, problems)
        if value in points:
            problems.add(one.line, "duplicate_code", value=value)
        points[value] = _points(one, problems)
        one.finish()
    for value in known:
        if value not in points:
            problems.add(entry.line, "missing_value", what=reading, value=value)
    return ChoicePart(entry.code(), reading, source_of(entry, head, problems), read_labels(entry), points)


def _class(entry: Entry, head: Head, intervals: list[tuple[int, Interval]], problems: Problems) -> TotalClass:
    interval = read_steps(entry, 0, problems)
    intervals.append((entry.line, interval))
    return TotalClass(entry.code(), interval, source_of(entry, head, problems), read_labels(entry))


def _bands(entry: Entry, key: str, decimals: int, problems: Problems) -> tuple[Band, ...]:
    found = []
    intervals = []
    for one in mappings(entry.node(key), key, problems):
        interval = read_steps(one, decimals, problems)
        intervals.append((one.line, interval))
        found.append(Band(interval, _points(one, problems)))
        one.finish()
    if not found:
        problems.add(entry.line_at(key), "no_ranges", what=key)
    check_cover(intervals, key, problems)
    return tuple(found)


def _points(entry: Entry, problems: Problems) -> int:
    points = whole_number(entry, "points", problems)
    if points > _MOST_POINTS:
        problems.add(entry.line_at("points"), "too_many_points", value=points, most=_MOST_POINTS)
    return points


def _decimals(entry: Entry, problems: Problems) -> int:
    decimals = whole_number(entry, "decimals", problems)
    if decimals > 2:
        problems.add(entry.line_at("decimals"), "bad_decimals", value=decimals)
        return 2
    return decimals


def _reading(entry: Entry, wanted: str, problems: Problems) -> str:
    """The observation kind that the part reads."""
    known = [kind.code for kind in kinds().values() if kind.type == wanted]
    return known_code(entry, "reading", "unknown_reading", known, problems)


def _without_zero(interval: Interval) -> Interval:
    return replace(interval, lower=None, lower_included=False) if interval.lower == 0 else interval


def _check_order(root: Entry, classes: dict[str, TotalClass], problems: Problems) -> None:
    lowers = [classes[code].interval.lower or 0 for code in _CLASSES if code in classes]
    if lowers != sorted(lowers):
        problems.add(root.line_at("classes"), "class_order")
