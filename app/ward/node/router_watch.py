"""Whether the router lives that carries this ward's alarms to people, and what it says is wrong with their way.

The router says every two seconds that it is there, with all the technical alarms that stand (command `technical`).
"""

import math
from typing import Final

import msgspec

from app.ward.alarms.conditions import conditions
from app.ward.alarms.words import Priority
from app.ward.core import WardCore
from app.ward.node.commands import Command

MISSING_SECONDS: Final = 10.0
"""Silent for so long, it is gone or hangs."""
START_SECONDS: Final = 60.0
"""How long one that was never heard may take to begin: the machine has just been started, a store is brought up to
date."""
_MISSING: Final = "router_missing"
_OWN: Final = "router_"


class RouterWatch:
    """Of the ward's thread. `want`: a router belongs to this ward, so that one that is gone alarms."""

    def __init__(self) -> None:
        self._wanted, self._missing = False, False
        self._due = math.inf
        self._standing: dict[tuple[str, str], Priority | None] = {}

    def want(self, core: WardCore, wanted: bool, at: float) -> None:
        """Whether a router is to be missed; saying it again changes nothing."""
        if wanted is self._wanted:
            return
        self._wanted = wanted
        if wanted and self._due == math.inf:
            self._due = at + START_SECONDS
        elif not wanted:
            self._due = math.inf
            self._set_missing(core, False, at)

    def take(self, core: WardCore, command: Command, at: float) -> None:
        """The router's sign of life: `standing`, a list of code and subject; `priorities`, by code, where not as usual;
        `leaving`: it ends in good order."""
        said = msgspec.convert(command.values["standing"], list[tuple[str, str]])
        given = msgspec.convert(command.values.get("priorities", {}), dict[str, Priority])
        standing = {(code, subject): given.get(code) for code, subject in said if _OWN + code in conditions()}
        leaving = bool(command.values.get("leaving", False))
        self._set_missing(core, False, at)
        self._stand(core, standing, at)
        if not leaving:
            self._due = at + MISSING_SECONDS
        else:
            self._due = at + START_SECONDS if self._wanted else math.inf

    def tick(self, core: WardCore, at: float) -> None:
        """What time alone does."""
        if at >= self._due and not self._missing:
            # What it had said is the past; that it is gone says more.
            self._stand(core, {}, at)
            self._set_missing(core, True, at)

    def _stand(self, core: WardCore, standing: dict[tuple[str, str], Priority | None], at: float) -> None:
        for code, subject in sorted(self._standing.keys() - standing.keys()):
            core.technical(_OWN + code, subject, False, at)
        for (code, subject), priority in sorted(standing.items(), key=lambda each: each[0]):
            if (code, subject) not in self._standing or self._standing[code, subject] is not priority:
                core.technical(_OWN + code, subject, True, at, priority=priority)
        self._standing = standing

    def _set_missing(self, core: WardCore, missing: bool, at: float) -> None:
        if missing is not self._missing:
            self._missing = missing
            core.technical(_MISSING, "", missing, at)
