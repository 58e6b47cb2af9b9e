"""How long it took until somebody accepted, and was at the bed: counts, medians and shares; pure."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Final, TypeVar

from app.router.history.model import MINUTE, AlarmCall
from app.router.tables.model import Label

Key = TypeVar("Key", int, str)

LEAST_FOR_MEDIAN: Final = 5
LEAST_FOR_P90: Final = 10
"""With fewer cases a median, or the slowest tenth, says more about chance than about the ward; ours, and told."""


@dataclass(frozen=True)
class Times:
    """Seconds, of `count` cases; None where there are too few to say. `soon` of `asked` cases were within a minute."""

    count: int = 0
    median: float | None = None
    p90: float | None = None
    soon: int = 0
    asked: int = 0

    @property
    def share(self) -> float | None:
        """The part within a minute, of those where it can be said; None for too few."""
        return self.soon / self.asked if self.asked >= LEAST_FOR_MEDIAN else None


@dataclass(frozen=True)
class ResponseFigures:
    """Of some calls. `unanswered`: over before anybody accepted; `waiting`: neither yet. `escalated`: passed on at
    least once; `failsafe`: the last destination was called."""

    calls: int = 0
    accept: Times = field(default_factory=Times)
    presence: Times = field(default_factory=Times)
    unanswered: int = 0
    waiting: int = 0
    escalated: int = 0
    failsafe: int = 0


@dataclass(frozen=True)
class ResponseStatistics:
    """Of the calls that began in [since, until), POSIX seconds; groups in the order in which they are shown."""

    since: float
    until: float
    all: ResponseFigures
    by_priority: tuple[tuple[int, ResponseFigures], ...] = ()
    by_shift: tuple[tuple[str, ResponseFigures], ...] = ()
    by_bed: tuple[tuple[str, ResponseFigures], ...] = ()
    labels: Mapping[str, str] = field(default_factory=dict)
    """Bed → label."""
    shifts: Mapping[str, Label] = field(default_factory=dict)
    """Shift → label by language, as the tables name them now."""


def figures(calls: Sequence[AlarmCall], presence: Callable[[AlarmCall], bool]) -> ResponseFigures:
    """The figures of these calls; `presence`: whether somebody had to be at the bed."""
    due = [one for one in calls if presence(one)]
    return ResponseFigures(
        calls=len(calls),
        accept=_times(calls, lambda one: one.accepted_after),
        presence=_times(due, lambda one: one.present_after),
        unanswered=sum(one.unanswered for one in calls),
        waiting=sum(one.accepted_after is None and one.closed_after is None for one in calls),
        escalated=sum(one.escalations > 0 or one.failsafe for one in calls),
        failsafe=sum(one.failsafe for one in calls),
    )


def grouped(
    calls: Iterable[AlarmCall], key: Callable[[AlarmCall], Key], presence: Callable[[AlarmCall], bool]
) -> dict[Key, ResponseFigures]:
    """The figures by what `key` says of each call."""
    parts: dict[Key, list[AlarmCall]] = {}
    for one in calls:
        parts.setdefault(key(one), []).append(one)
    return {name: figures(part, presence) for name, part in parts.items()}


def _times(calls: Sequence[AlarmCall], after: Callable[[AlarmCall], float | None]) -> Times:
    found = sorted(seconds for one in calls if (seconds := after(one)) is not None)
    soon = sum(seconds <= MINUTE for seconds in found)
    # What ended within its minute without an answer was nobody's failure, and nobody's merit.
    asked = sum(after(one) is not None or (one.closed_after or 0.0) > MINUTE for one in calls)
    return Times(
        count=len(found),
        median=quantile(found, 0.5) if len(found) >= LEAST_FOR_MEDIAN else None,
        p90=quantile(found, 0.9) if len(found) >= LEAST_FOR_P90 else None,
        soon=soon,
        asked=asked,
    )


def quantile(ordered: Sequence[float], part: float) -> float:
    """Of values in order, between the two nearest as far as it lies between them (Hyndman and Fan, type 7)."""
    place = (len(ordered) - 1) * part
    below = int(place)
    above = min(below + 1, len(ordered) - 1)
    return ordered[below] + (ordered[above] - ordered[below]) * (place - below)
