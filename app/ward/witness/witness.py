"""The second witness of all beds: takes waveforms as they come, and once a second says what it sees.

It adds findings and doubts and takes nothing away. It never decides in silence: where there is too little signal it
says "unknown". Not thread-safe; whoever owns the ward's clock calls it.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import Final

import numpy as np
from numpy.typing import NDArray

from app.ward.alarms.findings import Finding, Verdict
from app.ward.catalogue import waveforms
from app.ward.signals import WaveBlock
from app.ward.witness.beats import ECG, PULSE, Beats, Manner, find
from app.ward.witness.fibrillation import fibrillating
from app.ward.witness.grid import RATE_HZ, WIDTH, Grid, Matrix
from app.ward.witness.rhythm import Seen, findings

_PULSES: Final[Mapping[str, Manner]] = {"art": replace(PULSE, floor=5.0), "pleth": replace(PULSE, floor=0.01)}
"""Floors after the filter, in mmHg and in the pleth's own unit (our choice): less is no pulse."""
_BEST_LEADS: Final = ("ecg_ii", "ecg_v", "ecg_mcl1")
"""Where the beats of most hearts stand out most; of the others the first that comes is taken."""
_LATE: Final = 2.0
"""Seconds that the newest sample may lag before the witness knows nothing."""
_USUAL_PULSE: Final = 5
"""Every how many judgements pulses are read for their usual height, even where nobody asks."""
_WILD_MV: Final = 10.0
_FLAT_MV: Final = 1e-4


@dataclass(frozen=True, slots=True)
class Report:
    """What the witness says of one bed: `quality` "good", "gap", "flat" or "wild"; the rate where it has one.

    A flat line still counts as one without beats: whether an electrode is off, the monitor knows better.
    """

    bed: str
    findings: tuple[Finding, ...]
    quality: str
    rate: float | None
    lead: str


@dataclass(slots=True)
class _Bed:
    row: int
    extremes: tuple[float, float]
    lead: str = ""
    lead_at: float = -np.inf
    waiting: dict[str, list[WaveBlock]] = field(default_factory=dict)


