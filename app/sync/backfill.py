"""A person comes into the unit's scope: her history is fetched and applied in its place, before anything that follows.

The journal says so with an event `scope` of the server's own (docs/sync.md). Pages hold what is recorded of her after
that number, her history what came before; both are one sequence again here, and one transaction.
"""

from collections.abc import Sequence
from typing import Final, Protocol

from app.sync.delivered import Delivered

SCOPE: Final = "scope"


class Page(Protocol):
    """One page of a history."""

    @property
    def events(self) -> Sequence[Delivered]:
        """In the order of the journal."""
        ...

    @property
    def more(self) -> bool:
        """Whether another page waits."""
        ...


class HistorySource(Protocol):
    """Who can be asked for a person's history."""

    def history(self, person_id: str, after: int, until: int) -> Page:
        """Her events after one number, up to another."""
        ...


def completed(events: Sequence[Delivered], source: HistorySource) -> list[Delivered]:
    """The events with the history of everybody who comes in, by number, and without the `scope` events themselves.

    Raises whatever the source raises; then nothing of the page was applied, and the round comes back to it.
    """
    found = {one.number: one for one in events if one.event.entity != SCOPE}
    for one in events:
        if one.event.entity == SCOPE:
            for event in _whole(str(one.event.content()["person_id"]), one.number, source):
                found.setdefault(event.number, event)
    return [found[number] for number in sorted(found)]


def _whole(person_id: str, until: int, source: HistorySource) -> list[Delivered]:
    history: list[Delivered] = []
    more = True
    while more:
        page = source.history(person_id, history[-1].number if history else 0, until)
        history += page.events
        # A server that promises more and sends nothing would be asked for ever.
        more = page.more and bool(page.events)
    return history
