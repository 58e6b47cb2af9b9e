"""A message on its way: its states, what makes one, and what a hand takes to the network."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import IntEnum, StrEnum
from typing import Final

from msgspec import Struct

from app.reminders.channels.interface import Attempted, Outgoing


class Status(StrEnum):
    """Where a message stands; labels: texts `reminders.status_<value>`."""

    SCHEDULED = "scheduled"
    RETRYING = "retrying"
    SENDING = "sending"
    SENT = "sent"
    FAILED = "failed"
    UNKNOWN = "unknown"
    CANCELLED = "cancelled"
    EXPIRED = "expired"
    REFUSED = "refused"


WAITING: Final = (Status.SCHEDULED, Status.RETRYING)
"""Not sent yet, and to be sent by the program."""
OPEN: Final = (*WAITING, Status.SENDING)
"""Nobody knows yet how they end."""
FOR_A_PERSON: Final = (Status.FAILED, Status.UNKNOWN)
"""Somebody must look."""


class Priority(IntEnum):
    """Which of the due ones goes first; labels: texts `reminders.priority_<value>`."""

    URGENT = 0
    SINGLE = 1
    RULE = 2
    CAMPAIGN = 3


class Reason(StrEnum):
    """Why a message was not sent; labels: texts `reminders.reason_<value>`."""

    NO_CONSENT = "no_consent"
    NO_ADDRESS = "no_address"
    NO_CHANNEL = "no_channel"
    VALUE_MISSING = "value_missing"
    TOO_LATE = "too_late"
    BY_HAND = "by_hand"
    CAMPAIGN_CANCELLED = "campaign_cancelled"
    RULE_OFF = "rule_off"
    DATE_GONE = "date_gone"
    DONE_BEFORE = "done_before"
    CLOSED = "closed"
    ATTEMPTS_USED_UP = "attempts_used_up"
    REFUSED_BY_PROVIDER = "refused_by_provider"
    OPTED_OUT = "opted_out"
    NOT_KNOWN = "not_known"
    HANDED_OVER = "handed_over"


class Planned(Struct, frozen=True):
    """A message to be made. `name` is the same for the same cause, so that it is made once.

    `channel` is the first of `channels` that she agreed to. `until`: later it is expired. `event`: what it is about,
    `visit/2026-03-09T14:30` (kind, then the day or moment in her own time). `rule_state`: see `following.Rule.state`.
    """

    name: str
    person_id: str
    template_version_id: str
    variant: str
    channels: tuple[str, ...]
    channel: str
    due_at: datetime
    until: datetime
    priority: Priority
    moved: str | None = None
    event: str | None = None
    rule_id: str | None = None
    rule_state: str | None = None
    campaign_id: str | None = None


@dataclass(frozen=True, slots=True)
class Due:
    """A message whose time has come. `attempts`: with the present `channel`; `tried`: in all."""

    id: str
    person_id: str
    template_version_id: str
    variant: str
    channels: tuple[str, ...]
    channel: str
    attempts: int
    tried: int
    event: str | None
    until: str


@dataclass(frozen=True, slots=True)
class Ready:
    """A message that is marked `sending`: nothing but the network is left."""

    due: Due
    channel: str
    outgoing: Outgoing


@dataclass(frozen=True)
class Refused:
    """A message that shall not be sent, and why. `detail`: the placeholder that has no value, …"""

    due: Due
    reason: Reason
    detail: str = ""


@dataclass(frozen=True, slots=True)
class Done:
    """What one attempt came to, and when it was begun."""

    ready: Ready
    attempted: Attempted
    started_at: datetime


@dataclass(frozen=True)
class Claimed:
    """What one round took: `ready` to be sent now; how many were refused, expired or found unknown on the way;
    `settled`: the ids of those that were refused or expired; `held`: how many wait for another hour."""

    ready: Sequence[Ready]
    refused: int = 0
    expired: int = 0
    unknown: int = 0
    settled: Sequence[str] = ()
    held: int = 0
