"""When the screen locks by itself: pure, the window asks it from a timer."""

from app.kernel.clock import Clock


class IdleLock:
    """Counts on the monotonic clock, so that setting the wall clock neither locks nor keeps open.

    `seconds` is how long nobody may touch keyboard or mouse. A machine that slept may not have counted; the window
    therefore also locks when the system wakes up.
    """

    def __init__(self, clock: Clock, seconds: float) -> None:
        if seconds <= 0:
            raise ValueError("the time until the lock must be positive")
        self._clock = clock
        self._seconds = seconds
        self._last_touch = clock.monotonic()

    def touched(self) -> None:
        """Somebody used keyboard, mouse or screen; once the time is up, only an unlock (`restart`) counts."""
        if not self.should_lock():
            self._last_touch = self._clock.monotonic()

    def restart(self) -> None:
        """Begin anew, after an unlock or a sign-in."""
        self._last_touch = self._clock.monotonic()

    def seconds_left(self) -> float:
        """How long until the lock; 0 when it is due."""
        return max(0.0, self._seconds - (self._clock.monotonic() - self._last_touch))

    def should_lock(self) -> bool:
        """Whether the time is up."""
        return self.seconds_left() == 0.0
