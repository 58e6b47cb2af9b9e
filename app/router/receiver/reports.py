"""What devices report besides signals and alarms, at a receiver: by bed, shown as far as table 14 grants it."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Final

from app.router.requests import Bed, Beds
from app.router.words import REPORTED, DataClass, Rule
from app.ward.reports import topics

MOST_STANDING: Final = 24
"""Reports of a bed that a device repeats, each kept as it came last."""
MOST_EVENTS: Final = 12
"""Reports of a bed about something that happened once (a dose, a supply), the newest."""
_MISSED: Final = 3
"""Periods without a report, after which the last one is no longer the present."""

Value = float | str | None


@dataclass(frozen=True, slots=True)
class Report:
    """One report as it came, `at` on the receiver's clock."""

    topic: str
    values: Mapping[str, Value]
    at: float

    def is_old(self, now: float) -> bool:
        """Whether its device should have reported again since then."""
        period = topics()[self.topic].period
        return period > 0 and now - self.at > _MISSED * period


@dataclass(frozen=True, slots=True)
class Offer:
    """A class of data that may be asked for; `left`: seconds for which it still comes, 0 where nobody asked."""

    data: DataClass
    left: float


class Reports:
    """By bed, "" for devices that stand at none. `revision` grows with every change."""

    def __init__(self) -> None:
        self.revision = 0
        self._standing: dict[str, dict[tuple[str, str], Report]] = {}
        self._events: dict[str, list[Report]] = {}

    def take(self, bed: str, report: Report) -> None:
        """One came. Of two drugs or pieces of equipment at a bed each keeps its own."""
        self.revision += 1
        if not topics()[report.topic].period:
            events = self._events.setdefault(bed, [])
            events.append(report)
            del events[:-MOST_EVENTS]
            return
        standing = self._standing.setdefault(bed, {})
        about = next((one for one in report.values.values() if isinstance(one, str)), "")
        standing.pop((report.topic, about), None)
        standing[report.topic, about] = report
        while len(standing) > MOST_STANDING:
            del standing[next(iter(standing))]

    def of(self, bed: str) -> tuple[Report, ...]:
        """What is repeated in the order of its topics, then what happened, the newest first."""
        order = list(topics())
        standing = sorted(self._standing.get(bed, {}).items(), key=lambda each: (order.index(each[0][0]), each[0][1]))
        return (*(one for _key, one in standing), *reversed(self._events.get(bed, [])))

    def forget(self, beds: Iterable[str] | None = None) -> None:
        """Nothing of these beds (None: of any) is the present any more."""
        self.revision += 1
        for bed in [*self._standing, *self._events] if beds is None else list(beds):
            self._standing.pop(bed, None)
            self._events.pop(bed, None)


def granted(beds: Beds, age: float, bed: Bed, reports: Reports) -> tuple[Report, ...]:
    """The reports of a bed that table 14 grants now; `age`: seconds since the node said what it grants."""
    return tuple(
        one for one in reports.of(bed.bed) if _comes(bed, beds.topics.get(one.topic, DataClass.EQUIPMENT), age)
    )


def offers(bed: Bed, age: float) -> tuple[Offer, ...]:
    """What else of this bed may be asked for."""
    return tuple(
        Offer(data, max(0.0, bed.wanted.get(data, 0.0) - age))
        for data in REPORTED
        if bed.rules.get(data) == Rule.ON_REQUEST.value
    )


def _comes(bed: Bed, data: DataClass, age: float) -> bool:
    rule = bed.rules.get(data)
    return rule == Rule.BROADCAST.value or (rule == Rule.ON_REQUEST.value and bed.wanted.get(data, 0.0) > age)
