"""What a campaign is given and what it gives back; the table of all of them."""

from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Final, Protocol


@dataclass(frozen=True)
class Campaign:
    """One line of the table: the module `app.commands.campaigns.<name>`, what it does, and how often if nobody says."""

    name: str
    summary: str
    times: int
    of: str


CAMPAIGNS: Final = (
    Campaign("kills", "kill -9 of every process of a station in use, at random moments", 10, "kills"),
    Campaign("disk", "a disk that is full, slow, read-only", 1, "rounds"),
    Campaign("clock", "the clock set back and forward by days, and every change of Brazil's clocks", 3, "turns"),
    Campaign("two_stations", "two stations started on one store, and a store copied to another computer", 1, "rounds"),
    Campaign("keyring", "the keyring gone, emptied, hanging, or with another key", 1, "rounds"),
    Campaign("corrupt_page", "a page of the store or of a backup overwritten, and the restore drill", 6, "pages"),
    Campaign("certificate", "certificates that expired or were replaced", 1, "rounds"),
    Campaign("ward_hours", "a ward of 49 beds for --hours: memory, queues, timers", 1, "rounds"),
    Campaign("fuzz", "broken input at every door", 200, "inputs a door"),
)


@dataclass(frozen=True)
class Plan:
    """`times`: in the campaign's own unit; `hours`: only of `ward_hours`. `folder` is empty, and removed at the end."""

    times: int
    seed: int
    folder: Path
    hours: float = 0.0
    tell: Callable[[str], object] = print


@dataclass
class Outcome:
    """`figures`: what was counted, by name; `broken`: each promise that was not kept, in words, with its values."""

    figures: dict[str, object] = field(default_factory=dict)
    broken: list[str] = field(default_factory=list)

    @property
    def held(self) -> bool:
        """Whether every promise was kept."""
        return not self.broken

    def promise(self, kept: bool, words: str) -> None:
        """Note it where it was not kept."""
        if not kept:
            self.broken.append(words)


class CampaignModule(Protocol):
    """What each campaign's module offers."""

    def run(self, plan: Plan) -> Outcome:
        """Do it, and judge. What is raised is a campaign that could not be run, not a promise broken."""
        ...
