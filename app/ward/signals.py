"""What a bedside device says, whichever protocol it speaks: the one vocabulary between inputs and the ward.

An input (`app/ward/inputs.py`) decodes into these values and nothing else. Unknown is not zero: a sentinel of the
wire ("no value") becomes None, a missing sample NaN. Times are those of receipt on the node's monotonic clock,
because bedside clocks disagree; what the device itself wrote as time is kept beside it.
"""

from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum

import numpy as np
from numpy.typing import NDArray

Samples = NDArray[np.float32]
"""Shape (n,), in the waveform's unit; NaN where the device gave no value."""


@dataclass(frozen=True)
class Source:
    """Who speaks: `device` is its own identifier (EUI-64 or serial), `patient` what it believes it is attached to.

    `bed` is the label that the device carries in its message (PV1-3 in HL7). Both may be empty. `simulated` marks
    whatever does not come from a person; it is never taken off on the way to the screen.
    """

    device: str
    bed: str = ""
    patient: str = ""
    simulated: bool = False


@dataclass(frozen=True)
class Numeric:
    """One measured number of a vital sign; `value` None where the device says that it has none."""

    vital: str
    value: float | None
    limits: tuple[float | None, float | None] = (None, None)
    """Lower and upper limit that the device itself has set, in the same unit; None where it said none."""


@dataclass(frozen=True, eq=False)
class WaveBlock:
    """A run of samples of one waveform; `first_at` is the monotonic second of its first sample."""

    wave: str
    rate_hz: float
    first_at: float
    samples: Samples


@dataclass(frozen=True)
class Observation:
    """Numbers and waveforms of one device at one moment."""

    source: Source
    received_at: float
    numerics: tuple[Numeric, ...] = ()
    waves: tuple[WaveBlock, ...] = ()
    device_time: datetime | None = None


class Phase(StrEnum):
    """The phase of a device's own alarm (IHE PCD-04, facet 68481)."""

    START = "start"
    CONTINUE = "continue"
    UPDATE = "update"
    ESCALATE = "escalate"
    DEESCALATE = "deescalate"
    END = "end"
    RESET = "reset"


@dataclass(frozen=True)
class DeviceAlert:
    """An alarm that the device raised itself (ORU^R40), to be taken over with its phase.

    `alert` identifies it over all its messages; `event` is the code of what happened (11073, "MDC_…") and `text` the
    device's own words. `priority` "PH", "PM", "PL", "PN"; `kind` "SP" (physiological), "ST" (technical), "SA"
    (advisory); `state` "inactive", "active", "latched"; `inactivation` "enabled", "audio-paused", "audio-off",
    "alarm-paused", "alarm-off", "alert-acknowledged"; each empty where the device left it out.
    """

    source: Source
    received_at: float
    alert: str
    event: str
    text: str
    phase: Phase
    state: str = ""
    inactivation: str = ""
    priority: str = ""
    kind: str = ""
    vital: str = ""
    value: float | None = None
    limits: tuple[float | None, float | None] = (None, None)
    device_time: datetime | None = None


@dataclass(frozen=True)
class SignOfLife:
    """A watchdog; the last one, with `leaving`, announces an orderly switch-off."""

    source: Source
    received_at: float
    leaving: bool = False


@dataclass(frozen=True)
class DeviceReport:
    """What is no vital sign: environment, maintenance, logs, infrastructure, supplies, medication (priorities 5 to 9).

    `topic` is a code of `resources/ward/reports.toml`, `priority` that of table 18 (0 to 9).
    """

    source: Source
    received_at: float
    topic: str
    priority: int
    values: dict[str, float | str | None] = field(default_factory=dict)


@dataclass(frozen=True)
class LifeQuestion:
    """Asks the equipment itself for a sign of life; `priority` as in table 18."""

    priority: int = 3


@dataclass(frozen=True)
class LimitsOrder:
    """Asks a device to take other limits of one vital sign, in the sign's unit; None: no limit on that side.

    `change` names the order in the device's answers.
    """

    change: str
    vital: str
    low: float | None
    high: float | None


DeviceOrder = LifeQuestion | LimitsOrder


class OrderStep(StrEnum):
    """What a device says of an order."""

    TAKEN = "taken"
    IN_FORCE = "in_force"
    REFUSED = "refused"


@dataclass(frozen=True)
class SettingAnswer:
    """A device's answer to a `LimitsOrder`; `reason`: its own words where it refuses."""

    source: Source
    received_at: float
    change: str
    step: OrderStep
    reason: str = ""


DeviceMessage = Observation | DeviceAlert | SignOfLife | DeviceReport | SettingAnswer


@dataclass(frozen=True)
class Refusal:
    """A message that was not taken: `code` as in `error_ward.<code>`, `where` names field and value, never a person.

    `may_be_alarm`: all of it was refused, and it was an alarm of a device, or nobody can say that it was none.
    `source`: who sent it, where that could be read.
    """

    received_at: float
    peer: str
    code: str
    where: str
    may_be_alarm: bool = False
    source: Source | None = None
