"""A scenario in time: from its steps to the targets of any moment, for all beds of a ward at once.

Each target has a track of its own, so that a step that names one of them leaves the others on their way.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from app.interop.simulator.targets import COLUMN, Row, as_number, usual_row

_NEVER = np.inf


@dataclass(frozen=True)
class Step:
    """From `at` seconds on the named targets change, within `over` seconds, to `values`."""

    at: float
    over: float
    values: Mapping[str, float | str | bool]


@dataclass(frozen=True)
class Scenario:
    """What happens to one bed; after `repeat_after` seconds (where given) it begins again."""

    code: str
    label: Mapping[str, str]
    start: Mapping[str, float | str | bool]
    steps: tuple[Step, ...]
    repeat_after: float | None = None


@dataclass
class _Leg:
    at: float
    over: float
    begin: float
    goal: float

    def value(self, at: float) -> float:
        share = 1.0 if self.over <= 0 else min(max((at - self.at) / self.over, 0.0), 1.0)
        return self.begin + (self.goal - self.begin) * share * share * (3 - 2 * share)


class Timelines:
    """The scenarios of all beds; `begins` holds for each bed when (seconds, may be negative) its scenario begins."""

    def __init__(self, scenarios: Sequence[Scenario], begins: Sequence[float]) -> None:
        tracks = [_tracks(scenario) for scenario in scenarios]
        longest = max(len(track) for bed in tracks for track in bed)
        shape = (len(scenarios), len(COLUMN), longest)
        self._at = np.full(shape, _NEVER)
        self._over, self._begin, self._goal = np.ones(shape), np.zeros(shape), np.zeros(shape)
        for bed, bed_tracks in enumerate(tracks):
            for column, track in enumerate(bed_tracks):
                for place, leg in enumerate(track):
                    self._at[bed, column, place] = leg.at
                    self._over[bed, column, place] = leg.over
                    self._begin[bed, column, place] = leg.begin
                    self._goal[bed, column, place] = leg.goal
        self._begins = np.array(begins, dtype=float)
        self._repeat = np.array([one.repeat_after or _NEVER for one in scenarios])

    def at(self, seconds: float) -> NDArray[np.float64]:
        """Shape (beds, targets): what holds `seconds` after the ward began."""
        since = np.maximum(seconds - self._begins, 0.0)
        since = np.where(np.isfinite(self._repeat), np.fmod(since, self._repeat), since)[:, None]
        place = (self._at <= since[:, :, None]).sum(axis=2, keepdims=True) - 1

        def leg(of: NDArray[np.float64]) -> NDArray[np.float64]:
            taken: NDArray[np.float64] = np.take_along_axis(of, place, axis=2)[:, :, 0]
            return taken

        at, over, begin, goal = leg(self._at), leg(self._over), leg(self._begin), leg(self._goal)
        share = np.where(over > 0, np.clip((since - at) / np.where(over > 0, over, 1.0), 0.0, 1.0), 1.0)
        held: NDArray[np.float64] = begin + (goal - begin) * share * share * (3 - 2 * share)
        return held


def _tracks(scenario: Scenario) -> list[list[_Leg]]:
    row: Row = usual_row()
    for name, value in scenario.start.items():
        row[COLUMN[name]] = as_number(name, value)
    tracks = [[_Leg(0.0, 0.0, float(value), float(value))] for value in row]
    for step in scenario.steps:
        for name, value in step.values.items():
            track = tracks[COLUMN[name]]
            # A word has no way between two others; a number leaves from wherever it then is.
            over = 0.0 if isinstance(value, (str, bool)) else step.over
            track.append(_Leg(step.at, over, track[-1].value(step.at), as_number(name, value)))
    return tracks
