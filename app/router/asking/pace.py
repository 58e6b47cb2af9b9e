"""How often a receiver may ask: what it asks beyond that is refused at once, and costs nobody else anything."""

from dataclasses import dataclass


@dataclass
class Pace:
    """Up to `burst` at once, and `per_second` in the long run."""

    per_second: float
    burst: float
    _left: float = -1.0
    _at: float = 0.0

    def lets(self, at: float) -> bool:
        """Whether one more may be asked at this monotonic second; it then counts."""
        if self._left < 0:
            self._left = self.burst
        else:
            self._left = min(self.burst, self._left + (at - self._at) * self.per_second)
        self._at = at
        if self._left < 1:
            return False
        self._left -= 1
        return True
