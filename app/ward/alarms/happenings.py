"""What has happened and has no end of its own, such as an alarm of a device that could not be read.

It counts as there until nothing more of the kind has come for a while, and then waits for a person (`latches`).
"""

import math

from app.ward.alarms.conditions import conditions
from app.ward.alarms.model import Why
from app.ward.alarms.register import Claim, Register

SOURCE = "technical:happened"


class Happenings:
    """The conditions of a bed that only begin, by the key of their alarm."""

    def __init__(self, register: Register) -> None:
        self.register = register
        self._until: dict[str, float] = {}

    def take(self, code: str, subject: str, text: str, at: float) -> None:
        """It has happened, or has happened again."""
        one = conditions()[code]
        claim = Claim(code, subject, one.priority, one.lethal, text)
        self.register.say(SOURCE, claim, Why.TECHNICAL, at)
        self.hold(f"{code}:{subject}" if subject else code, at)

    def hold(self, key: str, at: float) -> None:
        """From now on it waits for more; also for what was taken over from before a restart."""
        self._until[key] = at + self.register.rules.happening

    def due(self) -> float:
        """When the first of them has been quiet for long enough."""
        return min(self._until.values(), default=math.inf)

    def run(self, at: float) -> None:
        """End what has been quiet for long enough."""
        for key in [key for key, until in self._until.items() if until <= at]:
            del self._until[key]
            self.register.unsay(key, SOURCE, Why.ENDED, at)

    def clear(self) -> None:
        """The patient has left."""
        self._until.clear()
