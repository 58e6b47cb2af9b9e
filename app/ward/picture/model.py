"""The values that a wall and a bed's page are drawn from; each is a snapshot that nobody changes."""

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum
from functools import cache
from typing import Final, Protocol

from app.ward.alarms.limits import AgeClass
from app.ward.alarms.model import Alarm, Silence
from app.ward.alarms.signs import AlarmSign
from app.ward.catalogue import waveforms
from app.ward.picture.rings import TraceRings
from app.ward.settings_change.model import DeviceSetting

_PREFERRED: Final = frozenset({"ecg_ii"})
"""Of the leads of an ECG the one that is watched (lead II shows P waves and the axis of most hearts best)."""
_NOTHING_SILENCED: Final = Silence()


class BedStanding(StrEnum):
    """Why a sector shows what it shows; labels: texts `ward.standing_<value>`."""

    EMPTY = "empty"
    NO_DEVICE = "no_device"
    WATCHED = "watched"


@dataclass(frozen=True)
class ShownAlarm:
    """One alarm of a sector and the sign that it must have."""

    alarm: Alarm
    sign: AlarmSign


@dataclass(frozen=True)
class ShownNumber:
    """One number of a sector; `value` None where the device gave none. `measured_at` is monotonic."""

    vital: str
    value: float | None
    measured_at: float
    limits: tuple[float | None, float | None] = (None, None)
    alarm: ShownAlarm | None = None
    """The worst alarm that stands on this number now."""


@dataclass(frozen=True)
class ShownTrace:
    """One waveform of a sector and the row of the rings where its samples lie."""

    wave: str
    row: int


@dataclass(frozen=True)
class ShownBed:
    """One sector. `person` is already as far as the profile may see it ("M.S."), empty where it may not.

    `alarms` stand worst first. `silence` says what is paused or off, and until when (monotonic). `signal_at` is when
    anything was last received, monotonic, minus infinity for never.
    """

    bed: str
    label: str
    standing: BedStanding
    person: str = ""
    simulated: bool = False
    traces: tuple[ShownTrace, ...] = ()
    numbers: tuple[ShownNumber, ...] = ()
    alarms: tuple[ShownAlarm, ...] = ()
    silence: Silence = _NOTHING_SILENCED
    signal_at: float = float("-inf")
    age: AgeClass = AgeClass.ADULT
    stay: str = ""
    """Who lies there, told apart even where no name may be shown; empty for a free bed."""
    settings: tuple[DeviceSetting, ...] = ()
    """Changes of its devices' own limits, the newest first."""

    def chosen_traces(self, most: int) -> tuple[ShownTrace, ...]:
        """So many at most: one of each kind of signal first, in the order of the catalogue."""
        return _chosen(self.traces, most)

    @property
    def worst(self) -> ShownAlarm | None:
        """The alarm whose colour the sector takes."""
        return self.alarms[0] if self.alarms else None


@cache
def _chosen(traces: tuple[ShownTrace, ...], most: int) -> tuple[ShownTrace, ...]:
    known = waveforms()
    first: dict[str, ShownTrace] = {}
    for trace in traces:
        group = known[trace.wave].group
        if trace.wave in _PREFERRED or group not in first:
            first[group] = trace
    rest = [trace for trace in traces if trace not in first.values()]
    kept = [*first.values(), *rest][:most]
    return tuple(trace for trace in traces if trace in kept)


class WardPicture(Protocol):
    """Where a wall looks. May be asked from the window's thread at every frame: each answer costs next to nothing."""

    @property
    def revision(self) -> int:
        """Grows with every change of `beds`."""
        ...

    @property
    def beds(self) -> Sequence[ShownBed]:
        """The sectors in the order of the ward."""
        ...

    @property
    def rings(self) -> TraceRings:
        """The samples; the object changes when the ward gets other traces."""
        ...

    def now(self) -> float:
        """The monotonic second of the signals' clock."""
        ...
