"""How the server says that an event stands which came to a station by stick."""

from dataclasses import dataclass
from typing import Final

NUMBERED: Final = "numbered"
"""It is in the journal, and comes down with it."""
REFUSED: Final = "refused"
UNKNOWN: Final = "unknown"
"""It has not come to the server (yet)."""


@dataclass(frozen=True)
class Standing:
    """`code`: why it was refused."""

    event_id: str
    status: str
    code: str = ""
