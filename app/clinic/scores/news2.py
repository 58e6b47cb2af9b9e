"""NEWS2 from a set of readings: pure, every part with its points, and unknown never counted as zero."""

from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum

from app.clinic.figures import round_half_up
from app.clinic.risk.rules import Labels
from app.clinic.scores.news2_file import Band, ChoicePart, News2
from app.clinic.scores.readings import Readings, number_of, word_of
from app.kernel.errors import KnownError

OXYGEN = "oxygen"


class Scale(StrEnum):
    """Which table the saturation is read from; scale 2 only where a doctor prescribed 88 to 92 % as the target."""

    ONE = "scale_1"
    TWO = "scale_2"


class News2Class(StrEnum):
    """From the lightest to the gravest; labels: `label_of`.

    SINGLE: a low total in which one part alone has three points: urgent review.
    """

    LOW = "low"
    SINGLE = "single"
    MEDIUM = "medium"
    HIGH = "high"


@dataclass(frozen=True, slots=True)
class PartPoints:
    """One part: what was measured, what was compared after rounding, its points (None: not measured).

    `possible`: every number of points that the part can still come to, ascending; one where it is known.
    On scale 2 a measured saturation can still lack its points: they depend on air or oxygen.
    """

    code: str
    reading: str
    value: Decimal | str | None
    compared: Decimal | str | None
    points: int | None
    possible: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class News2Result:
    """The score with every part. `total` and `news_class` are None while missing parts could change them.

    `reachable`: every class that the missing parts can still lead to, from the lightest to the gravest; `lowest` and
    `highest`: the totals that remain possible. `single`: the codes of the parts that alone have three points.
    """

    parts: tuple[PartPoints, ...]
    scale: Scale
    lowest: int
    highest: int
    reachable: tuple[News2Class, ...]
    single: tuple[str, ...]
    version: str

    @property
    def missing(self) -> tuple[str, ...]:
        """The codes of the parts whose points are not known."""
        return tuple(part.code for part in self.parts if part.points is None)

    @property
    def total(self) -> int | None:
        """The sum of all parts; None unless every part is known."""
        return None if self.missing else self.lowest

    @property
    def news_class(self) -> News2Class | None:
        """The class that holds whatever the missing parts would be; None while several are reachable."""
        return self.reachable[0] if len(self.reachable) == 1 else None


def evaluate_news2(
    table: News2, readings: Readings, *, age_years: int, pregnant: bool, scale: Scale = Scale.ONE
) -> News2Result:
    """The score of one set of readings.

    Raises KnownError scores.not_in_pregnancy, scores.too_young (age, lowest), scores.not_a_reading (reading, value).
    """
    if pregnant:
        raise KnownError("scores.not_in_pregnancy")
    if age_years < table.age_from:
        raise KnownError("scores.too_young", age=age_years, lowest=table.age_from)
    numbers = [
        _number_part(part.code, part.reading, number_of(readings, part.reading), part.decimals, part.bands)
        for part in table.numbers
    ]
    choices = [_choice_part(part, word_of(readings, part.reading)) for part in table.choices]
    ways = _ways(table, readings, scale)
    saturation = _joined([part for _, part in ways])
    others = [part for part in (*numbers, *choices) if part.code != OXYGEN]
    outcomes = {
        outcome
        for oxygen, part in ways
        for outcome in _outcomes([*(one.possible for one in others), (oxygen,), part.possible], table.single_points)
    }
    parts = (numbers[0], saturation, *_with_code(choices, OXYGEN), *numbers[1:], *_without_code(choices, OXYGEN))
    totals = [total for total, _ in outcomes]
    return News2Result(
        parts=parts,
        scale=scale,
        lowest=min(totals),
        highest=max(totals),
        reachable=_classes(table, outcomes),
        single=tuple(part.code for part in parts if part.points is not None and part.points >= table.single_points),
        version=table.head.version,
    )


def label_of(table: News2, news_class: News2Class) -> Labels:
    """How the table calls a class."""
    if news_class is News2Class.SINGLE:
        return table.single_label
    return next(one.label for one in table.classes if one.code == news_class)


def _ways(table: News2, readings: Readings, scale: Scale) -> list[tuple[int, PartPoints]]:
    """(points of air or oxygen, the saturation's part) for each answer that is still possible.

    The two hang together: on scale 2 the same saturation earns other points on oxygen.
    """
    part = table.saturation
    value = number_of(readings, part.reading)
    (choice,) = (one for one in table.choices if one.code == OXYGEN)
    answer = word_of(readings, choice.reading)
    found = []
    for word in choice.points if answer is None else (answer,):
        on_scale_2 = part.scale_2_oxygen if word == OXYGEN else part.scale_2_air
        bands = part.scale_1 if scale is Scale.ONE else on_scale_2
        found.append((choice.points[word], _number_part(part.code, part.reading, value, part.decimals, bands)))
    return found


def _joined(parts: list[PartPoints]) -> PartPoints:
    first = parts[0]
    possible = tuple(sorted({points for part in parts for points in part.possible}))
    points = possible[0] if len(possible) == 1 and first.value is not None else None
    return PartPoints(first.code, first.reading, first.value, first.compared, points, possible)


def _number_part(code: str, reading: str, value: Decimal | None, decimals: int, bands: tuple[Band, ...]) -> PartPoints:
    if value is None:
        return PartPoints(code, reading, None, None, None, tuple(sorted({band.points for band in bands})))
    compared = round_half_up(value, decimals)
    points = next(band.points for band in bands if band.interval.holds(compared))
    return PartPoints(code, reading, value, compared, points, (points,))


def _choice_part(part: ChoicePart, value: str | None) -> PartPoints:
    if value is None:
        return PartPoints(part.code, part.reading, None, None, None, tuple(sorted(set(part.points.values()))))
    points = part.points[value]
    return PartPoints(part.code, part.reading, value, value, points, (points,))


def _outcomes(possible: Iterable[tuple[int, ...]], single_points: int) -> set[tuple[int, bool]]:
    """(total, whether a part alone is so high) that the parts can come to together."""
    found = {(0, False)}
    for points in possible:
        found = {(total + one, single or one >= single_points) for total, single in found for one in points}
    return found


def _classes(table: News2, outcomes: set[tuple[int, bool]]) -> tuple[News2Class, ...]:
    found = set()
    for total, single in outcomes:
        code = next(one.code for one in table.classes if one.interval.holds(total))
        found.add(News2Class.SINGLE if code == News2Class.LOW and single else News2Class(code))
    return tuple(one for one in News2Class if one in found)


def _with_code(parts: list[PartPoints], code: str) -> list[PartPoints]:
    return [part for part in parts if part.code == code]


def _without_code(parts: list[PartPoints], code: str) -> list[PartPoints]:
    return [part for part in parts if part.code != code]
