"""Long work that tells how far it is and can be stopped between two steps."""

from collections.abc import Callable
from dataclasses import dataclass

from app.kernel.errors import KnownError


def _nobody_asks(done: int, total: int) -> None:
    """Where nobody watches."""


def _never() -> bool:
    return False


@dataclass(frozen=True)
class Progress:
    """`report(done, total)` is called now and then, from the thread that works; `cancelled()` stops the work."""

    report: Callable[[int, int], None] = _nobody_asks
    cancelled: Callable[[], bool] = _never

    def step(self, done: int, total: int) -> None:
        """Between two steps; raises KnownError work.cancelled once somebody stopped the work."""
        if self.cancelled():
            raise KnownError("work.cancelled")
        self.report(done, total)


UNWATCHED = Progress()
