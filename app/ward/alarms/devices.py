"""The devices of class A at one bed (table 13): silence, announced switch-off, life support that goes.

Where somebody can ask the equipment itself (`Following.asks`), one that fell silent is asked first, and has gone when
no answer came.
"""

import math
from dataclasses import dataclass, replace

from app.router.tables.model import Silent, Tables
from app.ward.alarms.conditions import conditions
from app.ward.alarms.model import Attached, Change, Why
from app.ward.alarms.register import Claim, Register
from app.ward.alarms.wording import NOBODY
from app.ward.alarms.words import Priority
from app.ward.beds.model import DeviceClass

_HERE = "technical:"
_CODES = ("device_gone", "life_support_gone", "life_support_off")


@dataclass(frozen=True, slots=True)
class Following:
    """How table 13 has equipment of class A followed: silent for so many seconds, asked first (`asks`) or not; the
    priority of its alarm; whether an announced switch-off of life support alarms too."""

    silence: float
    asks: bool
    priority: Priority
    leaving_alarms: bool = True


def following_of(tables: Tables, *, can_ask: bool) -> Following:
    """The row of class A. `can_ask`: there is a way to the devices."""
    row = tables.equipment[DeviceClass.A]
    # Reading the tables refuses a class A that nobody would miss.
    assert row.silent_after is not None and row.exit_priority is not None
    asks = can_ask and row.then in (Silent.PROBE, Silent.POLL)
    return Following(row.silent_after, asks, Priority(row.exit_priority), row.orderly_exit_alarms)


class Devices:
    """Who is attached, when each was last heard, and who has gone silent."""

    def __init__(self, register: Register) -> None:
        self.register = register
        self.attached: dict[str, Attached] = {}
        self._heard: dict[str, float] = {}
        self._silent: set[str] = set()
        self._asked: dict[str, float] = {}
        self.following = Following(register.rules.silence, asks=False, priority=conditions()["device_gone"].priority)
        self._elsewhere: dict[str, str] = {}
        self.questions: list[str] = []
        """Whoever is to be asked for a sign now; taken by whoever can ask."""

    def due(self) -> float:
        """When the next of them has been silent for too long, or did not answer in time."""
        return min((self._deadline(one) for one in self._waited_for()), default=math.inf)

    def run(self, at: float) -> None:
        """What is due until this moment."""
        for device in self._waited_for():
            if self._deadline(device) > at:
                continue
            if self.following.asks and device not in self._asked:
                self._asked[device] = at
                self.questions.append(device)
                continue
            self._answered(device)
            self._silent.add(device)
            self._say_gone(device, at)

    def missing(self) -> tuple[str, ...]:
        """Who is being asked, or did not answer: to be looked for by other nodes too, where table 13 has it asked."""
        return (*self._asked, *self._silent) if self.following.asks else ()

    def heard_elsewhere(self, device: str, node: str, at: float) -> None:
        """Another node hears it ("": none does any more): it lives, and only the way here is cut. It alarms all the
        same, as nobody here sees its patient; but that is said."""
        if device not in self.missing() or self._elsewhere.get(device, NOBODY) == (node or NOBODY):
            return
        # An alarm keeps the last words that were said of it.
        self._elsewhere[device] = node or NOBODY
        if device in self._silent:
            self._say_gone(device, at)

    def cannot_be_asked(self, device: str) -> None:
        """It is not reached, or its protocol knows no such question: its time is over."""
        if device in self._asked:
            self._asked[device] = -math.inf

    def _deadline(self, device: str) -> float:
        asked = self._asked.get(device)
        rules = self.register.rules
        return self._heard[device] + self.following.silence if asked is None else asked + rules.answer

    def _answered(self, device: str) -> None:
        if self._asked.pop(device, None) is not None and device in self.questions:
            self.questions.remove(device)

    def hear(self, device: str, at: float) -> None:
        """Any message of a device is a sign of its life."""
        if device not in self.attached:
            return
        self._heard[device] = at
        self._elsewhere.pop(device, None)
        self._answered(device)
        one = self.attached[device]
        if device in self._silent or one.left:
            self._silent.discard(device)
            self._unsay(device, Why.VALUE_BACK, at)
            if one.left:
                self._note(replace(one, left=False, heard_at=at), Why.ATTACHED, "", at)

    def attach(self, device: str, life_support: bool, who: str, at: float) -> None:
        """It is at the bed from now on."""
        self.hear(device, at)
        self._heard[device] = at
        before = self.attached.get(device)
        if before is None or before.life_support is not life_support:
            self._note(Attached(device, life_support, at), Why.ATTACHED, who, at)

    def leave(self, device: str, at: float) -> bool:
        """An announced switch-off; it alarms where life support is switched off or stays on. False: not attached."""
        self.hear(device, at)
        one = self.attached.get(device)
        if one is None:
            return False
        others = any(other.life_support and not other.left for other in self.attached.values() if other is not one)
        self._note(replace(one, left=True), Why.LEFT, "", at)
        if self.following.leaving_alarms and (one.life_support or others):
            self._say("life_support_off", device, Why.LEFT, at)
        return True

    def detach(self, device: str, who: str, at: float) -> None:
        """A person took it off."""
        self._unsay(device, Why.DETACHED, at, who)
        self._silent.discard(device)
        self._answered(device)
        self._heard.pop(device, None)
        self._elsewhere.pop(device, None)
        one = self.attached.pop(device, None)
        if one is not None:
            self._log(device, _word(one), "none", Why.DETACHED, who, at, None)

    def is_silent(self, device: str) -> bool:
        """It fell silent without announcing it, and has said nothing since."""
        return device in self._silent

    def hold(self, one: Attached, silent: bool, at: float) -> None:
        """Taken over from before a restart: waited for from now on."""
        self.attached[one.device] = one
        self._heard[one.device] = at
        if silent:
            self._silent.add(one.device)

    def _waited_for(self) -> list[str]:
        return [name for name, one in self.attached.items() if not one.left and name not in self._silent]

    def _say_gone(self, device: str, at: float) -> None:
        code = "life_support_gone" if self.attached[device].life_support else "device_gone"
        self._say(code, device, Why.SILENT, at, self._elsewhere.get(device, ""))

    def _say(self, code: str, device: str, why: Why, at: float, text: str = "") -> None:
        condition = conditions()[code]
        # What keeps somebody alive is never less than critical.
        priority = condition.priority if condition.lethal else self.following.priority
        self.register.say(_HERE, Claim(code, device, priority, condition.lethal, text), why, at)

    def _unsay(self, device: str, why: Why, at: float, who: str = "") -> None:
        for code in _CODES:
            self.register.unsay(f"{code}:{device}", _HERE, why, at, who)

    def _note(self, one: Attached, why: Why, who: str, at: float) -> None:
        was = _word(self.attached.get(one.device))
        self.attached[one.device] = one
        self._log(one.device, was, _word(one), why, who, at, one)

    def _log(self, device: str, was: str, becomes: str, why: Why, who: str, at: float, after: Attached | None) -> None:
        self.register.note(Change(at, self.register.bed, f"device:{device}", was, becomes, why, who, after))


def _word(one: Attached | None) -> str:
    if one is None:
        return "none"
    return "left" if one.left else "life_support" if one.life_support else "attached"
