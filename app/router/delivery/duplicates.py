"""A receiver gets alarms over every route there is: which copy is the first."""

from collections import OrderedDict
from typing import Final

REMEMBERED: Final = 4096


class Duplicates:
    """Remembers the messages of the last `seconds`, at most `most`. A sender's numbers come round again some day, and
    a longer memory would swallow the new ones."""

    def __init__(self, seconds: float = 60.0, most: int = REMEMBERED) -> None:
        self._seconds, self._most = seconds, most
        self._seen: OrderedDict[tuple[str, int, int], float] = OrderedDict()

    def __len__(self) -> int:
        return len(self._seen)

    def is_new(self, patient: str, number: int, at: float, copy: int = 0) -> bool:
        """Whether this message (patient identifier with origin, number) was not seen before. `copy` tells a call that
        was repeated on purpose from one that came by two routes."""
        while self._seen and at - next(iter(self._seen.values())) > self._seconds:
            self._seen.popitem(last=False)
        key = (patient, number, copy)
        if key in self._seen:
            return False
        self._seen[key] = at
        if len(self._seen) > self._most:
            self._seen.popitem(last=False)
        return True
