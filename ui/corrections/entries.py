"""What was recorded under one heading, with everything that corrected it. Pure."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Protocol


class Recorded(Protocol):
    """What every recorded thing of the clinic has (observation, visit, exam result, classification)."""

    @property
    def id(self) -> str: ...
    @property
    def recorded_at(self) -> datetime: ...
    @property
    def by(self) -> str: ...
    @property
    def superseded_by(self) -> str | None: ...
    @property
    def reason(self) -> str | None: ...


@dataclass(frozen=True)
class Entry:
    """One recorded value in words; empty words strike out the one before. `reason`: why it replaced that one."""

    id: str
    words: str
    recorded_at: datetime
    by: str
    superseded_by: str | None = None
    reason: str | None = None

    @property
    def strikes_out(self) -> bool:
        """Whether this is no value, only the striking out of one."""
        return not self.words


Chain = tuple[Entry, ...]
"""One entry and what it corrected, the newest first."""


def entry(recorded: Recorded, words: str) -> Entry:
    """A recorded thing with the words that say its value (empty where it strikes out)."""
    return Entry(recorded.id, words, recorded.recorded_at, recorded.by, recorded.superseded_by, recorded.reason)


def chains(entries: Iterable[Entry]) -> tuple[Chain, ...]:
    """Entries put together with what corrected them, in the order in which the newest of each chain was given."""
    given = {one.id: one for one in entries}
    before: dict[str | None, Entry] = {one.superseded_by: one for one in given.values() if one.superseded_by in given}
    heads = [one for one in given.values() if one.superseded_by not in given]
    return tuple(_back_from(head, before) for head in heads)


def _back_from(head: Entry, before: dict[str | None, Entry]) -> Chain:
    chain = [head]
    while (earlier := before.get(chain[-1].id)) is not None:
        chain.append(earlier)
    return tuple(chain)
