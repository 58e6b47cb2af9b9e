"""Equipment of class A that fell silent, looked for over other stations; and what this ward hears of theirs (table 13).

The router carries both: it reads `Sought` in the feed, asks other routers, and brings their word as a command. Belongs
to the ward's thread.
"""

from collections.abc import Callable
from functools import partial
from typing import Final

from app.ward.alarms.bed import BedAlarms
from app.ward.alarms.devices import Devices
from app.ward.core import WardCore
from app.ward.feed.items import Sought
from app.ward.node.commands import Command, Values
from app.ward.signals import DeviceOrder, LifeQuestion

AGAIN_SECONDS: Final = 30.0
"""What stands is said again after so long: another station may hear it no longer, or have just begun."""
_LOOK_SECONDS: Final = 0.5
_MOST: Final = 512


class Seeking:
    """`tell` hands an order to a device."""

    def __init__(self, publish: Callable[[Sought], None], tell: Callable[[str, DeviceOrder], bool]) -> None:
        self._publish, self._tell = publish, tell
        self._told = Sought((), ())
        self._look_at = self._again_at = float("-inf")
        self._heard_by: dict[str, set[str]] = {}

    def tick(self, core: WardCore, at: float) -> None:
        """Several times a second."""
        if at < self._look_at:
            return
        self._look_at = at + _LOOK_SECONDS
        lives = core.devices()
        labels = {one.device: bed.label for bed in core.beds().values() for one in bed.devices}
        followed = tuple((name, labels.get(name, "")) for name, one in lives.items() if one.waited_for)
        missing = tuple(name for name, one in lives.items() if one.missing)
        self._heard_by = {name: nodes for name, nodes in self._heard_by.items() if name in missing}
        now = Sought(followed[:_MOST], missing[:_MOST])
        if now != self._told or (at >= self._again_at and now.followed):
            self._told, self._again_at = now, at + AGAIN_SECONDS
            self._publish(now)

    def hear(self, core: WardCore, command: Command, at: float) -> Values:
        """Command `hear_devices` {devices, ask}: of those that ever spoke here, for how many seconds each has been
        silent; `ask`: each is asked for a sign first, the equipment itself."""
        lives = core.devices()
        found = {}
        for name in [str(one) for one in command.values["devices"]][:_MOST]:
            if command.values.get("ask"):
                self._tell(name, LifeQuestion())
            placed, unplaced = lives.get(name), core.unplaced.get(name)
            heard_at = placed.heard_at if placed is not None else unplaced.heard_at if unplaced is not None else None
            if heard_at is not None:
                found[name] = max(0.0, at - heard_at)
        return {"silent_for": found}

    def elsewhere(self, core: WardCore, command: Command, at: float) -> None:
        """Command `heard_elsewhere` {node, heard, silent}: what another station hears of what is missing here."""
        node = str(command.values["node"])
        heard = {str(one) for one in command.values["heard"]}
        silent = {str(one) for one in command.values["silent"]}
        for bed in core.beds().values():
            for device in (one.device for one in bed.devices if one.device in heard | silent):
                nodes = self._heard_by.setdefault(device, set())
                (nodes.add if device in heard else nodes.discard)(node)
                name = min(nodes, default="")
                learn = partial(Devices.heard_elsewhere, device=device, node=name, at=at)
                core.act(bed.bed, at, partial(BedAlarms.of_devices, learn=learn, at=at))
