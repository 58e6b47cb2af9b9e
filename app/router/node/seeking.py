"""Equipment of class A over several nodes (table 13): what falls silent here is asked for by the others, the equipment
itself and not its module; where a whole node is lost, those that ever heard its equipment say whether that still lives.

The loop's thread decides; the wards are asked by a thread of its own.
"""

import logging
import time
from collections.abc import Callable, Iterable, Mapping
from concurrent.futures import ThreadPoolExecutor
from functools import partial
from typing import Any, Final

from app.kernel.errors import KnownError
from app.router.backbone.model import MOST_SOUGHT, Device, Reached, Sought
from app.router.backbone.wide import WideHub
from app.router.delivery.model import Trouble
from app.router.node.troubles import Troubles
from app.ward.feed.items import Sought as WardSought
from app.ward.node.commands import Command

_logger = logging.getLogger(__name__)
ANSWER_SECONDS: Final = 4.0
"""How long asked equipment may take: less than the ward waits before it alarms."""
AGAIN_SECONDS: Final = 30.0
_LOOK_SECONDS: Final = 0.2
_WHO: Final = "router"
_LONGEST: Final = 64
_MOST_NAMED: Final = 6
Heard = tuple[frozenset[str], frozenset[str]]
"""Equipment that answered, and that ever spoke here and does not."""
Ask = Callable[[Command], Mapping[str, Any]]
Post = Callable[[Callable[[float], None]], None]
"""Have something done on the loop's thread; it is given the monotonic second."""


class Seeking:
    """Of one loop. `ask`: the ward's node of this machine, which may raise KnownErrors and take its time."""

    def __init__(self, hub: WideHub, troubles: Troubles, ask: Ask, post: Post) -> None:
        self._hub, self._troubles, self._ask, self._post = hub, troubles, ask, post
        self._followed: dict[str, tuple[Device, ...]] = {}
        self._busy: set[str] = set()
        self._again_at: dict[str, float] = {}
        self._stands: dict[str, tuple[Trouble, str]] = {}
        self._pool = ThreadPoolExecutor(1, "router seeks")

    def ward(self, item: WardSought) -> None:
        """What this ward follows, and what of it is missing."""
        followed = [Device(name[:_LONGEST], label[:_LONGEST]) for name, label in item.followed if name][:MOST_SOUGHT]
        labels = {one.device: one for one in followed}
        missing = tuple(labels[name] for name in item.missing if name in labels)
        for node in self._hub.backbone.routing.destinations():
            self._hub.tell_node(node, Sought(tuple(followed), asked=False))
            if missing:
                self._hub.tell_node(node, Sought(missing))

    def said(self, node: str, item: object) -> None:
        """What another node says."""
        match item:
            case Sought(devices, asked) if asked:
                self._look(node, devices, lambda heard, _at: self._tell(node, devices, heard))
            case Sought(devices, _asked):
                self._followed[node] = devices
            case Reached(heard, silent):
                values = {"node": node, "heard": list(heard), "silent": list(silent)}
                self._pool.submit(self._tried, Command("heard_elsewhere", _WHO, values=values))

    def tick(self, lost: Iterable[str], at: float) -> None:
        """Several times a second; `lost`: nodes of the list to which no route leads."""
        gone = set(lost)
        for node in gone & self._followed.keys():
            if at >= self._again_at.get(node, at):
                self._again_at[node] = at + AGAIN_SECONDS
                self._look(node, self._followed[node], partial(self._judge, node))
        for node in self._again_at.keys() - gone:
            del self._again_at[node]
            self._stand(node, None, at)

    def stop(self) -> None:
        """Nothing more is asked."""
        self._pool.shutdown(wait=True, cancel_futures=True)

    # ---- within

    def _look(self, node: str, devices: tuple[Device, ...], then: Callable[[Heard, float], None]) -> None:
        """One question of each node at a time: more of them would only wait."""
        if node in self._busy or not devices:
            return
        self._busy.add(node)

        def done(heard: Heard | None, at: float) -> None:
            self._busy.discard(node)
            if heard is not None:
                then(heard, at)

        def looked() -> None:
            heard = self._heard(tuple(one.device for one in devices))
            self._post(lambda at: done(heard, at))

        self._pool.submit(looked)

    def _heard(self, devices: tuple[str, ...]) -> Heard | None:
        """Ask the equipment, and wait for whoever answers; None: the ward here does not answer. In the worker."""
        began = time.monotonic()
        told = self._tried(Command("hear_devices", _WHO, values={"devices": list(devices), "ask": True}))
        while told is not None:
            passed = time.monotonic() - began
            silent_for = {str(name): float(since) for name, since in dict(told["silent_for"]).items()}
            heard = frozenset(name for name, since in silent_for.items() if since <= passed)
            silent = frozenset(silent_for) - heard
            if not silent or passed >= ANSWER_SECONDS:
                return heard, silent
            time.sleep(_LOOK_SECONDS)
            told = self._tried(Command("hear_devices", _WHO, values={"devices": list(devices)}))
        return None

    def _tried(self, command: Command) -> Mapping[str, Any] | None:
        try:
            return self._ask(command)
        except KnownError as problem:
            # Where no ward is heard nobody can say anything of its devices, which is told by itself.
            _logger.debug("the ward did not take %s: %s", command.name, problem.code)
            return None

    def _tell(self, node: str, devices: tuple[Device, ...], heard: Heard) -> None:
        names = {one.device for one in devices}
        self._hub.tell_node(node, Reached(tuple(sorted(heard[0])), tuple(sorted(names - heard[0]))))

    def _judge(self, node: str, heard: Heard, at: float) -> None:
        """Of a node that is lost. What never spoke here is not known here: nothing is said of it."""
        if node not in self._again_at:
            return
        lives, silent = heard
        if silent:
            labels = [one.label or one.device for one in self._followed[node] if one.device in silent]
            beds = list(dict.fromkeys(labels))
            more = f" +{len(beds) - _MOST_NAMED}" if len(beds) > _MOST_NAMED else ""
            subject = f"{node}: {', '.join(beds[:_MOST_NAMED])}{more}"
            self._stand(node, (Trouble.DEVICES_LOST, subject), at)
        else:
            self._stand(node, (Trouble.DEVICES_HEARD, node) if lives else None, at)

    def _stand(self, node: str, trouble: tuple[Trouble, str] | None, at: float) -> None:
        before = self._stands.pop(node, None)
        if trouble is not None:
            self._stands[node] = trouble
            self._troubles.own(trouble[0], True, at, trouble[1])
        if before is not None and before != trouble:
            self._troubles.own(before[0], False, at, before[1])