class Witness:
    """Beds are opened and closed by name; `take` costs next to nothing, `judge` does the work for all at once."""

    def __init__(self) -> None:
        self._beds: dict[str, _Bed] = {}
        self._grids = {group: Grid(0) for group in ("ecg", *_PULSES)}
        self._usual: dict[str, Matrix] = {group: np.zeros(0, dtype=np.float32) for group in self._grids}
        self._groups = {code: one.group for code, one in waveforms().items() if one.group in self._grids}
        self._turn = 0

    def open(self, bed: str, extremes: tuple[float, float]) -> None:
        """A bed from now on; `extremes`: its extreme limits of the heart rate, per minute. Known: only these change."""
        if bed in self._beds:
            self._beds[bed].extremes = extremes
            return
        taken = {one.row for one in self._beds.values()}
        row = next(free for free in range(len(taken) + 1) if free not in taken)
        self._beds[bed] = _Bed(row, extremes)
        for group, grid in self._grids.items():
            if row >= len(grid.samples):
                grid.grow(row + 1)
                self._usual[group] = np.append(self._usual[group], np.float32(0.0))
            self._forget(group, row)

    def close(self, bed: str) -> None:
        """Nothing of it is kept."""
        if (own := self._beds.pop(bed, None)) is not None:
            for group in self._grids:
                self._forget(group, own.row)

    def take(self, bed: str, block: WaveBlock) -> None:
        """Samples of a wave; of an unknown bed, or a wave that shows neither beats nor pulses, nothing is kept."""
        own = self._beds.get(bed)
        group = self._groups.get(block.wave)
        if own is None or group is None:
            return
        if group == "ecg":
            if not np.isfinite(block.samples).any():
                return
            if block.wave != own.lead and not self._change_lead(own, block):
                return
            own.lead_at = max(own.lead_at, block.first_at)
        own.waiting.setdefault(group, []).append(block)

    def _change_lead(self, own: _Bed, block: WaveBlock) -> bool:
        """One lead at a time; another only where it is a better one, or the one in use has fallen silent."""
        if block.first_at < own.lead_at + _LATE and _rank(block.wave) >= _rank(own.lead):
            return False
        self._forget("ecg", own.row)
        own.waiting.pop("ecg", None)
        own.lead = block.wave
        return True

    def judge(self, at: float) -> list[Report]:
        """What stands in the waveforms until `at`, bed by bed."""
        self._turn += 1
        for group, grid in self._grids.items():
            grid.move(at)
            for one in self._beds.values():
                if blocks := one.waiting.pop(group, None):
                    grid.put(one.row, blocks)
        ecg = self._grids["ecg"].samples
        if not self._beds:
            return []
        beats = find(ecg, ECG, self._usual["ecg"])
        self._learn("ecg", beats)
        trembling = fibrillating(ecg)
        reports = [self._report(name, one, beats, trembling, at) for name, one in self._beds.items()]
        return self._with_pulses(reports, at)

    def _report(self, name: str, own: _Bed, beats: Beats, fibrillates: NDArray[np.bool_], at: float) -> Report:
        samples = self._grids["ecg"].samples[own.row]
        there = np.flatnonzero(~np.isnan(samples))
        if not len(there) or (WIDTH - 1 - there[-1]) / RATE_HZ > _LATE:
            nothing = Seen((), at, at, False)
            return Report(name, tuple(findings(nothing, own.extremes, own.lead)), "gap", None, own.lead)
        gaps = np.flatnonzero(np.diff(there) > RATE_HZ / 2)
        first = there[gaps[-1] + 1] if len(gaps) else there[0]
        seen = Seen(_times(beats, own.row, at), _moment(there[-1], at), _moment(first, at), bool(fibrillates[own.row]))
        said = tuple(findings(seen, own.extremes, own.lead))
        quality = _quality(samples[-int(4 * RATE_HZ) :])
        if quality == "wild":
            # What no heart can draw hides whatever the heart does: the witness knows nothing.
            said = tuple(replace(one, verdict=Verdict.UNKNOWN, deviation=None) for one in said)
        return Report(name, said, quality, seen.rate, own.lead)

    def _with_pulses(self, reports: list[Report], at: float) -> list[Report]:
        """Whether pulses of another signal speak against what was found."""
        found = any(one.verdict is Verdict.PRESENT for report in reports for one in report.findings)
        if not found and self._turn % _USUAL_PULSE:
            return reports
        pulses = {}
        for group, manner in _PULSES.items():
            pulses[group] = find(self._grids[group].samples, manner, self._usual[group])
            self._learn(group, pulses[group])
        if not found:
            return reports
        return [
            replace(report, findings=tuple(self._doubted(one, report.bed, pulses, at) for one in report.findings))
            for report in reports
        ]

    def _doubted(self, finding: Finding, bed: str, pulses: Mapping[str, Beats], at: float) -> Finding:
        if finding.verdict is not Verdict.PRESENT:
            return finding
        own = self._beds[bed]
        against = any(_speaks_against(finding, _times(one, own.row, at), own.extremes, at) for one in pulses.values())
        return replace(finding, contradicted=against)

    def _learn(self, group: str, beats: Beats) -> None:
        """The usual height of each bed's beats; where there are none it fades, so that smaller ones are seen again."""
        usual = self._usual[group]
        usual *= 0.97
        # By row and height: the middle one of each row.
        order = np.lexsort((beats.height, beats.row))
        rows, first, counts = np.unique(beats.row[order], return_index=True, return_counts=True)
        usual[rows] = beats.height[order][first + counts // 2]

    def _forget(self, group: str, row: int) -> None:
        self._grids[group].forget(row)
        self._usual[group][row] = 0.0


def _rank(lead: str) -> int:
    return _BEST_LEADS.index(lead) if lead in _BEST_LEADS else len(_BEST_LEADS)


def _times(beats: Beats, row: int, at: float) -> list[float]:
    low, high = np.searchsorted(beats.row, [row, row + 1])
    return [_moment(column, at) for column in beats.column[low:high]]


def _moment(column: int | np.integer, at: float) -> float:
    return at - (WIDTH - 1 - int(column)) / RATE_HZ


def _quality(last: NDArray[np.float32]) -> str:
    there = last[~np.isnan(last)]
    if len(there) < len(last) // 2:
        return "gap"
    spread = float(there.max() - there.min())
    return "wild" if spread > _WILD_MV else "flat" if spread < _FLAT_MV else "good"


def _speaks_against(finding: Finding, pulses: list[float], extremes: tuple[float, float], at: float) -> bool:
    """Regular pulses of the last seconds, at a rate that the finding excludes."""
    last = [one for one in pulses if one > at - 5.0]
    if len(last) < 3 or at - last[-1] > 2.0:
        return False
    steps = np.diff(last)
    usual = float(np.median(steps))
    if (np.abs(steps - usual) > 0.25 * usual).mean() > 0.4:
        return False
    rate = 60.0 / usual
    low, high = extremes
    if finding.code in ("asystole", "ventricular_fibrillation"):
        return True
    return rate > low * 1.1 if finding.code == "extreme_bradycardia" else rate < high * 0.9
