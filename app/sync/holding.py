"""Which guards events hold here that the journal has not brought back yet: own ones, and those that came by stick."""

from collections.abc import Iterable

from app.sync.events import Event
from app.sync.guards import guards


class Holding:
    """Counted at the beginning of a page, then kept up by whoever applies it."""

    def __init__(self) -> None:
        self._held: dict[str, int] = {}

    def begin(self, events: Iterable[Event]) -> None:
        """These hold their guards."""
        self._held.clear()
        for event in events:
            for guard in guards(event):
                self._held[guard] = self._held.get(guard, 0) + 1

    def let_go(self, event: Event) -> None:
        """It came back."""
        for guard in guards(event):
            self._held[guard] = self._held.get(guard, 1) - 1

    def first(self, names: Iterable[str]) -> str | None:
        """The first of these guards that is held."""
        return next((name for name in names if self._held.get(name, 0) > 0), None)
