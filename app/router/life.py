"""Signs of life of the router's own equipment (table 13): who has gone, who is asked, what alarms. Pure.

Bedside devices of class A are followed by the ward's alarms as well; this is for receivers, infrastructure and relays,
and for equipment that a node hears and no ward knows.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final

from app.router.tables.model import Silent, Tables
from app.ward.beds.model import DeviceClass

_RELAY_FORGOTTEN: Final = 3600.0
"""Seconds after which a relay that nobody hears is dropped from memory; its routes are gone long before."""


@dataclass(frozen=True, slots=True)
class Silence:
    """Equipment that has said nothing for its time; `then` is what table 13 has done about it.

    `priority` None: no alarm (yet): what is probed or polled is asked first.
    """

    equipment: str
    device_class: DeviceClass
    then: Silent
    priority: int | None


@dataclass(slots=True)
class _Followed:
    device_class: DeviceClass
    life_support: bool
    heard_at: float
    asked_at: float | None = None
    gone: bool = False


class SignsOfLife:
    """Whatever has said that it is there, until it leaves or is forgotten; who is asked has `answer_within` seconds."""

    def __init__(self, tables: Tables, answer_within: float = 5.0) -> None:
        self._tables, self._answer_within = tables, answer_within
        self._followed: dict[str, _Followed] = {}

    def use(self, tables: Tables) -> None:
        """Table 13 was edited; whoever is followed stays so."""
        self._tables = tables

    def heard(self, equipment: str, device_class: DeviceClass, at: float, life_support: bool = False) -> bool:
        """A sign of the equipment itself, not of its module. True where it had gone, and is back."""
        before = self._followed.get(equipment)
        # Nothing makes equipment less than it was known to be.
        life_support = life_support or (before is not None and before.life_support)
        self._followed[equipment] = _Followed(device_class, life_support, at)
        return before is not None and before.gone

    def leaves(self, equipment: str, patient_attached: bool = False) -> int | None:
        """It announces its switch-off and is followed no longer. The priority of the alarm where that alarms all the
        same: it keeps alive a patient who is still attached."""
        one = self._followed.pop(equipment, None)
        if one is None or not (one.life_support and patient_attached):
            return None
        row = self._tables.equipment[one.device_class]
        return row.exit_priority if row.orderly_exit_alarms else None

    def silent(self, at: float) -> Iterator[Silence]:
        """What has become silent by now, each step of it once: asked for a sign first where the table says so, then
        gone. What is only a relay is forgotten."""
        for name, one in tuple(self._followed.items()):
            row = self._tables.equipment[one.device_class]
            if row.silent_after is None:
                if row.then is Silent.FORGET and at - one.heard_at > _RELAY_FORGOTTEN:
                    del self._followed[name]
                continue
            if one.gone or at - one.heard_at < row.silent_after:
                continue
            asks = row.then in (Silent.PROBE, Silent.POLL)
            if asks and one.asked_at is None:
                one.asked_at = at
                yield Silence(name, one.device_class, row.then, None)
            elif not asks or (one.asked_at is not None and at - one.asked_at >= self._answer_within):
                one.gone = True
                yield Silence(name, one.device_class, Silent.LOST, row.exit_priority)
