"""The steps of one alarm as the router has them at hand. All of them are in its journal and in the store."""

from typing import Final

from app.router.delivery.model import Entry
from app.router.words import Step

MOST: Final = 256
"""An alarm that stands for days, passed on again and again, may not fill the memory."""


class Steps:
    """In the order of time. Beyond `MOST` the first and the newest half are kept; `left_out` counts the rest."""

    def __init__(self, most: int = MOST) -> None:
        self._most = most
        self._once: set[tuple[str, str, Step, int]] = set()
        self.entries: list[Entry] = []
        self.left_out = 0

    def add(self, entry: Entry) -> None:
        """One more. With a new beginning whatever counts once a round counts anew."""
        if entry.step is Step.GENERATED:
            self._once.clear()
        self.entries.append(entry)
        if len(self.entries) > self._most:
            kept = self._most // 2
            self.left_out += len(self.entries) - 1 - kept
            del self.entries[1:-kept]

    def first(self, receiver: str, user: str, step: Step, level: int) -> bool:
        """Whether this is the first time in this round at this level (-1: not called at it); from now on it is not."""
        key = (receiver, user, step, level)
        if key in self._once:
            return False
        self._once.add(key)
        return True

    def again(self, receiver: str, user: str, step: Step, level: int) -> None:
        """The next one counts as the first."""
        self._once.discard((receiver, user, step, level))
