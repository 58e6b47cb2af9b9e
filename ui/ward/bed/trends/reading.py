"""What the trends show, read in one go in a worker: the numbers of a span, its alarms, and since when there is any."""

import math
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

from app.ward.catalogue import vital_signs
from app.ward.recording.model import AlarmMark, BedRecording, Trend
from ui.ward.numbers import PRESSURES

RATES: Final = ("heart_rate", "pulse_rate")


@dataclass(frozen=True)
class Panel:
    """What shares one chart, and one column of the table; `vitals[0]` gives name, unit and colour."""

    vitals: tuple[str, ...]

    @property
    def is_pressure(self) -> bool:
        """Systolic, diastolic and mean of one place."""
        return self.vitals[0] in PRESSURES


@dataclass(frozen=True, eq=False)
class Trends:
    """`span`: first and last moment of the recording, None where nothing is recorded. `trends` by vital sign."""

    start: float
    end: float
    span: tuple[float, float] | None
    panels: tuple[Panel, ...] = ()
    trends: Mapping[str, Trend] | None = None
    marks: tuple[AlarmMark, ...] = ()
    simulated: bool = False

    def of(self, vital: str) -> Trend | None:
        """The numbers of a vital sign, None where none are."""
        return (self.trends or {}).get(vital)


def panels_of(vitals: tuple[str, ...]) -> tuple[Panel, ...]:
    """Rates together, the pressures of one place together, each other vital sign alone; in the catalogue's order."""
    known, taken, found = vital_signs(), set[str](), []
    for code in (one for one in known if one in vitals):
        if code in taken:
            continue
        group = next((whole for whole in (RATES, *_pressures()) if code in whole), (code,))
        present = tuple(one for one in group if one in vitals)
        taken.update(present)
        found.append(Panel(present))
    return tuple(found)


def _pressures() -> tuple[tuple[str, ...], ...]:
    return tuple((systolic, *parts) for systolic, parts in PRESSURES.items())


def read_trends(recording: BedRecording, start: float, end: float, columns: int) -> Trends:
    """The span as so many columns at most."""
    span = recording.span()
    if span is None:
        return Trends(start, end, None)
    vitals = recording.vitals()
    trends = {vital: recording.trend(vital, start, end, columns) for vital in vitals}
    return Trends(
        start, end, span, panels_of(vitals), trends, recording.alarms(start, end), simulated=recording.simulated()
    )


def read_steps(recording: BedRecording, start: float, end: float, step: float) -> Trends:
    """The span in steps of exactly so many seconds, from one that begins at a multiple of them."""
    first, after = math.floor(start / step) * step, math.ceil(end / step) * step
    return read_trends(recording, first, after, max(1, round((after - first) / step)))
