"""The values of receivers as the store keeps them."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from typing import Any, Final

from app.router.duty.model import Post
from app.router.words import Capability


class Kind(StrEnum):
    """What a receiver is; labels: texts `router_receivers.kind_<value>`."""

    WINDOW = "window"
    PHONE = "phone"
    HTTP = "http"
    RELAY = "relay"
    PAPER = "paper"
    ALARM_MANAGER = "alarm_manager"

    @property
    def is_machine(self) -> bool:
        """Nobody signs in there: it is called, and never waited for. Only the others come by a pairing code."""
        return self not in (Kind.WINDOW, Kind.PHONE)


class ReceiverStep(StrEnum):
    """What was done to a receiver; labels: texts `router_receivers.step_<value>`."""

    ADMITTED = "admitted"
    RENAMED = "renamed"
    ALLOWED = "allowed"
    """Other capabilities."""
    PLACED = "placed"
    """At another post, or at none."""
    REACHED = "reached"
    """A machine is reached in another way."""
    REVOKED = "revoked"


@dataclass(frozen=True)
class StoredReceiver:
    """A receiver as its last step says. `admitted_by`, `changed_by`: names of accounts."""

    receiver: str
    kind: Kind
    name: str
    capabilities: frozenset[Capability]
    post: Post | None = None
    revoked: bool = False
    public_key: str = ""
    reached_by: Mapping[str, Any] = field(default_factory=dict)
    admitted_at: datetime | None = None
    admitted_by: str = ""
    changed_at: datetime | None = None
    changed_by: str = ""


LONGEST_NAME: Final = 60
USUAL: Final[Mapping[Kind, frozenset[Capability]]] = {
    Kind.WINDOW: frozenset(Capability),
    Kind.PHONE: frozenset({Capability.TEXT, Capability.SOUND}),
    **{one: frozenset({Capability.TEXT}) for one in Kind if one.is_machine},
}
"""What is proposed for a new one of each kind; every receiver shows text, else no alarm could reach it."""
