"""Where the loop's thread puts what others write down or send on; none of these waits."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from app.router.blackbox.model import Event
from app.router.tables.model import Discards


@dataclass(frozen=True)
class Sinks:
    """Where things go: rows to the journal (with a token), `through` tells how far it is; events to the black box;
    technical alarms that stand (code, subject) to the ward, with the priority of codes that have none of their own."""

    write: Callable[[int, Sequence[Mapping[str, Any]]], None]
    through: Callable[[], int]
    event: Callable[[Event], None]
    say: Callable[[Sequence[tuple[str, str]], Mapping[str, int]], None]
    discards: Callable[[Discards], None]
    """Table 22 as it is now."""
