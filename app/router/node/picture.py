"""What the ward's feed has said: its beds, their alarms as they stood last, and the names under which they travel."""

from base64 import b32encode
from collections import OrderedDict
from collections.abc import Iterable
from dataclasses import dataclass
from hashlib import sha256
from typing import Final

from app.router.datagram import Fault, padded_identifier
from app.router.delivery.alarms import calls_of
from app.router.delivery.model import Call
from app.router.node.packing import ORIGIN
from app.router.requests import Setting
from app.ward.alarms.engine import STATION
from app.ward.alarms.limits import VitalLimits
from app.ward.alarms.model import Alarm, BedState
from app.ward.feed.items import BedLine, Layout
from app.ward.settings_change.model import DeviceSetting

OWN: Final = "router_"
"""Conditions of the ward whose code begins so were told by this router, or by the ward because of it: they are told to
every receiver as troubles, and call nobody a second time."""
_REMEMBERED: Final = 4_096
_STAY: Final = 12
"""As much of a stay's identifier as tells two of them apart."""


@dataclass(frozen=True, slots=True)
class Seen:
    """An alarm as the ward told it last; its times plus `shift` are those of this process."""

    alarm: Alarm
    shift: float

    @property
    def began(self) -> float:
        """When it began, on this process's clock."""
        return self.alarm.since + self.shift


class WardPicture:
    """Of one ward; whoever holds it has one thread. `node`: this router's name among others, whose beds may be called
    as the ones here are, and reach the same receivers."""

    def __init__(self, node: str = "") -> None:
        self._node = node
        self.beds: dict[str, BedLine] = {}
        self._numbers: dict[str, str] = {}
        self._alarms: OrderedDict[tuple[str, str], Seen] = OrderedDict()
        self._limits: dict[str, dict[str, VitalLimits]] = {}
        self._settings: dict[str, tuple[tuple[DeviceSetting, ...], float]] = {}

    def lay_out(self, layout: Layout) -> tuple[str, ...]:
        """The beds as they are now; those that are no more."""
        gone = tuple(bed for bed in self.beds if bed not in {one.bed for one in layout.beds})
        self.beds = {one.bed: one for one in layout.beds}
        self._numbers = _numbers(layout.beds, self._node)
        for bed in gone:
            self._limits.pop(bed, None)
            self._settings.pop(bed, None)
        return gone

    def take(self, state: BedState, at: float) -> tuple[Call, ...]:
        """The alarms of one bed; what of them is to be delivered."""
        shift = at - state.at
        self._limits[state.bed] = state.limits
        self._settings[state.bed] = (state.settings, shift)
        for alarm in state.alarms:
            key = (state.bed, alarm.key)
            self._alarms.pop(key, None)
            self._alarms[key] = Seen(alarm, shift)
        while len(self._alarms) > _REMEMBERED:
            self._alarms.popitem(last=False)
        return tuple(one for one in calls_of(state) if state.bed != STATION or not one.alarm.startswith(OWN))

    def alarm(self, bed: str, key: str) -> Seen | None:
        """How the ward told it last; None where it never did since this start."""
        return self._alarms.get((bed, key))

    def label(self, bed: str) -> str:
        """The bed's name for people; "" for the station itself and for one that nobody knows."""
        line = self.beds.get(bed)
        return line.label if line is not None else ""

    def place(self, bed: str) -> str:
        """The same at receivers: with the node, where there are several."""
        label = self.label(bed)
        return f"{label} · {self._node}" if label and self._node else label

    def person(self, bed: str) -> str:
        """As much of the name as the ward's own screens show."""
        line = self.beds.get(bed)
        return line.person if line is not None else ""

    def stay(self, bed: str) -> str:
        """What tells one patient of the bed from the next; "" where it is empty."""
        line = self.beds.get(bed)
        return line.stay[-_STAY:] if line is not None else ""

    def number(self, bed: str) -> str:
        """The eleven characters that name the bed in datagrams."""
        return self._numbers.get(bed, "")

    def limits(self, bed: str) -> dict[str, VitalLimits]:
        """The limits in force."""
        return self._limits.get(bed, {})

    def settings(self, bed: str, at: float) -> tuple[Setting, ...]:
        """The changes of its devices' limits that are on their way, or that somebody still has to see."""
        found, shift = self._settings.get(bed, ((), 0.0))
        return tuple(
            Setting(bed, one.vital, one.limits, one.state.value, one.who, at - one.since - shift) for one in found
        )

    def patients(self) -> dict[str, str]:
        """Bed → who lies there (the stay)."""
        return {bed: line.stay for bed, line in self.beds.items() if line.stay}


def parts_of(key: str) -> tuple[str, str]:
    """Code and subject of an alarm of which only the key is known."""
    code, _, subject = key.partition(":")
    return code, subject


def _numbers(lines: Iterable[BedLine], node: str) -> dict[str, str]:
    """Its label where it fits and nobody else has it, else its place; among several nodes something that no bed of
    another has: a receiver tells by it whose signals it draws."""
    if node:
        return {line.bed: _unique(node, line.bed) for line in lines}
    found: dict[str, str] = {}
    taken: set[str] = set()
    for place, line in enumerate(lines, 1):
        number = line.label
        if number in taken or not number or not _fits(number):
            number = f"#{place}"
        taken.add(number)
        found[line.bed] = number
    return found


def _unique(node: str, bed: str) -> str:
    return "#" + b32encode(sha256(f"{node} {bed}".encode()).digest())[:10].decode()


def _fits(number: str) -> bool:
    try:
        padded_identifier(number, ORIGIN)
    except Fault:
        return False
    return True
