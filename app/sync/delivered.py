"""One event of the journal as a station receives it."""

import json
from dataclasses import dataclass

from app.sync.events import Event, from_wire

ACCEPTED, CONFLICT = "accepted", "conflict"


@dataclass(frozen=True)
class Delivered:
    """Its number in the journal, what the server decided, and the event that stands where this one is in conflict."""

    number: int
    verdict: str
    against: str | None
    event: Event
    unit: str = ""
    """Of the station that wrote it; empty where it was not told."""

    def to_text(self) -> str:
        """As kept while it waits."""
        whole = {"number": self.number, "verdict": self.verdict, "against": self.against, "unit": self.unit}
        return json.dumps({**whole, "event": self.event.to_wire()}, ensure_ascii=False)


def from_text(text: str) -> Delivered:
    """What was kept."""
    raw = json.loads(text)
    return Delivered(raw["number"], raw["verdict"], raw["against"], from_wire(raw["event"]), raw.get("unit", ""))
