"""How fast and how often: a token bucket for each provider, pauses between tries. No wall clock decides here."""

from dataclasses import dataclass
from typing import Final

FIRST_PAUSE: Final = 30.0
LONGEST_PAUSE: Final = 3600.0
MOST_ATTEMPTS: Final = 6
"""With one channel; with pauses of 30 s doubled each time that is about a quarter of an hour."""
_MOST_DOUBLINGS: Final = 20


@dataclass
class Bucket:
    """So many tokens a second, at most `size` at once; the time is given (monotonic seconds)."""

    per_second: float
    size: float
    tokens: float
    at: float

    @staticmethod
    def full(per_second: float, at: float) -> "Bucket":
        """A bucket that holds one second's worth, and at least one."""
        size = max(per_second, 1.0)
        return Bucket(per_second, size, size, at)

    def take(self, at: float) -> bool:
        """One token, if there is one."""
        self._refill(at)
        if self.tokens < 1.0:
            return False
        self.tokens -= 1.0
        return True

    def give_back(self) -> None:
        """A token that was not used."""
        self.tokens = min(self.size, self.tokens + 1.0)

    def empty(self, at: float, pause: float) -> None:
        """The provider says that it is too much: nothing for `pause` seconds."""
        self._refill(at)
        self.tokens = min(self.tokens, 1.0 - pause * self.per_second)

    def _refill(self, at: float) -> None:
        # A monotonic clock never goes back; two threads may still hand in their readings in another order.
        passed = max(0.0, at - self.at)
        self.at = max(self.at, at)
        self.tokens = min(self.size, self.tokens + passed * self.per_second)


def pause_before(attempt: int, draw: float, asked: float | None = None) -> float:
    """Seconds before the next try after `attempt` tries (1 or more). `draw`: 0 ≤ draw < 1, so that not all come back
    at once. `asked`: what the provider itself asks for, which is never undercut."""
    if attempt < 1 or not 0.0 <= draw < 1.0:
        raise ValueError(f"attempt {attempt}, draw {draw}")
    due = min(LONGEST_PAUSE, FIRST_PAUSE * 2.0 ** min(attempt - 1, _MOST_DOUBLINGS))
    return max(due * (0.5 + draw / 2), asked or 0.0)
