"""One change of a device's limits on its way, and what moves it. Pure; times are seconds of the caller's clock.

from \\ what happens | taken | in force | refused | no answer in time
wanted              | taken | in_force | refused | unanswered
taken               |       | in_force | refused | unanswered
unanswered          | taken | in_force | refused |
in_force, refused   | nothing moves them: a later change does

A device that shows the wanted limits in its own numbers has them in force, whatever it answered.
"""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from enum import StrEnum
from typing import TYPE_CHECKING, Final

from app.ward.alarms.limits import VitalLimits

if TYPE_CHECKING:
    from app.ward.signals import OrderStep


class SettingState(StrEnum):
    """How far it came; labels: texts `ward_settings.state_<value>`."""

    WANTED = "wanted"
    TAKEN = "taken"
    IN_FORCE = "in_force"
    REFUSED = "refused"
    UNANSWERED = "unanswered"

    @property
    def is_open(self) -> bool:
        """The device still has to say something."""
        return self in (SettingState.WANTED, SettingState.TAKEN)

    @property
    def failed(self) -> bool:
        """Somebody has to see that it did not happen."""
        return self in (SettingState.REFUSED, SettingState.UNANSWERED)


PATIENCE: Final[Mapping[SettingState, float]] = {SettingState.WANTED: 10.0, SettingState.TAKEN: 30.0}
"""Seconds for the next answer; our choice. In the source an answer to a textual signal has 3 s, a low one 30."""
SHOWN_SECONDS: Final = 60.0
"""So long what is in force stays shown; what failed stays until somebody has seen it, or asks anew."""

_MOVES: Final[Mapping[SettingState, frozenset[SettingState]]] = {
    SettingState.WANTED: frozenset(set(SettingState) - {SettingState.WANTED}),
    SettingState.TAKEN: frozenset({SettingState.IN_FORCE, SettingState.REFUSED, SettingState.UNANSWERED}),
    SettingState.UNANSWERED: frozenset({SettingState.TAKEN, SettingState.IN_FORCE, SettingState.REFUSED}),
    SettingState.IN_FORCE: frozenset(),
    SettingState.REFUSED: frozenset(),
}


@dataclass(frozen=True, slots=True)
class DeviceSetting:
    """Limits that somebody wants a device to have: of `limits`, `low` and `high` are the device's to take.

    `change` names it; `who` wanted it at `wanted_at`; it is in `state` since `since`. `reason`: the device's own words.
    """

    change: str
    device: str
    vital: str
    limits: VitalLimits
    who: str
    wanted_at: float
    state: SettingState
    since: float
    reason: str = ""

    @property
    def key(self) -> str:
        """A device has one change of one vital sign at a time; of the log: `setting:<key>`."""
        return f"{self.device}/{self.vital}"

    def due(self) -> float | None:
        """When the device has not answered in time; None: it is not waited for."""
        patience = PATIENCE.get(self.state)
        return None if patience is None else self.since + patience

    def moved(self, state: SettingState, at: float, reason: str = "") -> "DeviceSetting | None":
        """It goes on; None where that changes nothing."""
        if state not in _MOVES[self.state]:
            return None
        return replace(self, state=state, since=at, reason=reason)


def state_of(step: "OrderStep") -> SettingState:
    """What a device's answer means."""
    return SettingState(step.value)
