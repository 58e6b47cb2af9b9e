"""What was refused, of whom and why: every one counted, and logged so that a flood of them does not fill the log."""

import logging
from collections import Counter, OrderedDict
from typing import Final

from app.kernel.words import Word

_logger = logging.getLogger(__name__)
_MOST: Final = 1_000
"""Pairs of who and why that are remembered; a hostile peer may not fill the memory by being somebody new each time."""


def is_told(count: int) -> bool:
    """Whether the log is told of what happened for this time: the first, the tenth, the hundredth, …"""
    return str(count).rstrip("0") == "1"


class Refusals:
    """Logs the first of each kind, the tenth, the hundredth, …: who it was, why, and how many by then."""

    def __init__(self) -> None:
        self.total: Counter[str] = Counter()
        """By reason, since the beginning."""
        self._of: OrderedDict[tuple[str, str], int] = OrderedDict()

    def add(self, who: str, reason: str) -> None:
        """Something of `who` (a receiver, or the address of a stranger) was refused because of `reason`."""
        self.total[reason] += 1
        count = self._of[who, reason] = self._of.pop((who, reason), 0) + 1
        if len(self._of) > _MOST:
            self._of.popitem(last=False)
        if is_told(count):
            _logger.warning("refused %s from %s, %d times by now", Word(reason), Word(who), count)

    def of(self, who: str) -> dict[str, int]:
        """Reason → how often, of one."""
        return {reason: count for (name, reason), count in self._of.items() if name == who}
